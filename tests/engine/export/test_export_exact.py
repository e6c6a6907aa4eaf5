"""Every cell of the tables and every event of the trace, of a session in which each number is another one; and the edges of a range."""

import gzip
import json

import pytest
from concviz.engine.export.data import csv as tables
from concviz.engine.export.data import trace
from concviz.engine.export.data.csv_columns import TABLES, readme
from concviz.engine.export.data.trace import MACHINE, TRACKS, events, write_trace
from concviz.engine.export.options import Options
from concviz.engine.session.events import Chapter, Cores, Note, RunEnded

from tests.support.exact_run import LAB, ExactRun

END = 3_000_000


def made() -> ExactRun:
    """Three lanes: a thread, one that nobody opened, a coroutine; two samples; every kind of span."""
    run = ExactRun(kind="cpu", worker="thread", workers=2, seed=7, task="pi", model="threads", options={"darts": 9})
    run.phase(50_000, "started", pid=LAB)
    run.who(150_000, (LAB, LAB, "main"), (LAB, LAB + 1, "worker"))
    run.lane(1, 200_000, 1_200_000, cpu_us=700_000)
    run.lane(2, 210_000, 1_100_000, kind="coroutine", tid=LAB, gil=None)
    run.spans(1_200_000, 1, (0, 200_000, 500_000, 250_000, 0), (1, 600_000, 1_200_000, 450_000, 1))
    run.spans(1_200_000, 2, (2, 210_000, 300_000, 70_000, 2), (2, 300_000, 340_000, 0, 3))
    run.spans(1_200_000, 3, (4, 700_000, 700_001, 0, 0))
    run.sample(400_000, (1_000, 0), (150_000, 3_000))
    run.sample(900_000, (2_000, 20), (400_000, 4_000))
    run.session.append(Cores(400_000, 100_000, [900, 254], [600, 54], 655))
    run.session.append(Cores(900_000, 200_000, [1000, 254], [600, 54], 650))
    run.session.append(Chapter(300_000, "=one"))
    run.session.append(Note(900_000, "two"))
    run.session.append(RunEnded(2_000_000, 1, "done"))
    return run


def cells(name, session, t0_us=0, t1_us=END):
    return [tuple(row) for row in getattr(tables, name)(session, t0_us, t1_us)]


def test_every_cell_of_the_tables():
    session = made().session
    assert cells("samples", session) == [
        (0.4, 0.1, 0, 0.9, 0.6), (0.4, 0.1, 1, 0.254, 0.054), (0.9, 0.2, 0, 1.0, 0.6), (0.9, 0.2, 1, 0.254, 0.054),
    ]  # fmt: skip
    assert cells("totals", session) == [(0.4, 0.1, 1.154, 0.655), (0.9, 0.2, 1.254, 0.65)]
    assert cells("threads", session) == [
        (1, 0.4, 100, 100, "main", "", 0.001, 0.0, ""), (1, 0.4, 100, 101, "worker", "", 0.15, 0.003, ""),
        (1, 0.9, 100, 100, "main", "", 0.002, 0.00002, ""), (1, 0.9, 100, 101, "worker", "", 0.4, 0.004, ""),
    ]  # fmt: skip
    assert cells("spans", session) == [
        (1, 2, "coroutine 1", 100, 100, 2, 0.21, 0.3, 0.09, 0.07, 0, "ran"),
        (1, 2, "coroutine 1", 100, 100, 2, 0.3, 0.34, 0.04, 0.0, 0, "ready"),
        (1, 1, "thread 1", 100, 101, 0, 0.2, 0.5, 0.3, 0.25, 0, "item"),
        (1, 3, "", "", "", 4, 0.7, 0.700001, 1e-06, 0.0, 0, "item"),
        (1, 1, "thread 1", 100, 101, 1, 0.6, 1.2, 0.6, 0.45, 0, "failed"),
    ]  # fmt: skip
    assert cells("chapters", session) == [(0.3, "chapter", "'=one"), (0.9, "note", "two")]


def test_every_cell_of_a_run():
    run = made()
    (found,) = cells("runs", run.session)
    told = dict(zip([column for column, _ in TABLES["runs"]], found, strict=True))
    assert told == {
        "run": 1, "started_s": 0.0, "ended_s": 2.0, "status": "done", "task": "pi", "model": "threads", "workers": 2, "items": 10,
        "python": "", "gil": True, "nice": 0, "seed": 7, "wall_s": 1.1, "startup_s": 0.1, "compute_s": 1.0, "cpu_s": 0.7,
        "cores_used": 0.7, "usable_cores": 2.0, "peak_threads": 2, "peak_processes": 1, "handoffs_per_s": 0.0, "dropped_spans": 0,
        "answer": "", "digest": "", **{name: told[name] for name in SHARES}, "ledger_looks": 0, "ledger_inferred": "",
    }  # fmt: skip
    assert [round(told[name], 4) for name in SHARES] == [told[name] for name in SHARES]
    assert sum(told[name] for name in SHARES) == pytest.approx(1.0, abs=5e-4)
    going = ExactRun(kind="io")
    (row,) = cells("runs", going.session)
    assert row[:4] == (1, 0.0, "", "running")
    going.lane(1, 200_000, 900_000)
    (row,) = cells("runs", going.session)
    assert row[-2:] == (0, "wait_io")


