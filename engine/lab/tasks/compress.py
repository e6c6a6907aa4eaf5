"""Compression with zlib. One item packs 48 KiB of text, unpacks it again and compares.

`zlib` is C and lets go of the GIL while it works, so threads compress at the same time. Each process makes its texts
once, 16 blocks of a generated log file. How well they pack depends on the zlib that this Python was built with, so that is not
part of the result; what came out of the unpacking is.
"""

import random
import zlib
from functools import lru_cache

TITLE = "Compression"
KIND = "released"
ABOUT = (
    "Packs blocks of a log file with zlib, unpacks them and compares.",
    "The answer is how much went through unharmed, and a checksum of it.",
    "C code that lets go of the GIL: threads really run at once, as processes do.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

BLOCKS, BLOCK = 16, 48 * 2**10
LEVEL = 6
VOCABULARY = "error warning info request answer timeout retry user order payment cache miss hit started stopped queue"
WORDS = VOCABULARY.split()
Result = tuple[int, int]


def items(count: int, seed: int) -> list[tuple[int, int]]:
    """(seed, number of the block). The blocks are made here, so that forked workers have them already."""
    _blocks(seed)
    return [(seed, number % BLOCKS) for number in range(count)]


@lru_cache(maxsize=1)
def _blocks(seed: int) -> list[bytes]:
    """Lines of a log: a time, some words, some numbers."""
    roll = random.Random(seed).random
    blocks = []
    for block in range(BLOCKS):
        lines: list[str] = []
        size = 0
        while size < BLOCK:
            words = " ".join(WORDS[int(roll() * len(WORDS))] for _ in range(4))
            lines.append(f"{block:02}:{len(lines) // 60:02}:{len(lines) % 60:02} {words} id={int(roll() * 1e6)}\n")
            size += len(lines[-1])
        blocks.append("".join(lines).encode()[:BLOCK])
    return blocks


def work(item: tuple[int, int]) -> Result:
    """(bytes, checksum of what was unpacked)."""
    seed, number = item
    block = _blocks(seed)[number]
    unpacked = zlib.decompress(zlib.compress(block, LEVEL))
    if unpacked != block:
        raise ValueError("what was unpacked is not what was packed")
    return len(unpacked), zlib.crc32(unpacked)


def combine(results: list[Result]) -> str:
    """Bytes, blocks, and the checksum of the checksums."""
    total = sum(size for size, _ in results)
    checksum = zlib.crc32(b"".join(crc.to_bytes(4, "big") for _, crc in results))
    return f"{total / 2**20:,.1f} MiB packed and unpacked unharmed, checksum {checksum:08x}"
