"""From a session to what is said of it: each model is spoken of by its own rules, and by no other's."""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session.events import Cores, OwnUsage

from tests.support.made_sessions import made_machine, made_run, made_session
from tests.support.watched import watched_session

SHORT = {"seconds": 0.6, "io_us": 20_000}
SMALL = {"kind": "cpu", "worker": "process", "seconds": 0.13, "startup_s": 0.6}
CROWDED = {"lanes": 4, "cpu_share": 0.1, "neighbours": (0, 1), "machine": made_machine(2), **SHORT}
SESSIONS = [
    (("nothing yet",), made_session),
    (("in counts",), watched_session),
    (("threads take turns",), lambda: made_run("cpu", "thread", **SHORT)),
    (("threads take turns", "machine busy"), lambda: made_run("cpu", "thread", neighbours=(5,), split=False, **SHORT)),
    (("threads parallel",), lambda: made_run("cpu", "thread", gil=False, **SHORT)),
    (("released in threads",), lambda: made_run("released", "thread", **SHORT)),
    (("released in threads",), lambda: made_run("released", "thread", lanes=2, **SHORT)),
    (("processes parallel",), lambda: made_run("cpu", "process", **SHORT)),
    (("interpreters parallel",), lambda: made_run("cpu", "interpreter", **SHORT)),
    (("loop blocked by CPU work",), lambda: made_run("cpu", "coroutine", **SHORT)),
    (("loop blocked by a wait",), lambda: made_run("io", "coroutine", **SHORT)),
    (("awaits overlap",), lambda: made_run("io", "coroutine", lanes=8, awaitable=True, **SHORT)),
    (("threads overlap I/O",), lambda: made_run("io", "thread", lanes=8, **SHORT)),
    (("threads overlap I/O", "machine busy"), lambda: made_run("io", "thread", lanes=8, neighbours=(5,), **SHORT)),
    (("processes overlap I/O",), lambda: made_run("io", "process", lanes=8, **SHORT)),
    (("one at a time",), lambda: made_run("cpu", "main", lanes=1, **SHORT)),
    (("one at a time",), lambda: made_run("io", "main", lanes=1, **SHORT)),
    (("in numbers",), lambda: made_run("io", "interpreter", **SHORT)),
    (
        ("in numbers", "quota"),
        lambda: made_run(
            "cpu", "interpreter", cpu_share=0.2, throttled_us=900_000, machine=made_machine(8, quota=2.0), **SHORT
        ),
    ),
    (
        ("processes parallel", "more workers than cores"),
        lambda: made_run("cpu", "process", lanes=8, cpu_share=0.25, machine=made_machine(2), **SHORT),
    ),
    (("short of cores",), lambda: made_run("cpu", "process", lanes=2, cpu_share=0.4, machine=made_machine(2), **SHORT)),
    *[
        (("short of cores",), lambda kind=kind, worker=worker, gil=gil: made_run(kind, worker, gil=gil, **CROWDED))
        for kind, worker, gil in [("released", "thread", True), ("cpu", "thread", False), ("cpu", "process", True)]
    ],
    (("starting",), lambda: made_run(lanes=0, status="running")),
    (("just begun",), lambda: made_run(seconds=0.1, status="running")),
    (("over at once",), lambda: made_run("cpu", "process", seconds=0.06)),
    (("too small", "processes parallel"), lambda: made_run(**SMALL)),
]


@pytest.mark.parametrize(("rules", "make"), SESSIONS, ids=[" ".join(rules) for rules, _ in SESSIONS])
def test_a_model_is_spoken_of_by_its_own_rules(rules, make):
    shown = tuple(finding.rule for finding in snapshot(make(), None).findings)
    assert shown[: len(rules)] == rules
    assert set(shown) - set(rules) <= {"more workers than cores", "workers left over", "shared cores"}


def test_what_is_said_of_a_run_that_is_over_stays_said():
    session = made_run("cpu", "thread", neighbours=(5,), **SHORT)
    before = snapshot(session, None).findings
    for after in range(1, 25):
        t_us = session.length_us + 100_000
        session.append(Cores(t_us, 100_000, [1000] * 8, [0] * 8, 0))
        session.append(OwnUsage(t_us, 1000, 10))
        assert snapshot(session, None).findings == before, after


def test_speed_is_only_spoken_of_where_it_was_measured():
    alone = snapshot(made_run("cpu", "process", **SHORT), None).findings[0].text
    assert "times as fast" not in alone
    both = made_run("cpu", "process", seconds=1.1, session=made_run("cpu", "main", lanes=1, seconds=4))
    assert snapshot(both, None).findings[0].text.endswith(" 1.15 s against 4.05 s sequential: 3.52 times as fast.")
