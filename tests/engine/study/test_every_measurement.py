"""What a study takes from runs of every kind, to the fourth digit: its pieces of time, its figures, why it failed.

    python -m pytest tests/engine/study/test_every_measurement.py --snapshot-update

writes it anew.
"""

import dataclasses

import msgspec
from concviz.engine.model.states import Piece
from concviz.engine.session.events import Memory, Phase, Throttled
from concviz.engine.study.disturbance import Trail
from concviz.engine.study.measured import measurement

from tests.support.drawn_charts import Charts
from tests.support.made_sessions import made_machine, made_run
from tests.support.prints import digits


def with_memory(session):
    """Two looks at what its processes need."""
    session.append(Memory(session.length_us, 1, [30 << 20], [20 << 20], [40], [4]))
    session.append(Throttled(session.length_us, 9, 900))
    return session


RUNS = {
    "one after the other": lambda: made_run("cpu", "main", seconds=1.0),
    "threads": lambda: made_run("cpu", "thread", lanes=3, seconds=1.0, neighbours=(1,), machine=made_machine(2)),
    "threads without a GIL": lambda: made_run("cpu", "thread", gil=False, lanes=3, seconds=1.0, cpu_share=0.6),
    "threads that wait": lambda: made_run("io", "thread", lanes=4, seconds=1.0),
    "processes": lambda: with_memory(
        made_run("cpu", "process", lanes=4, seconds=1.0, startup_s=0.4, machine=made_machine(2))
    ),
    "interpreters": lambda: made_run("cpu", "interpreter", lanes=2, seconds=1.0),
    "coroutines": lambda: made_run("io", "coroutine", lanes=4, seconds=1.0, awaitable=True),
    "a blocked loop": lambda: made_run("cpu", "coroutine", lanes=2, seconds=1.0),
    "nobody tells who waited": lambda: made_run("cpu", "thread", lanes=3, seconds=1.0, schedstat=False, split=False),
    "failed": lambda: made_run("cpu", "thread", seconds=0.5, status="failed", error={"message": "no"}),
    "stopped": lambda: made_run("cpu", "thread", seconds=0.5, status="stopped"),
    "cut off": lambda: made_run("cpu", "thread", seconds=0.5, status="running"),
}


def passed(session):
    """With the phases of its beginning, at times of their own."""
    at = {phase.name: phase.t_us for phase in session.phases(1)}
    session.append(Phase(at["asked"] + 20_000, 1, "started"))
    session.append(Phase(at["imported"] + 30_000, 1, "items_ready", {"pickled_bytes": 700, "unpickle_s": 0.002}))
    return session


def plain(value):
    if isinstance(value, float):
        return float(digits(value, 4))
    if isinstance(value, dict):
        return {
            str(key.value if isinstance(key, Piece) else key): told
            for key, each in value.items()
            if (told := plain(each)) not in (None, "", 0, [], {})
        }
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, msgspec.Struct):
        return plain(msgspec.structs.asdict(value))
    return value


def test_every_figure(snapshot):
    lines = []
    for name, make in RUNS.items():
        session = passed(make())
        found = measurement(session, 1, Trail(), spoiled="the machine slept" if name == "interpreters" else "")
        told = plain({each.name: getattr(found, each.name) for each in dataclasses.fields(found)})
        lines += [
            f"{name}: sound {found.sound}, disturbed {found.disturbed}",
            *(f"  {key}: {each}" for key, each in told.items()),
        ]
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)
