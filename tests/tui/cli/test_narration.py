"""A run in words: what changed from second to second, and nothing twice."""

from concviz.engine.analysis.build import snapshot
from concviz.engine.session.events import Note
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.tui.cli.streams.narration import Narrator, narrated

from tests.engine.analysis.run.test_node_views import on_nodes
from tests.support.commands import call
from tests.support.made_sessions import made_machine, made_run, made_session

TURNS = (
    "One after the other, at the GIL. Four threads take turns (inferred): only the one that holds the GIL runs Python "
    "bytecode, so together they use 1.0 of 2 cores."
)


def test_a_run_is_told_by_what_changes():
    assert list(narrated(made_run(machine=made_machine(2), seconds=4.0))) == [
        "00:01  Made up, 4 threads: running.",
        "00:01  1.0 of 2 cores now, 0.0 by other programs. 5 threads and 1 process. 8% of the items.",
        f"00:01  {TURNS}",
        "00:02  33% of the items.",
        "00:03  58% of the items.",
        "00:04  83% of the items.",
        "00:04  Done in 4.05 s, on 1.0 of 2 cores.",
    ]


def test_a_failed_run_says_why_once():
    session = made_run(
        machine=made_machine(2), seconds=2.0, status="failed", error={"message": "item 3 raised ValueError"}
    )
    told = list(narrated(session))
    assert told[-2:] == [
        "00:02  Failed, on 1.0 of 2 cores.",
        "00:02  The run failed. Item 3 raised ValueError. 1,000 of 1,000 items were done.",
    ]


def test_from_a_moment_on():
    session = made_run(machine=made_machine(2), seconds=4.0)
    assert next(iter(narrated(session, 4_000_000))) == "00:04  Made up, 4 threads: running."


def test_the_same_moment_again_says_nothing():
    session, narrator = made_run(machine=made_machine(2)), Narrator()
    assert narrator.lines(snapshot(session, 2_000_000))
    assert narrator.lines(snapshot(session, 2_000_000)) == []


def test_the_next_run_is_told_anew():
    session = made_run(machine=made_machine(2), seconds=2.0)
    made_run(worker="process", lanes=2, session=session, seconds=2.0)
    told = [line.partition("  ")[2] for line in narrated(session)]
    assert [line for line in told if line.startswith(("Made up", "Done"))] == [
        "Made up, 4 threads: running.",
        "Done in 2.05 s, on 1.0 of 2 cores.",
        "Made up, 2 processes: running.",
        "Done in 2.05 s, on 2.0 of 2 cores.",
    ]
    assert [line for line in told if "of 2 cores now" in line] == [
        "1.0 of 2 cores now, 0.0 by other programs. 5 threads and 1 process. 17% of the items.",
        "2.0 of 2 cores now, 0.0 by other programs. 3 threads and 3 processes. 32% of the items.",
    ]


def test_what_the_lecturer_wrote_is_said():
    session = made_session(made_machine(2))
    session.append(Note(1_500_000, "Watch the cores"))
    session.reach(3_000_000)
    assert "00:02  Watch the cores." in list(narrated(session))


def test_an_empty_session_says_nothing():
    assert list(narrated(made_session(made_machine(2)))) == []


def test_replay_tells_a_recording(tmp_path, capsys):
    path = tmp_path / "told.concviz.jsonl.gz"
    session = Session(made_machine(2), clock=lambda: 0, created="2026-01-01T00:00:00Z", writer=SessionWriter(path))
    made_run(seconds=2.0, session=session).close()
    assert call("replay", str(path), "--plain") == 0
    assert capsys.readouterr().out.splitlines()[0] == "00:01  Made up, 4 threads: running."


def test_of_a_cluster_the_cores_are_those_of_its_nodes():
    told = " ".join(narrated(on_nodes(ended=True).session))
    assert "on 1.5 of 12 cores on 2 nodes." in told
    assert "other programs" not in told
