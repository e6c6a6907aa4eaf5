"""Rules about a watched cluster: the whole sentence, and where they are silent."""

from dataclasses import replace

import msgspec
import pytest
from concviz.engine.analysis.cluster.cluster_view import ClusterView, Pieces, PrefixView, WorkerView
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.findings import findings, verdict
from concviz.engine.session.events import PrefixRow, Source, WorkerRow
from concviz.engine.sources.cluster.cluster_source import ClusterSource

from tests.support.fakes import MACHINE

NONE = Pieces(*[()] * 5)
MIB = 1 << 20


def worker(number, busy=0.0, **row):
    return WorkerView(WorkerRow(number, 1, threads=2, **{"status": "running", **row}), (), busy)


def prefix(number, name, busy=0.0, per_s=0.0, **row):
    return PrefixView(PrefixRow(number, name, **row), 0, per_s, busy)


def facts_of(workers, prefixes=(), cores_now=0.0, status="running"):
    view = ClusterView(tuple(workers), tuple(prefixes), NONE, {}, 0, 1, 0, 0)
    return Facts(
        machine=MACHINE, status=status, source=ClusterSource.tells, cluster=view, cluster_cores=4, cores_now=cores_now
    )


BUSY = [prefix(1, "loop", 3.0, 40.0, done=9), prefix(2, "sum", 1.0, 2.5, done=1), prefix(3, "rare", 0.001)]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (facts_of([], [prefix(1, "loop", queued=3)]),
         "No workers. Nobody is connected to the scheduler who could do a task. Three tasks wait."),
        (facts_of([]), "No workers. Nobody is connected to the scheduler who could do a task."),
        (facts_of([worker(1), worker(2)]), "Idle. Two workers with four threads have nothing to do."),
        (facts_of([worker(1)], [prefix(1, "loop", waiting=1)]),
         "Idle. One worker with two threads has nothing to do; one task waits."),
        (facts_of([worker(1, 2.0), worker(2, 2.0)], BUSY, 3.5),
         "4.0 of 4 threads have a task. Tasks end at 42/s; of their time 75% loop and 25% sum."),
        (facts_of([worker(1, 2.0), worker(2, 2.0)], BUSY, 1.9),
         "Tasks mostly wait. 4.0 of 4 threads have a task, and the workers use 1.9 cores: most of a task's time it waits, for I/O, "
         "a lock, the GIL that threads of a worker share, or a core that others have. 4.0 of 4 threads have a task. Tasks end at "
         "42/s; of their time 75% loop and 25% sum."),
        (facts_of([worker(1, 1.9), worker(2, 0.0)], BUSY, 0.1),
         "1.9 of 4 threads have a task. Tasks end at 42/s; of their time 75% loop and 25% sum."),
        (facts_of([worker(1), worker(2, status="silent")]),
         "No heartbeat. Worker 2 has sent no heartbeat for long: hung, stopped, or cut off. "
         "Idle. Two workers with four threads have nothing to do."),
        (facts_of([worker(1, status="paused", memory_bytes=900 * MIB, limit_bytes=1024 * MIB),
                   worker(2, status="paused")]),
         "Paused for want of memory. Workers 1 and 2 have stopped beginning tasks: 900 MiB of 1.0 GiB of memory in use. "
         "Idle. Two workers with four threads have nothing to do."),
        (facts_of([worker(1, spilled_bytes=5 * MIB)]),
         "Results go to disk. One worker put 5.0 MiB of results there for want of memory. "
         "Idle. One worker with two threads has nothing to do."),
        (facts_of([worker(1)], [prefix(1, "load", failed=2, done=7)]),
         "Tasks fail. 2 of 7 load ended with an error. Idle. One worker with two threads has nothing to do."),
        (facts_of([worker(1, status="silent")], status="stopped"), "It is left. Going back shows what it did."),
    ],
)  # fmt: skip
def test_what_is_said(facts, said):
    assert verdict(facts) == said


def test_of_a_program_and_of_a_run_they_say_nothing_and_a_program_s_rules_nothing_of_a_cluster():
    cluster = facts_of([])
    program = replace(cluster, source=Source(0, "watch", lanes=False))
    assert {each.rule for each in findings(program)} == {"in counts"}
    assert {each.rule for each in findings(cluster)} == {"no workers"}
    assert findings(replace(cluster, cluster=None)) == ()
    assert msgspec.json.decode(msgspec.json.encode(ClusterSource.tells), type=Source) == ClusterSource.tells
