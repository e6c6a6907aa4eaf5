"""What the panels and figures of the screens say, in two or three plain sentences each, and the word behind each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One panel or figure."""

    name: str
    """The id of its widget."""
    title: str
    text: str
    word: str = ""
    """The concept that it is about; '' where that depends on what runs."""


FIGURES = {
    each.name: each
    for each in (
        Figure(
            "headline",
            "Cores used",
            "How many cores the run really uses: its CPU time over time. The bar has one slot a core. While it runs the figure is "
            "of the last moments (now), after the end of the whole run. About 1.0 with several workers: they take turns.",
            "parallelism",
        ),
        Figure(
            "processes",
            "Processes",
            "How many processes the run has now, the lab that leads it included, and how that changed. Only processes have "
            "memory and a GIL of their own.",
            "process",
        ),
        Figure(
            "threads",
            "Threads",
            "How many threads the run has now, over all its processes, and how that changed. Not all of them are workers: "
            "libraries and Python itself start some, too.",
            "thread",
        ),
        Figure(
            "cores",
            "Cores",
            "A bar a core: green is this run, grey-blue the rest of the machine, both by the kernel's clocks. Where there is room, "
            "its history to the left. Two cores at 50 % may be one worker that hops.",
            "core",
        ),
        Figure(
            "ledger",
            "Where the workers' time went",
            "The wall time of all workers, split by what they did: on a core, waiting for one, for the GIL, a lock, I/O, a child. "
            "The shares add up to 100 %. Those with ≈ are inferred: this machine doesn't tell.",
        ),
        Figure(
            "workers",
            "Workers",
            "A row a worker over the last moments: full blocks compute, lines wait, and the colours say for what. Under a GIL no "
            "two blocks of threads of one process stand above each other: they take turns. , and . show more or less time.",
        ),
        Figure(
            "answer",
            "Answer",
            "What the task has come to so far, and how much of it is done. Every model comes to the same answer on the same items, "
            "or the comparison says so.",
            "concurrency",
        ),
        Figure(
            "findings",
            "What you see",
            "One sentence on what the figures mean, with the figures it stands on. It is silent where it can't be sure.",
        ),
        Figure(
            "present",
            "Presenting",
            "The same figures for the back row: cores used, a strip a core with who ran there, a row a worker.",
            "parallelism",
        ),
        Figure(
            "before-after",
            "Before and after",
            "The last two runs of the same task on one axis of time: how long each took, and on how many cores.",
            "parallelism",
        ),
        Figure(
            "code",
            "Code",
            "The source that runs, as you would write it: the model's, and with v once more the task's.",
        ),
        Figure(
            "tasks",
            "Task",
            "What is computed. CPU-bound tasks compute all the time; I/O-bound ones mostly wait; the third kind computes in C code "
            "that lets go of the GIL.",
            "cpu-bound",
        ),
        Figure(
            "models",
            "Model",
            "How the items are put on workers: one after another, coroutines, threads, processes, interpreters.",
            "concurrency",
        ),
    )
}
"""By the id of the widget."""

WORDED = ("ledger", "workers", "findings", "code")
"""Those whose word is that of the run which is shown."""
