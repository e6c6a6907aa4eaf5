"""The GILs of a process and who holds them, on made-up memory of every version."""

import struct

import pytest
from concviz.engine.probe.linux.witness.gils import GIL_BYTES, Interpreters, parse_table

RUNTIME = (0x70_0000, 0x72_0000)
MAIN, SUB = 0x71_0000, 0x90_0000
STATE, OTHER = 0xA0_0000, 0xA1_0000
GIL, CEVAL_GIL, NEXT, ID, NATIVE = 512, 16, 96, 104, 160
BEGIN = ["size", "id", "next", "threads_head"]
MIDDLE = ["gc", "imports", "sysdict", "builtins", "ceval_gil", "gil", "enabled", "locked", "holder"]
ORDER = {
    0x030D: [*BEGIN, *MIDDLE],
    0x030E: [*BEGIN, "threads_main", *MIDDLE, "code", "tlbc"],
    0x030F: [*BEGIN, "threads_main", *MIDDLE, "code", "tlbc"],
}
THREAD = {
    0x030D: ["size", "prev", "next", "interp", "frame", "thread_id", "native"],
    0x030E: ["size", "prev", "next", "interp", "frame", "thread_id", "native"],
    0x030F: ["size", "prev", "next", "interp", "frame", "base", "prof", "seq", "thread_id", "native"],
}
VERSIONS = list(ORDER)


def table(version, *, free_threaded=False):
    shift = 8 if free_threaded else 0
    fields = dict.fromkeys(ORDER[version], 800)
    fields |= {"size": 4096, "id": ID, "next": NEXT, "ceval_gil": CEVAL_GIL, "gil": GIL, "enabled": 0}
    fields |= {"holder": GIL + 8 + shift, "locked": GIL + 16 + shift}
    thread = dict.fromkeys(THREAD[version], 8) | {"size": 304, "native": NATIVE}
    words = [version << 16 | 0x5F0, int(free_threaded), 0x8000, 600, 608, *fields.values(), *thread.values()]
    return (b"xdebugpy" + struct.pack(f"<{len(words)}Q", *words)).ljust(400, b"\0")


class Memory:
    def __init__(self):
        self.bytes: dict[int, int] = {}
        self.gone: set[int] = set()

    def put(self, address, content):
        for place, value in enumerate(content):
            self.bytes[address + place] = value

    def word(self, address, value):
        self.put(address, struct.pack("<Q", value))

    def __call__(self, address, size):
        if address in self.gone or not 0x1000 < address < 0x100_0000:
            raise OSError(5, "no memory there")
        return bytes(self.bytes.get(address + place, 0) for place in range(size))

    def interpreter(self, address, number, following, gil):
        self.word(address + ID, number)
        self.word(address + NEXT, following)
        self.word(address + CEVAL_GIL, gil)

    def hold(self, gil, state, *, locked=1, shift=0):
        self.put(gil + 8 + shift, struct.pack("<Qi", state, locked))


@pytest.fixture
def memory():
    return Memory()


def lay_out(memory, version, **options):
    memory.put(RUNTIME[0], table(version, **options))
    memory.word(RUNTIME[0] + 608, MAIN)
    memory.interpreter(MAIN, 0, 0, MAIN + GIL)
    memory.word(STATE + NATIVE, 4711)
    memory.word(OTHER + NATIVE, 4712)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_gil_of_the_main_interpreter_and_its_holder(memory, version):
    lay_out(memory, version)
    known = Interpreters(memory, RUNTIME)
    assert known.ranges == ((MAIN + GIL, MAIN + GIL + GIL_BYTES),)
    assert known.has_gil is True
    assert known.holders_known
    assert known.holders() == []
    memory.hold(MAIN + GIL, STATE)
    assert known.holders() == [4711]
    memory.hold(MAIN + GIL, STATE, locked=0)
    assert known.holders() == []
    memory.hold(MAIN + GIL, STATE, locked=-1)
    assert known.holders() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_interpreters_with_gils_of_their_own_and_with_the_main_ones(memory, version):
    lay_out(memory, version)
    memory.word(RUNTIME[0] + 608, SUB + 0x8000)
    memory.interpreter(SUB + 0x8000, 2, SUB, MAIN + GIL)
    memory.interpreter(SUB, 1, MAIN, SUB + GIL)
    known = Interpreters(memory, RUNTIME)
    assert sorted(known.ranges) == [(at + GIL, at + GIL + GIL_BYTES) for at in (MAIN, SUB)]
    memory.hold(MAIN + GIL, STATE)
    memory.hold(SUB + GIL, OTHER)
    assert sorted(known.holders()) == [4711, 4712]


