"""Comparisons, sweeps and the table of differences leave as tables too."""

import csv

import pytest
from concviz.engine.export.csv import write_csv
from concviz.engine.export.figure import write_figure
from concviz.engine.session.events import Difference, Machine, Study
from concviz.engine.session.log import Session

MACHINE = Machine("Linux", "a processor", 2, 2, (0, 1), None, 2.0, 2**30, "3.14.2")


def table(folder, name):
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_comparison_is_a_table(tmp_path):
    session = Session(MACHINE, clock=lambda: 0)
    wall = {"median": 0.5, "low": 0.4, "high": 0.6}
    row = {"name": "threads ×2", "model": "threads", "python": "3.14.2", "workers": 2, "wall_s": wall, "equal": True}
    broken = {"name": "=broken", "model": "processes", "python": "3.14.2", "workers": 2}
    session.append(Study(1, 1, "compare", "begun", {"task": "pi"}))
    session.append(Study(2, 1, "compare", "row", {**row, "speedup": {"median": 1.0, "low": 0.8, "high": 1.2}, "cores_used": 1.0}))
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


def test_a_comparison_is_in_the_figure(tmp_path, session):
    pytest.importorskip("matplotlib")
    write_figure(session, tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Comparison: median wall time" in drawn
    assert "threads ×2" in drawn
    assert "0.5 s, 0.50×" in drawn
