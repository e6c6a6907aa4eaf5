"""A standalone script: made of the same lines, nothing of concviz in it."""

import ast
import itertools

import pytest

from concviz.engine import catalogue
from concviz.engine.plan import Plan
from concviz.engine.script import extract, script

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
    source = '"""Doc."""\nimport os\nimport sys\nTITLE = "x"\nA = 1\nB = 2\n\n@cache\ndef work(n):\n    return A + helper(n)\n\ndef helper(n):\n    return os.getpid()\n\ndef preview(n):\n    return B\n'
    taken = extract(source, ("work",))
    assert taken.imports == ("import os",)
    assert [text.splitlines()[0] for text in taken.body] == ["A = 1", "@cache", "def helper(n):"]
    assert taken.names == {"A", "work", "helper"}
