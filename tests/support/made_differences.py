"""Made-up numbers of experiments, as a quiet machine with two cores would give them."""

from __future__ import annotations

from concviz.engine.differences.experiment import Outcome
from concviz.engine.differences.experiment_numbers import numbers_of
from concviz.engine.differences.observer import Look, Seen
from concviz.engine.pythons.installed import Interpreter
from concviz.engine.session.events import Machine

MACHINE = Machine("Linux", "", 2, 1, (0, 1), None, 2.0, 1 << 33, "3.11.7")
OLD = Interpreter("/py/3.11", "3.11.7", "CPython", False)
NEW = Interpreter("/py/3.14", "3.14.2", "CPython", False)
NEWEST = Interpreter("/py/3.15", "3.15.0", "CPython", False)
FREE = Interpreter("/py/3.13t", "3.13.5", "CPython", True)
MB = 1 << 20


def seen(pid, parent, threads, memory=0):
    return Seen(pid, parent, tuple(threads), len(threads), memory)


def look(*processes):
    return Look(processes, "PSS")


def tree(workers, asked, **more):
    return numbers_of("tree", {"workers": workers, "lab": [10, 10], "asked": asked, "refused": "", **more})


THREADS = tree([[10, 11], [10, 12], [10, 13]], 3)
THREADS_LOOK = {"alive": look(seen(10, 1, (10, 11, 12, 13)))}
PROCESSES = tree([[11, 11], [12, 12]], 2, start_method="fork")
PROCESSES_LOOK = {"alive": look(seen(10, 1, (10,)), seen(11, 10, (11,)), seen(12, 10, (12,)))}
SERVED_LOOK = {"alive": look(seen(10, 1, (10,)), seen(9, 10, (9,)), seen(11, 9, (11,)), seen(12, 9, (12,)))}
COROUTINES = tree([[10, 10]] * 3, 3)
COROUTINES_LOOK = {"alive": look(seen(10, 1, (10,)))}


def spans(cores, waited=0.0, gil=True, workers=2):
    """Both computed for a second."""
    row = [0, 10**9, int(cores / workers * 1e9), int(waited / workers * 1e9)]
    return numbers_of("parallelism", {"spans": [row] * workers, "gil": gil, "refused": "", "asked": 2})


def weighing(start_ns, each_bytes, alive=10, slowest_ns=0):
    begun = [slowest_ns or start_ns, *[start_ns] * 49]
    numbers = numbers_of("weight", {"start_ns": begun, "alive": alive, "refused": ""})
    looks = {
        "before": look(seen(10, 1, (10,), 10 * MB)),
        "alive": look(seen(10, 1, (10,), 10 * MB + each_bytes * alive)),
    }
    return numbers, looks


def sides(cpu, io, startup_s=0.001, others=0.0, share=1.0, gil=True):
    def side(speedup, items, workers):
        return {
            "items": items,
            "workers": workers,
            "tries": 1,
            "sequential_s": 0.5,
            "sequential_cpu_s": 0.5 * share,
            "model_s": 0.5 / speedup,
            "startup_s": startup_s,
            "others_cores": others,
            "equal": True,
        }

    return numbers_of("tasks", {"gil": gil, "cpu": side(cpu, 40, 2), "io": side(io, 16, 8)})


def losing(call, bare, lock=0, gil=True):
    def way(expected, lost):
        return {"expected": expected, "lost": lost, "rounds": 5, "rounds_lost": 5 if lost else 0}

    ways = {"call": way(1000, call), "lock": way(1000, lock), "bare": way(1000, bare)}
    return numbers_of("race", {"threads": 4, "gil": gil, "switch_interval_s": 0.005, **ways})


def sharing(shared, ways):
    return numbers_of(
        "sharing",
        {"changes": dict.fromkeys(("argument", "global", "function"), (3, shared)), "ways": ways, "refused": ""},
    )


def crowd(alive, most, wall_ns=10**8, stopped=""):
    return numbers_of("number", {"alive": alive, "most": most, "wall_ns": wall_ns, "stopped": stopped})


def pickled(*objects):
    return numbers_of("pickling", {"objects": objects})


def quiet(name, path, options, stopping, live):
    """What `experiment.run` would come back with, for each experiment of each kind."""
    kind = options.get("kind", "")
    parallel = kind in ("process", "interpreter") or path == FREE.path
    if name == "tree":
        numbers, looks = {
            "process": (PROCESSES, PROCESSES_LOOK),
            "coroutine": (COROUTINES, COROUTINES_LOOK),
        }.get(kind, (THREADS, THREADS_LOOK))
        return Outcome(numbers, looks)
    if name == "sharing":
        cell = {"ns": [2_000_000, 1_000_000, 3_000_000], "copy_ns": [0, 0, 0]}
        shared = 3 if kind in ("thread", "coroutine") else 0
        return Outcome(sharing(shared, {"some way": {"1": cell, "100": cell}}))
    if name == "weight":
        start = {"thread": 50_000, "process": 3_000_000, "interpreter": 30_000_000, "coroutine": 3_000}[kind]
        return Outcome(*weighing(start, {"thread": 16_000, "coroutine": 1_000}.get(kind, 3 * MB)))
    if name == "parallelism":
        return Outcome(spans(1.97 if parallel else 1.0, gil=path != FREE.path))
    if name == "tasks":
        return Outcome(sides(1.9 if parallel else 1.0, 7.5))
    if name == "number":
        most = {"thread": 1_000, "coroutine": 10_000}.get(kind, 100)
        return Outcome(crowd(most, most), weighing(1, 100)[1])
    if name == "race":
        live(losing(0, 0, gil=path != FREE.path))
        return Outcome(losing(400, 600 if path == FREE.path else 0, gil=path != FREE.path))
    errors = [
        ["a list", ""],
        *([what, "TypeError: no"] for what in ("a lambda", "an open file", "a threading.Lock", "a thread")),
    ]
    return Outcome(pickled(*errors))
