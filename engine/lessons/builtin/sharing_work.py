"""What lesson 5 measures: two ways for threads to add up one number under one lock."""

import threading

LOCK = threading.Lock()
total = {"sum": 0}


def all_under_the_lock(count: int) -> int:
    """Adds one `count` times, and holds the lock all the while."""
    with LOCK:
        for _ in range(count):
            total["sum"] += 1
    return count


def lock_at_the_end(count: int) -> int:
    """Adds up a number of its own first; the lock is held for one addition only."""
    mine = 0
    for _ in range(count):
        mine += 1
    with LOCK:
        total["sum"] += mine
    return count
