"""Comparisons and sweeps as lines of text: sentences within the width, and every caveat in good grammar."""

import pytest
from concviz.engine.model.study_facts import Compared, Swept
from concviz.engine.study.pure.sweep_verdict import fitted
from concviz.tui.cli.lines.study_lines import study_lines

from tests.support.made_studies import VERDICT, compared, row, sweep_points

ABOUT = {"task": "pi", "items": 2000, "noisy": False, "out_of_time": False}


def compare(rows, **more):
    return Compared(**{**ABOUT, "rows": rows, "verdict": VERDICT, **more})


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_sentence_is_wrapped_and_the_figures_fit(width):
    lines = list(study_lines(compare(compared()), colour=False, width=width))
    sentence = [line for line in lines[1:] if line][: lines[1:].index("")]
    assert all(len(line) <= width for line in sentence)
    assert " ".join(line.strip() for line in sentence) == VERDICT
    assert any("3.56×" in line for line in lines)


def test_what_stands_apart_and_what_disturbed_is_said_in_the_right_number():
    far = row(
        "threads", 4.1, "no clear difference", repeats=[4.1, 9.0, 8.0], outliers=[1, 2], disturbed=True, rest_cores=1.73
    )
    one = row("processes", 1.1, "faster", repeats=[1.1, 3.0], outliers=[1])
    text = "\n".join(study_lines(compare([far, one], noisy=True), colour=False, width=100))
    assert "threads: 9.00 s and 8.00 s stand apart from the other repeats (they are counted all the same)" in text
    assert "processes: 3.00 s stands apart from the other repeats (it is counted all the same)" in text
    assert "other programs used up to 1.73 cores meanwhile" in text


def test_a_sweep_gives_the_laws_with_their_intervals():
    rows = sweep_points()
    more = {"model": "processes", "fits": fitted(rows, 8.0), "ceilings": {"affinity": 8.0}, "best_workers": 8}
    result = Swept(**ABOUT, rows=rows, verdict="Best: 8 workers.", **more)
    text = "\n".join(study_lines(result, colour=False, width=120))
    assert "Amdahl's law" in text
    assert " to " in text.partition("Amdahl's law")[2].splitlines()[0]
    assert "affinity 8" in text
