"""A standalone script: made of the same lines, nothing of concviz in it."""

import ast
import itertools

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.script import extract, script
from concviz.engine.model.plan import Plan

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
    assert max(len(line) for line in text.splitlines()) <= 140


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
    assert taken.names == {"A", "work", "helper"}
