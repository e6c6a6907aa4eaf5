"""`python -m tests.soak real [--minutes 120] [--every 3]` or `… day [--hours 24] [--every 3]`: leaves concviz open, and says what grows.

`real` is the app in a terminal, with runs of real processes. `day` is the same app's session, clock, panels and recording on a
clock that is moved: a day in minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.soak.figures import Held, page_of
from tests.soak.real_hours import hours
from tests.soak.simulated_day import day

RUN = ("--task", "pi", "--model", "threads", "--workers", "2", "--size", "0.3")


def main() -> None:
    """Runs one of them and prints its table."""
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.splitlines()[0])
    asked.add_argument("what", choices=("real", "day"))
    asked.add_argument("--minutes", type=float, default=120)
    asked.add_argument("--hours", type=float, default=24)
    asked.add_argument("--every", type=float, default=3, help="seconds from one run to the next")
    asked.add_argument("--to", type=Path, help="a Markdown file for the table")
    wanted = asked.parse_args()
    os.nice(5)
    if wanted.what == "real":
        show(hours(wanted.minutes, wanted.every, *RUN), wanted.to)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONCVIZ_STATE"] = folder
        asyncio.run(show_day(wanted.hours, wanted.every, Path(folder), wanted.to))


async def show_day(hours: float, every_s: float, folder: Path, to: Path | None) -> None:
    """Moves the clock through it, and writes what is seen as it comes."""
    seen = []
    async for each in day(hours, every_s, folder):
        seen.append(each)
        if to:
            to.write_text(page_of(seen))
    print(page_of(seen))


def show(told: Iterable[Held | str], to: Path | None) -> None:
    """Writes the table anew with each that is told, so that what was seen stays whatever happens."""
    seen, words = list[Held](), list[str]()
    for each in told:
        if isinstance(each, str):
            words.append(each)
        else:
            seen.append(each)
        if to and seen:
            to.write_text("\n".join([page_of(seen), *words]) + "\n")
    print("\n".join([page_of(seen) if seen else "nothing was seen", *words]))


if __name__ == "__main__":
    main()
