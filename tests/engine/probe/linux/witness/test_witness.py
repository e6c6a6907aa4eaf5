"""Looking at threads of a made-up /proc."""

import struct
from itertools import count

import pytest
from concviz.engine.probe.linux.witness import Witness
from concviz.engine.probe.linux.witness.watched import REFRESH_NS, YOUNG_NS
from concviz.engine.probe.watcher import SEVERAL

MS = 1_000_000
PID = 70
BASE = 0x5000_0000
TURNS = count(3)
RUNTIME, GIL_WORD = BASE + 0x70_0000, BASE + 0x70_8000
LOCK_WORD = 0x7F00_0000_1000


def futex(address):
    return f"202 {address:#x} 0x189 0x0 0x0 0x0 0xffffffff 0x7ffc 0x7f65"


@pytest.fixture
def witness(proc, clock):
    return Witness(files=proc, clock=clock, machine="x86_64")


@pytest.fixture
def process(proc, made_elf):
    """A Python of 3.11 with a main thread and two more, loaded at BASE."""
    for tid in (PID, 71, 72):
        proc.thread(PID, tid, cpu=tid, wait=1, turns=2)
    be_program(proc, made_elf(loads=((0, 0, 0x80_0000),)), "/bin/python3.11", BASE)
    return proc


def be_program(proc, content, name, base, pid=PID):
    proc.files[f"/proc/{pid}/exe"] = content
    proc.links[f"/proc/{pid}/exe"] = name
    shown = f"{base:x}-{base + 0x80_0000:x} rw-p 00000000 08:01 42 {name}\n"
    proc.files[f"/proc/{pid}/maps"] = (shown + "7f80000000-7f80001000 rw-p 0 08:01 44 /lib/libc.so.6\n").encode()
    proc.memory[pid] = {base: bytes(0x80_0000)}


def states(looks):
    return {look.tid: look.state for look in looks}


def test_every_thread_of_a_process_is_looked_at(process, witness, clock):
    process.thread(PID, 71, cpu=5, wait=6, turns=7, syscall=futex(GIL_WORD))
    process.thread(PID, 72, syscall=futex(LOCK_WORD))
    looks = witness.observe([PID])
    assert states(looks) == {PID: "on_core", 71: "wait_gil", 72: "wait_lock"}
    one = next(look for look in looks if look.tid == 71)
    assert (one.pid, one.at_ns, one.cpu_ns, one.wait_core_ns, one.turns) == (PID, clock.now, 5, 6, 7)
    assert (one.call, one.fd, one.holds_gil) == (202, -1, None)
    assert {look.call for look in looks} == {None, 202}


def test_some_threads_only(process, witness):
    assert states(witness.observe([(PID, 72), (PID, 71)])) == {71: "on_core", 72: "on_core"}


def test_the_gil_lies_where_the_program_was_loaded(process, witness):
    for address, state in ((RUNTIME - 4, "wait_lock"), (RUNTIME, "wait_gil"), (RUNTIME + 0x20000, "wait_lock")):
        process.thread(PID, 71, syscall=futex(address))
        assert states(witness.observe([PID]))[71] == state


def test_in_a_library_of_its_own_and_in_a_container(process, witness, made_elf):
    process.files[f"/proc/{PID}/exe"] = made_elf(name=b".data")
    process.files[f"/proc/{PID}/root/usr/lib/libpython3.11.so.1.0"] = made_elf(loads=((0, 0, 0x80_0000),), kind=3)
    process.files[f"/proc/{PID}/maps"] += (
        b"7f5000000000-7f5000800000 rw-p 00000000 08:01 43 /usr/lib/libpython3.11.so.1.0\n"
    )
    process.thread(PID, 71, syscall=futex(0x7F50_0070_0008))
    assert states(witness.observe([PID]))[71] == "wait_gil"


