"""Whatever is written in a file: it opens, and all that is made of it is made, or refused with one sentence."""

import contextlib
import random

import msgspec
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.result import result
from concviz.engine.differences.differences_page import differences_page
from concviz.engine.export.data.csv import write_csv
from concviz.engine.export.data.trace import write_trace
from concviz.engine.export.options import Options
from concviz.engine.session import events as e
from concviz.engine.session.file.checksum import sealed
from concviz.engine.session.file.file_pieces import SessionFileError
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.library import edit
from concviz.engine.session.library.summary import summary
from concviz.engine.session.memory.chapters import chapters, idle
from concviz.engine.study.study_pages import pages

from tests.support.hostile import hostile, lines_of
from tests.support.made_studies import MACHINE, add_comparison, add_differences, add_sweep, compared, session
from tests.support.session_samples import made_up

HEADER = e.Header(1, "2026-11-22T14:10:05Z", "x", MACHINE)
STUDIES = range(80)
RUNS = range(80, 120)


@pytest.fixture(scope="module")
def studies():
    """The lines of a session with a comparison, a sweep and a table of differences in it."""
    made = session(2.0)
    add_comparison(made, compared())
    add_sweep(made)
    add_differences(made)
    return lines_of([HEADER, *events_of(made)])


def opened(tmp_path, data):
    path = tmp_path / "hostile.concviz.jsonl"
    path.write_bytes(data)
    assert "\n" not in summary(path).notice
    with contextlib.suppress(SessionFileError):
        return load(path)


def all_is_made(back, folder):
    length = back.length_us
    for t_us in (None, 0, length // 3, length - 1):
        pages(back, t_us, live=False)
        differences_page(back, t_us, live=False)
        snapshot(back, t_us)
    for started in back.runs():
        assert result(back, started.run).version == 1
    assert len(chapters(back)) >= 0 <= len(idle(back))
    write_csv(back, folder / "tables")
    write_trace(back, folder / "a.trace.json.gz", Options())
    for event in events_of(back):
        edit.renumbered(edit.shifted(event, 5), 1, 1)
        msgspec.json.encode(event)


@pytest.mark.parametrize("seed", STUDIES)
def test_studies(tmp_path, studies, seed):
    back = opened(tmp_path, hostile(studies, seed, random.Random(seed).choice((1, 3, 9))))
    if back is not None:
        all_is_made(back, tmp_path)


@pytest.mark.parametrize("seed", RUNS)
def test_runs(tmp_path, seed):
    lines = lines_of([HEADER, *made_up(seed, ticks=12)])
    back = opened(tmp_path, hostile(lines, seed, random.Random(seed).choice((1, 3, 9))))
    if back is not None:
        all_is_made(back, tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        e.LaneOpened(5, 1, 1 << 20, "thread", 1, 1, True),
        e.LaneOpened(5, 1, 1, "thread", 1 << 31, 1, True),
        e.Progress(5, 1, 1, 1 << 30),
        e.Progress(5, 1, 1, 1, "", (1, 1 << 40)),
        e.Progress(5, 1, 1, 1, "", None, [], [0.0] * 10_001),
        e.Difference(5, "type", "threading", "3.14", "done", "", ["x"] * 1_001),
        e.Spans(5, 1, 1, [1 << 25], [1], [1], [1], [1], [1]),
        e.ProcessTable(1 << 50, 1, []),
    ],
)
def test_numbers_of_which_arrays_are_made_have_bounds(tmp_path, line):
    back = opened(tmp_path, sealed(msgspec.json.encode(HEADER)) + sealed(msgspec.json.encode(line)))
    assert back.notice == "1 damaged line left out."


@pytest.mark.parametrize("created", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "x" * 9_000, "2026-11-22"])
def test_a_day_that_is_none_is_unknown(tmp_path, created):
    header = msgspec.structs.replace(HEADER, created=created)
    back = opened(tmp_path, sealed(msgspec.json.encode(header)))
    assert back.created == "unknown"
    assert summary(tmp_path / "hostile.concviz.jsonl").created == "unknown"


def test_words_have_a_length(tmp_path):
    events = [e.Chapter(5, "x" * 9_000), e.Output(6, 1, "y" * 90_000)]
    back = opened(tmp_path, b"".join(sealed(msgspec.json.encode(event)) for event in (HEADER, *events)))
    assert len(back.chapters()[0].title) == 4_096
    assert len(back.output(1)) == 1 << 16
