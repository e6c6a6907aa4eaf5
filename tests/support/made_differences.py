"""Made-up numbers of experiments, as a quiet machine with two cores would give them."""

from __future__ import annotations

from concviz.engine.differences.experiment import Outcome
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


THREADS = {"workers": [[10, 11], [10, 12], [10, 13]], "lab": [10, 10], "asked": 3, "refused": ""}
THREADS_LOOK = {"alive": look(seen(10, 1, (10, 11, 12, 13)))}
PROCESSES = {"workers": [[11, 11], [12, 12]], "lab": [10, 10], "asked": 2, "refused": "", "start_method": "fork"}
PROCESSES_LOOK = {"alive": look(seen(10, 1, (10,)), seen(11, 10, (11,)), seen(12, 10, (12,)))}
SERVED_LOOK = {"alive": look(seen(10, 1, (10,)), seen(9, 10, (9,)), seen(11, 9, (11,)), seen(12, 9, (12,)))}
COROUTINES = {"workers": [[10, 10]] * 3, "lab": [10, 10], "asked": 3, "refused": ""}
COROUTINES_LOOK = {"alive": look(seen(10, 1, (10,)))}


def spans(cores, waited=0.0, gil=True, workers=2):
    """Both computed for a second."""
    row = [0, 10**9, int(cores / workers * 1e9), int(waited / workers * 1e9)]
    return {"spans": [list(row) for _ in range(workers)], "gil": gil, "refused": "", "asked": 2}


def weighing(start_ns, each_bytes, alive=10):
    numbers = {"start_ns": [start_ns] * 50, "alive": alive, "refused": ""}
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

    return {"gil": gil, "cpu": side(cpu, 40, 2), "io": side(io, 16, 8)}


def losing(call, bare, lock=0, gil=True):
    def way(expected, lost):
        return {"expected": expected, "lost": lost, "rounds": 5, "rounds_lost": 5 if lost else 0}

    return {"threads": 4, "gil": gil, "call": way(1000, call), "lock": way(1000, lock), "bare": way(1000, bare)}


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
        return Outcome({"list": [3, shared], "ways": {"some way": {"1": cell, "100": cell}}, "refused": ""})
    if name == "weight":
        start = {"thread": 50_000, "process": 3_000_000, "interpreter": 30_000_000, "coroutine": 3_000}[kind]
        return Outcome(*weighing(start, {"thread": 16_000, "coroutine": 1_000}.get(kind, 3 * MB)))
    if name == "parallelism":
        return Outcome(spans(1.97 if parallel else 1.0, gil=path != FREE.path))
    if name == "tasks":
        return Outcome(sides(1.9 if parallel else 1.0, 7.5))
    if name == "number":
        most = {"thread": 1_000, "coroutine": 10_000}.get(kind, 100)
        return Outcome({"alive": most, "most": most, "wall_ns": 10**8, "stopped": ""}, weighing(1, 100)[1])
    if name == "race":
        live(losing(0, 0, gil=path != FREE.path))
        return Outcome(losing(400, 600 if path == FREE.path else 0, gil=path != FREE.path))
    errors = [
        ["a list", ""],
        *([what, "TypeError: no"] for what in ("a lambda", "an open file", "a threading.Lock", "a thread")),
    ]
    return Outcome({"objects": errors})
