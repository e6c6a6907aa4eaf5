"""Recordings on the disk: where they lie, how they are kept, cut and listed."""
