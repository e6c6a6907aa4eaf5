"""Any event, for properties that hold for all of them."""

from __future__ import annotations

from concviz.engine.session import events as e
from hypothesis import strategies as st

from tests.support.session_samples import CORES, spans

US = st.integers(0, 1 << 40)
SMALL = st.integers(0, 5_000_000)
TEXT = st.text(max_size=20)
NODE = st.integers(0, 1)
FACTS = st.dictionaries(TEXT, st.one_of(st.integers(-(1 << 53), 1 << 53), st.booleans(), TEXT), max_size=3)


def events():
    """Any event, with numbers of any size that can be true."""
    permille = st.lists(st.tuples(st.integers(0, 1000), st.floats(0, 1)), min_size=CORES, max_size=CORES)
    span = st.tuples(SMALL, US, SMALL, SMALL, st.integers(-1, 400), st.integers(0, 3))
    pid, thread = st.integers(1, (1 << 31) - 1), st.integers(1, 1 << 40)
    row = st.tuples(pid, thread, st.sampled_from(["main", "worker"]), st.integers(0, 40))
    processes = st.tuples(SMALL, SMALL, TEXT)
    cell = st.tuples(SMALL, st.integers(0, 30), st.text("0123456789abcdef", max_size=4))
    lane, one = st.integers(1, 40), st.just(1)
    return st.one_of(
        st.builds(e.RunStarted, US, one, FACTS),
        st.builds(e.Phase, US, one, TEXT, FACTS),
        st.builds(e.LaneOpened, US, one, lane, TEXT, SMALL, SMALL, st.sampled_from([True, False, None]), NODE),
        st.builds(e.Node, US, one, NODE, SMALL, SMALL, TEXT, st.integers(-(1 << 40), 1 << 40), US),
        st.builds(_cluster, US, st.lists(TEXT, max_size=3), SMALL, NODE),
        st.builds(e.ClusterThreads, US, one, st.lists(st.tuples(lane, SMALL), max_size=3)),
        st.builds(spans, US, lane, st.lists(span, max_size=6)),
        st.builds(e.LaneTotals, US, one, lane, *[SMALL] * 10, st.integers(-1, 1 << 40), st.booleans()),
        st.builds(_cores, US, SMALL, permille, st.booleans(), st.integers(0, 64_000), NODE),
        st.builds(e.ProcessTable, US, one, st.lists(row, max_size=4), st.lists(processes, max_size=2), NODE),
        st.integers(0, 4).flatmap(_threads),
        st.integers(0, 4).flatmap(_states),
        st.builds(e.Memory, US, one, st.lists(US, max_size=3), st.lists(US, max_size=3), node=NODE),
        st.builds(e.OwnUsage, US, SMALL, SMALL),
        st.builds(e.Throttled, US, SMALL, US),
        st.builds(e.Progress, US, one, SMALL, SMALL, TEXT, st.none() | st.just((5, 4)), st.lists(cell, max_size=3)),
        st.builds(e.RunEnded, US, one, TEXT, FACTS, FACTS),
        st.builds(e.Missing, US, TEXT, TEXT),
        st.builds(e.Output, US, one, TEXT),
        st.builds(e.Places, US, one, SMALL, st.lists(st.tuples(TEXT, SMALL), max_size=3)),
        st.builds(e.Library, US, one, TEXT, SMALL, TEXT),
        st.builds(e.Standstill, US, one, st.integers(0, 9), TEXT),
        st.builds(e.Chapter, US, TEXT),
        st.builds(e.Note, US, TEXT),
    )


def _cluster(t_us, names, number, node):
    workers = [e.WorkerRow(place, node, number, 2, name, number) for place, name in enumerate(names, 1)]
    prefixes = [e.PrefixRow(place, name, number, done=number) for place, name in enumerate(names, 1)]
    return e.ClusterState(t_us, 1, workers, prefixes, [(place, place, number) for place in range(len(names))], number)


def _states(width):
    column = st.lists(US, min_size=width, max_size=width)
    columns = [st.one_of(st.just([]), column) for _ in range(9)]
    state = st.lists(st.integers(0, 7), min_size=width, max_size=width)
    return st.builds(e.States, US, st.just(1), state, column, *columns, NODE)


def _cores(t_us, dt_us, shares, split, total, node):
    run = [int(busy * share) for busy, share in shares] if split else []
    return e.Cores(t_us, dt_us, [busy for busy, _ in shares], run, total, node)


def _threads(width):
    totals = st.lists(US, min_size=width, max_size=width)
    core = st.lists(st.integers(-1, 9), min_size=width, max_size=width)
    return st.builds(e.Threads, US, st.just(1), totals, totals | st.just([]), core | st.just([]), NODE)