SHARES = tuple(column for column, _ in TABLES["runs"] if column.startswith(("on_core", "wait_", "asleep", "idle")))


def test_a_range_takes_what_lies_on_its_edges():
    session = made().session
    assert [row[0] for row in cells("samples", session, 400_000, 899_999)] == [0.4, 0.4]
    assert [row[0] for row in cells("totals", session, 400_001, 900_000)] == [0.9]
    assert [row[1] for row in cells("threads", session, 400_000, 400_000)] == [0.4, 0.4]
    assert [row[5] for row in cells("spans", session, 500_000, 1_199_999)] == [0, 4]
    assert [row[0] for row in cells("chapters", session, 300_000, 899_999)] == [0.3]
    assert [row[0] for row in cells("chapters", session, 300_001, 900_000)] == [0.9]
    assert (len(cells("runs", session, 2_000_000)), len(cells("runs", session, 2_000_001))) == (1, 0)


def test_what_is_not_known_is_an_empty_cell():
    run = ExactRun()
    run.who(100_000, (LAB, LAB, "main"))
    run.sample(400_000, 1_000)
    run.session.append(Cores(400_000, 100_000, [900, 250], [], 655))
    assert [row[-2:] for row in cells("threads", run.session)] == [("", "")]
    assert [row[-1] for row in cells("samples", run.session)] == ["", ""]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "' =1"),
        ("＝1", "'＝1"),
        ("1=", "1="),
        ("a\x1bb", "a b"),
        ("", ""),
    ],
)
def test_text_is_no_formula(text, cell):
    run = ExactRun()
    run.session.append(Chapter(1, text))
    (found,) = cells("chapters", run.session)
    assert found[2].replace("\ufffd", " ").replace("·", " ") == cell


def test_long_text_is_cut():
    run = ExactRun()
    run.session.append(Chapter(1, "x" * (tables.LONGEST + 1)))
    assert len(cells("chapters", run.session)[0][2]) <= tables.LONGEST


def test_progress_is_told_a_table_and_at_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "STEP", 2)
    told = []
    tables.write_csv(made().session, tmp_path / "t", Options(), lambda done, total: told.append((done, total)) or True)
    assert told == [(0, 8), (0, 8), (1, 8), (2, 8), (2, 8), (3, 8), (3, 8), (3, 8), (4, 8), (7, 8), (8, 8)]
    tables.write_csv(made().session, tmp_path / "t", Options(force=True))
    assert (tmp_path / "t" / "README.md").read_text(encoding="utf-8") == readme(made().session)


# ---------------------------------------------------------------- the trace


def of(session, t0_us=0, t1_us=END, **fields):
    found = [{name: value for name, value in event.items() if value != {}} for event in events(session, t0_us, t1_us)]
    return [event for event in found if fields.items() <= event.items()]


def test_every_event_of_the_trace():
    session = made().session
    assert of(session, ph="M") == [
        {"ph": "M", "name": "process_name", "pid": MACHINE, "tid": 0, "ts": 0, "args": {"name": "machine"}},
        {"ph": "M", "name": "process_sort_index", "pid": MACHINE, "tid": 0, "ts": 0, "args": {"sort_index": -1}},
        {"ph": "M", "name": "thread_name", "pid": MACHINE, "tid": 1, "ts": 0, "args": {"name": "runs"}},
        {"ph": "M", "name": "process_name", "pid": LAB, "tid": 0, "ts": 0, "args": {"name": "lab (run 1)"}},
        {"ph": "M", "name": "thread_name", "pid": LAB, "tid": LAB, "ts": 0, "args": {"name": "main"}},
        {"ph": "M", "name": "thread_name", "pid": LAB, "tid": LAB + 1, "ts": 0, "args": {"name": "thread 1"}},
        {"ph": "M", "name": "thread_name", "pid": LAB, "tid": TRACKS + 2, "ts": 0, "args": {"name": "coroutine 1"}},
    ]
    (whole,) = of(session, cat="run")
    assert whole == {
        "ph": "X",
        "name": "threads · pi",
        "cat": "run",
        "ts": 0,
        "dur": 2_000_000,
        "pid": MACHINE,
        "tid": 1,
        "args": whole["args"],
    }
    assert {"run": 1, "status": "done", "task": "pi", "workers": 2, "seed": 7}.items() <= whole["args"].items()
    assert {type(value) for value in whole["args"].values()} <= {str, int, float, bool}
    spans = [event for event in of(session, ph="X") if event["cat"] != "run"]
    assert [(e["name"], e["cat"], e["ts"], e["dur"], e["pid"], e["tid"], e["args"]) for e in spans] == [
        ("ran", "ran", 210_000, 90_000, LAB, TRACKS + 2, {"item": 2, "cpu_us": 70_000, "core": 0}),
        ("ready", "ready", 300_000, 40_000, LAB, TRACKS + 2, {"item": 2, "cpu_us": 0, "core": 0}),
        ("item 0", "item", 200_000, 300_000, LAB, LAB + 1, {"item": 0, "cpu_us": 250_000, "core": 0}),
        ("item 4", "item", 700_000, 1, MACHINE, TRACKS + 3, {"item": 4, "cpu_us": 0, "core": 0}),
        ("item 1", "failed", 600_000, 600_000, LAB, LAB + 1, {"item": 1, "cpu_us": 450_000, "core": 0}),
    ]  # fmt: skip
    assert [(e["name"], e["cat"], e["ts"], e["pid"], e["tid"], e["s"]) for e in of(session, ph="i")] == [
        ("started", "phase", 50_000, LAB, LAB, "p"), ("workers_asked", "phase", 100_000, LAB, LAB, "p"),
        ("=one", "chapter", 300_000, MACHINE, 1, "g"), ("two", "note", 900_000, MACHINE, 1, "g"),
    ]  # fmt: skip


