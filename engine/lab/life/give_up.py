"""How a run that fails ends: why is said in one sentence, the workers are waited for, and the process leaves."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from typing import NoReturn

from ..cluster.nodes import ClusterUnfit
from ..collect import ItemFailed
from ..failure import shorten, traceback_of
from ..own.home import split
from ..own.import_errors import ImportFailed
from ..pickle_cost import cost_of
from ..time_items import LONGEST, placed, shown
from . import leavers
from .request import Lab
from .system_limits import limit_of

PATIENCE_S = 1.0
"""A worker that does not end when it is told to is left to the runner, which kills it."""


def give_up(error: BaseException, lab: Lab) -> NoReturn:
    """Says why the run failed, waits for the workers, which the runner ends now, and leaves.

    At once, without leaving the model first: it would wait for its workers, and threads that are still at work must not keep a
    process from ending that has nothing more to say.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the runner's answer, which is for the workers
    tell(error, lab)
    join_children()
    leavers.end_leavers()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def single(error: BaseException) -> BaseException:
    """The first error of a group: a task group wraps what its members raise, and cancels the rest because of it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def join_children() -> None:
    """Waits for the workers: dead ones that nobody asks for their exit code still count as processes."""
    deadline = time.monotonic() + PATIENCE_S
    for child in multiprocessing.active_children():
        child.join(max(0.0, deadline - time.monotonic()))


def tell(error: BaseException, lab: Lab) -> None:
    """Reports why the run failed: the item's own traceback where it was an item, the worker that died where one did."""
    if isinstance(error, ItemFailed):
        failure = placed(error.failure, lab.made, inputs=True) if lab.request.inputs else error.failure
        lab.report.error(
            f"{failure.type}: {failure.message}" if failure.message else failure.type,
            item=failure.item,
            lane=failure.lane,
            traceback=failure.traceback,
        )
        return
    if lab.request.handed_over and (unsent := first_unpicklable(lab)) is not None:
        lab.report.error(unsent[1], item=unsent[0])
        return
    told = "" if limit_of(error) or isinstance(error, ClusterUnfit) else traceback_of(error)
    died = lab.starts.died()
    lab.report.error(
        explain(error, lab),
        traceback=told,
        **({"pid": died.pid, "exit_code": died.exitcode} if died else {}),
    )


def first_unpicklable(lab: Lab) -> tuple[int, str] | None:
    """The first item that can't be pickled, and a sentence on it: no run goes well that has to hand it over."""
    for number, item in enumerate(lab.made):
        try:
            cost_of(item)
        except Exception as problem:
            what = f"the input {shorten(shown(item), LONGEST)}" if lab.request.inputs else f"item {number + 1:,}"
            why = shorten(str(problem) or type(problem).__name__, 500)
            return number, f"{what} can't be handed to a worker, for which it must be picklable: {why}"
    return None


def explain(error: BaseException, lab: Lab) -> str:
    """One sentence for what went wrong outside of an item."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if limit := limit_of(error):
        got, wanted = lab.starts.count, lab.request.workers
        if got >= wanted:
            how = f"all {wanted:,} workers were started, but not all that serves them"
        else:
            how = f"only {got:,} of {wanted:,} workers could be started"
        return f"{how}: {limit}, or ask for fewer with --workers"
    if isinstance(error, ImportFailed):
        return str(error)
    if isinstance(error, ImportError):
        return f"{place_of(lab.importing)} can't be imported: {error}"
    return str(error) if isinstance(error, ValueError) and str(error) else text


def place_of(reference: str) -> str:
    """What people call a module: the file's name, or the last word of a dotted name; of `imp.py:f` it is `imp.py`."""
    place = split(reference)[0]
    return os.path.basename(place) if place.endswith(".py") else place.rpartition(".")[2]
