"""Two watched programs beside each other: their figures, what is said of the difference, and what makes them hard to compare."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.before_after import SLICES
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.program.program_pair import (
    NoProgramError,
    ProgramPicture,
    caution,
    differences,
    picture_of,
    program_pair,
)
from concviz.engine.model.program_facts import ProgramTime, ThreadTime

from tests.support.made_sessions import made_run
from tests.support.watched import told_session

MACHINE = {"cores": 2.0, "machine": "a processor"}


def one(wall_s, threads, *, cpu_s=1.0, **more):
    """A program that was watched for so long, with threads that were in these states for so many seconds."""
    rows = [ThreadTime(pid=7, tid=7 + n, wall_s=wall_s, **states) for n, states in enumerate(threads)]
    time = ProgramTime(wall_s=wall_s, cpu_s=cpu_s, cores_used=cpu_s / wall_s, threads=rows, processes=1)
    share = np.full((2, SLICES), 0.5)
    facts = {"run": 1, "program": "app.py", "whole": True, "state": "done"} | MACHINE | more
    return ProgramPicture(wall_s=wall_s, time=time, share=share, **facts)


def gil_bound():
    return one(8.0, [{"on_core": 4.0, "wait_gil": 4.0}, {"on_core": 4.0, "wait_gil": 4.0}], cpu_s=8.0)


def freed():
    return one(4.0, [{"on_core": 4.0}, {"on_core": 3.9, "wait_io": 0.1}], cpu_s=7.9)


def test_one_line_says_how_long_on_how_many_cores_and_what_limited_it():
    both = program_pair(gil_bound(), freed())
    assert both.text == "app.py 8.00 s on 1.0 core, limited by the GIL → 4.00 s on 2.0, computing unhindered"
    assert both.note == "each was watched once: small differences may be chance"
    assert both.said == (
        "It was 2.0 times as fast; CPU time 8.00 s → 7.90 s.",
        "Of the time in which its threads could go on they waited 50% for the GIL → for nothing.",
        "8.00 s → 0 s waiting for the GIL (of all its threads together).",
    )


def test_the_shares_and_the_cores_of_both_stand_on_one_axis():
    both = program_pair(gil_bound(), freed())
    assert both.span_s == 8.0
    assert (both.before.ledger.on_core, both.before.ledger.wait_gil) == (0.5, 0.5)
    assert sum(both.after.ledger.shares.values()) == pytest.approx(1.0)
    assert both.before.share.mean() == pytest.approx(0.5)
    assert both.after.share[:, : SLICES // 2].mean() == pytest.approx(0.5)
    assert not both.after.share[:, SLICES // 2 :].any()


def test_a_slower_one_and_one_as_fast_are_called_so():
    assert differences(freed(), gil_bound())[0].startswith("It took 2.0 times as long")
    assert differences(freed(), freed()) == ["It took about the same time; CPU time 7.90 s → 7.90 s."]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"program": "other.py"}, "two different programs"),
        ({"machine": "another processor"}, "two different machines"),
        ({"cores": 8.0}, "two different machines"),
        ({"whole": False}, "lengths can't"),
        ({}, "watched once"),
    ],
)
def test_what_makes_them_hard_to_compare_is_said(other, said):
    after = one(4.0, [{"on_core": 4.0}], **other)
    assert said in caution(gil_bound(), after)


def test_lengths_of_what_was_not_seen_whole_are_not_compared():
    left = one(4.0, [{"on_core": 4.0}], whole=False, state="stopped")
    assert not [text for text in differences(gil_bound(), left) if "times as" in text or "took" in text]


def test_who_lost_its_cores_to_others_says_so():
    crowded = one(4.0, [{"on_core": 1.0, "wait_core": 3.0}])
    assert "not all cores could be had" in caution(crowded, freed())
    full = one(4.0, [{"on_core": 4.0, "wait_core": 4.0}, {"on_core": 4.0, "wait_core": 4.0}], cpu_s=8.0)
    assert "watched once" in caution(full, freed())


def test_a_session_s_program_and_the_older_of_two_stands_first():
    session = told_session(ends=True)
    here = picture_of(session, "here")
    assert (here.program, here.state, here.wall_s, here.limit) == ("python server.py", "done", 4.0, "GIL")
    assert here.time == msgspec.structs.replace(here.time, processes=2)
    assert here.share.mean() == pytest.approx(0.125, abs=0.01)
    later = one(4.0, [{"on_core": 4.0}], program="python server.py", created="2026-02-02T00:00:00Z")
    for other, place in ((later, "after"), (one(3.0, [{"on_core": 1.0}], created="2025-02-02T00:00:00Z"), "before")):
        both = snapshot(session, None, other=other).before_after
        assert both is not None
        assert getattr(both, place).wall_s == other.wall_s
    assert snapshot(session, None).before_after is None


def test_a_session_of_the_lab_has_no_program():
    session = made_run("cpu", "thread", lanes=2, seconds=1.0)
    with pytest.raises(NoProgramError, match="no program was watched in lab"):
        picture_of(session, "lab")
    assert snapshot(session, None, other=freed()).before_after is None
