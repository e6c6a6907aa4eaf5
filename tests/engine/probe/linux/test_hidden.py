"""CPU time that no sample of a living thread tells: threads and children that lived between two samples."""

from concviz.engine.probe.linux.hidden import MOST, Hidden
from concviz.engine.probe.linux.process import TICK_NS, Process
from concviz.engine.probe.linux.procfs import Handles
from concviz.engine.probe.place import Demand

MS = 1_000_000


def children(proc, pid, user_ticks, system_ticks=0):
    """Sets the clock of a process's ended children."""
    path = proc.root / str(pid) / "stat"
    head, _, tail = path.read_text().rpartition(") ")
    fields = tail.split()
    fields[13], fields[14] = str(user_ticks), str(system_ticks)
    path.write_text(f"{head}) {' '.join(fields)}\n")


def process(proc, pid, parent=1):
    return Process(str(proc.root), pid, parent, Handles(), proc.clock)


def look(hidden, processes):
    for each in processes.values():
        each.sample(Demand(1))
    hidden.observe(processes)
    return hidden.ns


def end(hidden, processes, *pids):
    hidden.end({pid: processes[pid] for pid in pids}, processes)
    for pid in pids:
        del processes[pid]


def test_nothing_is_hidden_while_all_threads_live(proc):
    proc.process(10, cpu=30 * MS)
    proc.thread(10, 11, cpu=20 * MS)
    proc.clocks[10] = 50 * MS
    assert look(Hidden(), {10: process(proc, 10)}) == 0


def test_a_thread_between_two_samples(proc):
    proc.process(10, cpu=30 * MS)
    proc.clocks[10] = 30 * MS
    hidden, processes = Hidden(), {10: process(proc, 10)}
    assert look(hidden, processes) == 0
    proc.clocks[10] = 95 * MS  # 65 of which nobody saw
    assert look(hidden, processes) == 65 * MS


def test_the_last_bit_of_a_thread_that_ended(proc):
    proc.process(10, cpu=0)
    proc.thread(10, 11, cpu=40 * MS)
    proc.clocks[10] = 40 * MS
    hidden, processes = Hidden(), {10: process(proc, 10)}
    assert look(hidden, processes) == 0
    proc.end(10, 11)
    proc.clocks[10] = 47 * MS
    assert look(hidden, processes) == 7 * MS


def test_a_child_that_was_never_seen(proc):
    proc.process(10, cpu=0)
    proc.clocks[10] = 0
    hidden, processes = Hidden(), {10: process(proc, 10)}
    assert look(hidden, processes) == 0
    children(proc, 10, 3, 2)
    assert look(hidden, processes) == 5 * TICK_NS


def test_a_child_that_was_seen_counts_once(proc):
    proc.process(10, cpu=0)
    proc.process(20, cpu=100 * MS, parent=10)
    proc.clocks.update({10: 0, 20: 100 * MS})
    hidden, processes = Hidden(), {10: process(proc, 10), 20: process(proc, 20, 10)}
    assert look(hidden, processes) == 0
    end(hidden, processes, 20)
    assert look(hidden, processes) == 0  # it has ended, and its parent has not noticed yet
    children(proc, 10, 12)  # 120 ms at its end: 20 more than it was seen to have
    assert look(hidden, processes) == 20 * MS


def parent_and_child(proc):
    proc.process(10, cpu=0)
    proc.process(20, cpu=100 * MS, parent=10)
    proc.clocks.update({10: 0, 20: 100 * MS})
    hidden, processes = Hidden(), {10: process(proc, 10), 20: process(proc, 20, 10)}
    assert look(hidden, processes) == 0
    return hidden, processes


def test_what_ended_with_its_parent_counts_once_and_to_its_end_where_the_parent_can_still_be_asked(proc):
    hidden, processes = parent_and_child(proc)
    children(proc, 10, 13)  # the child's last 30 ms, which no sample saw
    end(hidden, processes, 10, 20)
    assert look(hidden, processes) == 30 * MS


def test_what_ended_with_a_parent_that_is_gone_is_the_grandparent_s(proc):
    for pid, parent in ((10, 1), (20, 10), (30, 20)):
        proc.process(pid, cpu=(pid - 10) * MS, parent=parent)
        proc.clocks[pid] = (pid - 10) * MS
    hidden, processes = Hidden(), {pid: process(proc, pid, parent) for pid, parent in ((10, 1), (20, 10), (30, 20))}
    assert look(hidden, processes) == 0
    children(proc, 10, 4)  # 10 ms of the one in between, 20 of the last and its last 10, which no sample saw
    for pid in (20, 30):
        (proc.root / str(pid) / "stat").unlink()
    end(hidden, processes, 10, 20, 30)
    assert look(hidden, processes) == 10 * MS


def test_what_ended_with_a_parent_that_is_gone_counts_as_far_as_it_was_seen(proc):
    hidden, processes = parent_and_child(proc)
    (proc.root / "10" / "stat").unlink()
    end(hidden, processes, 10, 20)
    assert look(hidden, processes) == 0


def test_an_orphan_that_ends_takes_nothing_away(proc):
    proc.process(10, cpu=0)
    proc.process(20, cpu=100 * MS, parent=1)
    proc.clocks.update({10: 0, 20: 130 * MS})
    hidden, processes = Hidden(), {10: process(proc, 10), 20: process(proc, 20, 1)}
    assert look(hidden, processes) == 30 * MS
    end(hidden, processes, 20)
    children(proc, 10, 1)
    assert look(hidden, processes) == 40 * MS


def test_many_processes_take_turns(proc):
    pids = range(100, 100 + MOST + 5)
    for pid in pids:
        proc.process(pid, cpu=0)
        proc.clocks[pid] = 0
        children(proc, pid, 1)
    hidden, processes = Hidden(), {pid: process(proc, pid) for pid in pids}
    assert look(hidden, processes) == MOST * TICK_NS
    assert look(hidden, processes) == len(pids) * TICK_NS
