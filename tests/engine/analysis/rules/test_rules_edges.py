"""Where each rule begins to speak and where it stops: facts of which it speaks, changes that leave it so, and changes that silence it."""

import pytest
from concviz.engine.analysis.earlier_runs import Baseline
from concviz.engine.analysis.rules import RULES
from concviz.engine.analysis.rules.base import could_be_parallel
from concviz.engine.session.events import Source

from tests.support.made_facts import BY_NAME, made_facts, said

WATCHED = Source(0, "attach", lanes=False)
LOCK = {"wait_lock": 0.4, "wait_gil": 0.4}
IO = {"wait_io": 0.2, "wait_lock": 0.2}
COMPUTES = {"on_core": 0.2, "wait_core": 0.3}
CROWDED = {"on_core": 0.1, "wait_core": 0.4}
JUST_BEGUN = {"status": "running", "compute_s": 0.299}
BLOCKED = {"worker": "coroutine", "loop_blocked": 0.2}
LOOP = {"worker": "coroutine", "ledger": {"on_core": 0.1, "wait_core": 0.2, "wait_loop": 0.2}}
AWAITING = {"in_flight": 1.201, "overlap": 1.2}
BLAS = {"own": 0.4, "library": "OpenBLAS", "library_threads": 2, "library_variable": "OPENBLAS_NUM_THREADS"}
THROTTLED = {"quota": 1.0, "throttled_periods": 1, "throttled_s": 0.001}
CASES = [
    ("nothing yet", {"status": "none"}, [], [{"status": "starting"}]),
    ("failed", {"status": "failed"}, [], [{"status": "stopped"}]),
    ("standing still", {"status": "running", "still": "No item has ended"}, [{"done": 0}], [{"still": ""}]),
    ("stopped", {"status": "stopped"}, [], [{"status": "failed"}]),
    ("starting", {"status": "starting"}, [], [{"status": "running"}]),
    ("answers differ", {"differs_from": "threads"}, [], [{"differs_from": ""}]),
    ("answers vary", {"answers_vary": True}, [], [{"answers_vary": False}]),
    ("just begun", JUST_BEGUN, [{"compute_s": 2.0, "done": 0}], [{"compute_s": 0.3}, {"status": "done"}]),
    (
        "over at once",
        {"compute_s": 0.1},
        [{"compute_s": 0.2, "done": 0}, {"compute_s": 0.2, "lanes": 0}],
        [{"compute_s": 0.101}, {"status": "stopped"}, {"compute_s": 0.2, "done": 1}, {"compute_s": 0.2, "lanes": 1}],
    ),
    (
        "too small",
        {"worker": "process", "compute_s": 0.04, "startup_s": 0.05},
        [{"worker": "interpreter"}],
        [{"compute_s": 0.05}, {"startup_s": 0.049}, {"status": "running"}, {"worker": "thread"}, {"lanes": 0}, {"ledger": IO}],
    ),
    (
        "too small",
        {"worker": "process", "wall_s": 1.5, "startup_s": 0.25, "sequential": Baseline("sequential", 1.0)},
        [{"wall_s": 1.0625, "startup_s": 0.03125}],
        [{"startup_s": 0.249}, {"wall_s": 0.02, "startup_s": 0.5, "sequential": Baseline("sequential", 0.0)}, {"wall_s": 0.5}],
    ),
    (
        "slower on a cluster",
        {"worker": "process", "cluster_cores": 6, "task_s": 0.081},
        [{"wall_s": 1.101}, {"chunk": 1}, {"processes_before": Baseline("processes", 1.9, 2)}],
        [
            {"task_s": 0.079}, {"cluster_cores": 0}, {"status": "running"}, {"done": 0}, {"lanes": 0}, {"chunk": 2}, {"wall_s": 1.1},
            {"processes_before": Baseline("processes", 1.92, 2)},
        ],
    ),
    (
        "in chunks",
        {"worker": "process", "cluster_cores": 6, "task_s": 0.008, "chunk": 2},
        [{"chunk": 40}],
        [{"chunk": 1}, {"task_s": 0.0}, {"cluster_cores": 0}, {"status": "running"}, {"done": 0}],
    ),
    (
        "waits with the GIL",
        {"held_waiting": 0.15},
        [{"held_waiting": 0.15, "threads": 1}],
        [
            {"held_waiting": 0.149}, {"held_waiting": None}, {"gil": False}, {"gil": None}, {"looks": 0}, {"done": 0},
            {"worker": "interpreter"}, {"processes": 2},
        ],
    ),
    (
        "waits with the GIL",
        {"cores": 0.125, "ledger": {"on_core": 0.03125, "wait_core": 0.0625, "wait_gil": 0.625}},
        [{"cores": 0.0}, {"ledger": {"wait_core": 0.0625, "wait_gil": 0.625}}],
        [
            {"cores": 0.126}, {"held_waiting": 0.149}, {"lanes": 5},
            {"ledger": {"on_core": 0.032, "wait_core": 0.0625, "wait_gil": 0.625}},
            {"ledger": {"on_core": 0.03125, "wait_core": 0.063, "wait_gil": 0.625}},
        ],
    ),
    (
        "GIL without a core",
        {"held_no_core": 0.15, "threads": 2},
        [],
        [
            {"held_no_core": 0.149}, {"held_no_core": None}, {"gil": False}, {"gil": None}, {"looks": 0}, {"done": 0}, {"threads": 1},
            {"worker": "interpreter"}, {"worker": "process"}, {"processes": 2},
        ],
    ),
    (
        "BLAS threads",
        {**BLAS, "ledger": LOCK},
        [{"own": 0.1}, {"cores": 1.799}, {"lanes": 2}, {"own": 0.09, "cores": 0.44}],
        [
            {"own": 0.09, "cores": 0.46}, {"own": 0.0, "cores": 0.0}, {"library_threads": 1}, {"library_threads": 0}, {"cores": 1.8},
            {"lanes": 1}, {"machine": 5}, {"library": "MKL"}, {"ledger": {"wait_lock": 0.199}}, {"looks": 0}, {"done": 0},
        ],
    ),
    (
        "BLAS threads",
        {**BLAS, "worker": "process", "ledger": {"wait_core": 0.1}},
        [{"library": "MKL"}, {"cores": 2.0}, {"lanes": 2, "machine": 3}, {"worker": "thread", "library": "MKL"}],
        [
            {"ledger": {"wait_core": 0.099}}, {"machine": 8}, {"lanes": 2, "machine": 4}, {"library_threads": 1},
            {"own": 0.09, "cores": 0.46},
        ],
    ),
    (
        "held up",
        {"stopped_s": 0.5},
        [{"lane_stopped_s": 9.0}, {"status": "running"}, {"stopped_s": 0.0, "lane_stopped_s": 0.5, "lanes_stopped": 1}],
        [{"stopped_s": 0.499}, {"stopped_s": 0.499, "lane_stopped_s": 0.499}],
    ),
    (
        "one left",
        {"alone_s": 1.0, "compute_s": 2.0},
        [{"lanes": 2}, {"worker": "coroutine"}, {"status": "stopped"}],
        [{"alone_s": 0.999}, {"lanes": 1}, {"status": "running"}, {"done": 0}],
    ),
    (
        "parallel by itself",
        {"own": 0.5, "cores": 1.0},
        [{"own": 0.1, "cores": 0.2}, {"looks": 0}],
        [{"own": 0.499}, {"own": 0.099, "cores": 0.1}, {"done": 0}, {**BLAS, "own": 0.5, "ledger": LOCK}],
    ),
    (
        "limited by a lock",
        {"ledger": LOCK},
        [{"lanes": 2}, {"ledger": {"wait_lock": 0.2, "wait_core": 0.8}}, {"own": 0.499}, {"worker": "coroutine", "loop_blocked": 0.199}],
        [
            {"ledger": {"wait_lock": 0.4, "wait_gil": 0.401}}, {"ledger": {"wait_lock": 0.199}}, {"lanes": 1}, BLOCKED,
            {"own": 0.5}, {"looks": 0}, {"done": 0}, BLAS,
        ],
    ),
    (
        "threads take turns",
        {"ledger": {"wait_gil": 0.15}},
        [{"ledger": LOCK}, {"cores": 1.2}, {"threads": 2}],
        [
            {"ledger": {"wait_gil": 0.149}}, {"ledger": {"wait_lock": 0.4, "wait_gil": 0.399}}, {"cores": 1.201}, {"threads": 1},
            {"processes": 2}, {"processes": 0}, {"gil": False}, {"gil": None}, {"worker": "interpreter"}, {"done": 0},
            {"held_waiting": 0.15},
        ],
    ),
    (
        "threads parallel",
        {"cores": 1.201, "gil": False},
        [{"threads": 2}],
        [
            {"cores": 1.2}, {"own": 0.1}, {"gil": True}, {"gil": None}, {"threads": 1}, {"processes": 2}, {"worker": "main"}, {"done": 0},
        ],
    ),
    (
        "released in threads",
        {"cores": 1.501, "own": 0.3},
        [{"threads": 2}],
        [{"cores": 1.5}, {"gil": False}, {"gil": None}, {"threads": 1}, {"processes": 2}, {"worker": "main"}, {"done": 0}],
    ),
    (
        "processes parallel",
        {"worker": "process", "cores": 1.201},
        [{"processes": 2}],
        [{"cores": 1.2}, {"own": 0.1}, {"handing_out": 0.1}, {"processes": 1}, {"worker": "interpreter"}, {"done": 0}],
    ),
    (
        "interpreters parallel",
        {"worker": "interpreter", "cores": 1.201},
        [{"lanes": 2}],
        [{"cores": 1.2}, {"own": 0.1}, {"lanes": 1}, {"worker": "process"}, {"done": 0}],
    ),
    ("loop blocked by a wait", BLOCKED, [], [{"loop_blocked": 0.199}, {"threads": 2}, {"worker": "thread", "threads": 1}, {"done": 0}]),
    (
        "loop blocked by CPU work",
        LOOP,
        [{"loop_blocked": 0.199}, {"in_flight": 1.2}, {"cores": 1.2}, {"cores": 0.125, "loop_no_core": 0.75}, AWAITING],
        [
            {"ledger": {"on_core": 0.1, "wait_core": 0.2, "wait_loop": 0.199}}, {"loop_blocked": 0.2}, {"overlap": 1.201}, {"cores": 1.201},
            {"cores": 0.124, "loop_no_core": 0.75}, {"cores": 0.499},
            {"threads": 2}, {"worker": "thread", "threads": 1}, {"done": 0},
            {**AWAITING, "ledger": {"on_core": 0.1, "wait_core": 0.201, "wait_loop": 0.199}},
        ],
    ),
    (
        "awaits overlap",
        {"worker": "coroutine", "ledger": IO, "overlap": 1.201},
        [{"ledger": {"wait_io": 0.2, "asleep": 0.2}}],
        [
            {"overlap": 1.2}, {"ledger": {"wait_io": 0.199}}, {"ledger": {"wait_io": 0.2, "asleep": 0.201}},
            {"ledger": {"wait_io": 0.2, "wait_lock": 0.201}}, {"threads": 2}, {"worker": "thread", "threads": 1}, {"done": 0},
            {"own": 0.5},
        ],
    ),
    (
        "threads overlap I/O",
        {"ledger": IO, "overlap": 1.201},
        [{"threads": 2}],
        [
            {"overlap": 1.2}, {"ledger": {"wait_io": 0.199}}, {"ledger": {"wait_io": 0.2, "wait_lock": 0.201}}, {"threads": 1},
            {"worker": "process"}, {"done": 0}, {"own": 0.5},
        ],
    ),
    (
        "processes overlap I/O",
        {"worker": "process", "ledger": IO, "overlap": 1.201},
        [{"processes": 2}],
        [
            {"overlap": 1.2}, {"ledger": {"wait_io": 0.199}}, {"ledger": {"wait_io": 0.2, "wait_lock": 0.201}}, {"processes": 1},
            {"worker": "thread", "processes": 4}, {"done": 0}, {"own": 0.5},
        ],
    ),
    (
        "asleep",
        {"ledger": {"asleep": 0.3}},
        [{"ledger": {"asleep": 0.4, "wait_io": 0.4}}, {"worker": "main"}, {"ledger": {"asleep": 0.4, "on_core": 0.4}}],
        [
            {"ledger": {"asleep": 0.299}}, {"ledger": {"asleep": 0.4, "wait_io": 0.401}}, BLOCKED, {"looks": 0}, {"done": 0},
            {"ledger": {"asleep": 0.4, "on_core": 0.401}},
        ],
    ),
    (
        "waits for children",
        {"ledger": {"wait_child": 0.3}},
        [{"ledger": {"wait_child": 0.4, "wait_lock": 0.4}}, {"worker": "main"}, {"ledger": {"wait_child": 0.4, "on_core": 0.4}}],
        [
            {"ledger": {"wait_child": 0.299}}, {"ledger": {"wait_child": 0.4, "wait_lock": 0.401}}, BLOCKED, {"looks": 0}, {"done": 0},
            {"ledger": {"wait_child": 0.4, "on_core": 0.401}}, {"own": 0.5},
        ],
    ),
    (
        "one at a time",
        {"worker": "main"},
        [{"cores": 1.2}, {"cores": 1.3, "ledger": {"wait_io": 0.5}}, {"own": 0.499}],
        [{"cores": 1.201, "ledger": {"wait_io": 0.499}}, {"worker": "thread", "lanes": 1}, {"lanes": 2}, {"done": 0}, {"own": 0.5}],
    ),
    (
        "short of cores",
        {"worker": "process", "lanes": 2, "ledger": COMPUTES},
        [
            {"worker": "thread"}, {"worker": "interpreter"}, {"cores": 1.2}, {"lanes": 3, "others": 0.5},
            {"ledger": {**COMPUTES, "wait_gil": 0.199}},
        ],
        [
            {"ledger": {"on_core": 0.21, "wait_core": 0.299}}, {"ledger": {"on_core": 0.199, "wait_core": 0.3}},
            {"worker": "main", "threads": 2},
            {"lanes": 1}, {"lanes": 3}, {"lanes": 3, "others": 0.499}, {"cores": 1.201}, {"done": 0}, {**THROTTLED, "machine": 4},
            *({"ledger": {**COMPUTES, wait: 0.2}} for wait in ("wait_gil", "wait_lock", "asleep", "wait_io", "wait_child")),
        ],
    ),
    (
        "short of cores",
        {"others": 1.5, "cores": 0.5, "ledger": {"on_core": 0.1, "wait_core": 0.4375, "wait_gil": 0.4219}},
        [
            {"worker": "interpreter"}, {"worker": "process"}, {"lanes": 2},
            *({"ledger": {"on_core": 0.1, "wait_core": 0.4375, wait: 0.4219}} for wait in ("wait_lock", "asleep", "wait_child")),
        ],
        [
            {"others": 0.499}, {"others": 0.0}, {"done": 0}, {"cores": 1.201}, {"lanes": 1}, {"worker": "coroutine", "threads": 2},
            *({"ledger": {"wait_core": 0.4375, wait: 0.4376}} for wait in ("wait_gil", "wait_lock", "asleep", "wait_child", "wait_io")),
            {"ledger": {"on_core": 0.1, "wait_core": 0.299, "wait_gil": 0.2}}, {**THROTTLED, "quota": 4.0},
        ],
    ),
    (
        "more workers than cores",
        {"worker": "process", "lanes": 3, "ledger": {"on_core": 0.4, "wait_core": 0.1}},
        [{"ledger": CROWDED}, {"cores": 0.5, "others": 0.499, "ledger": CROWDED}],
        [
            {"lanes": 2}, {"ledger": {"on_core": 0.5, "wait_core": 0.099}}, {"ledger": {"on_core": 0.399, "wait_core": 0.1}},
            {"ledger": CROWDED, "others": 0.5}, {"done": 0},
        ],
    ),
    (
        "quota",
        THROTTLED,
        [{"lanes": 1}],
        [{"quota": None}, {"throttled_periods": 0}, {"throttled_s": 0.0}, {"lanes": 0}],
    ),
    (
        "shared cores",
        {"cores": 1.1},
        [{"worker": "process", "cores": 2.0}],
        [{"cores": 1.099}, {"machine": 1}, {"done": 0}],
    ),
    ("in numbers", {}, [{"compute_s": 0.3, "status": "running"}], [{"compute_s": 0.299, "status": "running"}, {"done": 0}, {"lanes": 0}]),
    (
        "workers left over",
        {"lanes": 3, "asked": 4},
        [{"lanes": 1}, {"compute_s": 0.0}, {"status": "running"}, {"status": "failed", "done": 0}],
        [{"asked": 3}, {"lanes": 0}, {"worker": "main"}, {"worker": ""}, {**JUST_BEGUN}, {"status": "starting", "done": 0}],
    ),
    ("machine busy", {"others": 0.5}, [{"status": "none"}, {"done": 0}], [{"others": 0.499}, {"status": "starting"}, {"own_cores": 0.001}]),
    ("in counts", {"source": WATCHED}, [], [{"source": Source(0, "lab")}]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "still", "silenced_by"), CASES, ids=[name for name, *_ in CASES])
