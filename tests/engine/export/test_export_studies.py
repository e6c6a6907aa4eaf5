"""Comparisons, sweeps and the table of differences leave as tables too."""

import csv
import re

import numpy as np
import pytest
from concviz.engine.export.data import figure_study
from concviz.engine.export.data.csv import write_csv
from concviz.engine.export.data.figure import write_figure
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError
from concviz.engine.model.study_facts import Compared
from concviz.engine.model.study_rows import Interval, Row
from concviz.engine.session.events import Difference, Machine, Study
from concviz.engine.session.memory.log import Session
from concviz.engine.session.memory.study_steps import StudyView
from PIL import Image

MACHINE = Machine("Linux", "a processor", 2, 2, (0, 1), None, 2.0, 2**30, "3.14.2")


def table(folder, name):
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_comparison_is_a_table(tmp_path):
    session = Session(MACHINE, clock=lambda: 0)
    wall = {"median": 0.5, "low": 0.4, "high": 0.6}
    row = {"name": "threads ×2", "model": "threads", "python": "3.14.2", "workers": 2, "wall_s": wall, "same": "equal"}
    broken = {"name": "=broken", "model": "processes", "python": "3.14.2", "workers": 2}
    session.append(Study(1, 1, "compare", "begun", {"task": "pi"}))
    session.append(
        Study(2, 1, "compare", "row", {**row, "speedup": {"median": 1.0, "low": 0.8, "high": 1.2}, "cores_used": 1.0})
    )
    session.append(Study(3, 1, "compare", "row", {**broken, "error": "it was killed"}))
    write_csv(session, tmp_path / "out")
    first, second = table(tmp_path / "out", "studies")
    assert (first["task"], first["row"], first["wall_median_s"], first["wall_high_s"]) == (
        "pi",
        "threads ×2",
        "0.5",
        "0.6",
    )
    assert (first["speedup_median"], first["speedup_low"], first["equal"]) == ("1.0", "0.8", "True")
    assert (second["row"], second["error"], second["wall_median_s"]) == ("'=broken", "it was killed", "")


def test_the_differences_are_a_table(tmp_path):
    session = Session(MACHINE, clock=lambda: 0)
    cell = Difference(1, "parallelism", "threading", "3.13.5t", "done", "1.97 cores", ["two lines", "of it"], "limited")
    session.append(cell)
    write_csv(session, tmp_path / "out")
    (row,) = table(tmp_path / "out", "differences")
    assert (row["property"], row["value"], row["agrees"], row["evidence"]) == (
        "parallelism", "1.97 cores", "", "two lines; of it",
    )  # fmt: skip
    assert "differences.csv" in (tmp_path / "out" / "README.md").read_text()


@pytest.mark.parametrize(("agrees", "told"), [(True, "True"), (False, "False"), (None, "")])
def test_what_can_not_be_judged_is_an_empty_cell(agrees, told, tmp_path):
    session = Session(MACHINE, clock=lambda: 0)
    session.append(Difference(1, "number", "asyncio", "3.14", "done", "9", [], "10,000s", "usual", agrees, "So."))
    write_csv(session, tmp_path / "out")
    (row,) = table(tmp_path / "out", "differences")
    assert list(row.values()) == ["number", "asyncio", "3.14", "done", "9", "10,000s", told, "So.", ""]


