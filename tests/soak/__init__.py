"""For long: concviz left open, with a run every few seconds; what grows meanwhile."""