def test_who_was_woken_and_gets_no_core_waits_for_one(process, witness, clock):
    process.thread(PID, 71, cpu=9, wait=1, turns=2, syscall="35 0x1 0x2 0x0 0x0 0x0 0x0 0x7 0x7")
    assert states(witness.observe([PID]))[71] == "asleep"
    process.thread(PID, 71, cpu=9, wait=1, turns=2, syscall="running")
    clock.now += MS
    assert states(witness.observe([PID]))[71] == "wait_core"
    clock.now += MS
    assert states(witness.observe([PID]))[71] == "wait_core"
    process.thread(PID, 71, cpu=10, wait=1, turns=3, syscall="running")
    assert states(witness.observe([PID]))[71] == "on_core"


def test_who_runs_on_is_on_a_core_until_a_tick_should_have_counted_it(process, witness, clock):
    witness.observe([PID])
    clock.now += 8 * MS
    assert states(witness.observe([PID]))[71] == "on_core"
    clock.now += 8 * MS
    assert states(witness.observe([PID]))[71] == "wait_core"


def test_outside_of_a_call(process, witness):
    for letter, expected in (("D", "wait_io"), ("T", "stopped"), ("t", "stopped")):
        process.thread(PID, 71, syscall="-1 0x7ffc 0x7f65", letter=letter)
        assert states(witness.observe([PID]))[71] == expected
    process.thread(PID, 71, syscall="-1 0x0 0x0", letter="Z")
    assert 71 not in states(witness.observe([PID])), "it has ended and only waits to be reaped"


def test_what_all_threads_are_blocked_in_is_read_before_anything_slower_beginning_with_another_each_time(
    process, clock
):
    begins = iter([1, 2, 0])
    witness = Witness(files=process, clock=clock, machine="x86_64", begin_with=lambda _: next(begins))
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    witness.observe([PID])
    orders = []
    for _ in range(3):
        process.reads.clear()
        clock.now += MS
        assert states(witness.observe([PID])) == {PID: "on_core", 71: "wait_gil", 72: "on_core"}
        assert [path.rpartition("/")[2] for path in process.reads[:3]] == ["syscall"] * 3
        assert sum(path.endswith("/syscall") for path in process.reads) == 3, "once each"
        orders.append([path.split("/")[4] for path in process.reads[:3]])
    first = orders[2]
    assert orders == [first[1:] + first[:1], first[2:] + first[:2], first]


def test_who_holds_the_gil_is_asked_before_what_threads_are_blocked_in_and_once_a_round(process, witness):
    say_3_13(process, 72)
    witness.observe([PID])
    process.reads.clear()
    say_3_13(process, 71)
    assert {look.tid: look.holds_gil for look in witness.observe([PID])} == {PID: False, 71: True, 72: False}
    names = [path.rpartition("/")[2] for path in process.reads]
    assert names[:5] == ["mem", "mem", "syscall", "syscall", "syscall"]
    assert process.reads.count(f"/proc/{PID}/task/71/syscall") == 1


def test_a_word_of_a_round_before_is_never_used_again(process, witness, clock):
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    for state, words in (("wait_gil", futex(GIL_WORD)), ("wait_lock", futex(LOCK_WORD)), ("on_core", "running")):
        process.thread(PID, 71, syscall=words, turns=next(TURNS))
        clock.now += MS
        assert states(witness.observe([PID]))[71] == state
    process.files[f"/proc/{PID}/task/71/syscall"] = ProcessLookupError(3, "No such process")
    assert 71 not in states(witness.observe([PID]))


def test_threads_are_listed_again_only_when_their_number_changes_or_one_is_gone(process, witness, monkeypatch):
    listed = []
    names = process.names
    monkeypatch.setattr(process, "count", lambda path: len(names(path)))
    monkeypatch.setattr(process, "names", lambda path: listed.append(path) or names(path))
    for _ in range(3):
        witness.observe([PID])
    assert listed == [f"/proc/{PID}/task"]
    process.thread(PID, 79)
    assert 79 in {look.tid for look in witness.observe([PID])}
    assert len(listed) == 2
    process.end(PID, 79)
    process.thread(PID, 80)
    assert 80 in {look.tid for look in witness.observe([PID])}
    assert len(listed) == 3