def test_each_side_of_every_threshold(name, facts, still, silenced_by):
    assert said(name, made_facts(**facts))
    assert [change for change in still if not said(name, made_facts(**{**facts, **change}))] == []
    assert [change for change in silenced_by if said(name, made_facts(**{**facts, **change}))] == []


def test_every_rule_has_its_edges_and_none_of_the_lab_speaks_of_what_is_only_watched():
    assert {name for name, *_ in CASES} == {rule.name for rule in RULES if rule.lanes} | {"in counts"}
    assert len({rule.name for rule in RULES}) == len(RULES)
    for name, facts, *_ in CASES:
        assert bool(said(name, made_facts(**{**facts, "source": WATCHED}))) == (name == "in counts")


RELEASED = (
    "Parallel threads, in spite of the GIL. This task's C code lets go of the GIL while it works, so four threads use "
    "1.5 of 2 cores."
)  # fmt: skip
SEQUENTIAL = {"cores": 1.501, "sequential": Baseline("sequential", 2.2), "wall_s": 2.0}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, " 2.00 s against 2.20 s sequential: 1.10 times as fast."),
        ({"wall_s": 2.001}, ""),
        ({"wall_s": 0.0}, ""),
        ({"wall_s": 0.5}, " 500 ms against 2.20 s sequential: 4.40 times as fast."),
        ({"status": "stopped"}, ""),
        ({"differs_from": "threads"}, ""),
        ({"sequential": None}, ""),
    ],
)  # fmt: skip
def test_speed_is_compared_from_a_tenth_on(facts, words):
    found = said("released in threads", made_facts(**{**SEQUENTIAL, **facts}))
    released = RELEASED.replace("threads use", "threads used") if facts.get("status") == "stopped" else RELEASED
    assert found == f"{released}{words} | good"


