"""Rules about where in its life a run is."""

from __future__ import annotations

from ...model.run_facts import ANOTHER_PYTHON
from ...text.quantities import duration
from ...text.words import capital, number_word, plural, worded
from ..facts import Facts
from ..snapshot import Finding

LONGEST = 180
HELD_UP_S = 0.5
"""Stopped from outside for less than this, nothing is said of it."""


def _done(facts: Facts) -> str:
    """`17 of 40 items were done`, `1 item was done`."""
    of = f"{facts.done:,} of " if facts.total else ""
    number = facts.total or facts.done
    return f"{of}{plural(number, 'item')} {'was' if number == 1 else 'were'} done"


def nothing_yet(facts: Facts) -> Finding | None:
    """No run in the session so far."""
    if facts.status != "none":
        return None
    text = "Choose a task and a model; a run shows which cores work, and who waits for what."
    tries = (("r", "run"), ("t", "choose a task"), ("m", "choose a model"))
    return Finding("nothing yet", "Nothing has run yet.", text, tries=tries)


def failed(facts: Facts) -> Finding | None:
    """The run ended by itself, and not well."""
    if facts.status != "failed":
        return None
    text = facts.error.message.strip() or "It ended without a result."
    text = " ".join(text.split())
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    text += "" if text[-1] in ".!?…" else "."
    text += f" {_done(facts)}." if facts.total and facts.lanes else ""
    tries = ("p", "choose the Python") if facts.error.message.endswith(ANOTHER_PYTHON) else ("r", "run again")
    return Finding("failed", "The run failed.", capital(text), "bad", (tries,))


def stopped(facts: Facts) -> Finding | None:
    """Somebody stopped the run."""
    if facts.status != "stopped":
        return None
    after = f" after {duration(facts.usage.compute_s)} of computing" if facts.usage.compute_s > 0 else ""
    return Finding("stopped", "Stopped.", f"{_done(facts)}{after}.", "warn", (("r", "run again"),))


def standing_still(facts: Facts) -> Finding | None:
    """No item has ended for long: where the user's own lines wait says more than any figure."""
    if not facts.still:
        return None
    return Finding("standing still", "Standing still.", f"{facts.still}.", "warn", (("s", "stop"),))


def starting(facts: Facts) -> Finding | None:
    """The lab is there, and no worker has begun an item yet."""
    if facts.status != "starting":
        return None
    return Finding("starting", "Starting.", "No worker has begun yet, so nothing of the work is measured so far.")


def over_at_once(facts: Facts) -> Finding | None:
    """Done before there was enough to speak of."""
    if facts.status != "done" or facts.settled:
        return None
    text = (
        f"All the work took {duration(facts.usage.compute_s)}: too short to see what limits it. More items show more."
    )
    return Finding("over at once", "Over at once.", text)


def just_begun(facts: Facts) -> Finding | None:
    """Workers are at work, but for too short a time to say anything."""
    if facts.status != "running" or facts.settled:
        return None
    text = "The first items are being worked on: too early to say what limits the run."
    return Finding("just begun", "Just begun.", text)


def held_up(facts: Facts) -> Finding | None:
    """Workers were stopped from outside for a while."""
    use = facts.usage
    if use.stopped_s >= HELD_UP_S:
        text = (
            "From outside, by a signal or a debugger: no worker could run. Of all figures only the wall time counts it."
        )
        return Finding("held up", f"Stopped for {duration(use.stopped_s)}.", text, "warn")
    if use.lane_stopped_s < HELD_UP_S:
        return None
    whose, its = ("One", "Its") if use.lanes_stopped == 1 else (capital(number_word(use.lanes_stopped)), "Their")
    text = (
        f"{whose} of {worded(facts.lanes, facts.worker)} {'was' if use.lanes_stopped == 1 else 'were'} stopped from outside for "
        f"{duration(use.lane_stopped_s)}, by a signal or a debugger. {its} shares leave that out."
    )
    return Finding("held up", "Stopped in part.", text, "warn")


def workers_left_over(facts: Facts) -> Finding | None:
    """Fewer workers than were asked for ever got an item."""
    applies = (facts.over or facts.settled) and facts.worker not in ("", "main")
    if not applies or not 0 < facts.lanes < facts.asked:
        return None
    if facts.worker == "coroutine":  # a lane is a place there, which the next coroutine takes
        text = (
            f"Of {plural(facts.asked, facts.worker)} no more than {facts.lanes:,} had an item in hand at the same time."
        )
        return Finding("workers left over", "Not all at work.", text)
    got = "got" if facts.over else "have got"
    were = "was" if facts.total == 1 else "were"
    few = (
        f": there {were} {plural(facts.total, 'item')}"
        if 0 < facts.total < facts.asked
        else ""
        if facts.over
        else " so far"
    )
    text = f"{facts.lanes:,} of {plural(facts.asked, facts.worker)} {got} an item{few}."
    return Finding("workers left over", "Not all at work.", text, "plain", (("-", "fewer workers"),))
