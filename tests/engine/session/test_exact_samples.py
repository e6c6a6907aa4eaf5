"""Samples and spans from a few exact events: units, edges, and whose they are, in memory and read back from a file."""

import pytest
from concviz.engine.session import events as e
from concviz.engine.session.file.checksum import Scrubber
from concviz.engine.session.file.codec import Encoder
from concviz.engine.session.memory.sample_stores import CoreStore, ThreadStore

from tests.support.session_samples import lane_totals, recorded, session, spans, told


@pytest.mark.parametrize(
    ("busy", "run", "total", "taken"),
    [
        ([900, 0], [600, 0], 600, ([900, 0], [600, 0], 600)),
        ([1000, -1], [1001, 5], 7, ([1000, 0], [1000, 5], 7)),
        ([1, 2, 3], [4], 9, ([1, 2], [4, 0], 9)),
        ([1], [], 9, ([1, 0], [], 9)),
        ([], [], 0, ([0, 0], [], 0)),
        ([-1, 1001], [], 1, ([0, 1000], [], 1)),
    ],
)
def test_cores_are_cut_to_what_the_machine_has(busy, run, total, taken):
    store = CoreStore(2)
    store.add(e.Cores(5, 3, busy, run, total))
    assert list(store.events(0)) == [e.Cores(5, 3, *taken, 0)]


def test_a_window_of_cores_has_both_of_its_ends():
    store = CoreStore(1)
    for t_us in (10, 20, 30):
        store.add(e.Cores(t_us, 10, [t_us], [], t_us))
    assert store.window(10, 20).t_us.tolist() == [10, 20]
    assert store.window(11, 29).t_us.tolist() == [20]
    assert store.window(None, None).busy.tolist() == [[0.01], [0.02], [0.03]]


def test_threads_that_no_table_names_are_left_out():
    store = ThreadStore()
    store.add(e.Threads(1, 1, [5], [], []))
    assert (store.width, list(store.events(1, 0))) == (0, [])
    store.open(e.ProcessTable(2, 1, [(7, 7, "main", 1), (7, 8, "worker", 2)], [(7, 0, "lab")]))
    for cpu_us, wait_us, core in (([5], [], []), ([10, 20], [1, 2], [0, -1]), ([30, 40], [], [])):
        store.add(e.Threads(3, 1, cpu_us, wait_us, core))
    assert store.width == 2
    assert list(store.events(1, 0)) == [
        e.Threads(3, 1, [10, 20], [1, 2], [0, -1]), e.Threads(3, 1, [30, 40], [], [-1, -1]),
    ]  # fmt: skip
    assert [store.knows(*each) for each in ((2, 2), (2, 1), (3, 2))] == [True, False, False]
    found = store.window(3, 3)
    assert list(zip(found.t_us.tolist(), found.pid.tolist(), found.tid.tolist(), found.cpu_us.tolist(), strict=True)) == [
        (3, 7, 7, 10), (3, 7, 8, 20), (3, 7, 7, 30), (3, 7, 8, 40),
    ]  # fmt: skip


def two_runs():
    """Two runs at once: what both of them did within the same quarter of a second."""
    yield from (e.RunStarted(run, run, {"task": "pi"}) for run in (1, 2))
    yield from (e.LaneOpened(10 + run, run, 1, "thread", 70 + run, 70 + run, True) for run in (1, 2))
    for run in (1, 2):
        yield e.ProcessTable(20, run, [(70 + run, 70 + run, "main", 1)], [(70 + run, 0, "lab")])
    for t_us in (1_000, 2_000):
        for run in (1, 2):
            yield spans(t_us, 1, [(t_us + run, t_us - 500, 400, 300, 0, 0)], run)
            yield e.Threads(t_us, run, [t_us * run], [t_us], [run])
            yield lane_totals(t_us, 1, run, run)
            yield e.Cores(t_us, 1_000, [900, 100 * run, 0], [], 0)


