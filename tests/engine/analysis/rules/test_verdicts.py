"""Verdicts: at most eight words for the back row, of measured figures alone."""

import dataclasses

import msgspec
import pytest
from concviz.engine.analysis.findings import findings
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.run.figures import run_figures

from tests.support.made_sessions import made_run

VERDICTS = [
    (("cpu", "thread"), {}, "Threads: 1 core."),
    (("cpu", "thread"), {"gil": False}, "Threads: 4 cores. They really run at once."),
    (("cpu", "process"), {}, "Processes: 4 cores. They really run at once."),
    (("cpu", "interpreter"), {}, "Interpreters: 4 cores. They really run at once."),
    (("cpu", "coroutine"), {}, "Event loop: 1 core. One after the other."),
    (("cpu", "main"), {"lanes": 1}, "One thread: 1 core. One item after another."),
]


def facts_of(session):
    t_us = session.length_us
    return facts(session, run_figures(session, session.run_at(t_us), t_us), t_us)


def verdict_of(told):
    return next((finding.verdict for finding in findings(told) if finding.verdict), "")


@pytest.mark.parametrize(("run", "how", "words"), VERDICTS, ids=str)
def test_what_the_back_row_reads(run, how, words):
    """That four threads wait for the GIL was inferred in the made-up run, so it isn't said."""
    told = verdict_of(facts_of(made_run(*run, **how)))
    assert told == words
    assert len(told.split()) <= 8


def test_what_was_seen_is_said():
    told = facts_of(made_run("cpu", "thread"))
    seen = dataclasses.replace(told, ledger=msgspec.structs.replace(told.ledger, inferred=(), looks=500))
    assert verdict_of(seen) == "Threads: 1 core. They take turns."


@pytest.mark.parametrize(("used", "words"), [(0.78, "0.8 cores"), (1.1, "1 core"), (0.02, "hardly a core")])
def test_a_fraction_of_a_core_is_no_core(used, words):
    told = facts_of(made_run("cpu", "thread"))
    part = dataclasses.replace(told, usage=dataclasses.replace(told.usage, cores_used=used))
    assert verdict_of(part).startswith(f"Threads: {words}.")


@pytest.mark.parametrize("how", [{"status": "running", "seconds": 0.1}, {"status": "stopped"}, {"seconds": 0.015}])
def test_where_nothing_is_known_nothing_is_said(how):
    told = verdict_of(facts_of(made_run("cpu", "thread", **how)))
    assert told == "" or how == {"status": "stopped"}
