"""A finished run as lines of text, for commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from ....engine.model.run_facts import NodeFacts, Result
from ....engine.model.states import IDLE, LEDGER, ON_CORE, Ledger
from ....engine.session.memory.log import Session
from ....engine.text.lines import hanging, wrapped
from ....engine.text.quantities import NOTHING, duration, percent
from ....engine.text.words import plural
from ...theme.colours import terminal_colour
from ..terminal_width import WIDE

BAR, LEAST_BAR = 24, 4
REST = "idle or not accounted for"


def result_lines(
    session: Session, run: int, *, colour: bool, environment: str = "", width: int = WIDE
) -> Iterator[str]:
    """The result of a run for a person: the sentence first, then the figures it stands on.

    `environment` is what the user's code was run in, for the first line; no line is longer than `width` cells but for words
    that are.
    """

    def paint(text: str, **style: Any) -> str:
        return click.style(text, **style) if colour else text

    end, started = session.run_end(run), session.run_at()
    if end is None or started is None:
        return
    result, plan = end.result, started.plan
    head = (
        f"{plan.title or result.task} · {result.model} · {plural(result.workers, 'worker')} · "
        f"{result.items:,} items · Python {result.python}{environment}"
    )
    for line in wrapped(head, width, 0, 2):
        yield paint(line, bold=True)
    yield from wrapped(result.verdict, width, 2)
    yield ""
    for name, value in _figures(result):
        yield from hanging(f"  {name:<16}", value, width)
    yield ""
    yield "  where the workers' time went"
    yield from _ledger(result.ledger, paint, width)
    for missing in session.missing():
        for line in wrapped(f"not measured: {missing.what}: {missing.why}", width, 2, 2):
            yield paint(line, dim=True)


def _figures(result: Result) -> Iterator[tuple[str, str]]:
    gil = "unknown" if result.gil is None else "on" if result.gil else "off"
    yield "answer", result.answer
    yield "wall", f"{told(duration, result.wall_s)}  (starting the workers {told(duration, result.startup_s)})"
    on = f"on {plural(len(result.nodes), 'node')}" if result.nodes else "usable"
    yield "cores used", f"{number(result.cores_used)} of {result.usable_cores:g} {on}, GIL {gil}"
    for node in result.nodes:
        yield f"  node {node.node}", node_line(node)
    if result.task_s is not None:
        each = f"{result.chunk:,} items at a time" if result.chunk > 1 else "one item at a time"
        yield "handed over", f"{each}; a task costs a thread {duration(result.task_s)}, whatever it does"
    yield "hand-offs", f"{number(result.handoffs_per_s, 0)} a second"
    if result.loop_lag_s is not None:
        worst = told(duration, result.loop_lag_worst_s)
        yield "loop lag", f"{duration(result.loop_lag_s)} late in the median, {worst} at worst, for a sleep of 1 ms"
    yield "threads", f"{result.peak.threads:,} at most: {roles(result.threads_by_role)}"
    yield "processes", f"{result.peak.processes:,} at most: {roles(result.processes_by_role)}"
    if result.dropped_spans:
        yield "spans lost", f"{result.dropped_spans:,} (the totals above are exact all the same)"
    yield "digest", result.digest[:16]


def _ledger(ledger: Ledger, paint: Any, width: int) -> Iterator[str]:
    """A bar a state, as long as there is room beside words and figures."""
    shares = ledger.shares
    told = [state for state in LEDGER if shares[state.name] >= 0.0005 or state is ON_CORE]
    words = [REST if state is IDLE else state.words for state in told]
    longest = 28 if width >= 72 else max(map(len, words)) + 1
    bar = min(BAR, width - longest - 20)
    for state, name in zip(told, words, strict=True):
        mark = "  inferred" if state.name in ledger.inferred else ""
        drawn = (state.glyph * round(shares[state.name] * bar)).ljust(bar) if bar >= LEAST_BAR else ""
        head = f"  {name:<{longest}}" if drawn else f"  {name:<{min(longest, width - 10)}}"
        share = f" {percent(shares[state.name], 1):>6}{mark if drawn or len(head) + 17 <= width else ''}"
        yield f"{head}{paint(drawn, fg=terminal_colour(state.ink))}{share}"


def node_line(node: NodeFacts) -> str:
    """`2 workers, 1.87 of 2 cores, others 0.10; its clock is 0 s off, known to 0.2 ms`."""
    within = f", known to {duration(node.within_s)}" if node.within_s else ": it is ours"
    off = f"{'-' if node.offset_s < 0 else '+'}{duration(abs(node.offset_s))}" if node.offset_s else "0 s"
    others = f", others {node.rest_cores:.2f}" if node.rest_cores is not None else ""
    cores = f"{node.cores_used:.2f} of {plural(node.cores, 'core')}{others}"
    return f"{plural(node.workers, 'worker')}, {cores}; its clock is {off} off{within}"


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