def test_threads_that_come_and_go(process, witness):
    before = {look.tid: look.thread for look in witness.observe([PID])}
    process.end(PID, 72)
    process.thread(PID, 73)
    after = {look.tid: look.thread for look in witness.observe([PID])}
    assert set(after) == {PID, 71, 73}
    assert after[71] == before[71]
    process.end(PID, 73)
    witness.observe([(PID, 71), (PID, 73)])
    process.thread(PID, 73)
    again = {look.tid: look.thread for look in witness.observe([PID])}
    assert again[73] != after[73], "another thread with the same number"


def test_a_process_that_ends_and_another_that_gets_its_number(process, witness, made_elf):
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    assert states(witness.observe([PID]))[71] == "wait_gil"
    process.end(PID)
    assert witness.observe([PID]) == []
    process.thread(PID, PID)
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    be_program(process, made_elf(loads=((0, 0, 0x80_0000),)), "/bin/python3.11", BASE + 0x100_0000)
    assert states(witness.observe([PID]))[71] == "wait_lock"
    process.thread(PID, 71, syscall=futex(GIL_WORD + 0x100_0000))
    assert states(witness.observe([PID]))[71] == "wait_gil"


def test_another_program_in_the_same_process(process, witness, made_elf, clock):
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    for _ in range(4):
        clock.now += YOUNG_NS
        assert states(witness.observe([PID]))[71] == "wait_gil"
    process.memory.pop(PID)
    be_program(process, made_elf(name=b".data"), "/bin/other", BASE)
    del process.memory[PID]  # reading the old memory gives nothing
    clock.now += MS
    assert states(witness.observe([PID]))[71] == "wait_lock"


def test_a_child_that_was_met_in_its_parents_memory_is_looked_at_again(process, witness, made_elf, clock):
    """Between vfork and exec: the old memory can still be read, as the parent lives in it."""
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    assert states(witness.observe([PID]))[71] == "wait_gil"
    be_program(process, made_elf(name=b".data"), "/bin/other", BASE)
    clock.now += 30 * MS
    assert states(witness.observe([PID]))[71] == "wait_lock"


def laid_out(proc, pid, *, code=0x400000, stack=0x7FFC_0000_1000):
    rest = ["0"] * 22
    proc.files[f"/proc/{pid}/stat"] = f"{pid} (py (x)) S {' '.join(rest)} {code} 0 {stack} 0 0".encode()


def fork(proc, pid, base):
    proc.thread(pid, pid)
    proc.thread(pid, pid + 1, syscall=futex(base + 0x50_0000 + 40))
    for name in ("exe", "maps"):
        proc.files[f"/proc/{pid}/{name}"] = proc.files[f"/proc/{PID}/{name}"]
    proc.links[f"/proc/{pid}/exe"] = proc.links[f"/proc/{PID}/exe"]
    proc.memory[pid] = proc.memory[PID]


@pytest.mark.parametrize(("stack", "read"), [(0x7FFC_0000_1000, False), (0x7FFC_0000_2000, True), (0, True)])
def test_a_forked_child_lies_where_its_parent_does_and_costs_no_map(process, witness, stack, read):
    laid_out(process, PID)
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    assert states(witness.observe([PID]))[71] == "wait_gil"
    fork(process, 90, BASE)
    laid_out(process, 90, stack=stack)
    process.thread(90, 91, syscall=futex(GIL_WORD))
    assert states(witness.observe([PID, 90]))[91] == "wait_gil"
    assert ("/proc/90/maps" in process.reads) is read


