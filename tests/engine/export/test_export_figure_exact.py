"""Everything that a figure for print is made of, call by call, with its places: on axes that draw nothing and write down their calls.

    python -m pytest tests/engine/export/test_export_figure_exact.py --snapshot-update

writes them anew.
"""

import contextlib
from types import SimpleNamespace

import numpy as np
import pytest
from concviz.engine.analysis.snapshot import RUN, WAIT_CORE
from concviz.engine.export.data import figure
from concviz.engine.export.data.csv_columns import readme
from concviz.engine.export.data.figure_present import _cores_of
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError
from concviz.engine.session.events import Cores, Note, RunStarted

from tests.support.drawn_charts import Charts
from tests.support.export_samples import made_up
from tests.support.made_sessions import made_machine, made_run, made_session
from tests.support.made_studies import add_comparison, add_differences, add_run, add_sweep, compared, empty, row
from tests.support.made_studies import session as studied
from tests.support.prints import digits

pytest.importorskip("matplotlib")


def test_a_figure_has_two_sides_and_text_that_stays_text():
    assert {name for name, on in figure.STYLE.items() if on is False} == {"axes.spines.top", "axes.spines.right"}
    assert (figure.STYLE["svg.fonttype"], figure.STYLE["pdf.fonttype"]) == ("none", 42)


def plain(value):
    """Arguments as text: numbers to the fourth digit, many of them by how many there are and what they add up to."""
    if isinstance(value, float | np.floating):
        return digits(value, 4)
    if isinstance(value, np.ndarray) and value.size > 24:
        return f"{value.shape} {digits(value.sum(), 5)} {digits(value.reshape(-1) @ np.arange(value.size), 5)}"
    if isinstance(value, np.ndarray | list | tuple | range):
        return "[" + ", ".join(map(plain, value)) + "]"
    if isinstance(value, dict):
        return ", ".join(f"{key}={plain(each)}" for key, each in value.items())
    if hasattr(value, "get_hatch"):
        return f"{value.get_label()} {value.get_hatch()} {value.get_linewidth():g} {plain(value.get_facecolor())}"
    return repr(value)


class Written:
    """Stands for axes, a figure or a part of them."""

    def __init__(self, name, lines):
        self._name, self._lines = name, lines

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return Written(f"{self._name}.{name}", self._lines)

    def __getitem__(self, key):
        return Written(f"{self._name}[{plain(key)}]", self._lines)

    def __call__(self, *values, **named):
        self._lines.append(f"{self._name}({', '.join(filter(None, [*map(plain, values), plain(named)]))})")
        if self._name.endswith("get_legend_handles_labels"):
            return [], [
                line for line in self._lines if line.startswith(self._name.partition(".")[0]) and "label=" in line
            ]
        return None


class Plots:
    """Stands for `matplotlib.pyplot`."""

    def __init__(self):
        self.lines = []

    def subplots(self, rows, columns, **named):
        self.lines.append(f"subplots({rows}, {columns}, {plain(named)})")
        axes = np.empty((rows, 1), dtype=object)
        for place in range(rows):
            axes[place, 0] = Written(f"  {place}", self.lines)
        return Written("figure", self.lines), axes


def drawn(session, **options):
    """What is drawn of a session, a line a call."""
    plots = Plots()
    figure._drawn(plots, *figure._parts(session, Options(**options)))
    return "\n".join(plots.lines) + "\n"


def two_studies():
    made = studied(31.0)
    rows = [
        *compared(),
        empty("asyncio-threads", "it failed"),
        row("a_model_with_$_in_its_name_that_is_long", 2.0, "slower", same="wrong"),
    ]
    add_comparison(made, rows)
    return made


def swept():
    made = two_studies()
    add_sweep(made)
    return made


def differing():
    made = studied(41.0)
    add_differences(made)
    return made


def many_lanes():
    return made_run("cpu", "process", lanes=50, seconds=0.6, machine=made_machine(64))


def long_run():
    """More samples of the cores than a figure has steps."""
    session = made_run("io", "thread", lanes=2, seconds=0.5, status="running", machine=made_machine(1))
    for tick in range(1, 1_300):
        session.append(Cores(session.length_us + 100_000, 100_000, [(tick * 37) % 1000], [], (tick * 17) % 600))
    return session


def going_on():
    made = two_studies()
    add_run(made, 9, 29_000_000)
    return made


def without_workers():
    made = made_session()
    made.append(RunStarted(1_000, 1, {"task": "pi", "model": "threads"}))
    made.append(Note(500_000, "no worker yet"))
    return made


