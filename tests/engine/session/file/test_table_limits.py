"""What can be true in a compact table, and what can't any more: one row at each limit, and one just beyond it."""

import numpy as np
import pytest
from concviz.engine.model.numbers import MAX_CORES, MAX_ITEMS, MAX_LANES, MAX_US
from concviz.engine.session.file.tables.core_table import core_line, core_table
from concviz.engine.session.file.tables.packing import fold, pack
from concviz.engine.session.file.tables.span_table import span_table
from concviz.engine.session.file.tables.thread_table import Samples
from concviz.engine.session.file.tables.totals_table import totals_table
from concviz.engine.session.file.tables.wire_rows import UNIT_US, SpanLine, TotalsLine
from concviz.engine.session.memory.columns import SPLIT

LINE_US = 1_000


def folded(number: int) -> int:
    """As a difference stands in a table."""
    return int(fold(np.array([number]))[0])


def span(lane=3, item=5, end=900, wall=50, cpu=40, core=1, flag=0):
    """A line with one span, whatever it says."""
    row = [lane + 1, folded(LINE_US - end), folded(item), folded(wall - cpu), folded(cpu), core + 1, flag]
    return span_table([SpanLine(LINE_US, 1, 1, pack(np.array([row]).T), 0)])


@pytest.mark.parametrize(
    ("field", "true", "false"),
    [
        ("lane", 0, -1),
        ("lane", MAX_LANES - 1, MAX_LANES),
        ("item", -1, -2),
        ("item", MAX_ITEMS - 1, MAX_ITEMS),
        ("end", 50, 49),
        ("end", MAX_US - 1, MAX_US),
        ("wall", 0, -1),
        ("wall", 900, 901),
        ("cpu", 0, -1),
        ("core", -1, None),
        ("core", MAX_CORES - 1, MAX_CORES),
        ("flag", 255, 256),
    ],
)
def test_spans(field, true, false):
    found = span(**{field: true})
    columns = {name: column.tolist() for name, column in found.columns.items()}
    row = {"lane": 3, "item": 5, "end": 900, "wall": 50, "cpu": 40, "core": 1, "flag": 0, field: true}
    end, wall, cpu = row.pop("end"), row.pop("wall"), row.pop("cpu")
    said = row | {"start_us": end - wall, "wall_us": wall, "cpu_us": cpu}
    assert (columns, found.bad, found.lost) == ({name: [value] for name, value in said.items()}, 0, 0)
    if false is not None:
        found = span(**{field: false})
        assert ([len(column) for column in found.columns.values()], found.bad, found.lost) == ([0] * 7, 0, 1)


def test_as_much_cpu_as_a_time_can_be():
    assert span(end=MAX_US - 1, wall=MAX_US - 1, cpu=MAX_US - 1).lost == 0
    assert span(cpu=MAX_US).lost == 1


FIELDS = (
    *("items", "wall", "cpu", "thread_first", "thread_last", "first", "last"),
    *("dropped", "thinned", "current", "since", "ended"),
)
TOTALS = dict.fromkeys(FIELDS, 0) | {
    "items": 7,
    "wall": 300,
    "cpu": 200,
    "first": 100,
    "last": 500,
    "current": 8,
    "since": 510,
}


def totals(time=900, lane=3, **fields):
    """A line with one lane's totals, whatever they say."""
    said = TOTALS | fields
    between, extra = (
        said["last"] - said["first"] - said["wall"],
        said["thread_last"] - said["thread_first"] - said["cpu"],
    )
    row = [
        *(said["items"], between, said["cpu"], said["thread_first"], extra, said["first"], time - said["last"]),
        *(said["dropped"], said["thinned"], said["current"], said["since"] - said["last"], said["ended"]),
    ]
    packed = pack(np.array([[lane + 1, *map(folded, (LINE_US - time, *row))]]).T)
    return totals_table([TotalsLine(LINE_US, 1, 1, packed, 0)])


@pytest.mark.parametrize(
    ("field", "true", "false"),
    [
        ("lane", 0, -1),
        ("lane", MAX_LANES - 1, MAX_LANES),
        ("time", 0, -1),
        ("items", MAX_ITEMS, MAX_ITEMS + 1),
        ("current", MAX_ITEMS - 1, MAX_ITEMS),
        *((field, -1, -2) for field in FIELDS[:-2]),
        *((field, MAX_US - 1, MAX_US) for field in FIELDS if field not in ("items", "current")),
        *((field, 1 - MAX_US, -MAX_US) for field in ("since", "ended")),
    ],
)
def test_totals(field, true, false):
    found = totals(**{field: true})
    where = {"lane": 3, "time": 900, field: true}
    assert (found.columns["lane"].tolist(), found.columns["t_us"].tolist()) == ([where["lane"]], [where["time"]])
    expected = TOTALS | ({field: true} if field in TOTALS else {})
    assert dict(zip(FIELDS, found.columns["row"][0].tolist(), strict=True)) == expected
    assert (found.bad, found.lost) == (0, 0)
    found = totals(**{field: false})
    assert (len(found.columns["row"]), found.bad, found.lost) == (0, 0, 1)


def cores(t_us=900, dt_us=250, total=100):
    """A line with one sample of two cores, written and read."""
    blank = np.array([[500, 20]])
    columns = {"busy": blank, "run": blank // 2, "split": np.array([SPLIT])}
    numbers = {"t_us": np.array([t_us]), "dt_us": np.array([dt_us]), "run_total": np.array([total])}
    return core_table([core_line(columns | numbers)], 2)


@pytest.mark.parametrize(
    ("field", "true", "false"),
    [
        ("t_us", 0, -1),
        ("t_us", MAX_US - 1, MAX_US),
        ("dt_us", 0, -1),
        ("dt_us", MAX_US - 1, MAX_US),
        ("total", MAX_US - 1, MAX_US),
        ("total", 1 - MAX_US, -MAX_US),
    ],
)
def test_cores(field, true, false):
    found = cores(**{field: true})
    assert found.columns[{"total": "run_total"}.get(field, field)].tolist() == [true]
    assert (found.columns["busy"].tolist(), found.columns["run"].tolist()) == ([[500, 20]], [[250, 10]])
    assert found.lost == 0
    found = cores(**{field: false})
    assert (len(found.columns["t_us"]), found.lost) == (0, 1)


@pytest.mark.parametrize(
    ("row", "true", "false"),
    [(0, 0, -1), (0, MAX_US // UNIT_US - 1, MAX_US // UNIT_US), (1, 0, -1), (1, MAX_US // UNIT_US - 1, MAX_US // UNIT_US),
     (2, 0, -1), (2, MAX_CORES, MAX_CORES + 1), (None, 0, -1)],
)  # fmt: skip
def test_samples_of_threads(row, true, false):
    """The second of three samples, of the second of two threads."""
    for value, lost in ((true, 0), (false, 1)):
        samples = Samples(np.array([10, 20, 30]), np.array([True, False, True]), np.ones((3, 3, 2), np.int64))
        if row is None:
            samples.t_us[1] = value
        else:
            samples.totals[row, 1, 1] = value
        kept, left_out = samples.only_true()
        assert left_out == lost
        assert kept.known.tolist() == ([True, True] if lost else [True, False, True])
        assert kept.t_us.tolist() == ([10, 30] if lost else samples.t_us.tolist())
        assert kept.totals.shape == (3, 3 - lost, 2)
