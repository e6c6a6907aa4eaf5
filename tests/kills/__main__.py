"""`python -m tests.kills [--tries 1000] [--seed 7] [--at-once 2] [--who …] [--to FILE.md]`: kills, and counts what is left.

After the victim has ended (killed itself, or because its lab or a worker of its was) nothing of it may be there: no process, no
file in memory or among the temporary ones, no named semaphore. It is looked for until nothing is left; what takes longer than
`SOON_S` is counted as late, what is still there after `LATE_S` as left.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path

from .victim import METHODS, Case, Victim

WHO = ("command", "study", "api", "app", "terminal", "lab", "worker")
SIGNALS = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGSEGV")
MOMENTS = ("starting", "begun", "working", "later")
SOON_S, LATE_S = 2.0, 20.0
ALONE_S, END_S = 20.0, 90.0
"""A victim that goes on for so long, as a pool does that starts another worker, is asked to end; and may take so long for that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try."""

    case: Case
    command: str
    ended: bool
    gone_s: float | None
    """From its end until nothing was left; None if something is."""
    left: list[str]

    @property
    def word(self) -> str:
        """The column that it counts for."""
        if not self.ended:
            return "no end"
        if self.gone_s is None:
            return "left"
        return "clean" if self.gone_s <= SOON_S else "late"


def main() -> None:
    """Runs the matrix and prints its counts."""
    asked = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__.splitlines()[0])
    asked.add_argument("--tries", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--at-once", type=int, default=2)
    asked.add_argument("--who", action="append", choices=WHO)
    asked.add_argument("--minutes", type=float, default=1e9, help="begins no try after that")
    asked.add_argument("--to", type=Path, help="a Markdown file for the counts")
    wanted = asked.parse_args()
    os.nice(10)
    last = time.monotonic() + 60 * wanted.minutes
    numbered = zip(range(wanted.tries), cases(wanted.seed, wanted.who or WHO), strict=False)
    outcomes = list[Outcome]()
    with ThreadPoolExecutor(wanted.at_once) as pool:

        def one(number: int, case: Case) -> Outcome | None:
            return tried(case, random.Random(f"{wanted.seed}/{number}")) if time.monotonic() < last else None

        for outcome in pool.map(one, *zip(*numbered, strict=True)):
            if outcome is not None:
                outcomes.append(outcome)
                if outcome.word != "clean":
                    print(len(outcomes), line_of(outcome), flush=True)
    page = page_of(outcomes)
    print(page)
    if wanted.to:
        wanted.to.write_text(page)


def cases(seed: int, who: list[str] | tuple[str, ...]) -> Iterator[Case]:
    """The cells in a shuffled order, all of them before any comes again."""
    chance = random.Random(seed)
    cells = [Case(*cell) for cell in product(who, SIGNALS, METHODS, MOMENTS)]
    for _ in count():
        chance.shuffle(cells)
        yield from cells


def tried(case: Case, chance: random.Random) -> Outcome:
    """One victim from its start until nothing is left of it, or it is too late."""
    victim = Victim(case, chance)
    try:
        victim.wait_for_moment(chance)
        victim.kill(chance)
        ended = victim.wait(ALONE_S) or victim.wait_for_end(END_S)
        began = time.monotonic()
        while (left := victim.left() if ended else ["itself"]) and time.monotonic() - began < LATE_S:
            victim.pass_time(0.1)
        gone_s = None if left else time.monotonic() - began
        return Outcome(case, " ".join(victim.command[3:]), ended, gone_s, left)
    finally:
        victim.remove()


def line_of(outcome: Outcome) -> str:
    """One try in a line."""
    case = outcome.case
    how = f"{case.who}, {case.signal}, {case.method}, {case.moment}: {outcome.command}"
    return f"{outcome.word}: {how}: {'; '.join(outcome.left) or f'{outcome.gone_s:.1f} s'}"


def page_of(outcomes: list[Outcome]) -> str:
    """Counts by each of the four, and every try after which something was left."""
    words = ("clean", "late", "left", "no end")
    lines = ["| | tries | clean within 2 s | later | left | no end |", "| --- | --- | --- | --- | --- | --- |"]
    for field in ("who", "signal", "method", "moment", ""):
        names = dict.fromkeys(getattr(each.case, field) if field else "all" for each in outcomes)
        for name in names:
            some = [each for each in outcomes if not field or getattr(each.case, field) == name]
            counts = Counter(each.word for each in some)
            lines.append(f"| {name} | {len(some)} | {' | '.join(str(counts[word]) for word in words)} |")
    lines += ["", *(f"- {line_of(each)}" for each in outcomes if each.word not in ("clean", "late"))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
