"""What the machines of a cluster do at the play head, by the spans that have come from them."""

import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.cluster_nodes import cpu_until
from concviz.engine.session.events import LaneOpened, Node, NodeUse, RunEnded

from tests.support.exact_run import ExactRun


def on_nodes(*, cores=(8, 4), ended=False) -> ExactRun:
    """A second of items of 100 ms: each node's one thread computes for all of the first half of it, and for half of the second."""
    run = ExactRun(model="dask", worker="process")
    for node, has in enumerate(cores, 1):
        run.session.append(Node(150_000, 1, node, 1, has, "3.11.7", 0, 200))
        run.session.append(LaneOpened(1_000_000, 1, node, "process", 70, 71, True, node))
    for node in range(1, len(cores) + 1):
        times = range(1_000_000, 2_000_000, 100_000)
        rows = [(item, at, at + 100_000, 100_000 if at < 1_500_000 else 50_000, 0) for item, at in enumerate(times)]
        run.spans(2_010_000, node, *rows)
        run.lane(node, 1_000_000, 2_000_000, kind="process", pid=70, tid=71, cpu_us=750_000, opened=False, items=10)
    if ended:
        run.phase(2_010_000, "results_in")
        run.session.append(RunEnded(2_020_000, 1, "done", {"nodes": [], "cores_used": 1.5}))
    return run


def test_a_span_counts_evenly_over_its_length():
    points = np.array([0, 10, 20, 40, 90])
    found = cpu_until(np.array([10, 30]), np.array([30, 50]), np.array([10, 20]), points)
    assert found.tolist() == [0.0, 0.0, 5.0, 20.0, 30.0]
    assert cpu_until(np.array([5]), np.array([5]), np.array([0]), points).tolist() == [0.0] * 5
    assert not cpu_until(*[np.zeros(0, dtype=np.int64)] * 3, points).any()


def test_each_node_is_told_by_its_own_spans():
    seen = snapshot(on_nodes().session, 2_000_000, history_s=1.0, history_steps=4)
    assert [(each.node, each.workers, each.cores) for each in seen.nodes] == [(1, 1, 8), (2, 1, 4)]
    for each in seen.nodes:
        assert each.used == pytest.approx(0.75)
        assert each.history == pytest.approx([1.0, 1.0, 0.5, 0.5])


def test_of_a_run_that_is_over_it_is_all_of_its_computing():
    session = on_nodes(ended=True).session
    session.append(Node(60_000_000, 2, 1, 1, 1, "3.11.7", 0, 0))
    assert [each.used for each in snapshot(session, 60_000_000).nodes] == pytest.approx([0.75, 0.75])


def test_where_workers_tell_what_they_use_that_counts_and_what_others_use_beside_it():
    session = on_nodes().session
    for t_us, cpu_us, busy_us in ((900_000, 0, 0), (1_400_000, 250_000, 1_000_000), (1_900_000, 1_250_000, 2_000_000)):
        session.append(NodeUse(t_us, 1, 1, t_us - 900_000, cpu_us, busy_us))
    first, second = snapshot(session, 2_000_000, history_s=1.0, history_steps=2).nodes
    assert (first.used, first.rest) == pytest.approx((1.25, 0.75))
    assert first.history == pytest.approx([0.8, 1.6])
    assert first.history_rest == pytest.approx([1.2, 0.0])
    assert (second.used, second.history_rest) == (0.0, None)


def test_before_the_first_item_nothing_is_used_and_on_one_machine_there_are_no_nodes():
    assert [each.used for each in snapshot(on_nodes().session, 500_000).nodes] == [0.0, 0.0]
    assert snapshot(ExactRun().session, 500_000).nodes == ()


def test_two_hundred_nodes_are_told():
    seen = snapshot(on_nodes(cores=(64,) * 200).session, 2_000_000, history_s=1.0, history_steps=4)
    assert (len(seen.nodes), sum(each.cores for each in seen.nodes)) == (200, 12_800)
    assert sum(each.used for each in seen.nodes) == pytest.approx(150.0)


def test_what_is_remembered_of_readings_changes_nothing():
    """Going on, back and on again, with readings that come late."""

    def told(t_us: int, node: int) -> NodeUse:
        return NodeUse(t_us, 1, node, t_us - 900_000, (t_us - 900_000) // (node + 1), t_us - 900_000)

    times = [900_000, 1_000_000, 1_200_000, 1_400_000, 1_600_000, 1_800_000, 1_900_000]
    session, seen = on_nodes().session, []
    for t_us in times:
        for node in (1, 2):
            session.append(told(t_us, node))
        if t_us == 1_600_000:
            session.append(told(1_500_000, 1))
        for head in (t_us, 1_100_000, t_us):
            kept = snapshot(session, head, history_s=0.4, history_steps=4).nodes
            fresh = on_nodes().session
            for each in sorted(session.between(NodeUse, 1, 0, 9_000_000), key=lambda use: use.t_us):
                fresh.append(each)
            anew = snapshot(fresh, head, history_s=0.4, history_steps=4).nodes
            seen.append([(each.node, each.used, each.rest, each.history.tolist()) for each in kept])
            assert seen[-1] == [(each.node, each.used, each.rest, each.history.tolist()) for each in anew]
    assert any(used for nodes in seen for _, used, *_ in nodes)
