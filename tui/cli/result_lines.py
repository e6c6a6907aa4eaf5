"""A finished run as lines of text, for commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from ...engine.model.ledger_shares import Ledger
from ...engine.model.run_facts import Result
from ...engine.session.memory.log import Session
from ...engine.text.quantities import NOTHING, duration, percent
from ...engine.text.state_words import IDLE, LEDGER, ON_CORE
from ...engine.text.words import plural
from ..theme.colours import terminal_colour

BAR = 24


def result_lines(session: Session, run: int, *, colour: bool, environment: str = "") -> Iterator[str]:
    """The result of a run for a person: the sentence first, then the figures it stands on.

    `environment` is what the user's code was run in, for the first line.
    """

    def paint(text: str, **style: Any) -> str:
        return click.style(text, **style) if colour else text

    end, started = session.run_end(run), session.run_at()
    if end is None or started is None:
        return
    result, plan = end.result, started.plan
    yield paint(
        f"{plan.title or result.task} · {result.model} · {plural(result.workers, 'worker')} · "
        f"{result.items:,} items · Python {result.python}{environment}",
        bold=True,
    )
    yield f"  {result.verdict}"
    yield ""
    for name, value in _figures(result):
        yield f"  {name:<16}{value}"
    yield ""
    yield "  where the workers' time went"
    yield from _ledger(result.ledger, paint)
    for missing in session.missing():
        yield paint(f"  not measured: {missing.what}: {missing.why}", dim=True)


def _figures(result: Result) -> Iterator[tuple[str, str]]:
    gil = "unknown" if result.gil is None else "on" if result.gil else "off"
    yield "answer", result.answer
    yield "wall", f"{told(duration, result.wall_s)}  (starting the workers {told(duration, result.startup_s)})"
    yield "cores used", f"{number(result.cores_used)} of {result.usable_cores:g} usable, GIL {gil}"
    yield "hand-offs", f"{number(result.handoffs_per_s, 0)} a second"
    if result.loop_lag_s is not None:
        worst = told(duration, result.loop_lag_worst_s)
        yield "loop lag", f"{duration(result.loop_lag_s)} late in the median, {worst} at worst, for a sleep of 1 ms"
    yield "threads", f"{result.peak_threads:,} at most: {roles(result.threads_by_role)}"
    yield "processes", f"{result.peak_processes:,} at most: {roles(result.processes_by_role)}"
    if result.dropped_spans:
        yield "spans lost", f"{result.dropped_spans:,} (the totals above are exact all the same)"
    yield "digest", result.digest[:16]


def _ledger(ledger: Ledger, paint: Any) -> Iterator[str]:
    shares = ledger.shares
    for state in LEDGER:
        share = shares[state.name]
        if share < 0.0005 and state is not ON_CORE:
            continue
        mark = "  inferred" if state.name in ledger.inferred else ""
        words = "idle or not accounted for" if state is IDLE else state.words
        bar = (state.glyph * round(share * BAR)).ljust(BAR)
        yield f"  {words:<28}{paint(bar, fg=terminal_colour(state.ink))} {percent(share, 1):>6}{mark}"


def told(say: Callable[[float], str], value: float | None) -> str:
    """The value as `say` says it, or a dash for what wasn't measured."""
    return NOTHING if value is None else say(value)


def number(value: float | None, digits: int = 2) -> str:
    """Rounded, or a dash for what wasn't measured."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def roles(counts: dict[str, int]) -> str:
    """`4 workers · 1 main`, the most numerous first."""
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return " · ".join(plural(count, role) for role, count in ordered) or "none"
