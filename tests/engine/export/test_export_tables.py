"""CSV, trace and figure of a session, read back by something else: csv and pandas, json, Pillow."""

import csv
import gzip
import json
import os

import pytest
from concviz.engine.export.data.csv import write_csv
from concviz.engine.export.data.csv_columns import TABLES
from concviz.engine.export.data.figure import write_figure
from concviz.engine.export.data.trace import MACHINE, TRACKS, write_trace
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportCancelled, ExportError
from concviz.engine.session.memory.log import Session
from PIL import Image

from tests.support.export_samples import MACHINE as COMPUTER
from tests.support.made_sessions import made_machine, made_run


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_have_what_they_say(tmp_path, session):
    write_csv(session, tmp_path / "t")
    for name, columns in TABLES.items():
        found = rows(tmp_path / "t", name)
        assert found
        assert list(found[0]) == [column for column, _ in columns]
        assert all(None not in row and None not in row.values() for row in found), name
    readme = (tmp_path / "t" / "README.md").read_text()
    assert all(f"| {column} |" in readme for columns in TABLES.values() for column, _ in columns)


def test_the_rows_are_the_sessions(tmp_path, session):
    write_csv(session, tmp_path / "t")
    spans = rows(tmp_path / "t", "spans")
    assert len(spans) == 40 + 40 + 4
    first = next(row for row in spans if row["item"] == "0")
    assert (first["worker"], first["start_s"], first["wall_s"], first["cpu_s"]) == (
        "thread 1",
        "0.21",
        "0.009",
        "0.004",
    )
    assert {row["kind"] for row in spans} == {"item", "failed", "ran", "ready"}
    assert {row["core"] for row in spans} == {"0", "1", ""}
    samples = rows(tmp_path / "t", "samples")
    assert samples[0] == {"t_s": "0.2", "dt_s": "0.1", "core": "0", "busy": "0.9", "run_busy": "0.6"}
    threads = rows(tmp_path / "t", "threads")
    assert {row["role"] for row in threads} == {"main", "worker"}
    runs = rows(tmp_path / "t", "runs")
    assert [(row["run"], row["model"], row["status"]) for row in runs] == [
        ("1", "threads", "done"),
        ("2", "asyncio", "done"),
    ]


def test_text_is_never_a_formula_and_never_acts(tmp_path, session):
    write_csv(session, tmp_path / "t")
    texts = [row["text"] for row in rows(tmp_path / "t", "chapters")]
    assert "'=SUM(A1:A9)" in texts
    assert rows(tmp_path / "t", "runs")[0]["answer"] == "'=π ≈ 3.14"
    assert all(text.isprintable() for text in texts)


def test_pandas_reads_them(tmp_path, session):
    pandas = pytest.importorskip("pandas")
    write_csv(session, tmp_path / "t")
    spans = pandas.read_csv(tmp_path / "t" / "spans.csv")
    whole = spans[spans.kind.isin(["item", "failed"])]
    assert whole.groupby(["run", "lane"]).size().tolist() == [20] * 4
    assert ((spans.end_s - spans.start_s) - spans.wall_s).abs().max() < 1e-9
    for name in TABLES:
        frame = pandas.read_csv(tmp_path / "t" / f"{name}.csv")
        for column in frame.columns:
            if column.endswith("_s"):
                assert frame[column].dtype.kind in "fi", (name, column)


def test_a_range_leaves_the_rest_out(tmp_path, session):
    write_csv(session, tmp_path / "t", Options(from_s=1.9))
    assert {row["run"] for row in rows(tmp_path / "t", "spans")} == {"2"}
    assert all(float(row["t_s"]) >= 1.9 for row in rows(tmp_path / "t", "samples"))


def test_a_cancelled_export_leaves_nothing(tmp_path, session):
    for write, name in ((write_csv, "t"), (write_trace, "t.json.gz"), (write_figure, "t.png")):
        if write is write_figure:
            pytest.importorskip("matplotlib")
        with pytest.raises(ExportCancelled):
            write(session, tmp_path / name, Options(), lambda done, total: False)
    assert os.listdir(tmp_path) == []


# -------------------------------------------------------------------- trace


@pytest.fixture
def trace(tmp_path, session):
    write_trace(session, tmp_path / "a.json.gz")
    return json.loads(gzip.decompress((tmp_path / "a.json.gz").read_bytes()))