@pytest.mark.parametrize(
    ("in_flight", "headline"),
    [(2.401, "One after the other, at a lock."), (2.399, "Waiting to be signalled.")],
)
def test_who_queues_at_a_lock_waits_for_one_who_is_at_work(in_flight, headline):
    facts = made_facts(in_flight=in_flight, overlap=1.0, ledger={"wait_lock": 0.4})
    assert said("limited by a lock", facts).startswith(f"{headline} Four threads waited ")


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        ({"overlap": 1.201, "cores": 1.201}, "Parallel."),
        ({"overlap": 1.201, "cores": 1.2}, "Concurrent, not parallel."),
        ({"overlap": 1.201, "others": 1.0, "ledger": {"wait_core": 0.5}}, "Concurrent, on busy cores."),
        ({"overlap": 1.201, "ledger": {"wait_core": 0.5}}, "Concurrent, not parallel."),
        ({"overlap": 1.201, "others": 1.0, "ledger": {"wait_core": 0.499}}, "Concurrent, not parallel."),
        ({"overlap": 1.2, "cores": 1.201}, "One at a time."),
        ({"overlap": 0.2, "in_flight": 1.201, "lanes": 4, "ledger": {"wait_core": 0.25}}, "One after the other."),
        ({"overlap": 0.201, "in_flight": 1.201, "lanes": 4, "ledger": {"wait_core": 0.25}}, "On too few cores."),
        ({"overlap": 0.201, "in_flight": 1.2, "lanes": 4, "ledger": {"wait_core": 0.25}}, "One at a time."),
        ({"overlap": 0.2, "in_flight": 1.201, "lanes": 4, "loop_no_core": 0.25}, "One after the other."),
        ({"overlap": 0.201, "in_flight": 1.201, "lanes": 4, "loop_no_core": 0.25}, "On too few cores."),
    ],
)
def test_the_definitions_have_an_edge(facts, headline):
    assert said("in numbers", made_facts(**facts)).startswith(f"{headline} Four threads, with 1.")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cores": 0.05}, "0.1 of 2 cores"),
        ({"cores": 0.0499}, "less than 0.1 of 2 cores"),
        ({"cores": 1.0, "machine": 1}, "1.0 of 1 core"),
        ({"cores": 1.3, "others": 0.5}, "1.3 of 2 cores, while other programs use 0.5"),
        ({"cores": 1.299, "others": 0.5}, "1.3 of 2 cores"),
        ({"cores": 0.1, "others": 0.5, "ledger": {"wait_core": 0.1}}, "0.1 of 2 cores, while other programs use 0.5"),
        ({"cores": 0.1, "others": 0.5, "ledger": {"wait_core": 0.099}}, "0.1 of 2 cores"),
        ({"cores": 1.4, "others": 0.499}, "1.4 of 2 cores"),
        ({"cores": 1.4, "others": 0.6, "own_cores": 0.1}, "1.4 of 2 cores, while other programs use 0.5"),
        ({"cores": 1.4, "others": 0.6, "own_cores": 0.1001}, "1.4 of 2 cores"),
        ({"cores": 1.4, "others": 0.6, "ledger": {"wait_io": 0.2}}, "1.4 of 2 cores"),
    ],
)
def test_cores_are_said_with_who_else_used_them(facts, words):
    assert said("in numbers", made_facts(**facts)).endswith(f" use {words}. | plain")


