"""Whether the witness works here, in one plain sentence."""

import os

import pytest
from concviz.engine.probe.linux.witness import available

PID = 70
PYTHON = b"400000-c00000 rw-p 00000000 08:01 42 /bin/python3\n"
GLIBC = b"7f00000000-7f00001000 rw-p 00000000 08:01 43 /lib/libc.so.6\n"


@pytest.fixture
def process(proc, made_elf):
    proc.thread(PID, PID, cpu=5, turns=3, syscall="running")
    proc.files[f"/proc/{PID}/exe"] = proc.files[f"/proc/{PID}/root/bin/python3"] = made_elf()
    proc.links[f"/proc/{PID}/exe"] = "/bin/python3"
    proc.files[f"/proc/{PID}/maps"] = PYTHON + GLIBC
    return proc


def ask(proc, **options):
    return available(PID, files=proc, **{"machine": "x86_64", "user": 1000} | options)


def test_it_works(process):
    assert ask(process) == ""
    assert ask(process, machine="aarch64") == ""
    assert not process.opened


def test_a_program_that_is_not_python_has_no_gil_and_is_fine(process, made_elf):
    process.files[f"/proc/{PID}/exe"] = made_elf(name=b".data")
    process.links[f"/proc/{PID}/exe"] = "/bin/sleep"
    process.files[f"/proc/{PID}/maps"] = PYTHON.replace(b"python3", b"sleep")
    assert ask(process) == ""


def test_an_architecture_without_a_table(process):
    assert "riscv64" in ask(process, machine="riscv64")


def test_no_proc(process):
    process.files.clear()
    assert "there is no /proc here" in ask(process)


def test_an_ended_or_hidden_process(process):
    process.end(PID)
    assert "has ended" in ask(process)
    assert "hidepid" in ask(process)


@pytest.mark.parametrize("text", [b"0 0 0\n", b"", FileNotFoundError(2, "none")])
def test_a_kernel_that_counts_no_time_of_threads(process, text):
    process.files[f"/proc/{PID}/task/{PID}/schedstat"] = text
    assert "CONFIG_SCHED_INFO" in ask(process)


def test_schedstat_that_may_not_be_read(process):
    process.files[f"/proc/{PID}/task/{PID}/schedstat"] = PermissionError(13, "Permission denied")
    assert "may not be read (Permission denied)" in ask(process)


def test_a_kernel_without_the_file_of_system_calls(process):
    del process.files[f"/proc/{PID}/task/{PID}/syscall"]
    assert "no /proc/PID/syscall" in ask(process)


def deny(process):
    process.files[f"/proc/{PID}/task/{PID}/syscall"] = PermissionError(1, "Operation not permitted")


def test_another_users_process(process):
    deny(process)
    process.owners[f"/proc/{PID}"] = 33
    assert "another user (id 33)" in ask(process)


@pytest.mark.parametrize(
    ("scope", "words"), [(b"1\n", "own ancestors only"), (b"2\n", "only root"), (b"3\n", "nobody")]
)
def test_yama(process, scope, words):
    deny(process)
    process.owners[f"/proc/{PID}"] = 1000
    process.files["/proc/sys/kernel/yama/ptrace_scope"] = scope
    assert words in ask(process)
    assert f"ptrace_scope is {scope.strip().decode()}" in ask(process)


@pytest.mark.parametrize("scope", [None, b"0\n"])
def test_denied_by_something_else(process, scope):
    deny(process)
    if scope:
        process.files["/proc/sys/kernel/yama/ptrace_scope"] = scope
    assert "SYS_PTRACE" in ask(process, user=0)


def test_a_memory_map_that_may_not_be_read(process):
    process.files[f"/proc/{PID}/maps"] = PermissionError(13, "Permission denied")
    assert "memory map" in ask(process)


def test_a_32_bit_program(process, made_elf):
    process.files[f"/proc/{PID}/exe"] = b"\x7fELF\x01\x01"
    assert "64-bit" in ask(process)


def test_an_interpreter_without_a_runtime(process, made_elf):
    process.files[f"/proc/{PID}/exe"] = made_elf(name=b".data")
    assert "interpreter's file" in ask(process)


def test_an_interpreter_that_is_not_cpython(process, made_elf):
    process.files[f"/proc/{PID}/exe"] = made_elf(name=b".data")
    process.links[f"/proc/{PID}/exe"] = "/bin/pypy3"
    process.files[f"/proc/{PID}/maps"] = PYTHON.replace(b"python3", b"pypy3") + GLIBC
    assert "not CPython" in ask(process)


@pytest.mark.parametrize("library", [b"", GLIBC.replace(b"libc.so.6", b"ld-musl-x86_64.so.1")])
def test_another_c_library_hides_the_gil(process, library):
    process.files[f"/proc/{PID}/maps"] = PYTHON + library
    assert "glibc" in ask(process)
    process.files[f"/proc/{PID}/maps"] = PYTHON + GLIBC.replace(b"libc.so.6", b"libc-2.31.so")
    assert ask(process) == ""


def test_of_this_very_process_it_says_one_thing_or_nothing():
    said = available(os.getpid())
    assert said == "" or (len(said) > 20 and "\n" not in said)
