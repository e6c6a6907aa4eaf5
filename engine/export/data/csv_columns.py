"""What the columns of the CSV tables mean, and the README that says so beside them."""

from __future__ import annotations

from ...model.states import LEDGER, SHARES
from ...session.memory.log import Session

KINDS = {0: "item", 1: "failed", 2: "ran", 3: "ready"}
"""A span's flag in words."""
INTERVAL = (("median", "median of the repeats"), ("low", "low end of its interval"), ("high", "high end"))
_RUN = ("run", "number of the run in the session, from 1")
_PEAK = (("peak_threads", "most threads at once"), ("peak_processes", "most processes at once"))
RUN_FACTS = (
    ("task", "what was computed"),
    ("model", "how the items were scheduled"),
    ("workers", "how many workers were asked for"),
    ("items", "how many items there were"),
    ("python", "version of the interpreter"),
    ("gil", "whether it had a GIL"),
    ("nice", "its niceness"),
    ("seed", "seed of the items"),
    ("wall_s", "from asking for the workers to the last result in hand"),
    ("startup_s", "from asking for the workers to the first item begun"),
    ("compute_s", "from the first item begun to the last item ended"),
    ("cpu_s", "CPU time of all its processes over compute_s"),
    ("cores_used", "cpu_s / compute_s"),
    ("usable_cores", "cores that it could have used"),
    *_PEAK,
    ("handoffs_per_s", "how often the running worker changed within one process"),
    ("dropped_spans", "spans that were lost before they were read"),
    ("answer", "the answer, for a person"),
    ("digest", "SHA-256 over the results in item order"),
)
"""Of a run's result, by the names of its fields."""
STUDY_NUMBERS = (
    ("cores_used", "median"),
    ("startup_s", "median"),
    *_PEAK,
    ("memory_bytes", "most memory at once"),
    ("context_switches", "median"),
)
"""Of a row of a study, likewise."""
_SAMPLED = (("t_s", "when the sample was taken"), ("dt_s", "it speaks of this long before t_s"))
_LEDGER_MEANING = {
    **{state.name: f"share spent {state.words}" for state in LEDGER},
    "on_core": "share of the workers' wall time on a core, 0 to 1",
    "wait_core": "share spent ready, waiting for a core",
    "wait_gil": "share spent waiting for the GIL (inferred, and any other lock in it, where ledger_looks is 0)",
    "wait_lock": "share spent waiting for a lock that isn't the GIL",
    "wait_io": "share spent waiting for I/O (where ledger_looks is 0, sleep and children in it)",
    "wait_child": "share spent waiting for a child process",
    "wait_loop": "coroutines: share spent ready, waiting for the event loop",
    "idle": "the rest",
}
TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "samples": (
        *_SAMPLED,
        ("core", "logical core, from 0"),
        ("busy", "share of dt_s in which the core was busy, 0 to 1"),
        ("run_busy", "the part of it that the run used; empty where the system can't tell"),
    ),
    "totals": (
        *_SAMPLED,
        ("busy_cores", "cores' worth of time that was busy, all cores together"),
        ("run_cores", "cores' worth of time that the run used"),
    ),
    "threads": (
        _RUN,
        ("t_s", "when the thread was looked at"),
        ("pid", "process"),
        ("tid", "thread, as the system numbers it"),
        ("role", "main, worker, executor, feeder or helper"),
        ("lane", "lane of the worker on this thread; empty for none"),
        ("cpu_s", "CPU time since the thread began"),
        ("wait_core_s", "time since then spent ready, waiting for a core; empty where the system can't tell"),
        ("core", "the core it last ran on; empty where unknown"),
    ),
    "spans": (
        _RUN,
        ("lane", "the worker's lane, from 1"),
        ("worker", "the worker's name on the screen"),
        ("pid", "its process"),
        ("tid", "its thread"),
        ("item", "number of the item, from 0"),
        ("start_s", "when it began"),
        ("end_s", "when it ended"),
        ("wall_s", "end_s - start_s"),
        ("cpu_s", "CPU time of the worker in between"),
        ("core", "the core at its end; empty where unknown"),
        ("kind", "item, failed; parts of a coroutine's item: ran, ready (waiting for the loop)"),
    ),
    "runs": (
        _RUN,
        ("started_s", "when the run was asked for"),
        ("ended_s", "when nothing of it was left; empty if it wasn't seen to end"),
        ("status", "done, failed, stopped or running"),
        *RUN_FACTS,
        *((name, _LEDGER_MEANING[name]) for name in SHARES),
        ("ledger_looks", "looks at the workers' threads that divided their waiting; 0: none, it was inferred"),
        ("ledger_inferred", "which of the shares were inferred"),
    ),
    "studies": (
        ("study", "number of the comparison or sweep in the session, from 1"),
        ("kind", "compare or sweep"),
        ("task", "what was computed"),
        ("row", "name of the row"),
        ("model", "how the items were scheduled"),
        ("python", "version of the interpreter"),
        ("workers", "how many workers"),
        *((f"wall_{part}_s", f"wall time, {words}") for part, words in INTERVAL),
        *((f"speedup_{part}", f"speed-up against sequential, {words}") for part, words in INTERVAL),
        *STUDY_NUMBERS,
        ("equal", "whether the results were those of the baseline; empty where that can't be told"),
        ("disturbed", "whether other programs were busy meanwhile"),
        ("error", "why there is no result, if there is none"),
        (
            "same",
            "the results beside the baseline's: equal, wrong, or varies where the baseline's own differ from run to run",
        ),
    ),
    "differences": (
        ("property", "type, relation, sharing, weight, parallelism, tasks, number, race or pickling"),
        ("column", "threading, multiprocessing, asyncio or interpreters"),
        ("python", "version of the interpreter"),
        ("state", "done, failed, stopped or measuring"),
        ("value", "what was measured, for a person"),
        ("claim", "what is usually said about it"),
        ("agrees", "whether the two agree; empty if it can't be told"),
        ("why", "one sentence on that"),
        ("evidence", "what was seen, separated by semicolons"),
    ),
    "chapters": (("t_s", "where it stands"), ("kind", "chapter or note"), ("text", "its title or text")),
}
ABOUT = {
    "samples": "What every core did: one row a core and sample.",
    "totals": "The same over all cores together: one row a sample.",
    "threads": "The run's threads: one row a thread and sample.",
    "spans": "What the workers did: one row an item on a worker.",
    "runs": "One row a run.",
    "studies": "Comparisons and sweeps: one row a row of their tables.",
    "differences": "The table of differences: one row a cell and Python.",
    "chapters": "Chapters and notes.",
}


def readme(session: Session) -> str:
    """Columns, units and the machine."""
    machine = session.machine
    parts = [
        "# A concviz session as tables\n",
        f"Recorded {session.created} on {machine.system}, {machine.cpu or 'unknown processor'}, "
        f"{machine.cores} cores ({machine.usable_cores:g} usable), Python {machine.python}.\n",
        "Times are seconds since the session began (`_s`). Numbers that the machine could not measure are empty. Text "
        "that a spreadsheet would take for a formula begins with an apostrophe.\n",
    ]
    for name, columns in TABLES.items():
        parts.append(f"## {name}.csv\n\n{ABOUT[name]}\n\n| column | meaning |\n| --- | --- |")
        parts.append("\n".join(f"| {column} | {meaning} |" for column, meaning in columns) + "\n")
    return "\n".join(parts)
