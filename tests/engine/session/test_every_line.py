"""Every line that a recording is made of, behind its header: as it is written, compressed, cut and joined; and what a list of them says.

    python -m pytest tests/engine/session/test_every_line.py --snapshot-update

writes them anew. Lines that change are a new form: what reads recordings must know the old one as well (`tests/test_old_recordings.py`).
"""

import gzip
from pathlib import Path

import msgspec
import pytest
from concviz.engine.export.whole_files import whole_file
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library import edit
from concviz.engine.session.library.summary import LEAP_US, SHOWN_RUNS, summary
from concviz.engine.session.memory.chapters import busy, first_chapter_us, idle, marks
from concviz.engine.session.memory.downsample import keeps_totals, thin

from tests.support.drawn_charts import Charts
from tests.support.made_studies import add_run
from tests.support.made_studies import session as studied
from tests.support.session_samples import lane_totals, made_up, recorded, session, spans, told

RECORDED = Path(__file__).parents[2] / "support" / "recordings"


def lines_of(path: Path) -> str:
    """Its lines but for the header, which has the program's version in it."""
    data = path.read_bytes()
    text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return text.decode().partition("\n")[2]


def written(path: Path, *, compress: bool = False) -> Path:
    writer = SessionWriter(path)
    live = session(writer)
    for event in made_up(3, ticks=24):
        live.append(event)
    live.close(compress=compress)
    return writer.path


def trimmed(folder: Path) -> Path:
    path, by = folder / "a", 4_000_000
    moved = [edit.renumbered(edit.shifted(event, by), 1, 0) for event in made_up(4, ticks=8)]
    recorded(path, [*made_up(3, ticks=8), e.Chapter(3_500_000, "Between"), *moved])
    edit.trim(path, folder / "b", 3_400_000, 9_000_000, whole=whole_file)
    return folder / "b"


def joined(folder: Path) -> Path:
    for name, seed in (("a", 3), ("b", 4)):
        recorded(folder / name, made_up(seed, ticks=6))
    edit.join([folder / "a", folder / "b"], folder / "c", whole=whole_file)
    return folder / "c"


WAYS = {
    "written": lambda folder: written(folder / "a"),
    "compressed": lambda folder: written(folder / "a", compress=True),
    "trimmed": trimmed,
    "joined": joined,
}


@pytest.mark.parametrize("name", WAYS)
def test_every_line(name, tmp_path, snapshot):
    path = WAYS[name](tmp_path)
    said = msgspec.structs.replace(summary(path), size_bytes=0, changed_ns=0, machine=None)
    assert f"{lines_of(path)}\n{said}\n" == snapshot.use_extension(Charts)


# ------------------------------------------------------------------ a list of recordings


