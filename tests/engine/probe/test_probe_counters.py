from pathlib import Path

import pytest
from concviz.engine.probe.counters import CoreMeter, CoreTime, ProcStat, busy_between, parse_proc_stat, psutil_times
from concviz.engine.probe.readings import of_this_machine

MS = 1_000_000
STEP = 10 * MS
TEXT = b"""cpu  9 9 9 9 9 9 9 9 9 9
cpu0 100 20 30 4000 50 6 7 8 90 10
cpu2 1 0 0 2 0 0 0 0 0 0
intr 5 6 7
"""


def test_guest_is_not_counted_twice_and_iowait_is_idle() -> None:
    times = parse_proc_stat(TEXT, STEP)
    assert times[0] == CoreTime((100 + 20 + 30 + 6 + 7 + 8) * STEP, 4000 * STEP, 50 * STEP)


def test_a_core_that_is_switched_off_does_not_move_the_others() -> None:
    assert list(parse_proc_stat(TEXT, STEP)) == [0, 2]


def test_a_line_that_was_cut_short_is_not_believed() -> None:
    assert list(parse_proc_stat(b"cpu  1 1\ncpu0 1 1 1 1 1 1 1 1 1 1\ncpu1 1 1", STEP)) == [0]


@pytest.mark.parametrize(
    ("busy", "idle", "iowait", "expected_ms"),
    [
        (10, 0, 0, 100),
        (9, 0, 0, 100),  # nine steps fell into 100 ms, and it was never idle
        (11, 0, 0, 100),
        (0, 10, 0, 0),
        (5, 5, 0, 50),
        (5, 0, 5, 50),
        (2, 8, -3, 20),  # iowait went backwards
        (2, -1, 8, 20),
        (-1, 10, 0, 0),
        (1, 0, 0, 10),  # the idle counter stood still
        (0, 0, 0, 0),
    ],
)
def test_busy_between(busy: int, idle: int, iowait: int, expected_ms: int) -> None:
    then = CoreTime(100 * STEP, 100 * STEP, 100 * STEP)
    now = CoreTime((100 + busy) * STEP, (100 + idle) * STEP, (100 + iowait) * STEP)
    assert busy_between(then, now, 100 * MS) == expected_ms * MS


def test_meter_through_a_core_going_off_and_on() -> None:
    readings = [
        {0: CoreTime(0, 0, 0), 1: CoreTime(0, 0, 0)},
        {0: CoreTime(100 * MS, 0, 0)},
        {0: CoreTime(100 * MS, 100 * MS, 0), 1: CoreTime(900 * MS, 0, 0)},
        {0: CoreTime(100 * MS, 200 * MS, 0), 1: CoreTime(950 * MS, 50 * MS, 0), 2: CoreTime(1, 1, 1)},
    ]
    meter = CoreMeter(iter(readings).__next__, 2)
    assert meter.busy_ns(100 * MS) == [100 * MS, 0]
    assert meter.busy_ns(100 * MS) == [0, 0]  # nothing is known about core 1 since it was off
    assert meter.busy_ns(100 * MS) == [0, 50 * MS]  # core 2 is none of the machine's cores


def test_proc_stat_reads_the_file_anew(proc) -> None:
    proc.cores([(1, 2), (3, 4)])
    read = ProcStat(str(proc.root / "stat"), 2)
    assert read()[1].busy == 3 * STEP
    proc.cores([(1, 2), (7, 4)])
    assert read()[1].busy == 7 * STEP
    read.close()
    read.close()


def test_psutil_times_leave_out_guest(monkeypatch: pytest.MonkeyPatch) -> None:
    import collections

    import psutil

    fields = collections.namedtuple("fields", "user nice system idle iowait guest guest_nice")
    monkeypatch.setattr(psutil, "cpu_times", lambda percpu: [fields(1.0, 0.5, 0.25, 7.0, 2.0, 1.0, 0.5)])
    assert psutil_times() == {0: CoreTime(1_750_000_000, 7_000_000_000, 2_000_000_000)}


def stat_of(busy_of: dict[int, int], idle: int = 0) -> str:
    """`/proc/stat` with these cores switched on."""
    lines = [f"cpu{core} {busy} 0 0 {idle} 0 0 0 0 0 0" for core, busy in busy_of.items()]
    return "\n".join(["cpu  9 9 9 9 9 9 9 9 9 9", *lines, "intr 5", ""])


def test_cores_that_come_and_go_and_numbers_with_holes(tmp_path: Path) -> None:
    """A core counts from its second reading on, one that is off is idle, one beyond those of the beginning is left out."""
    sys, proc = tmp_path / "sys", tmp_path / "proc"
    (sys / "devices/system/cpu").mkdir(parents=True)
    (sys / "devices/system/cpu/online").write_text("0,2,5\n")
    (proc / "self").mkdir(parents=True)
    (proc / "self/schedstat").write_text("1 1 1\n")
    stat = proc / "stat"
    stat.write_text(stat_of({0: 100, 2: 100, 5: 100}))
    found = of_this_machine(proc, sys)
    try:
        assert found.cores == 6
        meter, told = CoreMeter(found.core_times, found.cores), []
        for busy_of in (
            {0: 110, 2: 105, 5: 100},  # nothing happened but work
            {0: 120, 5: 110},  # 2 is switched off
            {0: 130, 1: 500, 5: 120},  # 1 comes; what it did before isn't ours
            {0: 140, 1: 505, 2: 3, 5: 130},  # 2 is back, and began again at 0
            {0: 150, 1: 510, 2: 8, 5: 140, 9: 1_000},  # one more than there were
            {0: 160, 1: 515, 2: 13, 5: 150, 9: 1_010},
        ):
            stat.write_text(stat_of(busy_of))
            told.append([busy // STEP for busy in meter.busy_ns(10 * 100 * MS)])
        assert told == [
            [10, 0, 5, 0, 0, 0], [10, 0, 0, 0, 0, 10], [10, 0, 0, 0, 0, 10],
            [10, 5, 0, 0, 0, 10], [10, 5, 5, 0, 0, 10], [10, 5, 5, 0, 0, 10],
        ]  # fmt: skip
    finally:
        found.close()