REQUIRED = {
    "X": {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"},
    "C": {"name", "ph", "ts", "pid", "tid", "args"},
    "i": {"name", "cat", "ph", "ts", "pid", "tid", "s", "args"},
    "M": {"name", "ph", "ts", "pid", "tid", "args"},
}


def test_every_event_follows_the_formats_rules(trace):
    assert trace["displayTimeUnit"] in ("ms", "ns")
    assert isinstance(trace["otherData"], dict)
    for event in trace["traceEvents"]:
        assert set(event) == REQUIRED[event["ph"]], event
        assert isinstance(event["name"], str)
        assert event["name"].isprintable()
        assert isinstance(event["args"], dict)
        for field in ("ts", "pid", "tid", *(["dur"] if event["ph"] == "X" else [])):
            assert isinstance(event[field], int), event
            assert 0 <= event[field] < (2**32 if field in ("pid", "tid") else 2**53), event
        if event["ph"] == "C":
            assert all(isinstance(value, int | float) and value >= 0 for value in event["args"].values())
        if event["ph"] == "i":
            assert event["s"] in ("g", "p", "t")
        if event["ph"] == "M":
            assert event["name"] in ("process_name", "thread_name", "process_sort_index")
            assert isinstance(event["args"].get("name", ""), str)


def test_complete_events_of_one_track_nest_or_follow_each_other(trace):
    tracks = {}
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            tracks.setdefault((event["pid"], event["tid"]), []).append((event["ts"], -event["dur"]))
    assert len(tracks) == 1 + 4
    for spans in tracks.values():
        open_until = []
        for start, minus in sorted(spans):
            while open_until and open_until[-1] <= start:
                open_until.pop()
            assert not open_until or start - minus <= open_until[-1]
            open_until.append(start - minus)


def test_workers_cores_phases_and_chapters_are_where_they_belong(trace):
    events = trace["traceEvents"]
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert names[701, 702] == "thread 1"
    assert names[702, TRACKS + 2] == "coroutine 2"
    processes = {e["pid"]: e["args"]["name"] for e in events if e["name"] == "process_name"}
    assert processes == {MACHINE: "machine", 701: "lab (run 1)", 702: "lab (run 2)"}
    items = [e for e in events if e["ph"] == "X" and e["cat"] == "item"]
    assert {"name": "item 0", "ts": 210_000, "dur": 9_000}.items() <= items[0].items()
    cores = [e for e in events if e["name"] == "core 0"]
    assert (cores[0]["ts"], cores[0]["args"]) == (100_000, {"this run": 60, "rest": 30})
    assert [e["name"] for e in events if e.get("cat") == "phase" and e["pid"] == 701][:2] == ["asked", "imported"]
    assert [e["s"] for e in events if e.get("cat") == "chapter"] == ["g", "g"]


# -------------------------------------------------------------------- figure


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_figure_is_drawn(tmp_path, session, kind):
    pytest.importorskip("matplotlib")
    target = tmp_path / f"a.{kind}"
    write_figure(session, target, Options(at_s=session.runs()[-1].t_us / 1e6 + 0.1))
    data = target.read_bytes()
    if kind == "png":
        image = Image.open(target)
        assert image.width > 1000
        assert len(image.convert("RGB").getcolors(1 << 24)) > 20
    else:
        assert data.startswith({"svg": b"<?xml", "pdf": b"%PDF-"}[kind])
    if kind == "svg":
        assert "coroutine 2" in data.decode()
    assert os.listdir(tmp_path) == [target.name]


def test_before_and_after_is_a_figure_of_two_runs(tmp_path):
    pytest.importorskip("matplotlib")
    two = made_run("cpu", "thread", lanes=2, seconds=1.0, machine=made_machine(2))
    with pytest.raises(ExportError, match="two runs of the same task"):
        write_figure(two, tmp_path / "a.svg", Options(panel="before-after"))
    made_run("cpu", "process", lanes=2, seconds=0.5, session=two)
    write_figure(two, tmp_path / "a.svg", Options(panel="before-after"))
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in ("2 threads", "2 processes", "→", "on a core", "waiting for the GIL"):
        assert words in text, words


def test_figures_that_can_not_be(tmp_path, session, monkeypatch):
    with pytest.raises(ExportError, match=r"\.png, \.svg or \.pdf"):
        write_figure(session, tmp_path / "a.jpeg")
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ExportError, match="-m pip install matplotlib"):
        write_figure(session, tmp_path / "a.png")


def test_an_empty_session_is_told_in_a_line(tmp_path):
    empty = Session(COMPUTER, clock=lambda: 0)
    write_csv(empty, tmp_path / "t")
    assert rows(tmp_path / "t", "spans") == []
    write_trace(empty, tmp_path / "a.json.gz")
    pytest.importorskip("matplotlib")
    with pytest.raises(ExportError, match="no run"):
        write_figure(empty, tmp_path / "a.png")
