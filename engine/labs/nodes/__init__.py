"""Machines of a cluster: what looks at their workers there, and the samples that come of what these tell."""