def test_a_program_in_which_no_python_was_found_is_looked_through_again(process, witness, made_elf, clock):
    be_program(process, made_elf(name=b".data"), "/bin/other", BASE)
    laid_out(process, PID)
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    assert states(witness.observe([PID]))[71] == "wait_lock"
    be_program(process, made_elf(loads=((0, 0, 0x80_0000),)), "/bin/other", BASE)
    clock.now += YOUNG_NS
    assert states(witness.observe([PID]))[71] == "wait_gil"


def test_a_thread_alone_costs_no_map_of_the_memory(process, witness, clock):
    process.end(PID, 71)
    process.end(PID, 72)
    for cpu in range(3):
        clock.now += REFRESH_NS
        process.thread(PID, PID, cpu=cpu, turns=cpu)
        assert states(witness.observe([PID])) == {PID: "on_core"}
    assert f"/proc/{PID}/maps" not in process.reads
    process.thread(PID, PID, syscall=futex(LOCK_WORD))
    assert states(witness.observe([PID])) == {PID: "wait_lock"}
    assert f"/proc/{PID}/maps" in process.reads


def test_what_may_not_be_looked_at_is_left_out_and_the_rest_is_looked_at(process, witness):
    process.thread(80, 80)
    process.files["/proc/80/task/80/syscall"] = PermissionError(1, "Operation not permitted")
    assert {look.pid for look in witness.observe([80, PID])} == {PID}
    process.thread(80, 80)
    assert {look.pid for look in witness.observe([80, PID])} == {PID, 80}


def test_a_process_whose_gil_cannot_be_told_from_a_lock_is_not_looked_at(process, witness):
    process.files[f"/proc/{PID}/maps"] = process.files[f"/proc/{PID}/maps"].replace(b"libc.so.6", b"ld-musl.so.1")
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    assert witness.observe([PID]) == []


@pytest.mark.parametrize("text", [b"", b"1 2\n", b"a b c\n"])
def test_damaged_counts_are_no_look(process, witness, text):
    process.files[f"/proc/{PID}/task/71/schedstat"] = text
    assert set(states(witness.observe([PID]))) == {PID, 72}


@pytest.mark.parametrize("kept", [0, 1, 3, 100])
def test_no_more_files_are_kept_open_than_agreed(process, clock, kept):
    witness = Witness(files=process, clock=clock, machine="x86_64", kept_files=kept)
    process.thread(PID, 71, syscall=futex(GIL_WORD))
    for _ in range(5):
        clock.now += REFRESH_NS
        assert states(witness.observe([PID]))[71] == "wait_gil"
        assert len(process.opened) <= kept
    witness.observe([])
    assert not process.opened, "what isn't named any more is let go of"
    witness.observe([PID])
    witness.close()
    assert not process.opened


def test_forgetting_and_coming_back(process, witness):
    first = {look.thread for look in witness.observe([PID])}
    witness.observe([])
    assert not first & {look.thread for look in witness.observe([PID])}


MAIN, STATE = 0x71_0000, 0x71_8000
"""In the runtime: the main interpreter, and a thread's state."""


def say_3_13(proc, holder, *, locked=1):
    """Make the process one of 3.13 whose thread `holder` holds the GIL."""
    words = [0x030D00F0, 0, 0x20000, 600, 608, 4096, 104, 96, 800, 800, 800, 800, 800, 16, 512, 0, 528, 520]
    words += [304, 0, 8, 16, 72, 152, 160]
    memory = bytearray(0x80_0000)

    def put(address, content):
        memory[address : address + len(content)] = content

    put(0x70_0000, b"xdebugpy" + struct.pack(f"<{len(words)}Q", *words))
    put(0x70_0000 + 608, struct.pack("<Q", BASE + MAIN))
    put(MAIN + 16, struct.pack("<Q", BASE + MAIN + 512))
    put(MAIN + 520, struct.pack("<Qi", BASE + STATE, locked))
    put(STATE + 160, struct.pack("<Q", holder))
    proc.memory[PID] = {BASE: bytes(memory)}


