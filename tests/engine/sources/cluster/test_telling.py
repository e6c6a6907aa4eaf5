"""From a scheduler's answers to events: numbers, nodes, times, and what is told how often."""

import pytest
from concviz.engine.session.events import ClusterState, ClusterThreads, Cores, Node, Spans
from concviz.engine.sources.cluster.telling import every_us
from concviz.engine.sources.cluster.told import NodeTold, told_of

from tests.support.watched_cluster import AT, CALENDAR, MadeCluster, S, answer, span, worker


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def test_two_workers_of_one_machine_are_on_one_node():
    events = MadeCluster().hears(answer(S), S)
    assert [(each.node, each.workers, each.cores, each.python) for each in of(Node, events)] == [
        (1, 2, 2, "3.12.1"),
        (2, 1, 2, "3.12.1"),
    ]
    (state,) = of(ClusterState, events)
    assert [(row.number, row.node, row.pid) for row in state.workers] == [(1, 1, 11), (2, 1, 12), (3, 2, 11)]
    assert not of(Cores, events), "of one reading nothing can be said"


def test_a_node_is_told_again_only_when_something_is_another():
    made = MadeCluster()
    made.hears(answer(S), S)
    assert of(Node, made.hears(answer(2 * S), 2 * S)) == []
    one_less = [worker(address, 3 * S, 0) for address in list(AT)[1:]]
    told = told_of({"time_us": CALENDAR + 3 * S, "workers": one_less})
    assert [(each.node, each.workers) for each in of(Node, made.hears(told, 3 * S))] == [(1, 1)]


