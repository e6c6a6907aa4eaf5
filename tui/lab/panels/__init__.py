"""The Lab's panels, one a file."""
