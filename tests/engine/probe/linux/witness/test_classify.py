"""From the kernel's words to a state."""

import pytest
from concviz.engine.probe.linux.witness.classify import number_of, running, waiting
from concviz.engine.probe.linux.witness.syscalls import kinds, names, numbers

GIL, LOCK = 0x7F00_0000_0100, 0x7F00_1000_0000
WHERE = {"x86_64": 0, "aarch64": 1}


def line(number, *arguments):
    words = [*arguments, *[0] * (6 - len(arguments))]
    return " ".join([str(number), *[hex(word) for word in words], "0x7ffc", "0x7f65"]).encode() + b"\n"


def state(number, *arguments, machine="x86_64", stopped=False):
    words = line(number, *arguments)
    return waiting(words, number_of(words), kinds(machine), lambda: [(GIL, GIL + 256)], stopped)


@pytest.mark.parametrize("machine", WHERE)
@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        ("futex", (GIL, 0x189), ("wait_gil", -1)),
        ("futex", (GIL + 255, 0x80), ("wait_gil", -1)),
        ("futex", (GIL + 256, 0x189), ("wait_lock", -1)),
        ("futex", (GIL - 4, 0x189), ("wait_lock", -1)),
        ("futex", (LOCK, 0x189), ("wait_lock", -1)),
        ("futex_waitv", (GIL, 2), ("wait_lock", -1)),
        ("semop", (3,), ("wait_lock", -1)),
        ("flock", (3, 2), ("wait_lock", -1)),
        ("munmap", (LOCK, 4096), ("wait_lock", -1)),
        ("fcntl", (5, 7), ("wait_lock", -1)),
        ("fcntl", (5, 38), ("wait_lock", -1)),
        ("fcntl", (5, 6), ("wait_io", -1)),
        ("nanosleep", (LOCK,), ("asleep", -1)),
        ("clock_nanosleep", (1, 1), ("asleep", -1)),
        ("rt_sigtimedwait", (LOCK,), ("asleep", -1)),
        ("ppoll", (LOCK, 2), ("wait_io", -1)),
        ("ppoll", (0, 0), ("asleep", -1)),
        ("pselect6", (8, LOCK), ("wait_io", -1)),
        ("pselect6", (0,), ("asleep", -1)),
        ("read", (7, LOCK, 1), ("wait_io", 7)),
        ("recvfrom", (9, LOCK), ("wait_io", 9)),
        ("accept4", (4,), ("wait_io", 4)),
        ("fsync", (3,), ("wait_io", 3)),
        ("epoll_pwait", (6, LOCK, 64), ("wait_io", 6)),
        ("wait4", (1234,), ("wait_child", -1)),
        ("waitid", (1, 1234), ("wait_child", -1)),
        ("clone", (0x4100,), ("wait_child", -1)),
        ("restart_syscall", (1, 0), ("asleep", -1)),
        ("restart_syscall", (LOCK, LOCK + 0x80), ("asleep", -1)),
        ("restart_syscall", (LOCK, 0), ("asleep", -1)),
        ("restart_syscall", (LOCK, 0x189), ("wait_lock", -1)),
        ("restart_syscall", (GIL, 0x80), ("wait_gil", -1)),
        ("restart_syscall", (LOCK, 1), ("wait_io", -1)),
    ],
)
def test_every_kind_of_call(machine, call, arguments, expected):
    assert state(numbers(call)[WHERE[machine]], *arguments, machine=machine) == expected


def test_calls_of_x86_alone():
    assert state(23, 0) == ("asleep", -1)
    assert state(23, 5) == ("wait_io", -1)
    assert state(7, LOCK, 1) == ("wait_io", -1)
    assert state(232, 3) == ("wait_io", 3)
    assert state(34) == ("asleep", -1)


def test_a_negative_descriptor_is_none():
    assert state(0, 0xFFFF_FFFF) == ("wait_io", -1)
    assert state(0, 2**64 - 1) == ("wait_io", -1)


def test_what_is_not_listed_waits_for_a_file_system():
    assert state(257, 0) == ("wait_io", -1)


def test_outside_of_a_call_a_page_is_read_or_the_thread_was_stopped():
    words = b"-1 0x7ffc 0x7f65\n"
    assert waiting(words, number_of(words), {}, tuple, False) == ("wait_io", -1)
    assert waiting(words, number_of(words), {}, tuple, True) == ("stopped", -1)


@pytest.mark.parametrize("words", [b"", b"\n", b"nonsense", b"202", b"202 0x1", b"202 xyz 0x1 0x2"])
def test_a_damaged_line_is_no_state(words):
    with pytest.raises(ValueError, match=r"."):
        waiting(words, number_of(words), kinds("x86_64"), tuple, False)


def test_who_could_run_and_was_not_put_on_a_core_waits_for_one():
    assert running(unchanged_ns=1, was_blocked=True) == "wait_core"
    assert running(unchanged_ns=0, was_blocked=True) == "on_core"
    assert running(unchanged_ns=10_000_000, was_blocked=False) == "on_core", "the kernel counts at ticks"
    assert running(unchanged_ns=20_000_000, was_blocked=False) == "wait_core"


@pytest.mark.parametrize("machine", WHERE)
def test_no_number_stands_for_two_calls(machine):
    known = [number for name in names() if (number := numbers(name)[WHERE[machine]]) >= 0]
    assert len(known) == len(set(known)) == len(kinds(machine))
    assert len(known) > 60


def test_an_unknown_architecture_is_refused():
    with pytest.raises(KeyError):
        kinds("riscv64")


def test_the_numbers_are_those_of_this_systems_headers():
    """Both tables against the kernel's own headers, where they are installed."""
    import re
    from pathlib import Path

    compared = 0
    for which, path in enumerate(
        ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm-generic/unistd.h"]
    ):
        if not Path(path).exists():
            continue
        found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", Path(path).read_text())
        header = {name: int(number) for name, number in found}
        for name in names():
            if name in header:
                assert header[name] == numbers(name)[which], (name, path)
                compared += 1
    if not compared:
        pytest.skip("no kernel headers here")
    assert compared > 60
