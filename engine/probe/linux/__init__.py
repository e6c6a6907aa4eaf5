"""What Linux says, read from /proc and /sys."""