@pytest.mark.parametrize(
    ("wait_gil", "inferred", "could"), [(0.019, (), True), (0.021, (), False), (0.021, ("wait_gil",), True)]
)
def test_threads_that_take_turns_could_not_run_at_the_same_time_however_crowded_the_machine_is(
    wait_gil, inferred, could
):
    ledger = {"on_core": 0.08, "wait_gil": wait_gil, "wait_core": 0.9}
    assert could_be_parallel(made_facts(lanes=2, ledger=ledger, inferred=inferred)) is could
    assert could_be_parallel(made_facts("process", lanes=2, ledger=ledger, inferred=inferred))


VERDICTS = {
    "BLAS threads": ["Threads: 1 core. BLAS takes turns.", "Processes: 1 core. Too many BLAS threads."],
    "threads take turns": ["Threads: 1 core. They take turns."],
    "threads parallel": ["Threads: 1.2 cores. They really run at once."],
    "released in threads": ["Threads: 1.5 cores. They really run at once."],
    "processes parallel": ["Processes: 1.2 cores. They really run at once."],
    "interpreters parallel": ["Interpreters: 1.2 cores. They really run at once."],
    "loop blocked by a wait": ["Event loop: 1 core. It is blocked."],
    "loop blocked by CPU work": ["Event loop: 1 core. One after the other."],
    "awaits overlap": ["Coroutines: 1 core. Their waiting overlaps."],
    "threads overlap I/O": ["Threads: 1 core. Their waiting overlaps."],
    "processes overlap I/O": ["Processes: 1 core. Their waiting overlaps."],
    "one at a time": ["One thread: 1 core. One item after another."],
    "short of cores": ["Processes: 1 core. They wait for cores.", "Threads: 0.5 cores. They wait for cores."],
    "in numbers": ["Threads: 1 core."],
    "one left": ["Threads: 1 core. One had the last items."],
}


