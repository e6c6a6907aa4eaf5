"""Small exact facts for the rules of "What you see": every figure is what the test says, and nothing else is."""

from typing import Any

from concviz.engine.analysis.cores import Surroundings
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.rules import RULES
from concviz.engine.analysis.run.usage import Usage
from concviz.engine.analysis.snapshot import Finding
from concviz.engine.model.states import Ledger

from tests.support.made_sessions import made_machine

BY_NAME = {rule.name: rule for rule in RULES}


def made_facts(
    worker: str = "thread",
    *,
    lanes: int | None = None,
    cores: float = 1.0,
    own: float = 0.0,
    handing_out: float = 0.0,
    in_flight: float = 1.0,
    alone_s: float = 0.0,
    stopped_s: float = 0.0,
    lane_stopped_s: float = 0.0,
    lanes_stopped: int = 1,
    overlap: float | None = None,
    compute_s: float = 2.0,
    wall_s: float = 2.1,
    startup_s: float = 0.1,
    machine: int = 2,
    quota: float | None = None,
    others: float = 0.0,
    named: tuple[int, ...] = (),
    looks: int = 100,
    inferred: tuple[str, ...] = (),
    ledger: dict[str, float] | None = None,
    **more: Any,
) -> Facts:
    """Facts of a run that is over, of four workers (one of the sequential model) that did 40 items in 2 s, one at a time.

    Args:
        worker: of the model.
        lanes: how many.
        cores: used over compute.
        own: of those, by the function's own threads and children.
        handing_out: of those, by the model's own threads.
        in_flight: items in hand at once.
        alone_s: at the end, how long only one of the workers had an item.
        stopped_s: how long all workers were stopped from outside …
        lane_stopped_s: … and one of them beside that …
        lanes_stopped: … or how many.
        overlap: how much went on at the same time; None: as many as were in hand.
        compute_s: from the first item begun to the last ended.
        wall_s: with start-up.
        startup_s: to the first item.
        machine: its cores, all usable.
        quota: of the cgroup, in cores.
        others: cores that other programs took of them.
        named: which of them were busy with something else.
        looks: at what the workers waited for.
        inferred: names of the ledger that are.
        ledger: its shares.
        more: fields of `Facts` as they are.
    """
    lanes = lanes if lanes is not None else 1 if worker in ("main", "") else 4
    usage = Usage(
        compute_s=compute_s, wall_s=wall_s, startup_s=startup_s, cpu_s=cores * compute_s, cores_used=cores, own_helpers_cores=own,
        model_cores=handing_out, alone_s=alone_s, stopped_s=stopped_s,
        lane_stopped_s=lane_stopped_s, lanes_stopped=lanes_stopped, in_flight=in_flight, overlap=in_flight if overlap is None else overlap,
    )  # fmt: skip
    fields: dict[str, Any] = {
        "status": "done", "worker": worker, "gil": True, "asked": lanes, "lanes": lanes, "done": 40, "total": 40,
        "threads": 1 if worker in ("main", "coroutine", "") else lanes, "processes": lanes if worker == "process" else 1,
        "usage": usage, "ledger": Ledger(looks=looks, inferred=inferred, **(ledger or {})),
        "around": Surroundings(others, named, others),
    }  # fmt: skip
    return Facts(machine=made_machine(machine, quota=quota), **{**fields, **more})


def said(name: str, facts: Facts) -> str:
    """What that rule says of the facts, with its tone and what to try: `Headline. Text. | good | m threads`; '' for silence."""
    found = BY_NAME[name].check(facts)
    assert found is None or found.rule == name
    return in_words(found) if found is not None else ""


def in_words(found: Finding) -> str:
    """`Headline. Text. | good | m threads, r run`."""
    tries = ", ".join(f"{key} {what}" for key, what in found.tries)
    return " | ".join(filter(None, (f"{found.headline} {found.text}", found.tone, tries)))
