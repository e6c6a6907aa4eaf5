"""Evidence and advice with every number known."""

from __future__ import annotations

import msgspec
from concviz.engine.model.own.advice_facts import Advice, Evidence
from concviz.engine.model.own.function_facts import FunctionFacts
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_rows import Pickled, Row
from concviz.engine.study.pure.advise.break_even import break_even
from concviz.engine.study.pure.advise.item_parts import item_parts
from concviz.engine.study.pure.advise.limits_of_models import models
from concviz.engine.study.pure.advise.recommendation import recommendation
from concviz.engine.study.pure.advise.warnings_of import warnings_of

from .made_measurements import made_row, rows_of

LOOP = [2.0, 2.01, 1.99]
HALF = [1.0, 1.01, 1.02]


def function(**changes) -> FunctionFacts:
    facts = {
        "items": 1000,
        "calls": 5,
        "wall_s": [0.02] * 5,
        "cpu_s": [0.02] * 5,
        "pickled": Pickled(100, 200),
        "pickle_s": 1e-6,
    }
    return FunctionFacts(**{**facts, **changes})


def ledger(**shares) -> Ledger:
    return Ledger(**shares, measured=tuple(shares), looks=90)


def row(name: str, walls: list[float], **changes) -> Row:
    """A row beside a loop of 2 s; what is no figure of a run is put in afterwards."""
    after = {
        key: changes.pop(key)
        for key in ("same", "difference", "workers", "disturbed", "error", "wall_s")
        if key in changes
    }
    found = rows_of(made_row("sequential", LOOP), made_row(name, walls, **changes))[-1]
    return msgspec.structs.replace(found, **{"model": name.partition("@")[0], "same": "equal", **after})


def loop(walls: list[float] = LOOP, **changes) -> Row:
    found = row("sequential", walls, workers=1, **changes)
    return msgspec.structs.replace(found, difference="baseline")


def evidence(*rows: Row, **changes) -> Evidence:
    facts = {
        "function": function(),
        "rows": list(rows),
        "measured_items": 100,
        "usable_cores": 2.0,
        "item_times_s": [0.02] * 100,
    }
    return Evidence(**{**facts, **changes})


def advice(found: Evidence, inputs: int = 100) -> Advice:
    pool = next((each for each in found.rows if each.name == "process-pool"), None)
    even = break_even(found.function, 2, 2.0, pool.startup_s, found.chunks.get("process-pool", 1)) if pool else None
    return Advice(
        function="resize()", place="images.py", python="3.14.2", inputs=inputs, measured_items=found.measured_items, runs=12,
        calls=1205, item=item_parts(found), models=models(found), recommendation=recommendation(found, even, inputs),
        break_even=even, warnings=warnings_of(found), code="print('`x` < 1')\n", code_file="resize_threads.py", evidence=found,
    )  # fmt: skip
