"""A waterfall is told by keys: a recording of the version that wrote words shows the same one, and new words break no file."""

import json
from pathlib import Path

import msgspec
import pytest
from concviz.engine.model.states import Piece
from concviz.engine.model.study_rows import Waterfall
from concviz.engine.session.file.reader import load
from concviz.engine.study.study_pages import pages
from concviz.tui.cli.lines.study_lines import BAR, painter, waterfalls
from concviz.tui.compare.piece_looks import LOOKS, bars_of

SUPPORT = Path(__file__).parents[2] / "support"
SHOWN = json.loads((SUPPORT / "worded_waterfalls.json").read_text(encoding="utf-8"))
"""What the version showed that wrote the recording."""


@pytest.fixture(scope="module")
def rows():
    session = load(SUPPORT / "worded_waterfalls.concviz.jsonl.gz")
    assert not session.notice
    return pages(session, live=False)[0].rows


def test_an_old_recording_shows_the_same_waterfalls(rows):
    assert [row.name for row in rows] == list(SHOWN["rows"])
    for row in rows:
        bars = [[bar.name, bar.seconds, bar.loss] for bar in bars_of(row.waterfall)]
        assert {"pieces": bars, "total_s": row.waterfall.total_s, "ideal_s": row.waterfall.ideal_s} == SHOWN["rows"][
            row.name
        ]


def test_an_old_recording_has_the_same_bars_in_text(rows):
    wide = 2 + max(len(row.name) for row in rows) + 2
    lines = list(waterfalls(rows, 200, painter(colour=False)))[1 : 1 + len(rows)]
    assert [line[: wide + BAR].rstrip() for line in lines] == SHOWN["bars"]


def test_every_piece_has_words_and_most_are_in_the_old_rows(rows):
    later = {Piece.WAIT_LOCK, Piece.WAIT_CHILD, Piece.ASLEEP}
    assert set(LOOKS) == set(Piece)
    assert set(Piece) - later == {piece for row in rows for piece in row.waterfall.pieces}


def test_a_changed_word_changes_no_file(monkeypatch):
    fall = Waterfall(pieces={Piece.WAIT_GIL: 1.0}, total_s=1.0)
    before = msgspec.json.encode(fall)
    monkeypatch.setitem(LOOKS, Piece.WAIT_GIL, LOOKS[Piece.WAIT_GIL]._replace(words="held up by the GIL"))
    assert msgspec.json.encode(fall) == before
    assert [bar.name for bar in bars_of(msgspec.json.decode(before, type=Waterfall))] == ["held up by the GIL"]
