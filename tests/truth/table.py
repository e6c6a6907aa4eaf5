"""The table of truth as Markdown: what was said, what was true, off by how much, and every sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.truth.referee import worst

WORDS = {
    "on_core": "on a core", "wait_core": "core", "wait_gil": "GIL", "wait_lock": "lock", "wait_io": "I/O", "wait_child": "child",
    "asleep": "asleep", "wait_loop": "loop", "idle": "idle",
}  # fmt: skip
ANEW = "Made anew later: "
SHOWN = 0.015
"""Shares below this on both sides are left out of a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One run, said and true."""

    function: str
    model: str
    python: str
    shares: Mapping[str, tuple[float, float]]
    """By state: said, true."""
    cores: tuple[float, float]
    says: str

    @property
    def off(self) -> float:
        """Points by which the worst state is off."""
        return worst(self.shares)

    @property
    def cells(self) -> str:
        """`lock 74/75, asleep 25/25`."""
        found = [
            f"{WORDS.get(state, state)} {100 * said:.0f}/{100 * true:.0f}"
            for state, (said, true) in self.shares.items()
            if max(said, true) >= SHOWN
        ]
        return ", ".join(found)


def markdown(rows: Iterable[Row], made_on: str) -> str:
    """The page.

    Args:
        rows: in their order.
        made_on: the machine, in a sentence.
    """
    rows = list(rows)
    lines = [
        "# Said and true",
        "",
        f"Made by `python -m tests.truth` on {made_on}",
        "",
        "Shares of four workers' time in percent, said/true; off by: points of the worst one. Cores: said/true.",
        "",
        "| function | model | Python | said/true | off by | cores |",
        "| --- | --- | --- | --- | ---: | ---: |",
    ]
    lines += [_line(row) for row in rows]
    if rows:
        last = max(rows, key=lambda row: row.off)
        lines += [
            "",
            f"The worst row: `{last.function}` under {last.model}, {last.python}, off by {last.off:.1f} points.",
        ]
    lines += ["", "## What is said", ""]
    lines += [f"{_said(row)}{row.says}" for row in rows]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    return f"{_key(row)}{row.cells} | {row.off:.1f} | {row.cores[0]:.2f}/{row.cores[1]:.2f} |"


def _key(row: Row) -> str:
    return f"| `{row.function}` | {row.model} | {row.python} | "


def _said(row: Row) -> str:
    return f"- `{row.function}`, {row.model}, {row.python}: "


def made_anew(page: str, rows: Iterable[Row], made_on: str) -> str:
    """The page with these rows in the places of what they were, or behind the others, and a note of when they were made."""
    rows = list(rows)
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(row.function for row in rows))
    lines = [line for line in page.rstrip().splitlines() if not line.startswith(f"{ANEW}{names}:")]
    for row in rows:
        for begin, new in ((_key(row), _line(row)), (_said(row), f"{_said(row)}{row.says}")):
            kind = begin[:3]
            at = next((n for n, line in enumerate(lines) if line.startswith(begin)), None)
            if at is None:
                at = max(n for n, line in enumerate(lines) if line.startswith(kind)) + 1
                lines.insert(at, "")
            lines[at] = new
    place = next(n for n, line in enumerate(lines) if line.startswith("Made by")) + 2
    lines[place:place] = [f"{ANEW}{names}: {made_on}", ""]
    page = "\n".join(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).splitlines()) + "\n"
    found = [re.match(r"\| `(.*)` \| (.*) \| (.*) \| .* \| +([\d.]+) \| [\d./]+ \|$", line) for line in lines]
    function, model, python, off = max((each.groups() for each in found if each), key=lambda one: float(one[3]))
    worst_row = f"The worst row: `{function}` under {model}, {python}, off by {off} points."
    return re.sub(r"^The worst row: .*$", worst_row, page, flags=re.MULTILINE)