def test_what_each_rule_says_to_the_back_row():
    told: dict[str, list[str]] = {}
    for name, facts, *_ in CASES:
        if words := BY_NAME[name].check(made_facts(**facts)).verdict:
            told.setdefault(name, []).append(words)
    assert told == VERDICTS


@pytest.mark.parametrize(
    ("own", "headline"), [(0.39, "One after the other, at a lock."), (0.4, "Parallel, with workers of its own.")]
)
def test_whose_library_computes_beside_it_is_not_said_to_queue_at_a_lock(own, headline):
    facts = made_facts(
        **{**BLAS, "own": own}, cores=2.0, in_flight=4.0, overlap=1.0, ledger={"wait_lock": 0.6, "on_core": 0.3}
    )
    speaking = next(finding for rule in RULES if (finding := rule.check(facts)) is not None)
    assert speaking.headline == headline


@pytest.mark.parametrize(
    ("cores", "so"), [(0.79, ". Together"), (0.8, ", so together"), (1.04, ", so together"), (1.05, ". Together")]
)
def test_one_core_is_said_to_come_of_the_gil_only_where_it_is_one(cores, so):
    facts = made_facts(cores=cores, ledger={"wait_gil": 0.6, "on_core": 0.3})
    assert f"runs Python bytecode{so} they use" in said("threads take turns", facts)


