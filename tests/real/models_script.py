"""Runs the scripts of all models, well and with faults; started by test_models_real.py under each Python, with nothing installed.

The scripts are imported as modules: one Python start for all of them, and what they define can be pickled.
"""

import contextlib
import faulthandler
import importlib
import inspect
import io
import json
import multiprocessing
import operator
import os
import signal
import sys
import threading
import traceback
from functools import partial

TIMES_SEVEN = partial(operator.mul, 7)
SIZES = [(0, 1, 1), (2, 3, 1), (30, 2, 7)]
"""Items, workers, chunk."""


def collect(module, items, workers, chunk):
    """All results of a model, however it gives them."""
    extra = {"chunk": chunk} if "chunk" in inspect.signature(module.run).parameters else {}
    if inspect.isgeneratorfunction(module.run):
        return list(module.run(TIMES_SEVEN, items, workers, **extra))
    import asyncio

    results = []

    async def gather():
        if inspect.isasyncgenfunction(module.run):
            results.extend([each async for each in module.run(TIMES_SEVEN, items, workers)])
        else:
            await module.run(awork, items, workers)

    async def awork(item):
        await asyncio.sleep(0)
        results.append(TIMES_SEVEN(item))

    asyncio.run(gather())
    return results


def outcome(module, fault):
    """What the script did with that fault: what it raised, as Python prints it."""
    module.SEED = fault
    # So many items that only a model which leaves the rest of them undone can end in time.
    module.WORKERS, module.ITEMS = (1, 500) if fault == "interrupted" else (2, 60)
    printed, raised = io.StringIO(), ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            module.main()
        except BaseException as error:
            raised = "".join(traceback.format_exception(error))
    return {"raised": raised, "printed": printed.getvalue(), **left()}


def left():
    """What a model has left behind."""
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    return {"threads": threads, "children": len(multiprocessing.active_children())}


def main(method, names, faults):
    """Every model: the sizes, then the faults."""
    os.environ["FAULTS_MAIN"] = str(os.getpid())
    faulthandler.dump_traceback_later(170, exit=True)
    if method:
        multiprocessing.set_start_method(method)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in names.split():
        module = importlib.import_module(name)
        found = {"sizes": [sorted(collect(module, list(range(size[0])), *size[1:])) for size in SIZES], "left": left()}
        found["faults"] = {fault: outcome(module, fault) for fault in faults.split()}
        print(json.dumps({"name": name, **found}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