def test_a_comparison_is_in_the_figure(tmp_path, session):
    pytest.importorskip("matplotlib")
    write_figure(session, tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Comparison: median wall time" in drawn
    assert "threads ×2" in drawn
    assert "0.500 s, 0.50×" in drawn


def test_a_figure_of_a_comparison_is_of_all_its_runs(tmp_path, session):
    pytest.importorskip("matplotlib")
    last = session.runs()[-1].t_us
    for options, title, panels in (
        (None, "pi: a comparison of 1 model ", False),
        (Options(at_s=last / 1e6 + 0.1), "pi: asyncio, 2 workers", True),
        (Options(at_s=0.0), "pi: a comparison of 1 model ", False),
    ):
        path = tmp_path / f"{title.partition(',')[0]}{options is None}.svg".replace(":", "")
        write_figure(session, path, options)
        drawn = path.read_text(encoding="utf-8")
        assert title in drawn
        assert ("Cores in use" in drawn) is panels


def test_the_figure_has_the_final_speed_ups(monkeypatch):
    session, wall = Session(MACHINE, clock=lambda: 0), Interval(0.5, 0.4, 0.6)
    about = {"name": "threads", "model": "threads", "python": "3.14.2", "workers": 2, "wall_s": wall}
    early, late = (Row(**about, speedup=Interval(value, value, value)) for value in (0.89, 0.94))
    result = Compared(rows=[late], verdict="", noisy=False, out_of_time=False)
    ended = StudyView(1, "compare", 1, latest={"threads": early}, result=result)
    for view, rows in ((ended, [late]), (StudyView(1, "compare", 1, latest={"threads": early}), [early])):
        monkeypatch.setattr(session, "studies", lambda t_us, view=view: [view])
        assert figure_study.measured(session, 9) == (view, rows)


def test_the_runs_of_a_comparison_are_in_no_figure_by_themselves(session):
    begun = max(run.t_us for run in session.runs()) + 1
    assert [figure_study.made_for_one(session, t_us) for t_us in (begun, 2_250_000)] == [False, True]


def test_a_vector_figure_has_a_size_that_all_renderers_take(tmp_path, session):
    pytest.importorskip("matplotlib")
    write_figure(session, tmp_path / "a.svg")
    head = (tmp_path / "a.svg").read_text(encoding="utf-8")
    found = re.search(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    assert found is not None
    width, height, points, high = map(float, found.groups())
    assert (width / points, height / high) == (pytest.approx(4 / 3, abs=1e-3), pytest.approx(4 / 3, abs=1e-3))


def differences():
    """Threads and processes, threads under a second Python, a race under two, and one that failed."""
    session = Session(MACHINE, clock=lambda: 0)
    lost = {"call_lost": 40, "call_expected": 100, "gil": True}
    for cell in (
        Difference(
            1_000, "type", "threading", "3.14.2", "done", "3 threads of 1 process", [], "threads $x$", "course", True
        ),
        Difference(
            1_000, "parallelism", "threading", "3.14.2", "done", "1.00 cores", [], "limited by the GIL", "course", True
        ),
        Difference(2_000, "parallelism", "threading", "3.13.5t", "done", "1.97 cores", [], "limited", "course", False),
        Difference(2_000, "parallelism", "multiprocessing", "3.14.2", "failed", "not measured", [], "full", "course"),
        Difference(
            2_000, "number", "asyncio", "3.14.2", "done", "10,000 · 206 ms · 12 MiB", [], "10,000s", "docs", True
        ),
        Difference(
            3_000, "race", "threading", "3.14.2", "done", "x", [], "updates are lost", "course", True, facts=lost
        ),
        Difference(
            4_000, "race", "threading", "3.13.5t", "done", "x", [], "updates are lost", "course", True, facts=lost
        ),
    ):
        session.append(cell)
    return session


def test_the_differences_are_in_the_figure_also_where_nothing_ran(tmp_path):
    pytest.importorskip("matplotlib")
    write_figure(differences(), tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in (
        "a processor · 2 usable cores", "Differences, measured here", "threading", "3.14.2", "3 threads of 1 process",
        "3.13.5t: 1.97 cores ✗", "“limited by the GIL”", "not measured", "10,000 · 206 ms · 12 MiB",
        "lost without a lock: 3.14.2 40%, 3.13.5t 40%", "✓ agrees with what is said", "threads $x$",
    ):  # fmt: skip
        assert words in drawn, words
    assert "Sharing" not in drawn


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_the_table_can_be_printed_without_colour(tmp_path, kind):
    pytest.importorskip("matplotlib")
    path = tmp_path / f"a.{kind}"
    write_figure(differences(), path)
    assert path.stat().st_size > 10_000
    if kind == "png":
        grey = np.asarray(Image.open(path).convert("L"))
        assert grey.shape[1] == 1440
        assert 0.02 < (grey < 128).mean() < 0.3


def test_a_run_and_the_differences_are_in_one_figure(tmp_path, session):
    pytest.importorskip("matplotlib")
    session.append(Difference(1_000, "type", "threading", "3.14.2", "done", "3 threads", [], "threads", "course", True))
    write_figure(session, tmp_path / "a.svg", Options(from_s=session.runs()[-1].t_us / 1e6 + 0.1))
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert all(
        words in drawn for words in ("Cores in use", "Comparison: median wall time", "Differences, measured here")
    )


def test_what_came_after_the_range_is_not_in_the_figure(tmp_path):
    pytest.importorskip("matplotlib")
    with pytest.raises(ExportError, match="nothing measured in this part"):
        write_figure(differences(), tmp_path / "a.svg", Options(until_s=0.0005))
