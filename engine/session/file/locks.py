"""The lock on a recording's file, which tells the living from the dead: the system lets go of it if its holder dies."""

from __future__ import annotations

try:
    import fcntl
except ImportError:  # no such locks on this system
    fcntl = None


def locked(file: int) -> bool:
    """Take the lock on an open file; False if a living concviz holds it. Systems without locks always give it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
