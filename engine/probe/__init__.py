"""What the operating system says: cores, process tree, threads."""
