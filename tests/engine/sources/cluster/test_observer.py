"""What runs beside a scheduler: what it hears and tells, and that it goes by itself."""

import asyncio
import pickle
from types import SimpleNamespace as Made

import pytest
from concviz.engine.sources.cluster import at_node, at_scheduler
from concviz.engine.sources.cluster.as_text import as_text
from concviz.engine.sources.cluster.at_scheduler import MOST_PREFIXES, MOST_SPANS, OTHERS, Observer
from concviz.engine.sources.cluster.cluster_link import differing


class Scheduler:
    """The parts of Dask's that an observer uses."""

    def __init__(self):
        self.handlers, self.plugins, self.clients = {}, {}, {"us": 0, "other": 0, "fire-and-forget": 0}
        self.tasks, self.task_prefixes, self.workers = {}, {}, {}
        self.worker_plugins = {}

    async def register_worker_plugin(self, comm, plugin, name, idempotent):
        self.worker_plugins[name] = plugin
        return {"tcp://a:1": {"status": "OK"}}

    async def unregister_worker_plugin(self, comm, name):
        del self.worker_plugins[name]

    def task(self, key, prefix):
        self.tasks[key] = Made(prefix=Made(name=prefix))
        self.task_prefixes[prefix] = Made(states={"memory": 1, "released": 3})

    @property
    def traces(self):
        return [*self.handlers, *self.plugins, *self.worker_plugins]


async def observed(lease_s=60.0):
    scheduler, observer = Scheduler(), Observer("concviz-1", "us", b"plugin", lease_s)
    await observer.start(scheduler)
    scheduler.plugins[observer.name] = observer
    await asyncio.sleep(0)
    return scheduler, observer


def ends(observer, key, finish="memory", wall_s=0.25, **more):
    startstops = [
        {"action": "transfer", "start": 9.5, "stop": 9.75},
        {"action": "compute", "start": 10, "stop": 10 + wall_s},
    ]
    observer.transition(
        key, "processing", finish, startstops=startstops, worker="tcp://a:1", thread=7, nbytes=28, **more
    )


async def test_it_tells_each_task_once_and_the_sums_again():
    scheduler, observer = await observed()
    scheduler.task("loop-1", "loop")
    ends(observer, "loop-1")
    ends(observer, "loop-1", "erred")
    observer.transition("loop-1", "waiting", "processing")
    observer.transition("loop-1", "processing", "released")
    told = await scheduler.handlers["concviz-1"]()
    assert told["spans"] == [
        ("tcp://a:1", 7, "loop", 10_000_000, 250_000, False),
        ("tcp://a:1", 7, "loop", 10_000_000, 250_000, True),
    ]
    assert told["prefixes"] == [("loop", {"memory": 1, "released": 3}, [2, 1, 500_000, 500_000, 56])]
    assert (told["lost"], told["clients"]) == (0, 1)
    told = await observer.tell()
    assert told["spans"] == []
    assert told["prefixes"][0][2][:2] == [2, 1]


async def test_what_came_too_thick_is_counted():
    scheduler, observer = await observed()
    scheduler.task("loop-1", "loop")
    for _ in range(MOST_SPANS + 5):
        ends(observer, "loop-1")
    told = await observer.tell()
    assert (len(told["spans"]), told["lost"], told["prefixes"][0][2][0]) == (MOST_SPANS, 5, MOST_SPANS + 5)
    assert (await observer.tell())["lost"] == 0


async def test_keys_without_end_share_a_row():
    _, observer = await observed()
    for number in range(MOST_PREFIXES + 50):
        ends(observer, f"{number}")
    told = await observer.tell()
    assert len(told["prefixes"]) <= MOST_PREFIXES + 1
    assert {name: sums[0] for name, _, sums in told["prefixes"]}[OTHERS] == 50


@pytest.mark.parametrize("how", ["told", "client gone", "nobody asks"])
async def test_it_goes_and_leaves_nothing(how):
    scheduler, observer = await observed(lease_s=0.02 if how == "nobody asks" else 60.0)
    assert len(scheduler.traces) == 3
    if how == "told":
        assert await observer.tell(leave=True) == {}
    observer.remove_client(scheduler, "other")
    if how == "client gone":
        observer.remove_client(scheduler, "us")
    for _ in range(500):
        if not scheduler.traces:
            break
        await asyncio.sleep(0.01)
    assert scheduler.traces == []


async def test_it_does_not_come_for_a_client_that_is_gone():
    scheduler = Scheduler()
    with pytest.raises(RuntimeError, match="gone"):
        await Observer("concviz-1", "long gone", b"").start(scheduler)
    assert scheduler.traces == []


async def test_workers_that_take_no_plugin_are_said():
    scheduler, observer = Scheduler(), Observer("concviz-1", "us", b"")

    async def refuses(comm, plugin, name):
        return {"tcp://a:1": {"status": "error"}, "tcp://a:2": {"status": "OK"}}

    scheduler.register_worker_plugin = refuses
    await observer.start(scheduler)
    await asyncio.sleep(0)
    assert (await observer.tell())["unplaced"] == "1 of 2 workers refuse it"
    await observer.tell(leave=True)


def test_a_worker_s_reading_is_there_until_it_is_taken_away():
    worker = Made(
        metrics={}, scheduler_delay=0.5, latency=0.002, active_threads={7: "loop-1"},
        state=Made(tasks={"loop-1": Made(start_time=12.5)}),
    )  # fmt: skip
    plugin = at_node.Reading("concviz-1")
    plugin.setup(worker)
    first = worker.metrics["concviz-1"](worker)
    assert (first["delay_us"], first["trip_us"]) == (500_000, 2_000)
    second = plugin.read(worker)
    assert second["cpu_us"] >= first["cpu_us"]
    assert second["at_us"] >= first["at_us"]
    assert len(second["busy_us"]) >= first["cores"] >= 1
    plugin.teardown(worker)
    assert worker.metrics == {}


def test_what_is_sent_is_text_and_becomes_the_plugin_where_it_arrives():
    kind = pytest.importorskip(
        "distributed.diagnostics.plugin", reason="Dask is not installed: pip install 'concviz[cluster]'"
    )
    sent = pickle.dumps(as_text(kind.SchedulerPlugin, at_scheduler, "concviz-1", "us", b"for workers", 60.0))
    arrived = pickle.loads(sent)
    assert isinstance(arrived, kind.SchedulerPlugin)
    assert type(arrived).__mro__[1].__module__ == "concviz_at_scheduler"
    assert arrived.name == "concviz-1"
    assert b"__main__" not in sent, "Dask would pickle it another way"


def test_versions_that_differ_are_named():
    one = {"packages": {"python": "3.11.7.final.0", "distributed": "2026.8.0"}}
    other = {"packages": {"python": "3.12.1.final.0", "distributed": "2026.8.0"}}
    assert differing({"scheduler": one, "a": one, "b": None}) == ""
    assert differing({"scheduler": one, "a": other}) == "Versions differ in this cluster: python 3.11.7, 3.12.1."
