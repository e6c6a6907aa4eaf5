"""What goes wrong with names doesn't keep the end of a program from being told."""

from concviz.engine.session.memory.log import Session
from concviz.engine.sources.program import ProgramEnd
from concviz.engine.sources.watch_source import WatchSource

from tests.support.fakes import MACHINE


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
