"""The other ends of I/O: servers and devices in a process of their own, never counted in a run."""
