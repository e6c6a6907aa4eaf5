"""What every rule says of thousands of facts at and beside its thresholds, by prints (see `tests.support.prints`).

    python -m pytest tests/engine/analysis/rules/test_every_rule.py --snapshot-update

writes them anew. Facts of which a rule speaks (`test_rules_edges`), with two or three of their figures put onto a threshold, or a
little beside it: a line a rule says of how many facts it spoke, and the print of all that it said.
"""

import random
from collections import Counter

import pytest
from concviz.engine.analysis.earlier_runs import Baseline
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.program.program_asks import Asking
from concviz.engine.analysis.rules import RULES
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.model.run_facts import RunError
from concviz.engine.session.events import Source

from tests.engine.analysis.rules.test_rules_edges import CASES
from tests.support.made_facts import BY_NAME, in_words, made_facts
from tests.support.made_sessions import made_machine
from tests.support.prints import print_of

SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0)
AMOUNTS = (*SHARES, 1.04, 1.1, 1.2, 1.5, 1.8, 2.0, 2.4, 4.0)
BESIDE = (0.0, 0.0, 0.0, 0.001, -0.001)
STATES = ("on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "wait_loop", "idle")
OF_AMOUNT = (
    "cores",
    "own",
    "handing_out",
    "in_flight",
    "alone_s",
    "overlap",
    "compute_s",
    "startup_s",
    "others",
    "own_cores",
)
FIELDS = {
    **dict.fromkeys(OF_AMOUNT, AMOUNTS),
    **dict.fromkeys(("loop_blocked", "loop_no_core", "held_no_core", "held_waiting", "wall_s"), SHARES),
}  # fmt: skip
WORDS = {
    "worker": ("thread", "process", "interpreter", "coroutine", "main", ""), "status": ("done", "failed", "stopped", "running"),
    "gil": (True, False, None), "lanes": (1, 2, 3, 8), "machine": (1, 2, 4, 8), "looks": (0, 100), "done": (0, 1, 40), "asked": (1, 4, 9),
    "awaitable": (True, False), "awaits": (True, False), "inferred": ((), ("wait_gil", "wait_io"), ("asleep",)), "quota": (None, 1.5),
    "throttled_periods": (0, 3), "throttled_s": (0.0, 0.4), "sequential": (None, Baseline("sequential", 4.0)), "place": ("", "w.py line 3"),
    "library": ("", "OpenBLAS", "MKL"), "library_threads": (0, 1, 2, 4), "differs_from": ("", "threads"), "agreeing": (0, 1, 2),
    "answers_vary": (True, False), "error": (RunError(), RunError(message="no", item=3, lane=2, signal=9)), "still": ("", "It stands."),
    "named": ((), (1,), (0, 1)), "cluster_cores": (0, 6), "threads": (1, 2, 4), "processes": (1, 2), "total": (0, 40, 90),
}  # fmt: skip
TRIES = 160


def changed(facts: dict, chance: random.Random) -> dict:
    """With up to three of its figures elsewhere, on a threshold or a little beside it."""
    facts = {**facts, "ledger": dict(facts.get("ledger", {}))}
    for _ in range(chance.choice([1, 1, 2, 3])):
        what = chance.choice(["ledger", "field", "field", "word", "word"])
        if what == "ledger":
            facts["ledger"][chance.choice(STATES)] = max(chance.choice(SHARES) + chance.choice(BESIDE), 0.0)
        elif what == "field":
            name = chance.choice(list(FIELDS))
            facts[name] = max(chance.choice(FIELDS[name]) + chance.choice(BESIDE), 0.0)
        else:
            name = chance.choice(list(WORDS))
            facts[name] = chance.choice(WORDS[name])
    return facts


def told(name: str, all_facts: list[Facts]) -> str:
    """Of how many it spoke, and the print of it."""
    said = [in_words(found) + found.verdict if (found := BY_NAME[name].check(facts)) else "" for facts in all_facts]
    return f"{sum(map(bool, said))} of {len(said)} {print_of(chr(10).join(said))}"


def test_every_rule_about_workers(snapshot):
    lines, seen = [], Counter()
    for name, facts, *_ in CASES:
        seen[name] += 1
        chance = random.Random(f"{name} {seen[name]}")
        lines.append(f"{name}: {told(name, [made_facts(**changed(facts, chance)) for _ in range(TRIES)])}")
    assert "\n".join(lines) == snapshot


def test_what_all_rules_say_of_the_same_facts(snapshot):
    """Also those of which another one speaks: which are silent beside it."""
    chance = random.Random(99)
    bases = [{"worker": worker, "ledger": {state: 0.3}} for worker in WORDS["worker"] for state in STATES]
    shared = [made_facts(**changed(changed(facts, chance), chance)) for facts in bases for _ in range(6)]
    assert "\n".join(f"{rule.name}: {told(rule.name, shared)}" for rule in RULES if not rule.cluster) == snapshot


# ------------------------------------------------------------------ of a watched program

WALL_S = (0.0, 0.49, 0.5, 1.49, 1.5, 10.0)
SECONDS = (0.0, 0.02, 0.1, 0.2, 0.5, 0.75, 0.9, 0.98, 1.0)
OF_THREAD = ("on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "unseen")
ON = ("pipe → process 71", "socket → 127.0.0.1:5000 (process 70)", "file data.db")


def a_thread(chance: random.Random, pid: int, tid: int, wall_s: float) -> ThreadTime:
    """Two or three states share its time; one in two holds the GIL for some of it."""
    shares = {
        name: chance.choice(SECONDS) + chance.choice(BESIDE)
        for name in chance.sample(OF_THREAD, chance.choice([1, 2, 3]))
    }
    times = {name: max(share, 0.0) * wall_s for name, share in shares.items()}
    held = chance.choice([None, None, *SECONDS])
    return ThreadTime(
        pid=pid, tid=tid, wall_s=wall_s, name=chance.choice(["", "loop", f"worker-{tid}", f"pool_{tid}_0"]), looks=20,
        held_gil=None if held is None else held * wall_s, held_no_core=None if held is None else held * wall_s * chance.choice(SECONDS),
        io_on=[(chance.choice(ON), times.get("wait_io", 0.0) * chance.choice((0.5, 1.0)))] if "wait_io" in times else [], **times,
    )  # fmt: skip


def a_program(chance: random.Random) -> Facts:
    wall_s = chance.choice(WALL_S[3:] if chance.random() < 0.8 else WALL_S)
    alike = chance.random() < 0.4
    like = chance.randrange(1 << 20)
    threads = [
        a_thread(random.Random(like) if alike and n else chance, 70 + n % chance.choice([1, 2, 3]), 70 + n, wall_s)
        for n in range(chance.choice([0, 1, 2, 3, 4, 6, 12]))
    ]
    used = sum(each.on_core for each in threads) + chance.choice([0.0, 0.0, 0.3, 5.0])
    program = ProgramTime(
        wall_s=wall_s, cpu_s=used, cores_used=used / wall_s if wall_s else 0.0, threads=threads,
        processes=len({each.pid for each in threads}),
    )  # fmt: skip
    asks = tuple(
        Asking(each.pid, each.tid, kernel=chance.choice(SECONDS), turns=chance.choice([0.0, 199.0, 200.0, 900.0, 5000.0]),
               calls=chance.choice([0.0, 199.0, 200.0, 55_000.0]), moved_bytes=chance.choice([0.0, 0.9, 1.0, 9.9, 10.0, 5_000.0]),
               faults=chance.choice([0.0, 499.0, 500.0]))
        for each in threads[: chance.choice([0, 1, 2])]
    )  # fmt: skip
    return made_facts(
        others=chance.choice([0.0, 0.2, 0.5, 1.0]), machine=chance.choice([1, 2, 4]), status=chance.choice(["none", "running", "done"]),
        throttled_periods=chance.choice([0, 70]), throttled_s=chance.choice([0.0, 0.1, 0.15, 1.0, 5.0]),
        library=chance.choice(["", "OpenBLAS"]),
        library_threads=chance.choice([0, 1, 2, 4]), library_variable="OPENBLAS_NUM_THREADS", seen_threads=chance.choice([0, 1, 5]),
        seen_processes=chance.choice([0, 1, 2]), cores_now=chance.choice([0.0, 1.04, 2.0]), program=program, asks=asks,
        source=Source(0, "watch", lanes=False, states=chance.random() < 0.8),
    )  # fmt: skip


def test_every_rule_about_programs(snapshot):
    chance = random.Random(7)
    programs = [a_program(chance) for _ in range(1_500)]
    assert (
        "\n".join(f"{rule.name}: {told(rule.name, programs)}" for rule in RULES if not rule.lanes and not rule.cluster)
        == snapshot
    )


# ------------------------------------------------------------------ each side of every threshold about programs

LONG = 10.0


def thread(tid=71, pid=71, **times) -> ThreadTime:
    return ThreadTime(pid=pid, tid=tid, wall_s=times.pop("wall_s", LONG), **times)


def watching(*threads, asks=(), wall_s=LONG, cpu_s=None, cores=None, stopped=(0, 0.0), **more) -> Facts:
    used = sum(each.on_core for each in threads) if cpu_s is None else cpu_s
    program = ProgramTime(
        wall_s=wall_s, cpu_s=used, cores_used=used / wall_s if cores is None else cores, threads=list(threads),
        processes=len({each.pid for each in threads}), stopped_processes=stopped[0], stopped_s=stopped[1],
    )  # fmt: skip
    return Facts(
        machine=made_machine(2),
        source=Source(0, "watch", lanes=False),
        status="running",
        program=program,
        asks=asks,
        **more,
    )


def keeper(held, *others):
    return watching(thread(71, on_core=held, held_gil=held), *others)


def rival(waits, tid=72, pid=71, wants=2.0):
    return thread(tid, pid, on_core=wants - waits, wait_gil=waits)


def pool_of(idle, busy, at=9.8, **more):
    threads = [thread(100 + n, name=f"pool-{n}", wait_lock=at, **more) for n in range(idle)]
    return watching(*threads, *(thread(200 + n, name=f"pool_{n}", on_core=5.0, **more) for n in range(busy)))


def asks_of(wall_s=LONG, times=None, **amounts):
    return watching(
        thread(wall_s=wall_s, **(times or {})), wall_s=wall_s, asks=(Asking(71, 71, **{"kernel": 0.0, **amounts}),)
    )


def blas(count=3, each=2, on_core=5.0, wait_core=1.25, cores=1.8, wall_s=LONG):
    threads = [thread(70 + n, 70, on_core=on_core, wait_core=wait_core) for n in range(count)]
    return watching(
        *threads,
        cores=cores,
        wall_s=wall_s,
        library="OpenBLAS",
        library_threads=each,
        library_variable="OPENBLAS_NUM_THREADS",
    )


def child(pid, waits=6.0, on="pipe → process 70", **more):
    return thread(pid, pid, wait_io=waits, io_on=[(on, waits)], **more)


def parent(computes=6.0, **more):
    return thread(70, 70, on_core=computes, **more)


EDGES = {
    "starved of the GIL": (
        [keeper(7.5, rival(1.5)), keeper(9.0, rival(1.5)), keeper(5.0, rival(1.5), rival(0.1, 73)), keeper(7.5, rival(0.75, wants=1.0))],
        [keeper(7.49, rival(1.5)), keeper(9.0, rival(1.499)), keeper(9.0, rival(1.5, pid=80)), keeper(9.0, rival(0.999, wants=0.999)),
         keeper(9.0, thread(72, asleep=9.0)), watching(thread(71, on_core=9.0), rival(2.0))],
    ),
    "pool too large": (
        [pool_of(3, 1), pool_of(3, 2), pool_of(3, 1, wall_s=1.5, at=1.5)],
        [pool_of(2, 2), pool_of(2, 1), pool_of(4, 0), pool_of(3, 1, at=9.799), pool_of(3, 1, wall_s=1.49, at=1.49)],
    ),
    "waits for one process": (
        [watching(parent(), child(80), child(81)), watching(parent(1.0, wait_core=5.0), child(80), child(81, on_core=3.9))],
        [watching(parent(5.99), child(80), child(81)), watching(parent(), child(80, 5.99), child(81)), watching(parent(), child(80)),
         watching(parent(), child(80), child(81, on_core=4.0)), watching(parent(), child(80), child(81, on="pipe")),
         watching(parent(), child(80), child(80)), watching(child(80), child(81))],
    ),
    "lives too short": (
        [watching(parent(7.0), cpu_s=10.0), watching(parent(2.0), cpu_s=4.0), watching(parent(1.0, wall_s=1.5), wall_s=1.5, cpu_s=1.5)],
        [watching(parent(7.01), cpu_s=10.0), watching(parent(2.01), cpu_s=4.0), watching(parent(1.0), wall_s=1.49, cpu_s=2.0)],
    ),
    "throttled": (
        [watching(parent(), throttled_s=1.0, throttled_periods=3), watching(parent(held_no_core=4.0), throttled_s=5.0)],
        [watching(parent(), throttled_s=0.99), watching(parent(), wall_s=1.49, throttled_s=5.0)],
    ),
    "spins": (
        [asks_of(times={"on_core": 5.0}, calls=200.0, moved_bytes=9.9), asks_of(1.5, {"on_core": 1.0}, calls=200.0)],
        [asks_of(times={"on_core": 5.0}, calls=199.0), asks_of(times={"on_core": 5.0}, calls=200.0, moved_bytes=10.0),
         asks_of(times={"on_core": 4.99}, calls=200.0), asks_of(1.49, {"on_core": 1.0}, calls=200.0)],
    ),
    "asks again": (
        [asks_of(times={"asleep": 6.0, "on_core": 0.39}, turns=200.0), asks_of(times={"on_core": 5.0}, kernel=0.3, faults=499.0),
         asks_of(times={"on_core": 5.0}, kernel=0.9, moved_bytes=1.0), asks_of(times={"on_core": 5.0}, kernel=0.3, moved_bytes=0.9)],
        [asks_of(times={"asleep": 6.0, "on_core": 0.4}, turns=200.0), asks_of(times={"asleep": 5.99}, turns=200.0),
         asks_of(times={"asleep": 6.0}, turns=199.0), asks_of(times={"on_core": 4.99}, kernel=0.4),
         asks_of(times={"on_core": 5.0}, kernel=0.299), asks_of(times={"on_core": 5.0}, kernel=0.3, faults=500.0)],
    ),
    "BLAS here": (
        [blas(), blas(4, 4), blas(3, wall_s=1.5)],
        [blas(2), blas(each=1), blas(each=4), blas(wait_core=1.24), blas(cores=1.79), blas(wall_s=1.49), blas(on_core=0.4, wait_core=0.5)],
    ),
    "held up here": (
        [watching(thread(asleep=9.0), stopped=(1, 0.5)), watching(thread(), thread(72, 72), stopped=(2, 8.0)),
         watching(thread(), thread(72, 72), stopped=(1, 8.0)), watching(thread(), thread(72, 72), thread(73, 73), stopped=(2, 61.0))],
        [watching(thread(on_core=9.0)), watching(thread(), stopped=(0, 0.4))],
    ),
    "limited by the GIL": (
        [watching(thread(on_core=8.0, wait_gil=2.0)), watching(thread(on_core=0.8, wait_gil=1.0)),
         watching(thread(on_core=4.0, held_gil=2.5), thread(72, wait_gil=1.0)),
         watching(thread(on_core=4.0, held_gil=2.5, held_no_core=0.5), thread(72, wait_gil=1.0)),
         watching(thread(on_core=4.0, held_gil=2.5, held_no_core=0.499), thread(72, wait_gil=1.0)),
         watching(thread(on_core=2.0, held_gil=2.49), thread(72, wait_gil=0.499), thread(73, wait_gil=0.501), thread(74, wall_s=0.0)),
         watching(thread(on_core=0.5, wait_gil=0.5, wall_s=1.0), thread(72, wait_gil=0.5))],
        [watching(thread(on_core=8.01, wait_gil=2.0)), watching(thread(on_core=0.8, wait_gil=0.99)), watching(thread(asleep=9.0)),
         watching(thread(on_core=0.79, wait_gil=0.2)), watching(thread(on_core=0.1, wait_gil=0.4, wall_s=0.49), wall_s=0.49)],
    ),
    "short of cores here": (
        [watching(thread(on_core=8.0, wait_core=2.0)), watching(thread(on_core=8.0, wait_core=2.0), wall_s=0.5)],
        [watching(thread(on_core=8.01, wait_core=2.0)), watching(thread(on_core=0.79, wait_core=0.2)),
         watching(thread(on_core=1.0, wait_core=0.99))],
    ),
    "no Python": (
        [watching(parent(), has_python=False), watching(parent(), child(80), has_python=False), watching(parent(),
                  wall_s=0.5, has_python=False)],
        [watching(parent(), has_python=True), watching(parent(), has_python=None), watching(parent(), wall_s=0.49, has_python=False),
         watching(has_python=False)],
    ),
    "where time went": (
        [watching(thread(on_core=0.5, asleep=9.4, wait_io=0.1)), watching(thread(on_core=0.49, asleep=9.5), thread(80, 80, wait_io=0.199))],
        [watching(thread(on_core=5.0), wall_s=0.49), watching(wall_s=5.0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_each_side_of_every_threshold_about_programs(name, snapshot):
    speaks, silent = EDGES[name]
    said = [BY_NAME[name].check(facts) for facts in speaks]
    assert None not in said
    assert [place for place, facts in enumerate(silent) if BY_NAME[name].check(facts)] == []
    assert "\n".join(map(in_words, said)) == snapshot


def test_every_rule_about_programs_has_its_edges():
    assert {*EDGES, "in counts"} == {rule.name for rule in RULES if not rule.lanes and not rule.cluster}