FIGURES = {
    "a run": lambda: drawn(made_run("cpu", "thread", lanes=4, seconds=1.0, neighbours=(3,), machine=made_machine(4, quota=2.5))),
    "a part of a run": lambda: drawn(made_run("cpu", "thread", gil=False, lanes=3, seconds=1.0), from_s=0.9, until_s=1.4),
    "a run of many lanes": lambda: drawn(many_lanes()),
    "a long run": lambda: drawn(long_run()),
    "a run that failed": lambda: drawn(made_run("io", "coroutine", awaitable=True, lanes=3, seconds=1.0, status="failed")),
    "a run without workers": lambda: drawn(without_workers()),
    "a comparison": lambda: drawn(two_studies()),
    "a run of one's own beside a comparison": lambda: drawn(made_up(), at_s=made_up().runs()[-1].t_us / 1e6 + 0.1),
    "a run that goes on beside a comparison": lambda: drawn(going_on(), at_s=29.5),
    "a sweep": lambda: drawn(swept()),
    "the differences": lambda: drawn(differing()),
    "two runs, at a moment": lambda: drawn(
        made_run("cpu", "process", lanes=2, seconds=0.8, session=made_run("cpu", "main", seconds=1.0)), at_s=1.0
    ),
    "a run presented": lambda: drawn(
        made_run("cpu", "thread", lanes=4, seconds=1.0, machine=made_machine(4, quota=2.5)), panel="present"
    ),
    "a run presented before it has begun": lambda: drawn(without_workers(), panel="present"),
    "before and after": lambda: drawn(
        made_run("io", "thread", lanes=12, seconds=0.6, session=made_run("cpu", "process", lanes=3, seconds=0.8)), panel="before-after"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_every_call(name, snapshot):
    assert FIGURES[name]() == snapshot.use_extension(Charts)


@pytest.mark.parametrize("session", [made_session(), studied(3.0)])
def test_where_there_is_nothing_that_is_said(session):
    with pytest.raises(ExportError, match="there is no run and nothing measured in this part of the session"):
        drawn(session)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ("present", "--panel present takes a run, and there is none in this part of the session"),
        ("workers", "a figure shows whole runs: --panel present or before-after, not 'workers'"),
    ],
)
def test_a_panel_that_can_not_be_drawn_is_refused(panel, said):
    with pytest.raises(ExportError, match=said):
        drawn(made_session(), panel=panel)


class Saved:
    """Stands for a figure, and for `matplotlib.pyplot`: says how it was saved, and whether it was closed."""

    def __init__(self):
        self.calls = []

    def savefig(self, file, **named):
        self.calls.append(plain(named))
        file.write(b'<svg width="72pt" height="36.5pt" viewBox="0 0 72 36.5"><g width="1pt"/></svg>')

    def rc_context(self, style):
        return contextlib.nullcontext()

    def close(self, figure):
        self.calls.append(f"closed {figure is self}")


@pytest.mark.parametrize(
    ("kind", "about", "written"),
    [
        ("svg", "Date=None", b'<svg width="96.00" height="48.67" viewBox="0 0 72 36.5"><g width="1pt"/></svg>'),
        ("pdf", "CreationDate=None", b'<svg width="72pt" height="36.5pt" viewBox="0 0 72 36.5"><g width="1pt"/></svg>'),
        ("PNG", None, b'<svg width="72pt" height="36.5pt" viewBox="0 0 72 36.5"><g width="1pt"/></svg>'),
    ],
)
def test_how_it_is_saved_and_what_is_told_meanwhile(tmp_path, monkeypatch, kind, about, written):
    saved, told = Saved(), []
    monkeypatch.setattr(figure, "_matplotlib", lambda: saved)
    monkeypatch.setattr(figure, "_drawn", lambda plt, parts, title: saved)
    figure.write_figure(
        without_workers(),
        tmp_path / f"a.{kind}",
        Options(scale=2),
        lambda done, total: told.append((done, total)) or True,
    )
    assert told == [(0, 3), (2, 3), (3, 3)]
    assert saved.calls == [f"format='{kind.lower()}', dpi=400, metadata={about}", "closed True"]
    assert (tmp_path / f"a.{kind}").read_bytes() == written


@pytest.mark.parametrize(("name", "said"), [("a.gif", "'.gif'"), ("figure", "'figure'")])
def test_another_ending_is_refused(tmp_path, name, said):
    with pytest.raises(ExportError, match=f"a figure is a .png, .svg or .pdf file, not {said}"):
        figure.write_figure(without_workers(), tmp_path / name)


def test_every_column_of_the_tables_is_explained(snapshot):
    assert readme(made_session()) == snapshot.use_extension(Charts)


@pytest.mark.parametrize(
    ("state", "core", "rows"), [(RUN, 0, [0, 1, 2]), (RUN, -1, []), (WAIT_CORE, 2, []), (WAIT_CORE, -1, [])]
)
def test_cores_have_rows_where_somebody_was_seen_to_run_on_one(state, core, rows):
    pieces = SimpleNamespace(state=np.array([state]), core=np.array([core]))
    assert _cores_of(SimpleNamespace(segments=pieces, machine=SimpleNamespace(cores=3))) == rows
    assert len(_cores_of(SimpleNamespace(segments=pieces, machine=SimpleNamespace(cores=17)))) == (16 if rows else 0)
