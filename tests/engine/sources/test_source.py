"""A session says what its source can tell, and nobody speaks of what it can't."""

from __future__ import annotations

import re

from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.rules import RULES
from concviz.engine.session.events import LAB, LaneOpened
from concviz.engine.session.file.reader import load
from concviz.engine.session.memory.log import Session
from concviz.engine.sources.lab_source import LabSource
from concviz.engine.sources.source import SessionSource, begin

from tests.support.fakes import MACHINE, Clock, FakeInstrument
from tests.support.watched import Watched, watched


def test_a_session_that_says_nothing_is_the_labs():
    session = FakeInstrument().session
    assert session.source() == LAB
    assert snapshot(session, None).source.lanes


def test_what_a_source_can_tell_is_in_the_file(tmp_path):
    session, source, _ = watched(tmp_path / "a.concviz.jsonl")
    session.close()
    again = load(tmp_path / "a.concviz.jsonl")
    assert again.source() == source.tells == session.source()
    assert snapshot(again, None).findings == snapshot(session, None).findings


def test_the_lab_is_a_source_of_which_nothing_has_to_be_said():
    class Quiet(LabSource):
        def start(self, session):
            self.started = session

    session = Session(MACHINE, clock=Clock())
    lab: SessionSource = Quiet()
    begin(lab, session)
    assert lab.started is session
    assert session.source() is LAB
    lab.stop()
    lab.close()
    lab.close()


def test_cores_and_counts_are_told_and_no_word_about_workers():
    session, source, clock = watched()
    seen = snapshot(session, None)
    assert seen.run.status == "running"
    assert sum(seen.counts.threads.values()) == 3
    assert sum(seen.counts.processes.values()) == 2
    assert round(seen.cores.cores_used, 1) == 1.6
    (finding,) = seen.findings
    assert finding.text == ("Two processes with three threads use 1.6 of 8 cores now; other programs use 0.8.")
    clock.go(0.1)
    source.stop()
    (finding,) = snapshot(session, None).findings
    assert finding.headline == "It has ended."
    assert not re.search("worker|item|task|model", finding.text)


def test_before_anything_is_seen_no_task_is_asked_for():
    session = Session(MACHINE, clock=Clock())
    session.append(Watched.tells)
    (finding,) = snapshot(session, None).findings
    assert finding.rule == "in counts"


def test_every_rule_is_for_one_kind_of_source_and_none_for_both():
    assert not [rule.name for rule in RULES if rule.lanes and rule.cluster]
    assert [rule.name for rule in RULES if not rule.lanes] == [
        "held up here", "limited by the GIL", "spins", "BLAS here", "short of cores here", "starved of the GIL", "throttled", "asks again",
        "waits for one process", "pool too large", "lives too short", "no Python", "where time went",
            "in counts",
    ] + [rule.name for rule in RULES if rule.cluster]  # fmt: skip


def test_rules_ask_what_can_be_told_and_not_for_the_kind():
    session, _, _ = watched()
    session.append(LaneOpened(session.now_us(), 1, 1, "thread", 71, 71, True))
    assert {finding.rule for finding in snapshot(session, None).findings} == {"in counts"}
