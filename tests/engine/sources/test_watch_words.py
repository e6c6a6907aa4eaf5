"""What is told of a watched program beside samples: how often that is asked for, and that what goes wrong ends nothing."""

from itertools import pairwise

import pytest
from concviz.engine.model.program_facts import ProgramTime
from concviz.engine.session.events import ProcessTable
from concviz.engine.session.memory.log import Session
from concviz.engine.sources import program_words
from concviz.engine.sources.program import ProgramEnd
from concviz.engine.sources.program_words import ProgramWords
from concviz.engine.sources.watch_source import WatchSource

from tests.support.fakes import MACHINE
from tests.support.watched import told_session


class Short:
    """A program that has ended before anybody asks."""

    name, pid, children, started_here = "short", 2**22 + 1, False, True

    def wait(self, timeout_s):
        return True

    def reap(self):
        return ProgramEnd(3)

    def printed(self):
        return ""


def test_a_fault_in_what_is_told_is_said_and_ends_nothing(monkeypatch):
    def fail(_self):
        raise RuntimeError("no name")

    monkeypatch.setattr("concviz.engine.sources.program_words.ProgramWords.tell", fail)
    session, source = Session(MACHINE), WatchSource(Short())
    source.start(session)
    assert source.wait(60)
    source.close()
    assert source.end == ProgramEnd(3)
    assert [each.why for each in session.missing() if each.what == "words"] == [
        "Names and targets are no longer told: RuntimeError: no name."
    ]
    assert session.run_end(1).status == "done"


class Words:
    """Words of a program of four threads, told at moments that the test picks; looking for chapters costs so much CPU."""

    def __init__(self, cost_us):
        self.session, self.cost_us = told_session(), cost_us
        self.spent_ns, self.asked, self.looked = 0, [], []
        self.words = ProgramWords(self.session, 1, list, cpu_ns=lambda: self.spent_ns)
        self.now_us = self.session.now_us()

    def tell(self, monkeypatch, seconds):
        monkeypatch.setattr(program_words, "name_of", lambda pid, tid: self.asked.append((pid, tid)) or f"n{tid}")
        monkeypatch.setattr(program_words, "program_time", self._look)
        monkeypatch.setattr(self.session, "now_us", lambda: self.now_us)
        for _ in range(round(seconds / 0.4)):
            self.now_us += 400_000
            self.words.tell()

    def _look(self, _session, _run, t0_us, t1_us):
        self.looked.append((t0_us, t1_us))
        self.spent_ns += self.cost_us * 1000
        return ProgramTime()


def test_names_are_asked_for_where_there_is_somebody_new_and_every_few_seconds(monkeypatch):
    told = Words(cost_us=10)
    told.tell(monkeypatch, 0.8)
    threads = len(told.session.who(1).rows)
    assert len(told.asked) == threads
    told.tell(monkeypatch, 0.8)
    assert len(told.asked) == 2 * threads
    who = told.session.who(1)
    told.session.append(ProcessTable(told.now_us, 1, [*who.rows, (71, 99, "helper", 0)], who.processes))
    told.tell(monkeypatch, 0.8)
    assert told.asked[2 * threads :] == [(71, 99)]


@pytest.mark.parametrize(("cost_us", "apart_s"), [(100, 2.0), (4_000, 5.2), (50_000, 8.0)])
def test_chapters_are_looked_for_more_rarely_where_that_costs_more_and_nothing_is_left_out(
    monkeypatch, cost_us, apart_s
):
    told = Words(cost_us)
    told.tell(monkeypatch, 40)
    spans = told.looked[1:]
    assert {end - begin for begin, end in spans} == {round(apart_s * 1e6)}
    assert all(before[1] == after[0] for before, after in pairwise(spans))