@pytest.mark.parametrize(
    ("facts", "depends"),
    [
        ({"ledger": {"wait_lock": 0.6, "on_core": 0.1, "wait_core": 0.05, "wait_gil": 0.05}}, True),
        ({"ledger": {"wait_lock": 0.6, "on_core": 0.1, "wait_core": 0.05, "wait_gil": 0.049}}, False),
        ({"ledger": {"wait_lock": 0.6, "on_core": 0.25}, "gil": False}, False),
        ({"ledger": {"wait_lock": 0.6, "on_core": 0.25}, "worker": "process"}, False),
    ],
)
def test_holding_a_lock_for_less_time_helps_those_under_a_gil_only_where_they_let_go_of_it(facts, depends):
    sentence = said("limited by a lock", made_facts(in_flight=4.0, overlap=1.0, **facts))
    assert sentence.split(" | ")[0].endswith(
        "holding the lock for less time does, in so far as the work lets go of the GIL."
        if depends
        else "for less time does."
    )


@pytest.mark.parametrize(
    ("wait_core", "others", "speaks"),
    [(0.5, 1.5, "threads take turns"), (0.501, 1.5, "short of cores"), (0.501, 0.0, "threads take turns")],
)
def test_of_the_gil_and_the_cores_that_others_have_the_greater_limit_speaks(wait_core, others, speaks):
    """Sixteenths, so that both sides are exact; the shares need not add up."""
    facts = made_facts(cores=0.4, others=others, ledger={"on_core": 0.05, "wait_core": wait_core, "wait_gil": 0.5})
    names = [rule.name for rule in RULES if rule.check(facts) is not None]
    assert [name for name in names if name in ("threads take turns", "short of cores")] == [speaks]


