"""Recordings that the version before made are opened, shown and exported as they were (tests/support/recordings).

What they hold is compared with what that version itself exported: every column it had is there, every value is the same. Films
and pictures are made of two of them: what a recording can break in those is the screen, and every one is shown on every screen.
"""

import csv
import gzip
import json
from pathlib import Path

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.export.formats import FORMATS
from concviz.engine.session.events import Study
from concviz.engine.session.file.reader import load
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Paused

from tests.support.commands import call
from tests.support.fakes import OWN, frame, shelf

FOLDER = Path(__file__).parent / "support" / "recordings"
RECORDINGS = {path.name.removesuffix(".concviz.jsonl.gz"): path for path in sorted(FOLDER.glob("*.concviz.jsonl.gz"))}
TABLES = json.loads(gzip.decompress((FOLDER / "tables.json.gz").read_bytes()))
ENDS = {"failed": "ValueError: 31 cannot be halved", "asyncio-download": "24 downloads", "threads-pi": "π ≈ 3.14001"}
"""What the Lab shows at the end of some."""
TRUER = {("asyncio-download", "runs"): {"wait_core": "0.1626", "wait_io": "0.2033", "wait_loop": "0.2545"}}
"""Values that the version before got wrong: while the loop's thread worked or waited for a core beside the steps that were measured,
suspended coroutines waited for that, and it was called waiting for I/O."""
AGAINST = ("speedup_median", "speedup_low", "speedup_high")
"""Columns of a study's rows that the version before took from the moment of each row, when the baseline was not known to the end."""
PICTURES = sorted(name for name, form in FORMATS.items() if form.of != "session")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def test_there_are_recordings_of_every_kind():
    assert set(RECORDINGS) == set(TABLES)
    assert len(RECORDINGS) == 8


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_value_is_what_the_version_before_said(name, tmp_path):
    assert load(RECORDINGS[name]).notice == ""
    assert call("export", RECORDINGS[name], "--to", "csv", "-o", "tables", "--plain") == 0
    for table, text in TABLES[name].items():
        now = rows((tmp_path / "tables" / f"{table}.csv").read_text())
        then = rows(text)
        assert len(now) == len(then), table
        for row, before in zip(now, then, strict=True):
            expected = before | TRUER.get((name, table), {})
            if table == "studies":
                expected |= {key: row[key] for key in AGAINST}
            assert {key: row.get(key) for key in before} == expected, table


@pytest.mark.parametrize("name", ["compare-pi", "sweep-pi"])
def test_speedups_are_those_of_the_result(name, tmp_path):
    assert call("export", RECORDINGS[name], "--to", "csv", "-o", "tables", "--plain") == 0
    told = {row["row"]: row["speedup_median"] for row in rows((tmp_path / "tables" / "studies.csv").read_text())}
    session = load(RECORDINGS[name])
    result = next(event.facts for event in session.upto(Study, None) if event.step == "ended")
    measured = {row.name: row.speedup.median for row in result.rows if row.speedup is not None}
    assert {name: float(told[name]) for name in measured} == pytest.approx(measured, rel=1e-4)
    assert len(measured) >= 2


@pytest.mark.parametrize("name", RECORDINGS)
async def test_every_screen_shows_it(name):
    session = load(RECORDINGS[name])
    app = ConcvizApp(Backend(session, shelf(), snapshot, None, recorded=RECORDINGS[name]), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        for mode in ("lab", "compare", "differences"):
            await app.switch_mode(mode)
            for t_us in (0, session.length_us // 2, session.length_us):
                app.state.head = Paused(t_us)
                app.clock.tick(force=True)
                await pilot.pause()
            text = "\n".join(frame(app))
            if mode == "lab":
                assert ENDS.get(name, "") in text, text
            if mode == name.removesuffix("-pi"):
                assert "processes" in text
                assert "62 µs" in text or mode != "differences"
    assert app.return_code in (0, None)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_trace_has_every_span(name, tmp_path):
    assert call("export", RECORDINGS[name], "--to", "trace", "-o", "made.json.gz", "--plain") == 0
    events = json.loads(gzip.decompress((tmp_path / "made.json.gz").read_bytes()))["traceEvents"]
    spans = [row for row in rows(TABLES[name]["spans"]) if row["kind"] == "item"]
    assert sum(event["ph"] == "X" for event in events) >= len(spans)


@pytest.mark.parametrize("name", ["threads-pi", "compare-pi", "differences"])
def test_a_figure_is_made(name, tmp_path):
    assert call("export", RECORDINGS[name], "--to", "figure", "-o", "made.svg", "--plain") == 0
    assert "</svg>" in (tmp_path / "made.svg").read_text()[-20:]


@pytest.mark.parametrize(("name", "to"), [*(("asyncio-download", to) for to in PICTURES), ("failed", "cast")])
def test_every_picture_and_film_is_made(name, to, tmp_path):
    assert call("export", RECORDINGS[name], "--to", to, "-o", "made", "--fps", "1", "--size", "80x24", "--plain") == 0
    assert (tmp_path / "made").stat().st_size > 1_000


@pytest.mark.parametrize(("name", "guessed"), [("threads-pi", "wait_gil"), ("processes-pi", "")])
async def test_what_was_inferred_then_is_marked_as_inferred(name, guessed):
    """That version asked the kernel for no states: the ledger and the sentence say so."""
    session = load(RECORDINGS[name])
    shown = snapshot(session, session.length_us)
    assert shown.ledger is not None
    assert (shown.ledger.looks, shown.ledger.inferred) == (0, (guessed,) if guessed else ())
    app = ConcvizApp(Backend(session, shelf(), snapshot, None, recorded=RECORDINGS[name]), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        app.state.head = Paused(session.length_us)
        app.clock.tick(force=True)
        await pilot.pause()
        text = " ".join(" ".join(frame(app)).split())
    assert ("≈ inferred" in text) is bool(guessed)
    assert ("take turns (inferred)" in text) is bool(guessed)
