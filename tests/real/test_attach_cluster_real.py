"""A cluster that somebody else works with: what is seen of it, and that nothing stays there, whatever ends concviz or a part of it."""

import os
import signal
import subprocess
import time

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.cluster.cluster_result import cluster_result
from concviz.engine.analysis.cluster.cluster_view import cluster_view
from concviz.engine.session.events import ClusterState
from concviz.engine.sources.cluster import cluster_source
from concviz.engine.sources.cluster.found_cluster import FoundCluster
from concviz.engine.sources.watching import Watching

from tests.support.dask_cluster import dask_cluster
from tests.support.real_processes import CONCVIZ, concviz, until

Client = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'concviz[cluster]'").Client
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with dask_cluster(tmp_path_factory.mktemp("cluster"), workers=2, threads=2) as found:
        yield found


@pytest.fixture
def client(cluster):
    with Client(cluster.address, set_as_default=False) as found:
        yield found


def watch(cluster):
    return Watching.open(lambda: FoundCluster(cluster.address), recording=False)


def traces(client):
    """Whatever has our name on the scheduler and on workers."""

    def named(dask_scheduler):
        everywhere = (
            *dask_scheduler.plugins,
            *dask_scheduler.worker_plugins,
            *dask_scheduler.handlers,
            *dask_scheduler.extensions,
        )
        return [each for each in everywhere if "concviz" in each]

    def of_worker(dask_worker):
        return [each for each in (*dask_worker.plugins, *dask_worker.metrics) if "concviz" in each]

    return [*client.run_on_scheduler(named), *(each for some in client.run(of_worker).values() for each in some)]


def held(x, until_s):
    while time.time() < until_s:
        time.sleep(0.01)
    return x


def spin(x, cpu_s):
    end = time.thread_time() + cpu_s
    while time.thread_time() < end:
        pass
    return x


def fails(x):
    raise ValueError(x)


def test_what_others_submit_is_seen_to_the_last_task_and_nothing_stays(cluster, client):
    watching = watch(cluster)
    session = watching.session
    view = lambda: cluster_view(session, 1, session.length_us)  # noqa: E731
    until(lambda: view() is not None and len(view().workers) == 2, "two workers")
    assert traces(client), "or this looks in the wrong places"
    client.gather(client.map(spin, range(20), cpu_s=0.03, key="spin"))
    futures = [client.submit(fails, number) for number in range(3)]
    until(lambda: all(each.status == "error" for each in futures), "three errors")
    done = lambda: {each.row.name: (each.row.done, each.row.failed) for each in view().prefixes}  # noqa: E731
    until(lambda: done() == {"spin": (20, 0), "fails": (3, 3)}, "all tasks are told of")
    seen = snapshot(session, None)
    assert [(node.node, node.workers) for node in seen.nodes] == [(1, 2)]
    assert seen.cluster.threads == 4
    watching.close()
    assert traces(client) == []
    spans = session.spans(1)
    assert sorted((spans.end_us - spans.start_us).tolist())[-20:][0] >= 29_000, "as long as they computed at least"
    assert len(spans) == 23
    result = cluster_result(session, 1)
    assert (result.status, result.missing, result.lost_spans) == ("left", [], 0)
    assert watching.exit_code_known is None


def test_what_is_being_done_is_seen_before_it_has_ended(cluster, client):
    watching = watch(cluster)
    session = watching.session
    end_s = time.time() + 3
    futures = client.map(held, range(2), until_s=end_s, key="held", pure=False)

    def running():
        state = session.latest(ClusterState, 1)
        return len(state.running) if state is not None else 0

    until(lambda: running() == 2, "two are being done")
    client.gather(futures)
    until(lambda: running() == 0, "none is any more")
    watching.close()


def test_killed_it_leaves_nothing(cluster, client, state):
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    with subprocess.Popen(
        [*CONCVIZ, "attach", cluster.address, "--plain"], env=environment, stderr=subprocess.DEVNULL
    ) as program:
        until(lambda: len(traces(client)) >= 3, "it is there")
        program.kill()
    until(lambda: traces(client) == [], "it is gone")


def test_in_words_and_as_json(cluster, state, tmp_path):
    path = tmp_path / "cluster.concviz.jsonl"
    said = concviz("attach", cluster.address, "--plain", "--for", "2s", "--record", str(path), state=state)
    assert said.returncode == 0
    assert "1 node, 2 workers, 4 threads" in said.stderr
    assert path.exists()


def test_a_worker_that_is_killed_is_missed_and_a_scheduler_that_is_gone_ends_it(cluster, client, monkeypatch):
    monkeypatch.setattr(cluster_source, "PATIENCE_S", 0.5)
    watching = watch(cluster)
    session = watching.session
    state = lambda: session.latest(ClusterState, 1)  # noqa: E731
    until(
        lambda: state() is not None and len(state().workers) == 2 and all(each.pid for each in state().workers), "both"
    )
    os.kill(state().workers[0].pid, signal.SIGKILL)
    until(lambda: len(state().workers) == 1, "one is left")
    cluster.processes[0].kill()
    assert watching.wait(60)
    assert session.run_end(1).status == "done"
    assert [each.what for each in session.missing()] == ["scheduler"]
    watching.close()
    assert cluster_result(session, 1).status == "ended"
