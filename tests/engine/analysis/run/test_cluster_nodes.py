"""A run on a cluster: its figures are of the nodes, and not of the machine that sent the work."""

import pytest
from concviz.engine.analysis.run.result import result
from concviz.engine.model.run_facts import NodeFacts
from concviz.engine.session.events import LaneOpened, Node, NodeUse, ProcessTable, States, Threads

from tests.support.exact_run import LAB, ExactRun


def on_two_nodes() -> ExactRun:
    """Processes of one number on both nodes, busy for 0.6 and 0.9 of the second of compute; the lab computes beside them."""
    run = ExactRun(model="dask", worker="process")
    for node, cores, offset_us, cpu_us in ((1, 8, -3_000_000, 600_000), (2, 4, 0, 900_000)):
        run.session.append(Node(150_000, 1, node, 1, cores, "3.11.7", offset_us, 200))
        run.session.append(LaneOpened(200_000, 1, node, "process", 70, 71, True, node))
        run.lane(node, 200_000, 1_200_000, kind="process", pid=70, tid=71, cpu_us=cpu_us, opened=False, items=5)
    run.who(0, (LAB, LAB, "main"), (LAB, 300, "helper"), processes=((LAB, 1, "lab"),))
    run.sample(199_999, 0, 0)
    run.sample(300_000, 10_000, 90_000)
    run.sample(1_000_000, 45_000, 600_000)
    run.phase(1_210_000, "results_in", rusage_self_s=3.0, rusage_children_s=0.0)
    run.phase(1_220_000, "workers_gone", rusage_self_s=3.0, rusage_children_s=0.0)
    return run


def test_cores_are_those_of_the_nodes_and_the_sender_is_no_part_of_it():
    found = result(on_two_nodes().session, 1, "done")
    assert found.nodes == [
        NodeFacts(node=1, workers=1, lanes=1, cores=8, cores_used=0.6, offset_s=-3.0, within_s=0.0002),
        NodeFacts(node=2, workers=1, lanes=1, cores=4, cores_used=0.9, offset_s=0.0, within_s=0.0002),
    ]
    assert (found.usable_cores, found.cores_used, found.cpu_s) == (12, 1.5, 1.5)
    assert (found.rusage_s, found.rusage_differs) == (None, "")


def test_a_node_that_is_met_again_is_told_as_it_was_last():
    run = on_two_nodes()
    run.session.append(Node(500_000, 1, 2, 3, 4, "3.11.7", 0, 200))
    assert [(node.node, node.workers) for node in result(run.session, 1, "done").nodes] == [(1, 1), (2, 3)]


def test_a_run_on_this_machine_has_none():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, cpu_us=900_000)
    assert result(run.session, 1, "done").nodes == []


def test_a_nodes_cores_are_what_its_workers_processes_have_used_and_the_others_beside_them():
    run = on_two_nodes()
    run.session.append(NodeUse(190_000, 1, 1, 0, 0))
    run.session.append(NodeUse(1_215_000, 1, 1, 1_025_000, 750_000, 1_775_000, 40_000, 9_000))
    run.session.append(NodeUse(1_215_000, 1, 2, 1_000_000, 950_000))
    found = result(run.session, 1, "done")
    first, second = found.nodes
    assert (first.cores_used, first.cpu_s, first.rest_cores, first.moved_s, first.sent_bytes) == (
        0.75,
        0.75,
        1.0,
        0.04,
        9_000,
    )
    assert (second.cores_used, second.cpu_s, second.rest_cores) == (0.95, 0.95, None)
    assert (found.cpu_s, found.cores_used) == (1.7, 1.7)


def test_what_a_nodes_threads_wait_for_is_looked_at_there_and_between_items_they_wait_for_the_next():
    """Node 2's thread 71 sleeps where node 1's of the same numbers waits for a lock; both are 0.1 s between items."""
    run = ExactRun(model="dask", worker="process", items=10)
    waits = {1: {"lock_us": [400_000]}, 2: {"asleep_us": [300_000], "lock_us": [100_000]}}
    for node, told in waits.items():
        run.session.append(Node(150_000, 1, node, 1, 4, "3.11.7", 0, 200))
        run.session.append(LaneOpened(200_000, 1, node, "process", 70, 71, True, node))
        run.lane(
            node,
            200_000,
            1_200_000,
            kind="process",
            pid=70,
            tid=71,
            cpu_us=600_000,
            wall_us=900_000,
            opened=False,
            items=5,
        )
        run.session.append(ProcessTable(100_000, 1, [(70, 71, "worker", node)], [(70, 0, "worker")], node))
        for t_us, cpu_us, looks in ((100_000, 0, 1), (1_200_000, 600_000, 40)):
            run.session.append(Threads(t_us, 1, [cpu_us], [0], [-1], node))
            columns = told if looks > 1 else {}
            run.session.append(States(t_us, 1, [3], [looks], node=node, **columns))
    run.phase(1_210_000, "results_in")
    found = result(run.session, 1, "done").ledger
    assert found.looks > 0
    assert found.inferred == ()
    shares = (found.on_core, found.wait_lock, found.asleep, found.idle)
    assert shares == pytest.approx((0.6, 0.15, 0.15, 0.1), abs=0.02)
