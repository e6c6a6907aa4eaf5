"""Pictures and films of the screen."""
