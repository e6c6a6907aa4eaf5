import pytest
from concviz.engine.probe.linux.process import Process
from concviz.engine.probe.linux.procfs import Handles
from concviz.engine.probe.place import Demand

MS = 1_000_000


@pytest.fixture
def lab(proc):
    proc.process(70, core=0)
    proc.thread(70, 71, core=1)
    process = Process(str(proc.root), 70, 1, Handles(), proc.clock)
    assert process.sample(Demand(4), 0.0) is True
    yield process
    process.close()


def test_cpu_time_goes_to_the_core_where_the_thread_was(proc, lab) -> None:
    proc.thread(70, 70, cpu=30 * MS, core=0)
    proc.thread(70, 71, cpu=50 * MS, core=3, wait=7 * MS)
    demand = Demand(4)
    assert lab.sample(demand) is False
    assert demand.on == [30 * MS, 25 * MS, 0, 25 * MS]  # thread 71 moved from core 1 to core 3
    assert demand.total == 80 * MS
    assert (lab.threads[71].wait_ns, lab.threads[71].core) == (7 * MS, 3)


def test_a_thread_that_did_nothing_costs_and_counts_nothing(proc, lab) -> None:
    (proc.root / "70/task/71/stat").unlink()  # it is not even asked for its core
    demand = Demand(4)
    assert lab.sample(demand) is False
    assert demand.total == 0


def test_threads_that_come_and_go_in_one_sample(proc, lab) -> None:
    proc.end(70, 71)
    proc.thread(70, 72, cpu=4 * MS, core=2)
    demand = Demand(4)
    assert lab.sample(demand) is True
    assert sorted(lab.threads) == [70, 72]
    assert demand.on[2] == 4 * MS  # all of it: it began since the last sample


def test_time_of_a_thread_that_ended_is_in_the_total(proc, lab) -> None:
    proc.clocks[70] = 0
    lab.sample(Demand(4))
    proc.thread(70, 70, cpu=10 * MS)
    proc.end(70, 71)
    proc.clocks[70] = 35 * MS
    demand = Demand(4)
    lab.sample(demand)
    assert (demand.total, demand.on[0], demand.floating) == (35 * MS, 10 * MS, 25 * MS)


def test_two_readings_that_are_not_of_one_instant_do_not_add_up_to_an_error(proc, lab) -> None:
    floating = 0
    for step in range(1, 50):
        proc.thread(70, 70, cpu=step * 10 * MS)
        proc.clocks[70] = step * 10 * MS + (step % 2) * MS  # a slip of 1 ms, every other time
        demand = Demand(4)
        lab.sample(demand)
        floating += demand.floating
    assert floating == MS


def test_only_a_part_of_the_life_of_a_process_seen_late_is_counted(proc) -> None:
    proc.process(80, cpu=100 * MS)
    proc.clocks[80] = 120 * MS
    process = Process(str(proc.root), 80, 1, Handles(), proc.clock)
    demand = Demand(2)
    process.sample(demand, 0.25)
    assert (demand.total, demand.on[0], demand.floating) == (30 * MS, 25 * MS, 5 * MS)
    assert process.threads[80].cpu_ns == 100 * MS  # totals stay totals
    process.close()


def test_a_process_that_ended_is_gone_even_before_its_parent_noticed(proc, lab) -> None:
    proc.end(70, 71)
    proc.thread(70, 70, cpu=5 * MS, state="Z")
    demand = Demand(4)
    with pytest.raises(ProcessLookupError):
        lab.sample(demand)
    assert demand.total == 5 * MS  # what it did until then is not lost


def test_a_process_that_vanished(proc, lab) -> None:
    proc.end(70)
    proc.clocks[70] = 900 * MS  # the number is another process's by now
    demand = Demand(4)
    with pytest.raises(OSError, match="70"):
        lab.sample(demand)
    assert demand.total == 0


def test_context_switches_of_ended_threads_stay(proc, lab) -> None:
    proc.thread(70, 71, slices=9, cpu=1, switches=(5, 2))
    lab.sample(Demand(4))
    assert lab.threads[71].switched
    lab.threads[71].read_switches()
    assert not lab.threads[71].switched
    proc.end(70, 71)
    lab.sample(Demand(4))
    assert lab.switches() == (5, 2)


def test_memory(proc, lab) -> None:
    lab.read_pss()
    assert lab.pss_bytes == 5 * 1024
    assert lab.rss_bytes() % 4096 == 0
    assert lab.rss_bytes() > 0
