"""Who may import whom, proved by importing in a fresh process and looking at what came along."""

import subprocess
import sys
from pathlib import Path

import pytest

ENGINE = Path(__file__).parent.parent / "engine"
TUI = Path(__file__).parent.parent / "tui"


def modules(folder: Path, package: str) -> list[str]:
    """Every module of a folder by its import name, the lab's (tested on their own) left out."""
    names = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if path.name == "__main__.py" or parts[0] == "lab":
            continue
        names.append(".".join([package, *[part for part in parts if part != "__init__"]]))
    return names


def loaded_after(statements: str) -> set[str]:
    """Top-level names in sys.modules of a fresh process after these statements, and concviz's in full."""
    code = f"{statements}\nimport sys; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def test_the_engine_knows_no_screen():
    names = modules(ENGINE, "concviz.engine")
    assert len(names) > 20
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not {"textual", "rich"} & loaded
    assert not [name for name in loaded if name.startswith("concviz.tui")]


def test_charts_know_no_session_and_no_app():
    names = modules(TUI / "charts", "concviz.tui.charts")
    assert names
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not [
        name for name in loaded if name.startswith(("concviz.engine.session.memory.log", "concviz.tui.app.app"))
    ]


EARLY = {"concviz", "platformdirs", "rich", "textual", "typing_extensions"}
"""Of what isn't Python's own, all that may be imported before the first frame is on the screen."""


def test_nothing_else_is_imported_before_the_first_frame():
    loaded = loaded_after("import concviz.engine, concviz.tui.cli.program, concviz.tui.app.app") - loaded_after("")
    assert {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - EARLY == set()


@pytest.mark.parametrize("heavy", ["numpy", "concviz.engine.session.memory.log", "concviz.engine.sources.instrument"])
def test_what_is_heavy_waits_until_after_the_first_frame(heavy):
    assert heavy not in loaded_after("import concviz.engine, concviz.tui.cli.program, concviz.tui.app.app")


def test_a_plan_is_checked_before_what_takes_long_to_import():
    assert "numpy" not in loaded_after("import concviz.tui.cli.commands.run")
