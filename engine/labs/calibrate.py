"""A task tried out in a lab of its own: what one item takes, and whether it computes or waits.

What is tried may hang, print without end or kill its process, so it is watched like a run: it ends when it is asked to,
after its time, and nothing of it is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..lab.life.system_limits import why_not
from ..model.own.function_facts import FunctionFacts
from ..model.plan import MAX_ITEMS, PlanError
from ..model.run_facts import RunError
from ..model.vocabulary import TaskKind
from .cleanup.folders import RunFolder
from .cleanup.process_group import ProcessGroup
from .launch import LabRequest, request, start_lab
from .listener import Listener
from .messages import FunctionInspected, InputShown, ItemsMade, ItemTimed, LabFailed, LabMessage

BUDGET_S = 0.4
PATIENCE_S = 60.0
"""How long the trial may take: after that an item is too long to be timed, or never ends."""
LOOK_S = 0.1
"""How often it is looked whether somebody wants it to stop."""
TRIAL_ITEMS = 200
ITEM_COST_S = 1e-5
"""What an item takes at least that does nothing: taking it, two clocks, a span, its result. Asked for 4 s of a function of 1 µs,
counting its own time alone would make a run of 40 s."""
MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Trial:
    """What one item took on its own, in the mean, and how many items the task made for the trial."""

    item_wall_s: float
    item_cpu_s: float
    computing: float
    """Share of an item's time, less what it waited for a core, in which it computed."""
    items: int
    calls: int = 0
    """How often it was called for that."""

    @property
    def kind(self) -> TaskKind:
        """`cpu` if an item computes for most of its time, else `io`."""
        return "cpu" if self.computing > MOSTLY else "io"

    def items_in(self, size_s: float) -> int:
        """How many items take that many seconds of sequential work, to two digits.

        For work that computes CPU time counts, which a busy machine stretches less than wall time.
        """
        return items_in(size_s, self.item_cpu_s if self.kind == "cpu" else self.item_wall_s)


def items_in(size_s: float, item_s: float) -> int:
    """How many items of that length take `size_s` seconds, to two digits, with what handing out and noting each of them costs."""
    return rounded(size_s / max(item_s, ITEM_COST_S))


def rounded(count: float) -> int:
    """To two significant digits, at least 1: 1,234.5 items claim a precision that a calibration hasn't got."""
    if count < 1:
        return 1
    step = 10 ** max(0, len(str(int(count))) - 2)
    return min(MAX_ITEMS, round(count / step) * step)


class TrialFailed(PlanError):
    """The task could not be timed."""

    def __init__(self, text: str, error: RunError | None = None) -> None:
        super().__init__(text)
        self.error = error or RunError()
        """Where it was an item that raised: which one, and its traceback."""


class TrialStopped(PlanError):
    """Somebody asked for the end."""

    def __init__(self) -> None:
        super().__init__("it was stopped while it was being prepared")


@dataclass(slots=True)
class _Heard:
    """What the lab has said so far."""

    found: ItemTimed | FunctionInspected | LabFailed | None = None
    items: int | None = None
    """How many there are; None until they are made."""
    shown: str = ""
    """One of them, in words."""

    def take(self, message: LabMessage) -> None:
        """One more."""
        if isinstance(message, ItemTimed | FunctionInspected | LabFailed):
            self.found = message
        elif isinstance(message, ItemsMade):
            self.items = message.items
        elif isinstance(message, InputShown):
            self.shown = message.text


def measure(order: LabRequest, stopped: Callable[[], bool] = lambda: False) -> Trial:
    """Tries the task out, now. It ends at once when `stopped` says so.

    Raises:
        TrialStopped: it was asked to.
        PlanError: the task could not be timed; the text says why.
    """
    return _told(_ask(order, stopped, mode="calibrate", items=TRIAL_ITEMS, budget_s=BUDGET_S).found, order)


def count(order: LabRequest, stopped: Callable[[], bool] = lambda: False) -> int:
    """How many inputs a function has: they are made, and it is not called.

    Raises:
        TrialStopped: it was asked to.
        PlanError: they can't be made; the text says why.
    """
    heard = _ask(order, stopped, mode="count", items=order.plan.items)
    if heard.items is None:
        _told(heard.found, order)
    return heard.items or 0


def shown_input(order: LabRequest, item: int, stopped: Callable[[], bool] = lambda: False) -> str:
    """What a function was called with for that item, as a person reads it; '' where that can't be had. The inputs are made anew."""
    try:
        return _ask(order, stopped, mode="show", items=order.plan.items, item=item).shown
    except PlanError:
        return ""


def _ask(order: LabRequest, stopped: Callable[[], bool], **changes: Any) -> _Heard:
    """What a lab that was started for that says."""
    folder = RunFolder()
    try:
        line = request(order, folder)._replace(**changes)
        try:
            child = start_lab(order, folder, line)
        except OSError as error:
            raise PlanError(f"{order.plan.python} could not be started: {why_not(error)}") from None
        try:
            return _listen(child, order, stopped)
        finally:
            child.end()
    finally:
        folder.remove()


def _listen(child: ProcessGroup, order: LabRequest, stopped: Callable[[], bool]) -> _Heard:
    """Until it has said what it took, or has to be given up."""
    heard = _Heard()
    began = time.monotonic()
    # What it prints while it is tried out is of no use to anybody.
    with Listener[LabMessage](child, LabMessage, heard.take) as listener:
        while not (listener.silent or heard.found):
            listener.listen(LOOK_S)
            if stopped():
                raise TrialStopped
            if time.monotonic() - began > PATIENCE_S:
                raise TrialFailed(_too_long(order, heard))
    return heard


def inspect(
    order: LabRequest, stopped: Callable[[], bool] = lambda: False, *, calls: int = 0, pool: int = 0
) -> FunctionFacts:
    """A function of the user's looked at, and called `calls` times at most; a pool of `pool` workers is timed, of none with 0.

    Raises:
        TrialStopped: it was asked to.
        PlanError: it can't be imported, its inputs can't be made, or a call raised; the text says which.
    """
    found = _ask(order, stopped, mode="inspect", items=order.plan.items, calls=calls, pool=pool).found
    if isinstance(found, FunctionInspected):
        return found.facts
    raise _failure(found, order)


def _told(found: ItemTimed | FunctionInspected | LabFailed | None, order: LabRequest) -> Trial:
    if isinstance(found, ItemTimed):
        return Trial(found.item_wall_s, found.item_cpu_s, found.computing, found.items, found.calls)
    raise _failure(found, order)


def _failure(found: ItemTimed | FunctionInspected | LabFailed | None, order: LabRequest) -> TrialFailed:
    if isinstance(found, LabFailed) and found.item is not None:
        return TrialFailed(found.message, found.error)
    why = found.message if isinstance(found, LabFailed) else "it ended without an answer"
    return TrialFailed(why if order.task.function else f"trying out {called(order)} failed: {why}")


def _too_long(order: LabRequest, heard: _Heard) -> str:
    if heard.items is None:
        return f"importing what {called(order)} is in, or making its items, took longer than {PATIENCE_S:.0f} s"
    return (
        f"trying out {called(order)} took longer than {PATIENCE_S:.0f} s for one item, so it was given up; "
        "with a number of items (--items 10) it is run without being timed"
    )


def called(order: LabRequest) -> str:
    """How people call it: `heavy()` a function, `pi` a task."""
    return order.task.title if order.task.function else order.task.name
