"""A task whose items never return, and which doesn't listen to SIGTERM if told so."""

import signal

TITLE = "never returns"
KIND = "cpu"
OPTIONS = {"deaf": False}


def items(count: int, seed: int, deaf: bool) -> list[bool]:
    return [deaf] * count


def work(item: bool) -> int:
    if item:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    number = 0
    while True:
        number += 1


def combine(results: list[int]) -> str:
    return "never"
