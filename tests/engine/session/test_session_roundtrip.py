"""What is read back from a file tells the same as what lived."""

import gzip

import msgspec
import numpy as np
import pytest
from concviz.engine.session import events as e
from concviz.engine.session.file.checksum import opened
from concviz.engine.session.file.codec import Encoder
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.file.tables.packing import fold, pack, unfold, unpack
from concviz.engine.session.file.tables.wire_rows import KEY_EVERY
from concviz.engine.session.file.writer import SessionWriter
from hypothesis import given
from hypothesis import strategies as st

from tests.support.any_events import US, events
from tests.support.session_samples import CORES, MACHINE, lane_totals, made_up, recorded, session, spans, told


@given(st.lists(events(), max_size=25), st.lists(US, max_size=3))
def test_any_events_come_back_as_they_were(tmp_path_factory, log, heads):
    live, back = recorded(tmp_path_factory.mktemp("session") / "any.concviz.jsonl", log)
    assert back.notice == ""
    assert back.machine == MACHINE
    assert back.created == live.created
    for head in (None, *heads, *(event.t_us for event in log[:3])):
        assert told(back, head) == told(live, head)


@pytest.mark.parametrize("seed", range(4))
def test_a_run_is_replayed_as_it_was(tmp_path, seed):
    log = made_up(seed)
    live, back = recorded(tmp_path / "run.concviz.jsonl", log)
    assert back.length_us == live.length_us
    for head in (None, *range(0, live.length_us, live.length_us // 12)):
        assert told(back, head) == told(live, head)
    between = live.totals_between(1, 900_000, 1_900_000)
    assert between
    assert back.totals_between(1, 900_000, 1_900_000) == between


def test_totals_of_threads_are_true_within_100_us_and_do_not_drift(tmp_path):
    totals = [(tick * 3_333 + tick % 7, tick * 49) for tick in range(3 * KEY_EVERY)]
    log = [e.ProcessTable(0, 1, [(1, 1, "main", 1), (1, 2, "worker", 2)])]
    log += [e.Threads(tick * 100_000, 1, list(cpu), list(cpu)[::-1], [0, tick % 2]) for tick, cpu in enumerate(totals)]
    _, back = recorded(tmp_path / "drift.concviz.jsonl", log)
    threads = back.threads(1)
    assert np.abs(threads.cpu_us.reshape(-1, 2) - totals).max() <= 50
    assert np.abs(threads.wait_us.reshape(-1, 2)[:, ::-1] - totals).max() <= 50


def test_a_compressed_recording_tells_the_same(tmp_path):
    path = tmp_path / "run.concviz.jsonl"
    writer = SessionWriter(path)
    live = session(writer)
    for event in made_up(1):
        live.append(event)
    live.close(compress=True)
    assert [file.name for file in tmp_path.iterdir()] == ["run.concviz.jsonl.gz"]
    assert writer.path == tmp_path / "run.concviz.jsonl.gz"
    assert told(load(writer.path), None) == told(live, None)


def test_every_line_is_one_json_array_and_the_first_is_the_header(tmp_path):
    recorded(tmp_path / "run.concviz.jsonl", made_up(1))
    lines = (tmp_path / "run.concviz.jsonl").read_bytes().splitlines()
    arrays = [msgspec.json.decode(opened(line)) for line in lines]
    assert all(isinstance(array, list) and isinstance(array[0], str) for array in arrays)
    assert arrays[0][:2] == ["concviz", 1]
    assert gzip.compress(lines[0])


def test_the_verbose_forms_of_dense_events_are_read_too(tmp_path):
    """A file made by hand or by another program has no tables and no checks."""
    log, path = made_up(2), tmp_path / "by-hand.concviz.jsonl"
    header = e.Header(1, "2026-11-22T14:10:05Z", "x", MACHINE)
    path.write_bytes(b"\n".join(msgspec.json.encode(event) for event in (header, *log)))
    live = session()
    for event in log:
        live.append(event)
    back = load(path)
    assert back.notice == ""
    assert told(back, None) == told(live, None)


def test_unknown_kinds_and_new_fields_are_passed_over(tmp_path):
    path = tmp_path / "newer.concviz.jsonl"
    recorded(path, [e.Chapter(5, "One")])
    with path.open("ab") as file:
        file.write(b'["weather",3,"rain"]\n["chapter",9,"Two",false,{"colour":"red"}]\n')
    back = load(path)
    assert [chapter.title for chapter in back.chapters()] == ["One", "Two"]
    assert back.notice == ""


def test_spans_and_totals_are_held_for_a_quarter_of_a_second_at_most():
    encoder = Encoder()
    assert encoder.encode(spans(10_000, 1, [(1, 0, 5, 5, 0, 0)])) == []
    assert encoder.encode(lane_totals(10_000, 1, 1)) == []
    assert len(encoder.encode(e.OwnUsage(200_000, 1, 1))) == 1
    assert len(encoder.encode(e.OwnUsage(260_000, 1, 1))) == 3
    assert encoder.flush() == []


COLUMN = st.integers(1, 58).flatmap(lambda bits: st.lists(st.integers(-(1 << bits), 1 << bits), max_size=9))


@given(st.lists(st.tuples(COLUMN, COLUMN), min_size=1, max_size=6))
def test_packing_any_numbers(tables):
    texts = [pack(*(fold(np.array([column], np.int64)) for column in columns)) for columns in tables]
    lengths = np.array([[len(column) for column in columns] for columns in tables])
    sound, columns = unpack(texts, lengths)
    assert sound.all()
    for place, column in enumerate(columns):
        assert unfold(column).tolist() == [value for table in tables for value in table[place]]


@pytest.mark.parametrize("text", ["", "B", "BA", "BA!", "BAAA", "AAA", "CAAA", "/AA", "éAA", "BAé"])
def test_a_broken_table_is_told_from_its_neighbours(text):
    good = pack(np.array([[7, 5_000_000]]))
    sound, columns = unpack([good, text, good], np.array([[2], [2], [2]]))
    assert sound.tolist() == [True, False, True]
    assert [column.tolist() for column in columns] == [[7, 5_000_000, 7, 5_000_000]]


def test_threads_of_two_nodes_with_the_same_ids_are_told_apart(tmp_path):
    """Their tables come in turns, and a file that speaks of one machine alone says nothing of nodes."""
    path = tmp_path / "nodes.concviz.jsonl"
    log = []
    for node in (0, 1):
        log.append(e.LaneOpened(node, 1, node + 1, "thread", 71, 72, True, node))
        log.append(e.ProcessTable(node, 1, [(71, 71, "main", 0), (71, 72, "worker", node + 1)], node=node))
    for tick in range(1, 9):
        for node in (0, 1):
            log.append(e.Threads(tick * 100_000, 1, [tick * 1_000, tick * 90_000 + node * 100], [], [0, node], node))
            log.append(e.Cores(tick * 100_000, 100_000, [node * 500] * CORES, [], node=node))
    live, back = recorded(path, log)
    assert told(back, None) == told(live, None)
    for node in (0, 1):
        worker = back.threads(1, node=node).cpu_us.reshape(-1, 2)[:, 1]
        assert worker.tolist() == [tick * 90_000 + node * 100 for tick in range(1, 9)]
        assert set(back.threads(1, node=node).core.tolist()) == {0, node}
        assert back.cores(node=node).busy.max() == node * 0.5
    lines = [msgspec.json.decode(opened(line)) for line in path.read_bytes().splitlines()]
    assert [len(line) for line in lines if line[0] == "lane"] == [8, 9]
    assert len(back.threads(1, node=2).t_us) == len(back.cores(node=2).t_us) == 0


def test_nodes_outlive_an_edit(tmp_path):
    log = [e.ProcessTable(5, 1, [(71, 72, "worker", 1)], node=1), e.Threads(9, 1, [7_000], [], [3], 1)]
    live = session()
    for event in log:
        live.append(event)
    again = session()
    for event in events_of(live):
        again.append(event)
    assert told(again, None) == told(live, None)
    assert again.threads(1, node=1).cpu_us.tolist() == [7_000]
