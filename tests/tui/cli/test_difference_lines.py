"""The table of differences as text."""

import pytest
from concviz.engine.session.events import Difference, Machine
from concviz.tui.cli.lines.difference_lines import difference_lines

MACHINE = Machine("Linux", "", 2, 1, (0, 1), None, 2.0, 1 << 33, "3.11.7")
CELLS = [
    Difference(
        1,
        "weight",
        "threading",
        "3.11.7",
        "done",
        "50 µs · 14 KiB",
        ["fifty starts"],
        "light",
        "course",
        True,
        "Light.",
    ),
    Difference(
        2, "weight", "multiprocessing", "3.11.7", "failed", "not measured", ["no"], "heavy", "course", None, "No."
    ),
    Difference(
        3, "parallelism", "threading", "3.11.7", "done", "1.00 cores", [], "limited by the GIL", "course", True, "One."
    ),
    Difference(
        4,
        "parallelism",
        "threading",
        "3.13.5t",
        "done",
        "1.97 cores",
        [],
        "limited by the GIL",
        "course",
        False,
        "Two.",
    ),
    Difference(
        5, "race", "threading", "3.11.7", "done", "lost: call 40%", ["400 of 1000"], "lost", "course", True, "A. Bare."
    ),
    Difference(6, "number", "asyncio", "3.11.7", "measuring"),
]


def lines(**more):
    return list(difference_lines(CELLS, MACHINE, **{"colour": False, "width": 100, "evidence": False, **more}))


@pytest.mark.parametrize("width", [80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    assert max(map(len, lines(width=width, evidence=True))) <= width


def test_cells_have_their_value_their_claim_and_a_mark():
    text = "\n".join(lines())
    assert "50 µs · 14 KiB" in text
    assert "✓ light" in text
    assert "asyncio" not in text  # still being measured


def test_another_python_gets_a_line_of_its_own_and_its_disagreement_a_sentence():
    shown = lines()
    assert any(line.startswith(" 3.13.5t") and "1.97 cores" in line for line in shown)
    at = shown.index("Where this machine says otherwise")
    assert shown[at + 1] == "  ✗ Parallelism of threading, Python 3.13.5t: limited by the GIL?"


def test_evidence_only_when_asked_for():
    assert not any("fifty starts" in line for line in lines())
    assert any("fifty starts" in line for line in lines(evidence=True))


def test_colours_only_when_asked_for():
    assert not any("\x1b" in line for line in lines())
    assert any("\x1b[32m" in line for line in lines(colour=True))


def test_nothing_measured_is_no_error():
    assert list(difference_lines([], MACHINE, colour=False, width=80, evidence=True))
