"""A recording that is closed and compressed has fewer and longer lines, and tells the same."""

import random

import numpy as np
import pytest
from concviz.engine.session import events as e
from concviz.engine.session.file import reencode
from concviz.engine.session.file.checksum import sealed
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.reencode import Recoder
from hypothesis import given
from hypothesis import strategies as st

from tests.support.any_events import events
from tests.support.nightly import chosen
from tests.support.session_samples import made_up, recorded, told


def both(folder, lines):
    """The session that the lines make, and the one that they make when they are coded once more."""
    paths = folder / "once.concviz.jsonl", folder / "again.concviz.jsonl"
    paths[0].write_bytes(b"".join(lines))
    paths[1].write_bytes(b"".join(Recoder().recoded(lines)))
    return [load(path) for path in paths]


def everything(session, t_us):
    threads = session.threads(1, None, t_us)
    return told(session, t_us), threads.cpu_us.tolist(), threads.wait_us.tolist()


def same(once, again):
    assert again.length_us == once.length_us
    for head in (None, *range(0, once.length_us, once.length_us // 9 + 1)):
        assert everything(again, head) == everything(once, head)


@pytest.mark.parametrize("rows", [40, 300, reencode.ROWS])
def test_it_tells_the_same(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(reencode, "ROWS", rows)
    path = tmp_path / "run.concviz.jsonl"
    recorded(path, made_up(rows, ticks=200))
    lines = path.read_bytes().splitlines(keepends=True)
    once, again = both(tmp_path, lines)
    assert again.notice == once.notice == ""
    same(once, again)
    tables = [[line for line in some if line[3:4] == b'"'] for some in (lines, list(Recoder().recoded(lines)))]
    assert len(tables[1]) < len(tables[0]) / 2


@given(st.lists(events(), max_size=25))
def test_any_events(tmp_path_factory, log):
    folder = tmp_path_factory.mktemp("any")
    recorded(folder / "run.concviz.jsonl", log)
    once, again = both(folder, (folder / "run.concviz.jsonl").read_bytes().splitlines(keepends=True))
    assert again.notice == ""
    same(once, again)


def test_what_is_damaged_stays_so(tmp_path, monkeypatch):
    monkeypatch.setattr(reencode, "ROWS", 100)
    recorded(tmp_path / "run.concviz.jsonl", made_up(3, ticks=120))
    whole = (tmp_path / "run.concviz.jsonl").read_bytes().splitlines(keepends=True)
    places = random.Random(5)
    for _ in range(chosen(25, 500)):
        lines = list(whole)
        for _ in range(places.randrange(1, 4)):
            place = places.randrange(1, len(lines))
            cut = lines[place][: places.randrange(len(lines[place]))]
            lines[place : place + 1] = places.choice([[], [cut + b"\n"], [b"x" + lines[place]], [lines[place]] * 2])
        once, again = both(tmp_path, lines)
        assert again.notice == once.notice
        same(once, again)


def test_a_torn_last_line_stays_the_last(tmp_path):
    recorded(tmp_path / "run.concviz.jsonl", made_up(3))
    data = (tmp_path / "run.concviz.jsonl").read_bytes()
    for cut in (1, 5, 40):
        once, again = both(tmp_path, data[:-cut].splitlines(keepends=True))
        assert again.notice == once.notice == ("" if cut == 1 else "The last line was cut off and is left out.")
        same(once, again)


def test_each_set_of_threads_has_lines_of_its_own(tmp_path):
    log = []
    for number in range(30):
        rows = [(1, thread, "worker", 1) for thread in range(1, 2 + number % 3)]
        log.append(e.ProcessTable(number * 1_000_000, 1, rows))
        for tick in range(9):
            t_us, cpu = number * 1_000_000 + tick * 100_000 + 1, [tick * 4_000 + number] * len(rows)
            log.append(e.Threads(t_us, 1, cpu, cpu if number % 2 else [], [tick % 2] * len(rows)))
    recorded(tmp_path / "run.concviz.jsonl", log)
    lines = (tmp_path / "run.concviz.jsonl").read_bytes().splitlines(keepends=True)
    once, again = both(tmp_path, lines)
    same(once, again)
    assert np.count_nonzero(again.threads(1).wait_us < 0) == sum(9 * (1 + number % 3) for number in range(0, 30, 2))
    assert sum(line.startswith(b'["t"') for line in Recoder().recoded(lines)) == 30


@pytest.mark.parametrize("lines", [[], [b""], [b"hello\n"], [b"hello"], [sealed(b'["own",1,1,1]')] * 3])
def test_what_is_no_session_goes_through(lines):
    assert b"".join(Recoder().recoded(lines)) == b"".join(lines)
