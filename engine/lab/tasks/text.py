"""Counting words and phrases of a text, in the way of any search engine's first step. Regular expressions and dicts.

There is a small library of 16 texts, made when the run is prepared: the commonest words of English and many made-up ones, as
often as Zipf's law says (the n-th most frequent word 1/n as often as the first). Each item carries one of them whole, 6 KiB, so
that making them is not measured; sending them to another process is, because it is part of what processes cost.
"""

import random
import re
from bisect import bisect
from collections import Counter
from itertools import accumulate, pairwise

TITLE = "Text processing"
KIND = "cpu"
ABOUT = (
    "Splits texts into words, counts them, and finds the most frequent phrases.",
    "The answer is how many words there were, and the phrase that leads most often.",
    "Python, and C that keeps the GIL: threads take turns under one, processes run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

LIBRARY, WORDS, VOCABULARY, TOP = 16, 1000, 2000, 5
COMMON = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they"
SOUNDS = "ba co di fu ga hé jo ki lu ma né ou pi qua ro sü ta ve wi xo yu zä"
SYLLABLES = SOUNDS.split()
WORD = re.compile(r"[^\W\d_]+")
Top = tuple[tuple[str, int], ...]
Result = tuple[int, int, Top, Top, Top]


def items(count: int, seed: int) -> list[str]:
    """One text an item; the texts of the library in turn."""
    rng = random.Random(seed)
    vocabulary = _vocabulary(rng)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    texts = [_prose(rng, vocabulary, weights) for _ in range(min(count, LIBRARY))]
    return [texts[number % LIBRARY] for number in range(count)]


def _vocabulary(rng: random.Random) -> list[str]:
    """Different words, the most frequent first; rarer words are longer, as they are in real languages."""
    words = dict.fromkeys(COMMON.split())
    while len(words) < VOCABULARY:
        length = 2 + len(words) // 500 + int(rng.random() * 2)
        words["".join(SYLLABLES[int(rng.random() * len(SYLLABLES))] for _ in range(length))] = None
    return list(words)


def _prose(rng: random.Random, vocabulary: list[str], weights: list[float]) -> str:
    """Sentences of 4 to 20 words, with capitals, commas and numbers, and no word twice in a row."""
    words: list[str] = []
    while len(words) < WORDS:
        word = vocabulary[bisect(weights, rng.random() * weights[-1])]
        if not words or word != words[-1]:
            words.append(word)
    sentences = []
    while words:
        length = 4 + int(rng.random() * 17)
        sentence, words = words[:length], words[length:]
        break_after = ", " if rng.random() < 0.5 else f" {int(rng.random() * 100)} "
        sentences.append(" ".join(sentence[:3]).capitalize() + break_after + " ".join(sentence[3:]) + ".")
    return "\n".join(sentences)


def work(item: str) -> Result:
    """(words, different words, the most frequent words, pairs and triples, each with how often)."""
    words = WORD.findall(item.lower())
    singles = Counter(words)
    pairs = Counter(pairwise(words))
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    return len(words), len(singles), _top({(word,): n for word, n in singles.items()}), _top(pairs), _top(triples)


def _top(counts: dict[tuple[str, ...], int]) -> Top:
    """The most frequent ones; of equals, the first in the alphabet."""
    first = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:TOP]
    return tuple((" ".join(words), count) for words, count in first)


def combine(results: list[Result]) -> str:
    """Words counted, and the pair of words that is the most frequent one in most texts."""
    words = sum(result[0] for result in results)
    leaders = Counter(result[3][0][0] for result in results)
    pair, texts = min(leaders.items(), key=lambda each: (-each[1], each[0]))
    return f"{words:,} words; the most frequent pair is “{pair}” in {texts:,} of {len(results):,} texts"
