"""Where in a session something happens: stretches in which runs go on, those between them, and the places to go to."""

from __future__ import annotations

from .log import Session

BEFORE_US, AFTER_US = 1_000_000, 2_000_000
"""Kept of an idle stretch before a run begins, and after one has ended: that much is needed to see it come and go."""


def busy(session: Session, before_us: int = 0, after_us: int = 0) -> list[tuple[int, int]]:
    """(from, until) of every run in µs, oldest first; one whose end isn't there goes on to the session's end."""
    found = []
    for started in session.runs():
        end = session.run_end(started.run)
        until = end.t_us if end is not None else session.length_us
        found.append((max(0, started.t_us - before_us), min(session.length_us, until + after_us)))
    return found


def idle(session: Session) -> list[tuple[int, int]]:
    """The stretches in which nothing runs, without what is kept around runs; none where nothing ever runs."""
    stretches: list[tuple[int, int]] = []
    at = 0
    for first, last in busy(session, BEFORE_US, AFTER_US):
        if first > at:
            stretches.append((at, first))
        at = max(at, last)
    if stretches or at:
        stretches.append((at, session.length_us))
    return [(first, last) for first, last in stretches if last > first]


def run_title(plan: dict[str, object]) -> str:
    """`π by Monte Carlo · threads`."""
    return f"{plan.get('title', plan.get('task', ''))} · {plan.get('model_title', plan.get('model', ''))}"


def chapters(session: Session) -> list[tuple[int, str]]:
    """(time in µs, title) of what begins a chapter: every run, and what somebody has marked."""
    marks = [(chapter.t_us, chapter.title) for chapter in session.chapters()]
    marks += [(started.t_us, run_title(started.plan)) for started in session.runs()]
    return sorted(marks)


def first_chapter_us(session: Session) -> int:
    """Where the first chapter begins; 0 where there is none."""
    return min((t_us for t_us, _ in chapters(session)), default=0)
