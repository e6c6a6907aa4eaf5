"""The interpreters of this machine."""
