"""Items of about 50 ms of pure Python each: long enough to be killed in the middle of one."""

TITLE = "long items"
KIND = "cpu"


def items(count: int, seed: int) -> list[int]:
    return list(range(count))


def work(item: int) -> int:
    total = item
    for number in range(800_000):
        total = (total * 31 + number) % 1_000_003
    return total


def combine(results: list[int]) -> str:
    return f"sum {sum(results)}"
