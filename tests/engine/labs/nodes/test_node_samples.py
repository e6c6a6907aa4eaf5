"""Samples of a cluster's machines: the totals of all their workers, and their threads, each with its node."""

import pytest
from concviz.engine.labs.messages import NodeRead
from concviz.engine.labs.nodes.node_samples import NodeSamples
from concviz.engine.probe.linux.witness import STATES
from concviz.engine.session.events import Missing, NodeUse, ProcessTable, States, Threads

from tests.support.exact_run import ExactRun

MS = 1_000_000


@pytest.fixture
def samples():
    session = ExactRun().session
    begun_ns = session.ns_at(0) if hasattr(session, "ns_at") else 0
    found = NodeSamples(session, 1)
    found._us = lambda t_ns: (t_ns - begun_ns) // 1000
    return found


def row(tid, *, lane=0, old=0, cpu_ms=0, wait_ms=0, state="asleep", spent_ms=0):
    spent = [0] * len(STATES)
    spent[STATES.index(state)] = spent_ms * MS
    return (tid, lane, old, cpu_ms * MS, wait_ms * MS, STATES.index(state), 5, 0, 0, 0, 0, *spent)


def test_a_node_has_used_what_its_workers_have_since_each_was_first_heard(samples):
    told = []
    for pid, t_ms, cpu_ms, busy_ms, moved_ms, sent in (
        (70, 1_000, 100, 5_000, 10, 40),
        (71, 1_100, 900, 5_100, 0, 1_000),
        (70, 2_000, 400, 6_500, 25, 100),
        (71, 2_200, 1_150, 6_900, 5, 1_007),
    ):
        told += samples.take(NodeRead(3, pid, t_ms * MS, cpu_ms * MS, busy_ms * MS, moved_ms * MS, sent))
    told += samples.rest()
    assert all(isinstance(each, NodeUse) for each in told)
    assert [(each.t_us, each.node, each.over_us, each.cpu_us, each.busy_us) for each in told] == [
        (1_000_000, 3, 0, 0, 0),
        (2_000_000, 3, 1_000_000, 300_000, 1_500_000),
        (2_200_000, 3, 1_200_000, 550_000, 1_900_000),
    ]
    assert (told[-1].moved_us, told[-1].sent_bytes) == (20_000, 67)


def test_a_worker_that_was_killed_keeps_what_it_has_used(samples):
    list(samples.take(NodeRead(1, 70, 0, 0)))
    list(samples.take(NodeRead(1, 70, 500 * MS, 400 * MS)))
    list(samples.take(NodeRead(1, 90, 900 * MS, 50 * MS)))
    list(samples.take(NodeRead(1, 90, 1_900 * MS, 80 * MS)))
    assert [each.cpu_us for each in samples.rest()] == [430_000]


def test_threads_are_told_with_their_node_and_what_each_is_for(samples):
    rows = [
        row(70, old=1),
        row(75, lane=2, old=1, cpu_ms=7, wait_ms=2, state="wait_lock", spent_ms=30),
        row(76, old=1),
        row(77),
    ]
    told = list(samples.take(NodeRead(2, 70, 1_000 * MS, 0, looks=[(900 * MS, rows)])))
    table, threads, states = told[1:]
    assert table == ProcessTable(
        900_000,
        1,
        [(70, 70, "main", 0), (70, 75, "worker", 2), (70, 76, "feeder", 0), (70, 77, "helper", 0)],
        [(70, 0, "worker")],
        2,
    )
    assert threads == Threads(900_000, 1, [0, 7_000, 0, 0], [0, 2_000, 0, 0], [-1] * 4, 2)
    assert isinstance(states, States)
    assert (states.node, states.looks, states.lock_us) == (2, [5] * 4, [0, 30_000, 0, 0])


def test_all_looks_of_a_reading_are_told_but_of_many_workers_no_more_often(samples):
    looks = [(at_ms * MS, [row(70)]) for at_ms in (0, 500, 1_000)]
    told = list(samples.take(NodeRead(1, 70, 1_200 * MS, 0, looks=looks)))
    assert [each.t_us for each in told if isinstance(each, Threads)] == [500_000, 1_000_000]
    told = list(samples.take(NodeRead(1, 71, 1_250 * MS, 0, looks=[(1_100 * MS, [row(71)])])))
    assert told == []
    (last,) = [each for each in samples.rest() if isinstance(each, Threads)]
    assert len(last.cpu_us) == 2


def test_a_reading_that_was_overtaken_tells_nothing_and_why_nobody_looks_is_told_once(samples):
    first = list(samples.take(NodeRead(1, 70, 2_000 * MS, 5, why="Yama says no")))
    assert [each.why for each in first if isinstance(each, Missing)] == ["on node 1 Yama says no"]
    assert list(samples.take(NodeRead(1, 70, 1_000 * MS, 9))) == []
    later = list(samples.take(NodeRead(1, 70, 3_000 * MS, 9, why="Yama says no")))
    assert not [each for each in later if isinstance(each, Missing)]
