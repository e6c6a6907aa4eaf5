"""What lesson 9 asks advice about: a function as people have them, that reads a text and counts its words."""

import re
from collections import Counter

WORDS = [
    "a",
    "loop",
    "runs",
    "and",
    "a",
    "thread",
    "waits",
    "while",
    "one",
    "process",
    "counts",
    "what",
    "many",
    "workers",
    "share",
]


def most_frequent(seed: int) -> str:
    """The most frequent word of a text of 60,000 words that follows from the seed."""
    words = " ".join(WORDS[(seed * 31 + place * place) % len(WORDS)] for place in range(60_000))
    counted = Counter(re.findall(r"[a-z]+", words))
    return counted.most_common(1)[0][0]
