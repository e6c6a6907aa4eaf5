"""concviz's terminal interface: commands and screens."""