def test_cores_of_a_node_add_up_over_its_workers_and_wait_for_all_of_them():
    made = MadeCluster()
    made.hears(answer(S), S)
    late = [worker("tcp://a:1", 2 * S, S // 2), worker("tcp://a:2", S, S // 4), worker("tcp://b:1", 2 * S, S // 2)]
    events = made.hears(told_of({"time_us": CALENDAR, "workers": late}), 2 * S)
    assert [event.node for event in of(Cores, events)] == [2]
    both = [worker("tcp://a:1", 2 * S, S // 2), worker("tcp://a:2", 2 * S, S // 2), worker("tcp://b:1", 2 * S, S // 2)]
    (cores,) = of(Cores, made.hears(told_of({"time_us": CALENDAR, "workers": both}), 2 * S + 1))
    assert (cores.node, cores.dt_us, cores.busy_permille, cores.run_permille) == (1, S, [1000, 0], [500, 0])
    assert cores.run_total_permille == 500


def test_one_that_does_not_answer_is_not_waited_for_and_its_time_comes_later():
    made = MadeCluster()
    made.hears(answer(S), S)
    slow = [worker("tcp://a:1", 5 * S, 4 * S), worker("tcp://a:2", S, S // 4)]
    (cores,) = of(Cores, made.hears(told_of({"time_us": CALENDAR, "workers": slow}), 5 * S))
    assert cores.run_total_permille == (4 * S - S // 4) * 1000 // (4 * S)
    again = [worker("tcp://a:1", 6 * S, 4 * S), worker("tcp://a:2", 6 * S, S)]
    (cores,) = of(Cores, made.hears(told_of({"time_us": CALENDAR, "workers": again}), 6 * S))
    assert cores.run_total_permille == 750


def test_spans_are_numbered_by_thread_and_prefix_and_stand_in_our_time():
    made = MadeCluster()
    spans = [span("tcp://a:1", 7, "loop", 3000, 400), span("tcp://b:1", 7, "sum", 3100, 50, True),
             span("tcp://a:1", 7, "sum", 3500, 10)]  # fmt: skip
    events = made.hears(answer(S, spans=spans), S)
    assert [(each.lane, each.item, each.start_us, each.wall_us, each.flag) for each in of(Spans, events)] == [
        (1, [1, 2], [3000, 3500], [400, 10], [0, 0]),
        (2, [2], [3100], [50], [1]),
    ]
    assert of(ClusterThreads, events)[0].rows == [(1, 1), (2, 3)]
    assert of(ClusterThreads, made.hears(answer(2 * S, spans=spans), 2 * S)) == []


def test_what_is_done_now_is_since_when_by_the_workers_calendar():
    made = MadeCluster()
    told = worker("tcp://a:1", S, 0, [(7, "loop", CALENDAR + S // 2 - 90 * S)])
    told["node"]["delay_us"] = 90 * S
    (state,) = of(ClusterState, made.hears(told_of({"time_us": CALENDAR, "workers": [told]}), S))
    assert state.running == [(1, 1, S // 2)]
    assert (state.workers[0].executing, state.workers[0].queued) == (1, 2)


def test_the_offset_of_a_node_and_how_far_it_may_be_wrong():
    made = MadeCluster()
    told = worker("tcp://a:1", S, 0)
    told["node"]["delay_us"] = 3 * S
    ahead_us = made.telling._clock.ahead_us
    (node,) = of(Node, made.hears(told_of({"time_us": CALENDAR, "workers": [told]}), S))
    assert node.offset_us == pytest.approx(ahead_us - 3 * S, abs=S)
    assert node.within_us == 1_000 + 2_000


def test_without_readings_nodes_are_hosts_and_cores_come_from_dask_s_monitor():
    made = MadeCluster()
    bare = [{"address": address, "host": host, "threads": 2, "cpu": 150.0} for address, (host, *_) in AT.items()]
    told = told_of({"time_us": CALENDAR, "workers": bare, "unplaced": "no pickles here"})
    events = made.hears(told, S)
    assert [(each.node, each.workers, each.cores) for each in of(Node, events)] == [(1, 2, 4), (2, 1, 2)]
    assert [(each.node, each.busy_permille, each.run_total_permille) for each in of(Cores, events)] == [
        (1, [], 3000),
        (2, [], 1500),
    ]


def test_the_first_reading_of_a_worker_is_waited_for():
    made = MadeCluster()
    bare = {"address": "tcp://a:1", "host": "a", "threads": 2}
    assert of(Node, made.hears(told_of({"time_us": CALENDAR, "workers": [bare]}), S)) == []
    assert len(of(Node, made.hears(told_of({"time_us": CALENDAR, "workers": [bare]}), 5 * S))) == 1
    later = made.hears(told_of({"time_us": CALENDAR, "workers": [worker("tcp://a:1", 6 * S, 0)]}), 6 * S)
    assert {each.node for each in of(Node, later)} == {1}, "it stays on the node that it was counted on"


def test_lost_spans_add_up_and_silence_is_a_status():
    made = MadeCluster()
    made.hears(answer(S, lost=3), S)
    silent = [worker("tcp://a:1", S, 0, silent_s=60.0)]
    (state,) = of(ClusterState, made.hears(told_of({"time_us": CALENDAR, "workers": silent, "lost": 4}), 3 * S))
    assert (state.lost, state.workers[0].status) == (7, "silent")


def test_what_an_other_version_says_and_is_not_known_is_left_out():
    odd = {
        "time_us": CALENDAR,
        "workers": [{"address": "tcp://a:1", "threads": "many", "node": {"machine": 5}}],
        "new": 1,
    }
    (found,) = told_of(odd).workers
    assert (found.threads, found.node) == (0, None)
    assert told_of("nothing of the kind").workers == []
    assert told_of({"workers": [worker("tcp://a:1", S, 0)]}).workers[0].node == NodeTold(
        "boot-a", 11, "3.12.1", 2, S, [S, 0], [0, 0], 0, 0, 2_000, []
    )


@pytest.mark.parametrize(
    ("t_s", "workers", "every_s"), [(10, 4, 0.5), (100, 4, 1), (700, 4, 2), (4000, 4, 5), (10, 800, 8)]
)
def test_the_state_is_told_more_rarely_in_long_sessions_and_of_many_workers(t_s, workers, every_s):
    assert every_us(t_s * S, workers) == every_s * S