def test_an_interpreter_that_begins_and_ends(memory):
    lay_out(memory, 0x030E)
    known = Interpreters(memory, RUNTIME)
    memory.word(RUNTIME[0] + 608, SUB)
    memory.interpreter(SUB, 1, MAIN, SUB + GIL)
    known.refresh()
    assert len(known.ranges) == 2
    memory.word(RUNTIME[0] + 608, MAIN)
    known.refresh()
    assert len(known.ranges) == 1


def test_a_free_threaded_build_uses_its_gil_only_if_it_is_enabled(memory):
    lay_out(memory, 0x030D, free_threaded=True)
    known = Interpreters(memory, RUNTIME)
    assert known.has_gil is False
    memory.put(MAIN + GIL, struct.pack("<i", 2**31 - 1))
    known.refresh()
    assert known.has_gil is True
    memory.hold(MAIN + GIL, STATE, shift=8)
    assert known.holders() == [4711]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda memory: memory.word(RUNTIME[0] + 608, 0),
        lambda memory: memory.word(RUNTIME[0] + 608, 0x200_0000),
        lambda memory: memory.interpreter(MAIN, 5, MAIN, MAIN + GIL),
        lambda memory: memory.interpreter(MAIN, 0, 0, 0),
        lambda memory: memory.interpreter(MAIN, 0, 0, SUB),
    ],
    ids=["no interpreter", "no memory", "a circle", "no GIL", "the main one's GIL elsewhere"],
)
def test_what_does_not_add_up_leaves_the_whole_section(memory, spoil):
    lay_out(memory, 0x030D)
    spoil(memory)
    known = Interpreters(memory, RUNTIME)
    assert known.ranges == (RUNTIME,)
    assert known.has_gil is None
    assert not known.holders_known
    assert known.holders() == []


def test_a_thread_that_has_ended_holds_nothing_and_a_new_program_is_told(memory):
    lay_out(memory, 0x030D)
    known = Interpreters(memory, RUNTIME)
    memory.hold(MAIN + GIL, 0x200_0000)
    assert known.holders() == []
    known._memory = lambda address, size: b""
    with pytest.raises(ProcessLookupError):
        known.holders()


def test_tables_that_cannot_be():
    whole = table(0x030D)
    assert parse_table(whole)
    assert parse_table(b"") is None
    assert parse_table(whole[:100]) is None
    assert parse_table(b"\1" + whole[1:]) is None
    assert parse_table(whole[:40] + b"\xff" * 360) is None
    assert parse_table(b"xdebugpy" + b"\0" * 392) is None


def test_3_12_knows_each_interpreter_by_where_it_begins(memory):
    memory.word(RUNTIME[0] + 40, SUB)
    memory.word(RUNTIME[0] + 48, MAIN)
    memory.word(SUB, MAIN)
    memory.word(SUB + 8, 1)
    size = RUNTIME[1] - MAIN
    known = Interpreters(memory, RUNTIME)
    assert known.ranges == (RUNTIME, (SUB, SUB + size))
    assert known.has_gil is None
    assert not known.holders_known
    memory.word(SUB + 8, 0)
    known.refresh()
    assert known.ranges == (RUNTIME,), "only the main interpreter is number 0"


def test_3_12_walks_no_circle(memory):
    memory.word(RUNTIME[0] + 40, SUB)
    memory.word(RUNTIME[0] + 48, MAIN)
    memory.word(SUB, SUB)
    memory.word(SUB + 8, 1)
    assert Interpreters(memory, RUNTIME).ranges == (RUNTIME,)


def test_older_ones_have_one_gil_for_all(memory):
    assert Interpreters(memory, RUNTIME).ranges == (RUNTIME,)
    memory.gone.add(RUNTIME[0])
    assert Interpreters(memory, RUNTIME).ranges == (RUNTIME,)
