"""SHA-256 over large buffers. One item is one 2 MiB buffer that begins with the item's own number.

`hashlib` is C and lets go of the GIL while it works through a buffer, so threads hash at the same time. The buffer is
made once a process and shared by its items; only the number in front of it differs.
"""

import hashlib
import random
from functools import lru_cache

TITLE = "Hashing"
KIND = "released"
ABOUT = (
    "Computes SHA-256 over buffers of 2 MiB.",
    "The answer is how much was hashed, and a hash over all the hashes.",
    "C code that lets go of the GIL: threads really run at once, as processes do.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

BUFFER = 2 * 2**20


def items(count: int, seed: int) -> list[tuple[int, int]]:
    """(seed of the buffer, number of the item). The buffer is made here, so that forked workers have it already."""
    _buffer(seed)
    return [(seed, number) for number in range(count)]


@lru_cache(maxsize=1)
def _buffer(seed: int) -> bytes:
    return random.Random(seed).randbytes(BUFFER)


def work(item: tuple[int, int]) -> str:
    """The hash, in hexadecimal, of the number (8 bytes, big-endian) and the buffer."""
    seed, number = item
    digest = hashlib.sha256(number.to_bytes(8, "big"))
    digest.update(_buffer(seed))
    return digest.hexdigest()


def combine(results: list[str]) -> str:
    """Bytes hashed, and the hash of the hashes."""
    total = hashlib.sha256("".join(results).encode()).hexdigest()
    return f"{len(results) * BUFFER / 2**20:,.0f} MiB hashed, all together {total[:16]}"