def test_each_run_keeps_what_is_its_own(tmp_path):
    live, back = recorded(tmp_path / "two", two_runs())
    for run in (1, 2):
        assert told(back, None, run)["spans"] == told(live, None, run)["spans"]
        assert [span[1] for span in told(back, None, run)["spans"]] == [1_000 + run, 2_000 + run]
        found = back.threads(run, None, None)
        assert (found.t_us.tolist(), found.cpu_us.tolist()) == ([1_000, 2_000], [1_000 * run, 2_000 * run])
        assert [each.items for each in back.totals(run, None).values()] == [run]


@pytest.mark.parametrize(("permille", "known"), [([], False), ([100, 0, 0], True)])
def test_who_used_the_cores_is_known_or_not_after_a_file_too(permille, known, tmp_path):
    _, back = recorded(tmp_path / "cores", [e.Cores(250_000, 250_000, [900, 5, 0], permille, 100)])
    assert back.cores(None, None, 0).split_known is known
    assert [(each.run_permille, each.run_total_permille) for each in back.core_stores[0].events(0)] == [(permille, 100)]


@pytest.mark.parametrize(
    ("cpu_us", "told_us"), [(0, 0), (49, 0), (50, 100), (149, 100), (150, 200), (100_049, 100_000)]
)
def test_clocks_of_threads_are_kept_to_the_nearest_unit(cpu_us, told_us, tmp_path):
    who = e.ProcessTable(20, 1, [(7, 7, "main", 1)], [(7, 0, "lab")])
    events = [e.RunStarted(1, 1, {"task": "pi"}), who, e.Threads(1_000, 1, [cpu_us], [cpu_us], [3])]
    _, back = recorded(tmp_path / "clocks", events)
    found = back.threads(1, None, None)
    assert (found.cpu_us.tolist(), found.wait_us.tolist(), found.core.tolist()) == ([told_us], [told_us], [3])


def test_other_nodes_and_odd_lists_are_written_as_they_are():
    encoder = Encoder()
    assert encoder.encode(e.Header(1, "now", "0", session().machine))
    cores = session().machine.cores
    odd = [
        e.Cores(1, 1, [5] * (cores + 1), [], 0),
        e.Cores(1, 1, [5] * cores, [1], 0),
        e.Cores(1, 1, [5] * cores, [], 0, 1),
    ]
    assert [len(encoder.encode(each)) for each in odd] == [1, 1, 1]
    assert encoder.encode(e.Cores(1, 1, [5] * cores, [], 0)) == []
    assert len(encoder.flush()) == 1


@pytest.mark.parametrize(
    ("home", "line", "told"),
    [("/home/a", b"/home/a/x /home/ab /home/a", b"~/x /home/ab ~"), ("/", b"/x", b"/x"), ("/h", b"/h/x", b"~/x")],
)
def test_the_home_folder_is_taken_out_of_lines(home, line, told, monkeypatch):
    monkeypatch.setenv("HOME", home)
    assert Scrubber()(line) == told


def test_each_node_has_its_own_memory():
    live = session()
    live.append(e.RunStarted(1, 1, {"task": "pi"}))
    for t_us, node in ((10, 0), (20, 1), (30, 0), (40, 2)):
        live.append(e.Memory(t_us, 1, [t_us], [], [], [], node))
    assert [live.memory(1, None, node).t_us for node in (0, 1, 2)] == [30, 20, 40]
    assert [live.memory(1, 20, node) and live.memory(1, 20, node).t_us for node in (0, 1, 2)] == [10, 20, None]


def test_an_item_that_ends_at_a_moment_is_in_hand_before_it_only(tmp_path):
    live, back = recorded(tmp_path / "hand", [*two_runs(), spans(5_000, 1, [(9, 3_000, 1_000, 5, 0, 0)], 1)])
    for found in (live, back):
        store = found.run_log(1).spans
        assert [store.in_progress(t_us).get(1) for t_us in (2_999, 3_000, 3_999, 4_000)] == [
            None,
            (9, 3_000),
            (9, 3_000),
            None,
        ]
