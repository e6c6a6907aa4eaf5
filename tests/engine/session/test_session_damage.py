"""Files that are cut off, damaged, foreign or made to hurt: one sentence, or a truthful part of what was there."""

import contextlib
import gzip
import os
import random
import tracemalloc

import msgspec
import pytest
from concviz.engine.model.numbers import MAX_LINE
from concviz.engine.session import events as e
from concviz.engine.session.file import loader, reader
from concviz.engine.session.file.checksum import check_of, opened, sealed
from concviz.engine.session.file.file_pieces import SessionFileError
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.tables import wire_rows
from concviz.engine.session.file.tables.checked import sound
from concviz.engine.session.file.tables.thread_table import samples_of, thread_line
from concviz.engine.session.file.writer import compress_file
from hypothesis import given
from hypothesis import strategies as st

from tests.support.nightly import chosen
from tests.support.session_samples import MACHINE, made_up, recorded, session, told

HEADER = sealed(msgspec.json.encode(e.Header(1, "2026-11-22T14:10:05Z", "x", MACHINE)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A recording, its lines, and what each number of its first lines tells."""
    path = tmp_path_factory.mktemp("whole") / "whole.concviz.jsonl"
    recorded(path, made_up(5, ticks=40))
    data = path.read_bytes()
    return data, data.splitlines(keepends=True)


def read(tmp_path, data):
    path = tmp_path / "cut.concviz.jsonl"
    path.write_bytes(data)
    return load(path)


def expected(tmp_path, lines, known={}):  # noqa: B006 - a memo
    key = (str(tmp_path), len(lines))
    if key not in known:
        known[key] = told(read(tmp_path, b"".join(lines)), None)
    return known[key]


def test_cut_in_the_last_three_lines(tmp_path, whole):
    data, lines = whole
    first = len(data) - len(b"".join(lines[-3:]))
    ends = {place + off for place in range(first, len(data)) if data[place] == 10 for off in (-2, -1, 0, 1, 2)}
    # By day the bytes around an end of a line, where it matters which it is, and some of those between, which are all alike.
    sizes = {size for size in ends if first <= size <= len(data)} | set(range(first, len(data) + 1, chosen(11, 1)))
    for size in sorted(sizes):
        back = read(tmp_path, data[:size])
        complete = data[:size].count(b"\n") + (data[size : size + 1] == b"\n")
        assert told(back, None) == expected(tmp_path, lines[:complete])
        clean = size == len(data) or data[size : size + 1] == b"\n" or data[size - 1 : size] == b"\n"
        assert back.notice == ("" if clean else "The last line was cut off and is left out.")


def test_cut_at_random_places(tmp_path, whole):
    data, lines = whole
    places = random.Random(1)
    for _ in range(chosen(60, 2_000)):
        size = places.randrange(len(lines[0]), len(data))
        complete = data[:size].count(b"\n") + (data[size : size + 1] == b"\n")
        assert told(read(tmp_path, data[:size]), None) == expected(tmp_path, lines[:complete])


def test_a_missing_line_leaves_nothing_false_behind(tmp_path, whole):
    """Whatever line is missing: what is still told is a part of what was told with it."""
    _, lines = whole
    full = read(tmp_path, b"".join(lines))
    spans = set(told(full, None)["spans"])
    samples = set(rows_of(full.threads(1)))
    totals = {(t.t_us, t.lane): t for t in _history(full)}
    for place in range(1, len(lines)):
        back = read(tmp_path, b"".join(lines[:place] + lines[place + 1 :]))
        assert set(told(back, None)["spans"]) <= spans
        assert set(rows_of(back.threads(1))) <= samples
        for found in _history(back):
            assert totals[found.t_us, found.lane].cpu_us == found.cpu_us
            assert totals[found.t_us, found.lane].items == found.items


def rows_of(threads):
    return zip(*(getattr(threads, name).tolist() for name in threads.__slots__), strict=True)


def _history(session_):
    return [totals for t in range(0, session_.length_us, 90_000) for totals in session_.totals(1, t).values()]


@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_flipped_byte_is_noticed_or_harmless(tmp_path_factory, whole, place, byte):
    data, lines = whole
    position = len(lines[0]) + int(place * (len(data) - len(lines[0])))
    if data[position] == byte:
        return
    tmp_path = tmp_path_factory.mktemp("flip")
    full, back = read(tmp_path, data), read(tmp_path, data[:position] + bytes([byte]) + data[position + 1 :])
    assert set(told(back, None)["spans"]) <= set(told(full, None)["spans"])
    assert back.notice or told(back, None) == told(full, None)


@given(st.binary(max_size=300), st.sampled_from([b"", HEADER]))
def test_random_bytes(tmp_path_factory, data, before):
    tmp_path = tmp_path_factory.mktemp("random")
    if before:
        told(read(tmp_path, before + data), None)
    else:
        with pytest.raises(SessionFileError, match=r"^[^\n]+$"):
            read(tmp_path, data)


SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
JSON = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=9), max_leaves=20)
KINDS = [str(kind.__struct_config__.tag) for kind in e.AnyEvent.__args__] + list("slct")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.lists(JSON, max_size=9)), max_size=8))
def test_lines_of_the_right_kind_with_anything_in_them(tmp_path_factory, lines):
    data = b"\n".join(msgspec.json.encode([kind, *fields]) for kind, fields in lines)
    told(read(tmp_path_factory.mktemp("wild"), HEADER + data), None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("slt"),
            st.integers(0, 1 << 50),
            st.integers(0, 9),
            st.text("ABCDgh/+9", max_size=60),
            st.integers(0, 3),
        ),
        max_size=6,
    )
)
def test_tables_with_anything_in_them(tmp_path_factory, lines):
    arrays = [[kind, t_us, 1, n, packed, step, 1, 5] for kind, t_us, n, packed, step in lines]
    who = sealed(msgspec.json.encode(e.ProcessTable(5, 1, [(1, 1, "main", 1)])))
    data = b"".join(sealed(msgspec.json.encode(array)) for array in arrays)
    told(read(tmp_path_factory.mktemp("tables"), HEADER + who + data), None)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_torn_gzip_gives_what_came_before(tmp_path, whole, share):
    data, _ = whole
    path = tmp_path / "torn.concviz.jsonl.gz"
    packed = gzip.compress(data)
    path.write_bytes(packed[: int(len(packed) * share)])
    back = load(path)
    assert "compressed file is cut off" in back.notice
    assert set(told(back, None)["spans"]) <= set(told(read(tmp_path, data), None)["spans"])


def test_flipped_bytes_in_a_gzip(tmp_path, whole):
    data, _ = whole
    packed = gzip.compress(data)
    spans = set(told(read(tmp_path, data), None)["spans"])
    path, places = tmp_path / "flipped.concviz.jsonl.gz", random.Random(2)
    for _ in range(60):
        position = places.randrange(2, len(packed))
        path.write_bytes(
            packed[:position] + bytes([packed[position] ^ 1 << places.randrange(8)]) + packed[position + 1 :]
        )
        with contextlib.suppress(SessionFileError):
            assert set(told(load(path), None)["spans"]) <= spans


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "nothing in it can be read"),
        (b"\n", "nothing in it can be read"),
        (b"hello\n", "its first line is not that of a concviz session"),
        (b"\x89PNG\r\n\x1a\n" + bytes(900), "its first line is not that of a concviz session"),
        (b'{"version": 2}\n[0.1,"o","x"]\n', "its first line is not that of a concviz session"),
        (b"[" * 200_000 + b"\n", "its first line is not that of a concviz session"),
        (b'["concviz"]\n', "its first line is not that of a concviz session"),
        (b'["concviz",99,{"all":"new"}]\n', "written by a newer concviz (format 99, this one reads up to 1)"),
        (b'["concviz",1,3]\n', "its first line is damaged"),
        (HEADER.replace(b"cores", b"x")[:60] + b"\n", "its first line is not that of a concviz session"),
        (sealed(opened(HEADER[:-1]).replace(b'r",3,', b'r",99999999,')), "its first line is damaged"),
        (b"\x1f\x8b" + bytes(50), "nothing in it can be read"),
        (b"\x1f\x8b\x08", "nothing in it can be read"),
    ],
)
def test_what_is_no_session_is_refused_with_one_sentence(tmp_path, data, says):
    with pytest.raises(SessionFileError) as refusal:
        read(tmp_path, data)
    assert says in str(refusal.value)
    assert str(refusal.value).startswith("cut.concviz.jsonl ")
    assert "\n" not in str(refusal.value)
    assert str(tmp_path) not in str(refusal.value)


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    paths = [tmp_path, tmp_path / "loop", tmp_path / "dangling", tmp_path / "pipe", tmp_path / "not-there"]
    for path in (*paths, tmp_path / "n\0ul", type(tmp_path)("/dev/zero")):
        with pytest.raises(SessionFileError) as refusal:
            load(path)
        assert "\n" not in str(refusal.value)


def test_a_symbolic_link_to_a_session_opens(tmp_path, whole):
    (tmp_path / "real").write_bytes(whole[0])
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert len(load(tmp_path / "link").spans(1))


@pytest.mark.parametrize("before", [b"", HEADER])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_line_without_end_takes_neither_time_nor_memory(tmp_path, before, zipped):
    path = tmp_path / "long"
    with gzip.open(path, "wb", compresslevel=1) if zipped else path.open("wb") as file:
        file.write(before)
        for _ in range(100):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    try:
        if before:
            assert "was not read" in load(path).notice
        else:
            with pytest.raises(SessionFileError, match="first line"):
                load(path)
        assert tracemalloc.get_traced_memory()[1] < 5 * MAX_LINE
    finally:
        tracemalloc.stop()


def test_deeply_nested_and_endlessly_bad_lines(tmp_path):
    back = read(tmp_path, HEADER + b'["note",5,' + b"[" * 100_000 + b"\n" + b'["note",7,"Seen"]\n')
    assert [note.text for note in back.notes()] == ["Seen"]
    assert back.notice == "1 damaged line left out."
    back = read(tmp_path, HEADER + b"x\n" * (reader.MAX_BAD + 5) + b'["note",7,"Not seen"]\n')
    assert back.notes() == []
    assert "the rest was not read" in back.notice


def test_numbers_that_no_column_holds(tmp_path):
    wild = [
        e.Cores(5, 5, [1 << 80, 0, 0], []),
        e.LaneTotals(5, 1, 1, *[1 << 80] * 9, -1, 0, False),
        e.Spans(5, 1, 1, [1], [1 << 70], [1], [1], [1], [1]),
        e.Spans(5, 1, 1, [1, 2], [1], [1], [1], [1], [1]),
        e.OwnUsage(1 << 70, 1, 1),
        e.OwnUsage(-1, 1, 1),
        e.ProcessTable(5, 1, [(1 << 70, 1, "main", 1)]),
    ]
    back = read(tmp_path, HEADER + b"".join(msgspec.json.encode(event) + b"\n" for event in wild))
    assert back.notice == f"{len(wild)} damaged lines left out."
    assert told(back, None)["spans"] == []
    assert back.length_us == 0


def test_compressing_leaves_nothing_half_made(tmp_path, whole):
    path = tmp_path / "run.concviz.jsonl"
    path.write_bytes(whole[0])
    (tmp_path / "run.concviz.jsonl.gz").write_bytes(b"another")
    with pytest.raises(FileExistsError):
        compress_file(path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["run.concviz.jsonl", "run.concviz.jsonl.gz"]
    (tmp_path / "run.concviz.jsonl.gz").unlink()
    full = told(load(path), None)
    packed = compress_file(path)
    assert [file.name for file in tmp_path.iterdir()] == [packed.name]
    assert told(load(packed), None) == full


def test_every_changed_byte_changes_the_check():
    line = b'["note",5,"Look"'
    for place in range(len(line)):
        for bit in range(8):
            assert check_of(line[:place] + bytes([line[place] ^ 1 << bit]) + line[place + 1 :]) != check_of(line)


def test_many_lines_are_looked_at_as_one_is(whole):
    lines = [line.rstrip(b"\n") for line in whole[1]]
    places = random.Random(4)
    for _ in range(len(lines) // 3):
        place = places.randrange(len(lines))
        lines[place] = (
            lines[place][: places.randrange(len(lines[place]))] + bytes([places.randrange(256)]) + lines[place]
        )
    lines += [b"", b"]", b',"~AAAA"]', b'["own",1,1,1]']
    assert sound(lines) == [line for line in lines if opened(line) is not None]


def test_sessions_of_the_past_without_a_writer_are_never_written(tmp_path):
    built = session()
    built.append(e.OwnUsage(1, 1, 1))
    built.close()
    assert list(tmp_path.iterdir()) == []


def test_a_small_file_can_not_make_a_large_session(tmp_path, monkeypatch):
    """Rows that are all zero take no room in a line, so what they become has a bound of its own."""
    monkeypatch.setattr(loader, "MAX_NUMBERS", 10_000)
    who = sealed(msgspec.json.encode(e.ProcessTable(5, 1, [(1, thread, "worker", 1) for thread in range(1, 101)])))
    samples = e.Threads(100, 1, [0] * 100, [0] * 100, [-1] * 100)
    line = sealed(msgspec.json.encode(thread_line(1, 0, 5, samples_of([samples] * 9), None)))
    back = read(tmp_path, HEADER + who + line * 50)
    assert len(back.threads(1)) == 9_900
    assert "more in the file than concviz takes" in back.notice
    monkeypatch.setattr(loader, "MAX_EVENTS", 20)
    back = read(tmp_path, HEADER + b'["own",5,1,1]\n["note",6,"Seen"]\n' * 50)
    assert len(back.notes()) == 10
    assert "more in the file than concviz takes" in back.notice


@pytest.mark.parametrize("kind", ["s", "l"])
def test_a_table_that_claims_more_rows_than_it_has_is_damaged(tmp_path, kind):
    line = sealed(msgspec.json.encode([kind, 5, 1, 1 << 23, "A" * 14, 0]))
    back = read(tmp_path, HEADER + line)
    assert back.notice == "1 damaged line left out."
    assert told(back, None)["spans"] == []


def core_row(cores, rows, packed):
    return sealed(msgspec.json.encode(wire_rows.CoreLine(5, rows, packed)))


def crafted(cores, *lines):
    machine = msgspec.structs.replace(MACHINE, cores=cores)
    return b"".join([sealed(msgspec.json.encode(e.Header(1, "2026-11-22T14:10:05Z", "x", machine))), *lines])


SPAN = wire_rows.SpanLine(5, 1, 400_000, "BAAAAAA" + "B" * 400_000, 0)
CHAPTER = sealed(msgspec.json.encode(e.Chapter(5, "x")))
CRAFTED = {
    "65 million idle cores in 32 kB": lambda: crafted(8_192, core_row(8_192, 8_000, "BBBBAA" + "B" * 32_000)),
    "400 runs in 3 kB": lambda: crafted(
        4, *(sealed(msgspec.json.encode(wire_rows.SpanLine(5, run, 1, "BAAAAAAB", 0))) for run in range(400))
    ),
    "spans without an end": lambda: crafted(4, *[sealed(msgspec.json.encode(SPAN))] * 3),
    "chapters without an end": lambda: crafted(4, *[CHAPTER] * 70_000),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_a_small_file_that_was_made_to_hurt_is_refused_soon(tmp_path, name, monkeypatch):
    """What it is made into stays in proportion to its size on the disk."""
    path = tmp_path / "crafted.concviz.jsonl.gz"
    path.write_bytes(gzip.compress(CRAFTED[name]()))
    taken = loader.limits_of(path.stat().st_size)
    monkeypatch.setattr(loader, "MAX_CELLS", 1 << 20)
    back = load(path)
    assert "more in the file than concviz takes" in back.notice or "damaged" in back.notice
    assert len(back.chapters()) <= taken.events
    assert len(back.cores()) * back.machine.cores <= taken.numbers
    assert sum(len(back.spans(run)) for run in range(taken.runs + 1)) <= taken.rows


def test_a_file_that_unpacks_to_very_much_more_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "FEWEST_BYTES", 1 << 16)
    path = tmp_path / "bomb.concviz.jsonl.gz"
    path.write_bytes(gzip.compress(HEADER + b'["zz",1]\n' * 50_000))
    assert "goes on with what is no session" in load(path).notice
