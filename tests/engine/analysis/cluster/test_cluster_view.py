"""A watched cluster at a play head: exact figures of made answers."""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.cluster.cluster_result import cluster_result
from concviz.engine.analysis.cluster.cluster_view import cluster_view
from concviz.engine.analysis.program.program_pair import last_program
from concviz.engine.session.file.reader import load

from tests.support.watched_cluster import MadeCluster, S, made_cluster

NOW = 10 * S


def test_workers_threads_and_who_is_busy():
    view = cluster_view(made_cluster(), 1, NOW)
    assert [(each.row.number, each.row.node, each.lanes) for each in view.workers] == [
        (1, 1, (1, 4)),
        (2, 1, (2,)),
        (3, 2, (3, 5)),
    ]
    assert (view.threads, view.executing, view.clients) == (6, 3, 1)
    loop, sleep = 3 * 0.99, 0.5
    assert view.busy_threads == pytest.approx(loop + sleep, abs=0.01)
    assert view.waiting == 9 + 4 + 5 - 3


def test_prefixes_with_those_first_that_keep_threads_busy():
    loop, sleep, load_ = cluster_view(made_cluster(), 1, NOW).prefixes
    assert [each.row.name for each in (loop, sleep, load_)] == ["loop", "sleep", "load"]
    assert (loop.running, loop.row.done, loop.per_s, loop.mean_s) == (3, 30, 3.0, pytest.approx(0.99))
    assert (sleep.busy_threads, sleep.per_s) == (pytest.approx(0.5), 1.0)
    assert (load_.row.failed, load_.row.erred, load_.per_s) == (1, 1, 0.0)


def test_at_an_earlier_play_head_nothing_later_is_known():
    view = cluster_view(made_cluster(), 1, 3 * S)
    assert [(each.row.name, each.row.done) for each in view.prefixes] == [("loop", 9), ("sleep", 3)]
    assert int(view.pieces.end_us.max()) == 3 * S
    assert cluster_view(made_cluster(), 2, NOW) is None


def test_a_task_that_goes_on_is_drawn_up_to_now_until_watching_is_over():
    pieces = cluster_view(made_cluster(), 1, NOW + S // 2).pieces
    assert pieces.end_us.tolist().count(NOW + S // 2) == 3
    pieces = cluster_view(made_cluster(ends=True), 1, NOW + S // 2).pieces
    assert int(pieces.end_us.max()) < NOW


def test_the_nodes_in_a_snapshot_with_others_beside():
    seen = snapshot(made_cluster(), NOW)
    assert [(node.node, node.workers, node.cores) for node in seen.nodes] == [(1, 2, 2), (2, 1, 2)]
    assert [node.used for node in seen.nodes] == [0.5, 0.25]
    assert [node.rest for node in seen.nodes] == [0.5, 0.75]
    assert seen.used_now == 0.75
    assert seen.cluster.threads == 6
    assert seen.program is None
    assert seen.run.status == "running"
    assert last_program(made_cluster()) is None


def test_the_account_at_the_end():
    result = cluster_result(made_cluster(ends=True), 1)
    assert (result.status, result.wall_s, result.clients, result.lost_spans) == ("left", 10.0, 1, 0)
    assert [(each.cores_used, each.rest_used) for each in result.nodes] == [(0.5, 0.5), (0.25, 0.75)]
    assert [(each.prefix, each.done, each.failed, each.waiting, each.processing) for each in result.tasks] == [
        ("loop", 30, 0, 4, 9),
        ("sleep", 10, 0, 5, 0),
        ("load", 1, 1, 0, 0),
    ]
    assert result.says == ["Tasks fail. 1 of 1 load ended with an error."]


def test_what_a_live_one_shows_its_recording_shows(tmp_path):
    path = tmp_path / "cluster.concviz.jsonl"
    live = made_cluster(ends=True, path=path)
    live.close()
    read = load(path)
    assert cluster_result(read, 1) == cluster_result(live, 1)
    there, here = (cluster_view(each, 1, 7 * S) for each in (read, live))
    assert (there.workers, there.prefixes) == (here.workers, here.prefixes)
    assert sorted(there.pieces.start_us.tolist()) == sorted(here.pieces.start_us.tolist())


def test_before_anything_was_told():
    made = MadeCluster()
    seen = snapshot(made.session, S)
    assert (seen.nodes, seen.cluster, seen.findings) == ((), None, ())
    made.ends(S)
    assert cluster_result(made.session, 1).workers == []
