"""What is copied of a run, whole."""

from dataclasses import replace

import msgspec
from concviz.engine.analysis.snapshot import Counts, Finding
from concviz.engine.model.run_facts import Result
from concviz.engine.model.states import Ledger
from concviz.engine.session.events import Source
from concviz.tui.lab.results_text import results_text

from tests.support.made_snapshots import ended, idle, threads_snapshot

FINDING = Finding("gil", "Concurrent, not parallel.", "They take turns.")
EVERYTHING = Result(
    wall_s=4.1236, startup_s=0.05, compute_s=4.0, cpu_s=3.9, cores_used=1.024, usable_cores=2.5, peak_threads=5, peak_processes=1,
    handoffs_per_s=187.6, loop_lag_s=0.0051, loop_lag_worst_s=0.1, dropped_spans=3, answer="π ≈ 3.14", digest="4f2a", verdict="Slow.",
    ledger=Ledger(on_core=0.25, wait_gil=0.7494, wait_core=0.0005, idle=0.0004),
)  # fmt: skip


def test_of_a_run_that_is_over_every_figure():
    base = ended()
    shown = replace(base, run=replace(base.run, result=EVERYTHING), findings=(FINDING, FINDING))
    assert results_text(shown) == (
        "pi, threads, 4 workers, CPython 3.14.2, GIL on, seed 1: done\n"
        "wall time             4.124 s\nstart of the workers  0.050 s\ncomputing             4.000 s\n"
        "CPU time              3.900 s\ncores used            1.02\nusable cores          2.5\nthreads at most       5\n"
        "processes at most     1\nhand-offs per second  188\nevent loop late, median0.0051 s\nevent loop late, worst0.1000 s\n"
        "spans lost            3\nanswer                π ≈ 3.14\ndigest                4f2a\nverdict               Slow.\n"
        "  on core             25.0%\n  wait core           0.1%\n  wait gil            74.9%\n"
        "Concurrent, not parallel. They take turns.\nConcurrent, not parallel. They take turns.\n"
    )
    little = msgspec.structs.replace(
        EVERYTHING, answer="", digest="", verdict="", loop_lag_s=None, loop_lag_worst_s=None
    )
    told = results_text(replace(shown, run=replace(base.run, result=little, gil=False), findings=()))
    assert "event loop" not in told
    assert "answer" not in told
    assert ", no GIL, seed" in told
    assert "3.14.2, seed" in results_text(replace(shown, run=replace(base.run, result=little, gil=None)))


def test_of_one_that_goes_on_what_is_known_by_now():
    shown = replace(threads_snapshot(), findings=())
    assert results_text(shown) == (
        "pi, threads, 4 workers, CPython 3.14.2, GIL on, seed 1: running\nitems                 1,234 of 2,000\n"
        "cores used now        1.00\nanswer so far         π ≈ 3.14158\n"
    )
    counts = Counts(threads={"main": 1, "other": 6}, processes={"watched": 2})
    watched = replace(shown, source=Source(0, "watch", lanes=False), counts=counts)
    assert results_text(watched) == (
        "pi: running\ncores used now        1.00\nprocesses             2\nthreads               7\n"
    )
    assert results_text(idle()) == ""
