"""Tables, traces and figures' data of runs and programs of many shapes, by prints (see `tests.support.prints`).

    python -m pytest tests/engine/export/test_export_every_shape.py --snapshot-update

writes them anew; every cell of a small session stands written out in `test_export_exact`.
"""

import json

import pytest
from concviz.engine.export.data import csv as tables
from concviz.engine.export.data import trace
from concviz.engine.export.data.csv_columns import TABLES, readme

from tests.support.any_run import any_program, any_run
from tests.support.prints import plain, prints

MANY = 10


@pytest.mark.parametrize("make", [any_run, any_program])
def test_every_table_and_trace(make, snapshot):
    cases = []
    for number in range(MANY):
        session = make(number)
        whole = (0, session.length_us + 1)
        part = (session.length_us // 3, session.length_us * 2 // 3)
        for name in (name for name in TABLES if hasattr(tables, name)):
            for t0, t1 in (whole, part):
                cells = lambda name=name, session=session, t0=t0, t1=t1: list(getattr(tables, name)(session, t0, t1))  # noqa: E731
                cases.append((f"{number} {name} {t0}", lambda cells=cells: str(plain(cells()))))
        for t0, t1 in (whole, part):
            cases.append(
                (
                    f"{number} trace {t0}",
                    lambda s=session, t0=t0, t1=t1: json.dumps(list(trace.events(s, t0, t1)), default=str),
                )
            )
        cases.append((f"{number} readme", lambda s=session: readme(s)))
    assert prints(cases) == snapshot
