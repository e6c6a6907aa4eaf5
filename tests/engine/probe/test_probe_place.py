from concviz.engine.probe.place import COUNTER_ERROR_NS, Demand, Placer
from hypothesis import given
from hypothesis import strategies as st

MS = 1_000_000


def demand_of(*on_ms: int, floating_ms: int = 0) -> Demand:
    demand = Demand(len(on_ms))
    for core, ms in enumerate(on_ms):
        demand.add(ms * MS, core, core)
    demand.floating = floating_ms * MS
    return demand


def settled(placer: Placer, demand: Demand, *busy_ms: int) -> list[float]:
    return [ns / MS for ns in placer.settle(demand, [ms * MS for ms in busy_ms])]


def test_a_thread_that_stayed_is_put_on_its_core() -> None:
    assert settled(Placer(2), demand_of(80, 0), 90, 100) == [80, 0]


def test_a_thread_that_moved_is_halved() -> None:
    demand = Demand(2)
    demand.add(60 * MS, 0, 1)
    assert settled(Placer(2), demand, 100, 100) == [30, 30]


def test_a_strangers_core_never_gets_what_is_only_a_counters_error() -> None:
    placer = Placer(2)
    for busy in (90, 100, 90, 100, 100, 90):  # the run uses 96 ms of every 100, a stranger all of core 1
        run = settled(placer, demand_of(96, 0), busy, 100)
        assert run[1] == 0
    assert settled(placer, demand_of(0, 0), 50, 100) == [6, 0]  # the last error is owed, not lost


def test_what_is_more_goes_first_to_cores_that_the_run_was_seen_on() -> None:
    assert settled(Placer(3), demand_of(94, 10, 0), 50, 70, 100) == [50, 40, 0]


def test_and_then_to_other_busy_cores() -> None:
    assert settled(Placer(3), demand_of(94, 0, 0), 50, 10, 20) == [50, 10, 20]


def test_time_of_ended_threads_has_no_core_and_finds_one() -> None:
    assert settled(Placer(3), demand_of(0, 20, 0, floating_ms=30), 0, 100, 100) == [0, 50, 0]


def test_a_core_that_the_machine_has_not_is_told() -> None:
    demand = Demand(2)
    demand.add(5, -1, 7)
    assert (demand.foreign_core, demand.floating, demand.on) == (7, 5, [0, 0])


def test_a_core_that_nobody_knows() -> None:
    demand = Demand(2)
    demand.add(5, 1, -1)
    demand.add(7, -1, 1)
    assert (demand.foreign_core, demand.floating, demand.on) == (-1, 5, [0, 7])


share = st.integers(0, 100 * MS)


@given(st.lists(st.tuples(share, share), min_size=1, max_size=8), share)
def test_never_more_than_busy_and_nothing_is_lost_where_there_is_room(cores, floating: int) -> None:
    demand = Demand(len(cores))
    demand.on = [ns for ns, _ in cores]
    demand.floating = floating
    busy = [ns for _, ns in cores]
    placer = Placer(len(cores))
    run = placer.settle(demand, busy)
    assert all(0 <= given <= limit for given, limit in zip(run, busy, strict=True))
    wanted = sum(demand.on) + floating
    rounding = 2 * len(cores)
    owed_at_most = COUNTER_ERROR_NS * len(cores)
    assert sum(run) <= wanted
    assert sum(run) >= min(wanted - owed_at_most, sum(busy)) - rounding
