"""A task whose item 7 raises."""

import math

TITLE = "raises in item 7"
KIND = "cpu"


def items(count: int, seed: int) -> list[int]:
    return list(range(1, count + 1))


def work(item: int) -> int:
    if item == 7:
        raise ZeroDivisionError("seven is not for me")
    return int(sum(math.sqrt(n) for n in range(2000)))


def combine(results: list[int]) -> str:
    return f"sum {sum(results)}"