def test_who_holds_the_gil(process, witness):
    say_3_13(process, 72)
    assert {look.tid: look.holds_gil for look in witness.observe([PID])} == {PID: False, 71: False, 72: True}
    assert witness.has_gil(PID) is True
    assert {look.tid: look.holds_gil for look in witness.observe([(PID, 71), (PID, PID)])} == {PID: False, 71: False}
    say_3_13(process, 72, locked=0)
    assert {look.holds_gil for look in witness.observe([PID])} == {False}


def test_a_holder_that_the_process_does_not_have_is_not_believed(process, witness):
    say_3_13(process, 7)
    assert {look.holds_gil for look in witness.observe([PID])} == {None}


def test_only_the_gil_itself_is_the_gil_where_it_is_known(process, witness):
    say_3_13(process, 72)
    process.thread(PID, 71, syscall=futex(BASE + MAIN + 512 + 40))
    assert states(witness.observe([PID]))[71] == "wait_gil"
    process.thread(PID, 71, syscall=futex(BASE + MAIN + 900))
    assert states(witness.observe([PID]))[71] == "wait_lock"


def test_nothing_is_known_of_the_gil_of_a_process_never_looked_at(witness):
    assert witness.has_gil(PID) is None


def test_a_machine_without_a_table_is_refused(proc):
    with pytest.raises(KeyError):
        Witness(files=proc, machine="s390x")


def test_whoever_polls_for_one_descriptor_is_told_which_also_where_only_the_memory_changes(process, witness):
    process.memory[PID][0x7000_0000] = struct.pack("=ihh", 9, 1, 0)
    process.thread(PID, 71, syscall="7 0x70000000 0x1 0x1388 0x0 0x0 0x0 0x7 0x7")
    process.thread(PID, 72, syscall="7 0x70000000 0x2 0x1388 0x0 0x0 0x0 0x7 0x7")

    def waited_for():
        return {look.tid: (look.state, look.fd) for look in witness.observe([PID])}

    assert waited_for() == {PID: ("on_core", -1), 71: ("wait_io", 9), 72: ("wait_io", SEVERAL)}
    process.memory[PID][0x7000_0000] = struct.pack("=ihh", 4, 1, 0)
    assert waited_for()[71] == ("wait_io", 4)
    process.thread(PID, 71, syscall="7 0x66660000 0x1 0x1388 0x0 0x0 0x0 0x7 0x7")
    assert waited_for()[71] == ("wait_io", -1), "that memory can't be read"


def test_a_stopped_process_is_seen_as_such_whatever_its_threads_were_in(process, witness, clock):
    process.end(PID, 72)
    process.thread(PID, PID, turns=5, syscall=futex(LOCK_WORD))
    process.thread(PID, 71, turns=5, syscall=futex(LOCK_WORD))
    witness.observe([PID])
    for tid in (PID, 71):
        process.thread(PID, tid, turns=6, syscall=futex(LOCK_WORD), letter="T")
    clock.now += 1
    assert states(witness.observe([PID])) == {PID: "wait_lock", 71: "wait_lock"}, "they have just had a turn"
    for _ in range(2):
        clock.now += 1
        assert states(witness.observe([PID])) == {PID: "stopped", 71: "stopped"}
    for tid in (PID, 71):
        process.thread(PID, tid, turns=7, syscall=futex(LOCK_WORD))
    for _ in range(2):
        clock.now += 1
        assert states(witness.observe([PID])) == {PID: "wait_lock", 71: "wait_lock"}


def test_who_waits_undisturbed_is_asked_once_whether_he_is_stopped(process, witness, clock):
    process.end(PID, 72)
    process.thread(PID, PID, turns=5, syscall=futex(LOCK_WORD))
    for _ in range(6):
        clock.now += 1
        witness.observe([PID])
    assert process.reads.count(f"/proc/{PID}/task/{PID}/stat") <= 2, "to its end"
