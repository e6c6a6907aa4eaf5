"""`attach ADDRESS`: what is said of a cluster, and of an address that is none."""

import msgspec
import pytest
from click.testing import CliRunner
from concviz.engine.analysis.cluster.cluster_result import cluster_result
from concviz.engine.model.program_facts import ClusterResult
from concviz.tui.cli.commands.attach import What, command
from concviz.tui.cli.watch.cluster import account, line_of

from tests.support.watched_cluster import MadeCluster, made_cluster


def test_the_account_names_machines_workers_and_tasks():
    lines = account(cluster_result(made_cluster(ends=True), 1))
    lines = [line.partition("; clock")[0] for line in lines]
    assert lines == [
        "Dask cluster: left running after 10.0 s; 2 nodes, 3 workers, 6 threads",
        "  node 1, 2 workers: 0.50 of 2 cores used, 0.50 by others",
        "  node 2, 1 worker: 0.25 of 2 cores used, 0.75 by others",
        "  worker 1 on node 1, process 11: running, 2 threads, 100 MiB of 1.0 GiB, 2 tasks more there",
        "  worker 2 on node 1, process 12: running, 2 threads, 100 MiB of 1.0 GiB, 2 tasks more there",
        "  worker 3 on node 2, process 11: running, 2 threads, 100 MiB of 1.0 GiB, 2 tasks more there",
        "  loop: 30 tasks done, 990 ms each; 13 not done yet",
        "  sleep: 10 tasks done, 500 ms each, 20 ms of fetching; 5 not done yet",
        "  load: 1 task done, 1.0 ms each, 1 failed",
        "  Tasks fail. 1 of 1 load ended with an error.",
    ]


def test_many_rows_are_summed_up_and_an_end_is_said():
    result = cluster_result(made_cluster(), 1)
    many = msgspec.structs.replace(result, status="ended", workers=result.workers * 10, lost_spans=1234)
    lines = account(many)
    assert lines[0].startswith("Dask cluster: its scheduler ended after")
    assert "  18 worker rows more" in lines
    assert "  1,234 tasks are counted and not drawn: they came too thick" in lines
    assert account(ClusterResult()) == ["Dask cluster: left running after 0 s; 0 nodes, 0 workers, 0 threads"]


def test_a_line_a_second():
    words = line_of(made_cluster())
    assert words == (
        "10.0 s · 0.8 of 4 cores on 2 nodes · 3 workers, 6 threads, 3 busy · loop: 3 running, 10 waiting, 3.0/s · "
        "sleep: 0 running, 5 waiting, 1.0/s"
    )
    assert line_of(MadeCluster().session) == "0 s"


@pytest.mark.parametrize(
    ("text", "what"), [("71", 71), ("tcp://host:8786", "tcp://host:8786"), (" tls://h:1 ", "tls://h:1")]
)
def test_a_number_is_a_process_and_an_address_a_cluster(text, what):
    assert What().convert(text, None, None) == what


@pytest.mark.parametrize("text", ["0", "-3", "host:8786", "http://host", "1.5", "²"])
def test_anything_else_is_neither(text):
    found = CliRunner().invoke(command, ["--", text])
    assert found.exit_code == 2
    assert "is neither the number of a process nor an address like tcp://HOST:8786" in found.output


def test_what_is_of_processes_alone_is_refused():
    found = CliRunner().invoke(command, ["tcp://127.0.0.1:1", "--children"])
    assert found.exit_code == 2
    assert "--children and --against are of processes" in found.output
