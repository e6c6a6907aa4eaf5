"""A notebook executed from its first cell to its last, as Jupyter does it: functions, lambdas, magics, what is shown."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from concviz.engine.model.errors import UserError
from concviz.engine.notebook import function_of, measure

CELLS = (
    "%load_ext concviz",
    "import time\nfactor = 3\ndef job(n):\n    time.sleep(0.002)\n    return n * factor",
    "import concviz\nfound = concviz.run(job, inputs=range(40))\nfound",
    "%concviz job --inputs range(30) --workers 2",
    '%%concviz --model threads --inputs "[1, 2, 3]"\nfor i in range(1000):\n    x += i\njob(x)',
    "%%concviz\nsum(i * factor for i in range(1000))",
    '%%concviz compare --models sequential,threads --inputs "range(20)"\njob(x)',
    "%concviz advise job --inputs range(20)",
    "found.save('found.json').stat().st_size > 100, found.to_dataframe().shape[0]",
    "%concviz nothing --inputs range(3)",
)


def shown(cell: Any, kind: str) -> str:
    """What a cell shows in that form, all of it."""
    return "\n".join(str(each.get("data", {}).get(kind, "")) for each in cell.outputs)


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Any:
    nbclient = pytest.importorskip(
        "nbclient", reason="notebooks are tested where nbclient and ipykernel are (the extra test)"
    )
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    folder = tmp_path_factory.mktemp("notebook")
    client = nbclient.NotebookClient(
        book, timeout=300, startup_timeout=300, kernel_name="python3", allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    client.execute()
    return book.cells


@pytest.mark.real
def test_a_notebook(executed):
    errors = [out for cell in executed[:-1] for out in cell.outputs if out.output_type == "error"]
    assert errors == []
    html = [shown(cell, "text/html") for cell in executed]
    assert "<b>job · threads</b>" in html[2], "a run shows itself"
    assert "<progress" not in "".join(html), "how far it is, is gone when it is over"
    assert "<tr><td style='text-align:left'>workers</td><td style='text-align:left'>2</td></tr>" in html[3]
    assert "<b>cell · threads</b>" in html[4]
    assert "<tr><td style='text-align:left'>items</td><td style='text-align:left'>1</td></tr>" in html[5]
    assert "speed-up" in html[6]
    assert "<h3>What to do</h3>" in html[7]
    assert shown(executed[8], "text/plain").strip() == "(True, 1)"
    refused = [out for out in executed[9].outputs if out.output_type == "error"]
    assert [out.ename for out in refused] == ["PlanError"]
    assert "can't be used: NameError" in refused[0].evalue


def test_a_cell_is_a_function_of_its_input():
    names = {"factor": 3}
    assert function_of("y = x * factor\ny + 1", names)(2) == 7
    assert function_of("factor", names)() == 3
    assert function_of("y = 1", names)() is None
    assert function_of("sum(x for x in range(3)) + x", names)(1) == 4


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        ("--model", "1", "%concviz: argument -m/--model: expected one argument"),
        ("watch", "1", "%concviz: 'watch' is none of run, compare, sweep, advise"),
        ("run", "", "%%concviz: the cell is empty"),
        ("run", "1 +", "%%concviz: line 1 of the cell is no Python: invalid syntax"),
        ("advise", None, "%concviz: say which function"),
        ("factor", None, "%concviz: factor is no function"),
        ("--inputs nope", "x", "%concviz: --inputs 'nope' can't be used: NameError"),
    ],
)
def test_mistakes_are_one_sentence(line, cell, words):
    with pytest.raises(UserError) as told:
        measure(line, cell, {"factor": 3})
    assert str(told.value).startswith(words)


def test_without_a_shell_nothing_is_drawn(capsys):
    from concviz.engine.shown_progress import ShownProgress

    with ShownProgress() as shown_progress:
        shown_progress.draw(0.5, "half")
    assert not shown_progress.shown
    assert capsys.readouterr() == ("", "")
    assert "IPython" not in sys.modules or not shown_progress.shown