def test_what_one_holds_without_opening_it(tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    events = [
        e.RunStarted(10 * number, number, {"task": "pi", "workers": number}) for number in range(1, SHOWN_RUNS + 3)
    ]
    marks_set = [e.Chapter(9_000 + number, f"No. {number}") for number in range(SHOWN_RUNS + 1)]
    recorded(
        path,
        [
            *events,
            e.RunEnded(5_000, 1, "done", {"wall_s": 1.5, "cores_used": 0.9}),
            e.RunEnded(5_001, 2, "failed"),
            *marks_set,
        ],
    )
    found = summary(path)
    assert (len(found.runs), found.more_runs, len(found.chapters), found.more_chapters) == (
        SHOWN_RUNS,
        2,
        SHOWN_RUNS,
        1,
    )
    assert [(run.run, run.t_us, run.title, run.model, run.workers, run.status, run.wall_s, run.cores_used) for run in found.runs[:3]] == [
        (1, 10, "pi", "", 1, "done", 1.5, 0.9), (2, 20, "pi", "", 2, "failed", None, None), (3, 30, "pi", "", 3, "", None, None),
    ]  # fmt: skip
    assert found.chapters[0] == (9_000, "No. 0")
    assert found.length_us == 9_000 + SHOWN_RUNS
    assert found.size_bytes == path.stat().st_size
    assert found.notice == ""


@pytest.mark.parametrize(
    ("leap_us", "whole", "length_us"),
    [(LEAP_US - 1, False, LEAP_US + 9), (LEAP_US, False, 10), (LEAP_US, True, LEAP_US + 10)],
)
def test_a_damaged_line_makes_none_longer_than_a_minute(tmp_path, leap_us, whole, length_us):
    path = tmp_path / "a.concviz.jsonl"
    recorded(path, [e.Note(10, "a"), e.Note(10 + leap_us, "b")])
    if not whole:
        path.write_bytes(path.read_bytes().replace(b'"b"', b'"c"'))
    assert summary(path).length_us == length_us


# ------------------------------------------------------------------ where something happens


def test_where_something_happens():
    made = studied(0.1)
    add_run(made, 1, 5_000_000, end_us=7_000_000)
    add_run(made, 2, 20_000_000)
    made.append(e.Chapter(12_000_000, "Look"))
    made.append(e.Note(30_000_000, "here"))
    assert busy(made) == [(5_000_000, 7_000_000), (20_000_000, 30_000_000)]
    assert busy(made, 6_000_000, 1_000_000) == [(0, 8_000_000), (14_000_000, 30_000_000)]
    assert idle(made) == [(0, 4_000_000), (9_000_000, 19_000_000)]
    title = "π by Monte Carlo · processes"
    assert marks(made) == (
        (5_000_000, title, "run"), (7_000_000, f"{title} · done", "end"), (12_000_000, "Look", "chapter"), (20_000_000, title, "run"),
    )  # fmt: skip
    assert marks(made, 6_999_999) == ((5_000_000, title, "run"),)
    assert first_chapter_us(made) == 5_000_000
    assert (busy(studied(1.0)), idle(studied(1.0)), first_chapter_us(studied(1.0))) == ([], [], 0)


def test_runs_right_after_each_other_leave_nothing_idle():
    made = studied(0.1)
    add_run(made, 1, 900_000, end_us=2_000_000)
    add_run(made, 2, 5_000_000, end_us=6_000_000)
    made.append(e.Note(8_000_000, "here"))
    assert idle(made) == []
    made.append(e.Note(8_000_001, "and here"))
    assert idle(made) == [(8_000_000, 8_000_001)]


# ------------------------------------------------------------------ how much of a flood is kept


@pytest.mark.parametrize(
    ("after_us", "age_us", "ended", "keeps"),
    [
        (80_000, 1_000_000, False, True), (79_999, 1_000_000, False, False), (79_999, 1_000_000, True, True),
        (780_000, 10_000_000, False, True), (779_999, 10_000_000, False, False), (80_000, 9_999_999, False, True),
    ],
)  # fmt: skip
def test_which_totals_are_kept(after_us, age_us, ended, keeps):
    new = lane_totals(50_000_000, 1, 5, first_us=50_000_000 - age_us, ended=ended)
    kept = lane_totals(50_000_000 - after_us, 1, 4, first_us=50_000_000 - age_us)
    assert keeps_totals(kept, new) is keeps
    assert keeps_totals(None, new)
    assert not keeps_totals(
        msgspec.structs.replace(kept, ended=True, t_us=new.t_us), msgspec.structs.replace(new, ended=True)
    )


def test_what_is_thinned_is_spread_evenly_and_whole_items_stay():
    """Five items, one of them with two parts (3), and a part (8) of one that hasn't ended."""
    flood = spans(900, 1, [(item, 100 * item, 50, 9, 0, flag) for item, flag in enumerate([0, 2, 0, 1, 2, 2, 0, 0, 2])])
    kept = {per_s: (few.item, lost) for per_s in (20, 80, 100, 179, 180) for few, lost in [thin(flood, per_s, 50_000)]}
    assert kept == KEPT


KEPT = {
    20: ([8], 5), 80: ([3, 7, 8], 3), 100: ([1, 2, 4, 5, 6, 8], 3), 179: ([1, 2, 3, 4, 5, 6, 7, 8], 1),
    180: ([0, 1, 2, 3, 4, 5, 6, 7, 8], 0),
}  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted(RECORDED.glob("*.concviz.jsonl.gz")), ids=lambda path: path.name.partition(".")[0]
)
def test_a_real_recording_can_be_cut_to_all_of_itself(path, tmp_path):
    """Also one at whose end no thread is left."""
    edit.trim(path, tmp_path / "a", 0, 1 << 50, whole=whole_file)
    old, new = load(path), load(tmp_path / "a")
    assert new.length_us == old.length_us
    assert told(new, None) == told(old, None)
