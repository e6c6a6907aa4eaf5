"""The code of models and tasks, in a panel too small for all of it."""

from pathlib import Path

import pytest
from concviz.engine import catalogue
from concviz.tui.lab.panels.code_panel import CodePanel, highlighted, line_of

SOURCE = '"""What it is."""\n\nTITLE = "x"\n\n\ndef worker(a):\n    pass\n\n\nasync def run(work):\n    pass\n'


@pytest.mark.parametrize(("function", "line"), [("", 5), ("worker", 5), ("run", 9), ("work", 0), ("nothing", 0)])
def test_a_function_is_found_where_it_begins(function, line):
    assert line_of(SOURCE, function) == line


@pytest.mark.parametrize("name", sorted(catalogue.models()))
def test_every_model_shows_its_functions_first(name):
    source = Path(catalogue.model(name).path).read_text()
    assert source.splitlines()[line_of(source, "")].startswith(("def ", "async def "))
    assert len(highlighted(source)) >= len(source.splitlines())


def test_the_panel_turns_from_the_model_to_the_task_and_closes():
    panel = CodePanel(id="code", classes="")
    seen = []
    for _ in range(3):
        panel.turn()
        seen.append(panel.what)
    assert seen == ["model", "task", ""]
