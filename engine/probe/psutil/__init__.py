"""What psutil says, where /proc is not there or does not tell enough."""
