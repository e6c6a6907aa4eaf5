"""What lives inside the measured processes. Standard library only, and nothing of concviz outside this package."""
