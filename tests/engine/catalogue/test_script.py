"""A standalone script: made of the same lines, nothing of concviz in it."""

import ast
import itertools
import sys

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.extract import extract
from concviz.engine.catalogue.script import file_name, script
from concviz.engine.model.plan import Plan, PlanError

PAIRS = list(itertools.product(catalogue.tasks(), catalogue.models()))


@pytest.mark.parametrize(("task", "model"), PAIRS, ids=[f"{task}-{model}" for task, model in PAIRS])
def test_every_pair_gives_a_script_without_concviz(task, model):
    text = script(catalogue.task(task), catalogue.model(model), Plan(task, model, items=10))
    tree = ast.parse(text)
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not [name for name in imported if "concviz" in name]
    assert "ABOUT" not in text
    assert not [remark for remark in ("pyright:", "type: ignore", "noqa") if remark in text]
    assert max(len(line) for line in text.splitlines()) <= 140


@pytest.mark.parametrize(("task", "model"), PAIRS, ids=[f"{task}-{model}" for task, model in PAIRS])
def test_it_says_to_save_it_under_a_name_that_hides_no_module(task, model):
    name = file_name(catalogue.task(task), catalogue.model(model))
    assert f"Save it as {name}:" in script(catalogue.task(task), catalogue.model(model), Plan(task, model, items=10))
    assert name.removesuffix(".py").isidentifier()
    assert name.removesuffix(".py") not in sys.stdlib_module_names


def test_only_what_is_reached_is_taken():
    source = "\n".join(
        (
            '"""Doc."""',
            "import os",
            "import sys",
            'TITLE = "x"',
            "A = 1",
            "B = 2",
            "@cache",
            "def work(n):",
            "    return A + helper(n)",
            "def helper(n):",
            "    return os.getpid()",
            "def preview(n):",
            "    return B",
        )
    )
    taken = extract(source, ("work",))
    assert taken.imports == ("import os",)
    assert [text.splitlines()[0] for text in taken.body] == ["A = 1", "@cache", "def helper(n):"]
    assert taken.names == {"os": "import os", "A": "", "work": "", "helper": ""}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("import signal", ""),
        ("from signal import raise_signal as signal", "mine and processes-like both define signal"),
        ("def signal(): ...", "mine and processes-like both define signal"),
        ("def main(): ...", "mine defines main, which the script needs itself; rename it"),
        ("import tomllib as sys", "mine defines sys, which the script needs itself; rename it"),
        ("import sys", ""),
    ],
)
def test_one_name_for_two_things_is_said(line, words, tmp_path):
    task, model = tmp_path / "mine.py", tmp_path / "processes_like.py"
    used = line.removeprefix("def ").partition("(")[0].split()[-1]
    task.write_text(
        f"{line}\ndef items(count, seed): return [1] * count\ndef work(item): return {used}\ndef combine(results): return ''\n"
    )
    model.write_text(
        "import signal\n\ndef run(work, items, workers):\n    signal.alarm(0)\n    yield from map(work, items)\n"
    )
    pair = catalogue.task(str(task)), catalogue.model(str(model))
    plan = Plan(str(task), str(model), items=2)
    if not words:
        assert "import signal\n" in script(*pair, plan)
        return
    with pytest.raises(PlanError, match=words):
        script(*pair, plan)