@pytest.mark.parametrize(
    ("gil", "told"), [(0.099, ""), (0.1, ", and 10% for the GIL, which one of them holds at a time")]
)
def test_the_lesser_limit_is_told_from_a_tenth_on(gil, told):
    facts = made_facts(
        cores=0.4, others=1.5, ledger={"on_core": 0.05, "wait_core": 0.6, "wait_gil": gil, "asleep": 0.25}
    )
    assert said("short of cores", facts).startswith(
        f"Short of cores. Four workers wait for a core 60% of their time{told}: they"
    )


def test_a_run_that_came_to_no_end_is_told_in_the_past_and_without_items_in_hand_nothing_is_one_at_a_time():
    told = made_facts(status="failed", cores=0.5, in_flight=0.5, others=1.5, ledger={"wait_core": 0.1})
    assert said("in numbers", told).startswith(
        "One at a time. Four threads, with 0.5 items in hand at once, used 0.5 of 2 cores, while"
    )
    assert "while other programs used 1.5." in said("in numbers", told)
    assert said("in numbers", made_facts(in_flight=0.499)).startswith(
        "Mostly no item in hand. Four threads, with 0.5 items in hand"
    )
    turns = {"ledger": {"on_core": 0.25, "wait_gil": 0.75}}
    assert "Four threads took turns: only" in said("threads take turns", made_facts(status="stopped", **turns))
    assert "Four threads take turns: only" in said("threads take turns", made_facts(**turns))


def test_every_rule_has_its_name_and_its_place():
    assert [rule.name for rule in RULES if not rule.lanes and not rule.cluster] == [
        "held up here",
        "limited by the GIL",
        "spins",
        "BLAS here",
        "short of cores here",
        "starved of the GIL",
        "throttled",
        "asks again",
        "waits for one process",
        "pool too large",
        "lives too short",
        "no Python",
        "where time went",
        "in counts",
    ]
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(names)
