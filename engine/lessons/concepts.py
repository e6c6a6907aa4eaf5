"""The words of the subject, in two or three plain sentences each, and the measurement that shows what they mean.

A concept is shown by a property of the table of differences (`concviz differences --only NAME`), by a run (`concviz run …`), or by
both. What is said here must hold for CPython 3.11 and newer.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model.plan import PlanError
from ..text.suggest import unknown


@dataclass(frozen=True, slots=True)
class Concept:
    """One word."""

    name: str
    title: str
    text: str
    difference: str = ""
    """The property that shows it (`engine/differences/properties.py`), or ''."""
    column: str = ""
    """The column of it, or '' for the whole row."""
    run: tuple[str, str] = ("", "")
    """Task and model of a run that shows it."""
    pages: tuple[str, ...] = ()
    """Of Python's documentation, below docs.python.org/3/: what the sentences stand on."""

    @property
    def command(self) -> str:
        """The command that shows it."""
        if self.difference:
            return f"concviz differences --only {self.difference} --evidence"
        task, model = self.run
        return f"concviz run {task} --model {model}"


CONCEPTS = {
    each.name: each
    for each in (
        Concept(
            "process",
            "Process",
            "A program while it runs: the operating system gives it memory of its own and at least one thread. What one process "
            "does to its memory, another one doesn't see, unless they asked for some that they share. Each Python process has its own "
            "interpreter and its own GIL: so multiprocessing, since Python 2.6, offers what threading does without that limit.",
            "type",
            "multiprocessing",
            ("pi", "processes"),
            ("whatsnew/2.6.html", "library/multiprocessing.html"),
        ),
        Concept(
            "thread",
            "Thread",
            "A sequence of instructions inside a process, which the operating system puts on a core. All threads of a process "
            "see the same memory, so handing something over costs next to nothing, and damaging it as little.",
            "type",
            "threading",
            ("pi", "threads"),
            ("library/threading.html",),
        ),
        Concept(
            "native",
            "Native thread, native process",
            "One that the operating system itself makes, knows by an id, and puts on a core. Python's threads and processes are "
            "native. Coroutines are not: Python alone knows of them.",
            "type",
            "threading",
            ("pi", "threads"),
            ("library/threading.html", "library/asyncio-dev.html"),
        ),
        Concept(
            "core",
            "Core",
            "Here it is what the operating system lists as a processor. Where two of them share one physical core, they share "
            "its units as well: two workers that compute on them get less done than on two cores.",
            "parallelism",
            "multiprocessing",
            ("pi", "processes"),
            ("library/os.html",),
        ),
        Concept(
            "concurrency",
            "Concurrency",
            "Several things are under way during the same time, and the order in which they go on doesn't matter. They need "
            "not run at the same instant: on one core they take turns. Parallelism needs concurrency, not the other way round. "
            "A run is called concurrent here where its items' own time (waiting for a lock, the GIL or a core not counted) adds up to "
            "more than 1.2 times the time it took.",
            "",
            "",
            ("download", "asyncio"),
            ("glossary.html",),
        ),
        Concept(
            "parallelism",
            "Parallelism",
            "Several things run at the same instant, each on a core of its own. That takes work whose order doesn't matter, and "
            "more than one core. It is measured as cores used: two workers that compute in parallel use two.",
            "parallelism",
            "multiprocessing",
            ("pi", "processes"),
            ("glossary.html",),
        ),
        Concept(
            "gil",
            "GIL",
            "The global interpreter lock, since Python 3.12 one for each interpreter that asks for its own: in the usual build of "
            "CPython only the thread that holds it runs Python bytecode. A thread lets go of it while it waits for I/O, and in C "
            "code that says so. Another one asks for it after 5 ms by default, and gets it at the next check between bytecodes at "
            "the latest, so a long C call that keeps it isn't interrupted. Free-threaded builds, whose names end in t, normally run "
            "without it: PYTHON_GIL=1, or an extension that isn't marked for them, brings it back.",
            "parallelism",
            "threading",
            ("pi", "threads"),
            (
                "glossary.html",
                "library/sys.html",
                "howto/free-threading-python.html",
                "howto/free-threading-extensions.html",
                "whatsnew/3.12.html",
            ),
        ),
        Concept(
            "pickling",
            "Pickling",
            "Turning a Python object into bytes, so that another process can make a copy of it. It costs time on both sides, "
            "and not everything can be pickled: a lambda, an open file or a lock can't.",
            "pickling",
            "multiprocessing",
            ("parsing", "processes"),
            ("library/pickle.html",),
        ),
        Concept(
            "shared-memory",
            "Shared memory",
            "Memory that several workers see at once. Threads of a process share all of it; processes only what they ask for, "
            "such as a block of bytes (multiprocessing.shared_memory).",
            "sharing",
            pages=("library/multiprocessing.html", "library/multiprocessing.shared_memory.html"),
        ),
        Concept(
            "inter-process-communication",
            "Inter-process communication",
            "The ways in which processes, who don't share memory, tell each other something: pipes, queues on top of them, "
            "sockets, files, shared memory. An object that goes through a pipe or a queue of multiprocessing is pickled; bytes "
            "sent as bytes, and what lies in shared memory, are not.",
            "sharing",
            "multiprocessing",
            ("parsing", "processes"),
            ("library/multiprocessing.html", "library/multiprocessing.shared_memory.html"),
        ),
        Concept(
            "cpu-bound",
            "CPU-bound",
            "Work that a faster core would finish sooner: it computes nearly all the time. Under a GIL threads don't speed up "
            "Python code, processes do. C code that lets go of the GIL, as compressing and hashing much at once does, gains from "
            "threads, too.",
            "tasks",
            "multiprocessing",
            ("pi", "sequential"),
            ("glossary.html",),
        ),
        Concept(
            "io-bound",
            "I/O-bound",
            "Work that waits most of the time, for a network, a disk or another program. While one waits, others can go on: "
            "threads and coroutines overlap the waiting.",
            "tasks",
            "asyncio",
            ("download", "sequential"),
            ("library/threading.html", "library/asyncio.html"),
        ),
        Concept(
            "start-methods",
            "Start methods",
            "How multiprocessing makes a process. fork copies the running one and is quick, but unsafe beside threads; spawn "
            "starts a fresh interpreter that imports everything again; forkserver asks a clean helper to fork. Spawn is the default "
            "on macOS and Windows; on Linux fork was it until Python 3.13, and forkserver is since 3.14.",
            "relation",
            "multiprocessing",
            ("pi", "processes"),
            ("library/multiprocessing.html",),
        ),
        Concept(
            "race",
            "Race",
            "The result depends on who comes first. If two threads read a number, add one and write it back, one of the updates "
            "can be lost. It goes well many times, which makes it hard to find.",
            "race",
            "threading",
            pages=("glossary.html",),
        ),
        Concept(
            "lock",
            "Lock",
            "Something that only one worker can hold at a time; the others wait until it is let go of. What is done while "
            "holding it can't be interfered with by others who ask for the same lock, and can't go on in parallel either.",
            "race",
            "threading",
            pages=("library/threading.html",),
        ),
        Concept(
            "event-loop",
            "Event loop",
            "The part of asyncio that runs coroutines in one thread. It goes on with another coroutine when one awaits something "
            "that isn't there yet; one that computes without awaiting holds up all others. Threads that compute under a GIL hold "
            "it up as well, some milliseconds each time.",
            "type",
            "asyncio",
            ("download", "asyncio"),
            ("library/asyncio-dev.html",),
        ),
    )
}
"""By name, in an order to read them in."""


def concept(name: str) -> Concept:
    """The concept of that name (`gil`, `event loop`, `I/O-bound`).

    Raises:
        PlanError: there is none; the text has the nearest names.
    """
    key = name.strip().lower().replace("/", "").replace(" ", "-").replace("_", "-")
    if key not in CONCEPTS:
        raise PlanError(unknown("concept", name, CONCEPTS))
    return CONCEPTS[key]