def test_counters_stand_at_the_beginning_of_their_samples_and_only_where_they_change():
    session = made().session
    assert [(e["name"], e["ts"], e["pid"], e["tid"], e["args"]) for e in of(session, ph="C")] == [
        ("cores used", 300_000, MACHINE, 0, {"this run": 0.66}), ("core 0", 300_000, MACHINE, 0, {"this run": 60, "rest": 30}),
        ("core 1", 300_000, MACHINE, 0, {"this run": 5, "rest": 20}), ("cores used", 700_000, MACHINE, 0, {"this run": 0.65}),
        ("core 0", 700_000, MACHINE, 0, {"this run": 60, "rest": 40}),
    ]  # fmt: skip
    early = ExactRun()
    early.session.append(Cores(50_000, 100_000, [1, 0], [], 0))
    assert of(early.session, ph="C")[0]["ts"] == 0


def test_a_range_of_the_trace_cuts_the_run_and_leaves_out_what_is_not_in_it():
    session = made().session
    assert [(e["ts"], e["dur"]) for e in of(session, 400_000, 900_000, cat="run")] == [(400_000, 500_000)]
    assert [e["dur"] for e in of(session, 2_000_000, END, cat="run")] == [0]
    assert of(session, 2_000_001, END, cat="run") == []
    assert [e["name"] for e in of(session, 100_000, 899_999, ph="i")] == ["workers_asked", "=one"]
    assert [e["name"] for e in of(session, 100_001, 900_000, ph="i")] == ["=one", "two"]
    going = ExactRun(model="")
    going.session.append(Chapter(700_000, ""))
    (whole,) = of(going.session, cat="run")
    assert (whole["name"], whole["dur"], whole["args"]["status"]) == ("run · made", 700_000, "running")
    assert [(e["name"], e["pid"], e["tid"]) for e in of(going.session, ph="i")] == [
        ("workers_asked", MACHINE, 1), ("chapter", MACHINE, 1),
    ]  # fmt: skip


def test_a_range_begins_with_what_lies_on_its_edge():
    session = made().session
    assert [e["name"] for e in of(session, 300_000, END, cat="chapter")] == ["=one"]
    assert of(session, 300_001, END, cat="chapter") == []


def test_processes_without_a_table_are_called_by_their_lanes():
    run = ExactRun()
    run.lane(1, 200_000, 200_000, kind="process", pid=201, tid=201)
    run.lane(2, 200_000, 900_000, kind="interpreter", pid=LAB)
    run.spans(900_000, 1, (0, 200_000, 200_000, 0, 0))
    names = {e["pid"]: e["args"]["name"] for e in of(run.session, name="process_name")}
    assert names == {MACHINE: "machine", 201: "worker (run 1)", LAB: "lab (run 1)"}
    assert [e["dur"] for e in of(run.session, cat="item")] == [0]


def test_the_file_of_the_trace_and_its_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(trace, "STEP", 10)
    told = []
    write_trace(
        made().session, tmp_path / "a.json.gz", Options(), lambda done, total: told.append((done, total)) or True
    )
    raw = gzip.decompress((tmp_path / "a.json.gz").read_bytes()).decode()
    whole = json.loads(raw)
    assert whole["otherData"] == {
        "program": "concviz",
        "recorded": "2026-01-01T00:00:00Z",
        "machine": "Linux 6.18 x86_64",
    }
    assert whole["traceEvents"] == list(events(made().session, 0, 2_000_000))
    assert told == [(0, 6), (5, 6), (5, 6), (1, 1)]
    assert raw.isascii()
    assert (tmp_path / "a.json.gz").read_bytes()[4:8] == bytes(4)
