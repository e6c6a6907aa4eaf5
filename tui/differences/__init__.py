"""The table of differences on a screen."""
