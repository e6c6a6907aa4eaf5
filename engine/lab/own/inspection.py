"""A function of the user's looked at before it is measured: called a few times, alone, with its first inputs.

That tells what no run tells: what it writes into its modules, what one item weighs when it is handed over, what handing nothing over
costs, and what a program of the user's would stumble over (a lambda, a cache, a start method that its module sets).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import threading
import time
import types
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from ..collect import ItemFailed
from ..failure import failure_of
from ..loading import load_task
from ..pickle_cost import cost_of
from ..time_items import waited_s
from .arguments import NO_INPUT, Signature
from .function import evaluate
from .home import CALL, ENDING, folders_of, split
from .importing import import_place
from .module_state import own_modules, state_of, written

BUDGET_S = 2.0
"""No further call begins after this long."""
ROUNDS, CHUNKS = 5, 60
"""Of handing nothing over."""


def nothing(item: Any) -> None:
    """What a pool is given to do where only handing over is measured."""


def inspect(reference: str, make: Callable[[types.ModuleType], list[Any]], calls: int, workers: int) -> dict[str, Any]:
    """What can be told of that task, which is a function; the fields are those of `FunctionFacts`.

    Args:
        reference: what `load_task` takes.
        make: its items, of the loaded task.
        calls: how often it may be called; 0 for not at all.
        workers: of the pool that is timed; 0 for none.

    Raises:
        ItemFailed: a call raised.
    """
    task = load_task(reference)
    method = multiprocessing.get_start_method(allow_none=True) or ""
    items = make(task)
    function = the_function(reference)
    facts = {
        "items": len(items),
        "called": called(function, reference, items),
        "refused": "" if CALL in reference else refused(function),
        "cached": any(hasattr(each, "cache_info") for each in layers(function)),
        "asynchronous": hasattr(task, "awork"),
        "start_method": method,
    }
    if calls:
        facts |= called_alone(task, items[:calls], folders(reference))
    if workers and not facts.get("unpicklable"):
        facts["handover_s"] = handover_s(workers)
    return facts


def the_function(reference: str) -> Any:
    """The callable itself, as the user's module has it."""
    if reference.endswith(ENDING):
        with open(reference, "rb") as file:
            pickle.load(file)
            return pickle.load(file)[0]
    place, what = split(reference)
    return evaluate(import_place(place), what, place)


def folders(reference: str) -> list[str]:
    """Where modules of the user's are."""
    return [] if reference.endswith(ENDING) else folders_of(split(reference)[0])


def called(function: Any, reference: str, items: list[Any]) -> str:
    """How its inputs become arguments, by the first of them."""
    what = "" if reference.endswith(ENDING) else split(reference)[1]
    signature = Signature(function, what.rpartition(".")[2])
    if signature.takes_nothing or (items and items[0] is NO_INPUT):
        return "none"
    positional, by_name = signature.arguments(items[0]) if items else ((0,), {})
    if by_name:
        return "keywords"
    return "positions" if items and positional is items[0] else "one"


def layers(function: Any) -> Iterator[Any]:
    """The function, and what it is wrapped in; at most ten of them."""
    for _ in range(10):
        yield function
        inner = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
        if inner is None:
            return
        function = inner


def refused(function: Any) -> str:
    """Why `pool.map` could not hand this function over, in a program of the user's."""
    name = getattr(function, "__qualname__", "")
    if getattr(function, "__module__", "") == "__main__" and "<" not in name:
        return ""  # of a notebook or a script: there it is found by its name
    try:
        pickle.dumps(function)
    except Exception as error:
        if name.endswith("<lambda>"):
            return "it is a lambda, and other processes find functions by their names"
        if "<locals>" in name:
            return "it is defined inside another function, and other processes find functions by their names"
        return f"it can't be pickled: {type(error).__name__}: {str(error)[:200]}"
    return ""


def called_alone(task: types.ModuleType, items: list[Any], places: list[str]) -> dict[str, Any]:
    """What calls of it, one after the other, take, weigh and leave behind."""
    before, threads = state_of(own_modules(places)), threading.active_count()
    walls, cpus, results, began = [], [], [], time.perf_counter()
    for index, item in enumerate(items):
        waited, at, cpu_at = waited_s(), time.perf_counter(), cpu_s()
        try:
            results.append(task.work(item))
        except (Exception, SystemExit) as problem:
            raise ItemFailed(failure_of(problem, 0, index)) from None
        cpus.append(cpu_s() - cpu_at)
        after = waited_s()
        queued = after - waited if waited is not None and after is not None else 0.0
        walls.append(max(time.perf_counter() - at - queued, 1e-9))
        if time.perf_counter() - began > BUDGET_S:
            break
    return {
        "calls": len(walls),
        "wall_s": walls,
        "cpu_s": cpus,
        "written": written(before, state_of(own_modules(places))),
        "threads_left": max(0, threading.active_count() - threads),
        **weighed(items[: len(walls)], results),
    }


def cpu_s() -> float:
    """CPU seconds of this process, its threads and its ended children: what a function does by others is computing, too."""
    try:
        import resource
    except ImportError:
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def weighed(items: list[Any], results: list[Any]) -> dict[str, Any]:
    """Bytes and seconds of handing one item and one result over; why they can't be, where they can't."""
    sizes, parent_s = [0, 0], 0.0
    for place, values in enumerate((items, results)):
        for value in values:
            try:
                cost = cost_of(value)
            except Exception as error:
                what = ("an input", "a result")[place]
                return {"unpicklable": f"{what}, a {type(value).__name__}, can't be pickled ({type(error).__name__})"}
            # The parent pickles what goes out and unpickles what comes back; the workers do the rest, all at once.
            parent_s += cost.unpickle_s if place else cost.pickle_s
            sizes[place] += cost.size_bytes
    count = max(1, len(items))
    return {"pickled": {"out": sizes[0] // count, "back": sizes[1] // count}, "pickle_s": parent_s / count}


def handover_s(workers: int) -> float | None:
    """Wall seconds that a pool takes for one chunk in which there is nothing to do; None where it can't be had."""
    with contextlib.suppress(OSError, RuntimeError), ProcessPoolExecutor(workers) as pool:
        rounds = []
        list(pool.map(nothing, range(workers * 4)))
        for _ in range(ROUNDS):
            began = time.perf_counter()
            list(pool.map(nothing, range(CHUNKS)))
            rounds.append((time.perf_counter() - began) / CHUNKS)
        return sorted(rounds)[ROUNDS // 2]
    return None
