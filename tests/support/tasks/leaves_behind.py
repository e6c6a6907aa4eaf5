"""Functions that leave something in the system where nobody tidies up after them."""

import contextlib
import signal
import time
from multiprocessing import shared_memory


def shared_memory_block():
    """A block of named memory that nobody gives back."""
    return shared_memory.SharedMemory(create=True, size=1 << 16)


KEPT = []


def shared_memory_item(number):
    """Makes such a block, and does not end."""
    KEPT.append(shared_memory_block())
    time.sleep(300)
    return number


def deaf(number):
    """Hears no request to end, and does not end."""
    with contextlib.suppress(ValueError):  # in a thread
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(300)
    return number
