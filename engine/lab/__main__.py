"""The lab process: reads a plan from standard input, runs it, reports on standard output.

Started as `python -m concviz.engine.lab` by the runner, in a session and process group of its own, under any CPython
3.11 or newer. It is a process of its own because one CPU-bound thread beside an interface makes a key press take up to
1.6 s; it is single-threaded until the model starts workers, so that it may fork.
"""

import time

STARTED_NS = time.perf_counter_ns()

import contextlib  # noqa: E402
import importlib  # noqa: E402
import inspect  # noqa: E402
import json  # noqa: E402
import multiprocessing  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
from collections.abc import AsyncIterator, Callable, Coroutine  # noqa: E402
from types import ModuleType  # noqa: E402
from typing import Any  # noqa: E402

from .collect import Collector, ItemFailed  # noqa: E402
from .digest import digest_of_inputs  # noqa: E402
from .failure import Failure, shorten  # noqa: E402
from .life import leavers, lifeline, system_names  # noqa: E402
from .life.give_up import give_up, single  # noqa: E402
from .life.request import Lab, Request  # noqa: E402
from .measure import AsyncWork, Work, load_task  # noqa: E402
from .pickle_cost import cost_of  # noqa: E402
from .report import Report  # noqa: E402
from .time_items import LONGEST, shown, timing  # noqa: E402


def main() -> None:
    """Runs one plan. Where that fails it says why, and ends the process with exit code 1."""
    life = lifeline.take_stdin()
    report = Report()
    lab = Lab(request := Request(**json.loads(lifeline.read_line(life))), report)
    lifeline.hold(life)
    leavers.adopt_orphans()
    system_names.name_after(request.folder)
    report.phase("started", STARTED_NS, pid=os.getpid())
    with contextlib.suppress(OSError):
        os.nice(request.nice)
    try:
        if request.mode == "calibrate":
            report.send("timed", **calibrate(lab))
        elif request.mode == "count":
            report.send("prepared", items=len(make_items(load_task(request.task), request)))
        elif request.mode == "show":
            item = make_items(load_task(request.task), request)[request.item]
            report.send("shown", text=shorten(shown(item), LONGEST))
        elif request.mode == "inspect":
            report.send("inspected", facts=inspected(lab))
        elif request.mode == "experiment":
            from .experiments import conduct

            conduct.run(request.task, report, request.folder, request.options)
        else:
            lab.starts.watch()
            run(lab)
    except (Exception, SystemExit) as error:
        give_up(single(error), lab)


def run(lab: Lab) -> None:
    """Imports, makes the items, runs the model over them, combines the results."""
    request, report = lab.request, lab.report
    task, model = load(lab)
    lab.made = make_items(task, request)
    items = list(enumerate(lab.made))
    # The clock is read first: what is counted here is no part of making the items, nor of the model's time.
    ready_ns = time.perf_counter_ns()
    report.phase("items_ready", ready_ns, items=len(items), **pickling(request, items), **inputs_of(lab))
    collector = Collector(task, len(items), report)
    if request.start_method:
        multiprocessing.set_start_method(request.start_method, force=True)  # the task's own module may have set one

    def take(index: int, result: Any) -> None:
        try:
            collector.add(index, result)
        except ItemFailed as error:
            give_up(error, lab)
        if collector.done == len(items):
            report.phase("results_in", **usage())

    lag = drive(model, items, take, request, report)
    report.phase("workers_gone", **usage(), **lag)
    answer, digest = collector.finish()
    report.phase("combined", answer=answer, digest=digest, **pickling(request, collector.numbered()))


def inputs_of(lab: Lab) -> dict[str, str]:
    """A digest of the inputs of a function of the user's."""
    return {"inputs": digest_of_inputs(lab.made)} if lab.request.inputs else {}


def pickling(request: Request, values: list[Any]) -> dict[str, Any]:
    """What handing these over costs: bytes, and seconds to pickle and to unpickle them, each on its own.

    Nothing for models whose workers share the memory. Measured aside, on this thread alone; what a model adds of its own (lists
    of a chunk, the function's name) is not in it. What can't be pickled says so when the model tries.
    """
    if not request.handed_over:
        return {}
    size, there_s, back_s = 0, 0.0, 0.0
    for value in values:
        try:
            cost = cost_of(value)
        except Exception as error:
            return {"unpicklable": type(error).__name__}
        size, there_s, back_s = size + cost.size_bytes, there_s + cost.pickle_s, back_s + cost.unpickle_s
    return {"pickled_bytes": size, "pickle_s": round(there_s, 6), "unpickle_s": round(back_s, 6)}


def load(lab: Lab) -> tuple[ModuleType, ModuleType]:
    """Imports the task, what it requires, and the model."""
    request = lab.request
    task = load_task(request.task)
    lab.importing = request.model
    model = load_task(request.model)
    lab.importing = request.task
    os.environ.update(getattr(task, "ENVIRONMENT", {}))  # before the imports that read it; workers inherit it
    for name in getattr(task, "REQUIRES", ()):
        # Here, where the phase says imports, and before forking: else the first item of each worker would pay for it.
        importlib.import_module(name)
    method = (
        getattr(model, "START_METHOD", None)
        or request.start_method
        or multiprocessing.get_start_method(allow_none=False)
    )
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    lab.report.phase(
        "imported",
        python=platform.python_version(),
        gil=gil,
        nice=os.nice(0),
        start_method=method,
    )
    return task, model


