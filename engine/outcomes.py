"""What `run`, `compare`, `sweep` and `advise` come back with: their typed results, which a notebook shows as a table and a picture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from .model.own.advice_facts import Advice
from .model.run_facts import Result
from .model.states import LEDGER, ON_CORE, Ledger
from .model.study_facts import Compared, Swept
from .model.study_rows import Row
from .text.quantities import NOTHING, duration, percent

if TYPE_CHECKING:
    from .model.study_facts import Change

Cells = list[str]


class Outcome:
    """What every result can do; its fields are those of the Struct that it is."""

    __slots__ = ()

    def to_dataframe(self) -> Any:
        """As a table of pandas, one row a run or a row of a study; parts of parts become `ledger_wait_gil`.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas

        return pandas.json_normalize(_rows(self), sep="_")

    def save(self, path: str | Path) -> Path:
        """Write all of it as JSON, as `--json` prints it; where to."""
        path = Path(path).expanduser()
        path.write_text(json.dumps(msgspec.to_builtins(self), ensure_ascii=False, indent=1), encoding="utf-8")
        return path


class RunOutcome(Result, Outcome, frozen=True):
    """A run's result."""

    def _repr_html_(self) -> str:
        figures = [
            ("answer", self.answer), ("wall", _told(self.wall_s)), ("cores used", f"{self.cores_used or 0:.2f} of {self.usable_cores:g}"),
            ("workers", f"{self.workers:,}"), ("items", f"{self.items:,}"), ("Python", self.python),
        ]  # fmt: skip
        title = f"{self.task} · {self.model}"
        return _page(title, self.verdict, _table(("", ""), [list(pair) for pair in figures]) + _bar(self.ledger))


class CompareOutcome(Compared, Outcome, frozen=True):
    """A comparison's result."""

    def _repr_html_(self) -> str:
        return _page(f"{self.task} · {self.items or 0:,} items", self.verdict, _study("model", self.rows))

    def against(self, before: CompareOutcome | str | Path) -> Change:
        """Whether it is faster than before a change: another comparison of the same function and inputs, or where one was saved.

        Raises:
            PlanError: they can't be compared, and why.
        """
        from .study.pure.against import change

        if not isinstance(before, Compared):
            before = msgspec.json.decode(Path(before).expanduser().read_bytes(), type=CompareOutcome)
        return change(before, self)


class SweepOutcome(Swept, Outcome, frozen=True):
    """A sweep's result."""

    def _repr_html_(self) -> str:
        return _page(f"{self.task} · {self.model}", self.verdict, _study("workers", self.rows))


class AdviceOutcome(Advice, Outcome, frozen=True):
    """Advice about a function."""

    def _repr_html_(self) -> str:
        from .study.pure.advise.advice_html import advice_body

        return f"<div>{advice_body(self)}</div>"

    def __str__(self) -> str:
        """As the command writes it."""
        from .study.pure.advise.advice_text import advice_lines

        return "\n".join(line for line, _ in advice_lines(self))


def of_run(result: Result) -> RunOutcome:
    """The same, for a notebook."""
    return RunOutcome(**_fields(result))


def of_study(result: Compared | Swept) -> CompareOutcome | SweepOutcome:
    """The same, for a notebook."""
    return CompareOutcome(**_fields(result)) if isinstance(result, Compared) else SweepOutcome(**_fields(result))


def of_advice(advice: Advice) -> AdviceOutcome:
    """The same, for a notebook."""
    return AdviceOutcome(**_fields(advice))


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _rows(outcome: Any) -> list[dict[str, Any]]:
    found = msgspec.to_builtins(outcome)
    if isinstance(outcome, Advice):
        return found["evidence"]["rows"]
    return found["rows"] if isinstance(outcome, Compared | Swept) else [found]


def _told(seconds: float | None) -> str:
    return NOTHING if seconds is None else duration(seconds)


def _study(first: str, rows: list[Row]) -> str:
    longest = max((row.wall_s.high for row in rows if row.wall_s), default=0.0)
    return _table(
        (first, "wall", "from … to", "speed-up", "answer", ""), [_study_row(row, longest) for row in rows], raw=5
    )


def _study_row(row: Row, longest: float) -> Cells:
    if row.wall_s is None:
        return [row.name, NOTHING, row.error or row.status, NOTHING, NOTHING, ""]
    wall, speedup = row.wall_s, row.speedup
    width = 100 * wall.median / longest if longest else 0
    picture = f'<div style="background:{ON_CORE.page};width:{width:.0f}%;min-width:1px;height:0.8em"></div>'
    times = f"{speedup.median:.2f}×" if speedup else NOTHING
    return [
        row.name,
        duration(wall.median),
        f"{duration(wall.low)} … {duration(wall.high)}",
        times,
        row.same or NOTHING,
        picture,
    ]


def _page(title: str, sentence: str, body: str) -> str:
    return f"<div><b>{escape(title)}</b><p>{escape(sentence)}</p>{body}</div>"


def _table(heads: tuple[str, ...], rows: list[Cells], raw: int | None = None) -> str:
    """A table; the cells of column `raw` are HTML already."""
    head = "".join(f"<th style='text-align:left'>{escape(each)}</th>" for each in heads)
    lines = "".join(f"<tr>{''.join(_cells(row, raw))}</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if any(heads) else ''}{lines}</table>"


def _cells(row: Cells, raw: int | None) -> Iterator[str]:
    for index, text in enumerate(row):
        wide = " style='text-align:left;min-width:8em'" if index == raw else " style='text-align:left'"
        yield f"<td{wide}>{text if index == raw else escape(text)}</td>"


def _bar(ledger: Ledger) -> str:
    """Where the workers' time went: a bar, and its words."""
    shares = [(state, ledger.share(state.name)) for state in LEDGER if ledger.share(state.name) >= 0.0005]
    parts = "".join(
        f'<div style="background:{state.page};width:{100 * share:.1f}%" title="{escape(state.words)}"></div>'
        for state, share in shares
    )
    words = " · ".join(
        f'<span style="color:{s.page}">■</span> {escape(s.words)} {percent(share, 1)}' for s, share in shares
    )
    return f'<div style="display:flex;height:1em;max-width:40em">{parts}</div><div>{words}</div>'
