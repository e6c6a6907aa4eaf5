"""How much may be taken, read from made-up files."""

import os

import pytest
from concviz.engine.lab.experiments import limits


@pytest.fixture
def machine(tmp_path):
    """A machine with 1,000 MiB free, and 20 threads of 40 in use."""
    proc, groups = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "sys/kernel").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal: 2048000 kB\nMemAvailable: 1024000 kB\n")
    (proc / "loadavg").write_text("0.1 0.2 0.3 2/20 123\n")
    (proc / "sys/kernel/threads-max").write_text("100000\n")
    (proc / "self/cgroup").write_text("0::/a/b\n")
    (proc / "self/statm").write_text("1000 1 1 1 0 1 0\n")
    (groups / "a/b").mkdir(parents=True)
    return proc, groups


def no_user_limit(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)


def test_half_of_what_the_control_group_allows(machine, monkeypatch):
    no_user_limit(monkeypatch)
    proc, groups = machine
    (groups / "a/pids.max").write_text("64\n")
    (groups / "a/pids.current").write_text("12\n")
    (groups / "a/b/pids.max").write_text("max\n")
    found = limits.Room(proc, groups)
    assert found.tasks == 64 // 2 - 12
    assert "half of the 64 processes and threads that the control group (pids.max) allows" in found.tasks_why


def test_a_user_s_limit_counts_all_of_that_user(machine, monkeypatch):
    proc, groups = machine
    for pid, threads in ((100, 3), (101, 2)):
        for tid in range(threads):
            (proc / str(pid) / "task" / str(tid)).mkdir(parents=True)
    monkeypatch.setattr(os, "getuid", lambda: os.stat(proc / "100").st_uid or 1)
    monkeypatch.setattr(limits, "tasks_of", lambda user, where: 5)
    monkeypatch.setattr(limits.resource, "getrlimit", lambda which: (20, 20))
    found = limits.Room(proc, groups)
    assert found.tasks == 5
    assert "(RLIMIT_NPROC)" in found.tasks_why


def test_threads_of_a_user_are_counted(machine):
    proc, _ = machine
    for pid, threads in ((100, 3), (101, 2)):
        for tid in range(threads):
            (proc / str(pid) / "task" / str(tid)).mkdir(parents=True)
    assert limits.tasks_of(os.stat(proc / "100").st_uid, proc) == 5
    assert limits.tasks_of(4_242_424, proc) == 0


def test_nothing_left_is_zero_and_not_less(machine, monkeypatch):
    no_user_limit(monkeypatch)
    proc, groups = machine
    (groups / "a/b/pids.max").write_text("10\n")
    (groups / "a/b/pids.current").write_text("9\n")
    assert limits.Room(proc, groups).tasks == 0


def test_seventy_per_cent_of_the_free_memory(machine, monkeypatch):
    monkeypatch.setattr(limits, "address_limit", lambda: 0)
    proc, groups = machine
    found = limits.Room(proc, groups)
    assert found.memory_why() == ""
    (proc / "meminfo").write_text("MemAvailable: 307201 kB\n")
    assert found.memory_why() == ""
    (proc / "meminfo").write_text("MemAvailable: 307000 kB\n")
    assert found.memory_why() == "70% of the 1,000 MiB of free memory were taken"


def test_a_control_group_with_less_memory_counts(machine):
    proc, groups = machine
    (groups / "a/memory.max").write_text(str(512 << 20))
    (groups / "a/memory.current").write_text(str(500 << 20))
    (groups / "a/memory.stat").write_text(f"anon 1\ninactive_file {100 << 20}\n")
    assert limits.free_memory(proc, groups) == (512 - 500 + 100) << 20


def test_the_process_s_own_addresses_count(machine, monkeypatch):
    proc, groups = machine
    monkeypatch.setattr(limits, "address_limit", lambda: 512 << 20)
    found = limits.Room(proc, groups)
    assert found.memory_why() == ""
    (proc / "self/statm").write_text(f"{(400 << 20) // os.sysconf('SC_PAGE_SIZE')} 1 1 1 0 1 0\n")
    assert found.memory_why() == "70% of the 512 MiB of addresses that a process may have (RLIMIT_AS) were taken"


def test_a_system_without_these_files_sets_no_limit(tmp_path, monkeypatch):
    no_user_limit(monkeypatch)
    monkeypatch.setattr(limits, "address_limit", lambda: 0)
    found = limits.Room(tmp_path / "none", tmp_path / "none")
    assert found.tasks == limits.PLENTY
    assert found.memory_why() == ""