def make_items(task: ModuleType, request: Request) -> list[Any]:
    """Exactly as many items as the plan says; a plain function's are its inputs, at most that many."""
    options = dict(request.options)
    if request.world:
        options["world"] = request.world
    if "scratch" in inspect.signature(task.items).parameters:
        options["scratch"] = request.scratch
    items = list(task.items(request.items, request.seed, **options))
    if len(items) != request.items and not request.inputs:
        raise RuntimeError(f"the task made {len(items)} items instead of {request.items}")
    return items


def drive(
    model: ModuleType, items: list[Any], take: Callable[[int, Any], None], request: Request, report: Report
) -> dict[str, Any]:
    """Calls the model's `run` and hands its results to `take`; returns how late its event loop was, where it has one."""
    offered = {"chunk": request.chunk, "scratch": request.folder, "cluster": request.cluster}
    extra = {name: offered[name] for name in offered.keys() & inspect.signature(model.run).parameters}
    lane = (request.task, request.folder, request.worker, request.capacity)
    workers = request.workers
    if request.cluster:
        return on_a_cluster(model, items, take, request, report)
    report.phase("workers_asked", **usage())
    if hasattr(model, "own_cluster"):
        return on_its_own_cluster(model, Work(*lane, request.handed_over), items, take, request)
    if inspect.iscoroutinefunction(model.run):
        work = AsyncWork(*lane, workers=workers, on_result=take)
        return on_a_loop(model.run(work, items, workers, **extra))
    if inspect.isasyncgenfunction(model.run):
        return on_a_loop(take_all(model.run(Work(*lane, request.handed_over), items, workers, **extra), take))
    for index, result in model.run(Work(*lane, request.handed_over), items, workers, **extra):
        take(index, result)
    return {}


def on_a_cluster(
    model: ModuleType, items: list[Any], take: Callable[[int, Any], None], request: Request, report: Report
) -> dict[str, Any]:
    """The same with workers of a cluster that runs already, which know nothing of lanes; returns how items were handed over."""
    from .cluster.at_worker import nothing
    from .cluster.handing import Handing
    from .cluster.relay import Relay
    from .cluster.sent import send_by_value, send_functions_of

    def run(work: Callable[[Any], Any], items: list[Any], chunk: int) -> Any:
        return model.run(work, items, request.workers, chunk, request.folder, request.cluster)

    send_by_value(request.task)
    send_functions_of(model)
    with Relay(request.cluster, request.folder, request.worker, request.capacity, report) as relay:
        handing = Handing(run, relay.threads(request.workers), request.chunk or 1)
        handing.try_out(relay.work(nothing))
        work = relay.work(load_task(request.task).work)
        relay.begin()
        report.phase("workers_asked", task_s=handing.task_s, **usage())
        for index, answer in handing.results(work, items):
            result = relay.took(answer, index)
            if isinstance(result, Failure):
                relay.end()  # now: whoever takes it ends this process
            take(index, result)
    return {"chunk": handing.chunk}


def on_its_own_cluster(
    model: ModuleType, work: Work, items: list[Any], take: Callable[[int, Any], None], request: Request
) -> dict[str, Any]:
    """With a cluster that is the run's own, whose workers keep their lanes themselves; returns how items were handed over."""
    from .cluster.handing import Handing, Timed

    with model.own_cluster(request.workers, request.folder) as address:

        def run(work: Callable[[Any], Any], items: list[Any], chunk: int) -> Any:
            return model.run(work, items, request.workers, chunk, request.folder, address)

        handing = Handing(run, request.workers, request.chunk or 1)
        for index, answer in handing.results(Timed(work), items):
            take(index, answer[0])
    return {"chunk": handing.chunk, "task_s": handing.task_s}


async def take_all(results: AsyncIterator[tuple[int, Any]], take: Callable[[int, Any], None]) -> None:
    """The results of a model that yields them from its event loop."""
    async for index, result in results:
        take(index, result)


def on_a_loop(coroutine: Coroutine[Any, Any, None]) -> dict[str, Any]:
    """Runs it on a measured event loop, and says how late that was.

    asyncio is imported here, because it costs 40 ms that other models need not pay.
    """
    import asyncio

    from .coroutine import MeasuredLoop
    from .loop_lag import LoopLag

    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        lag = LoopLag(runner.get_loop())
        runner.run(coroutine)
    return lag.facts()


def usage() -> dict[str, Any]:
    """CPU seconds of this process and of its ended children, by getrusage: a second witness for the probe's figures."""
    try:
        import resource
    except ImportError:
        return {}
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "rusage_self_s": round(own.ru_utime + own.ru_stime, 6),
        "rusage_children_s": round(children.ru_utime + children.ru_stime, 6),
    }


def calibrate(lab: Lab) -> dict[str, float]:
    """What one item takes on its own, and how many there are; that is told before the first is done, which may never end."""
    task = load_task(lab.request.task)
    items = make_items(task, lab.request)
    lab.report.send("prepared", items=len(items))
    found = timing(task, items, lab.request.budget_s)
    return {
        "item_wall_s": found.wall_s,
        "item_cpu_s": found.cpu_s,
        "computing": found.computing,
        "items": len(items),
        "calls": found.calls,
    }


def inspected(lab: Lab) -> dict[str, Any]:
    """What can be told of a function of the user's without measuring it; see `own/inspection.py`."""
    from .own.inspection import inspect as look

    request = lab.request

    def make(task: ModuleType) -> list[Any]:
        lab.made = make_items(task, request)
        return lab.made

    return look(request.task, make, request.calls, request.pool)


if __name__ == "__main__":
    main()
    leavers.end_leavers()
