"""A lab runs under a Python in which nothing is installed: engine/lab is standard library, and imports only itself."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine import lab

LAB = Path(lab.__file__).parent
FILES = sorted(path.relative_to(LAB) for path in LAB.rglob("*.py"))
SCRIPT = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
print(*sorted({name.partition(".")[0] for name in sys.modules} - {"__main__", "__mp_main__"}))
"""


def imports(path: Path, *, deep: bool) -> set[str]:
    """What a file imports, as absolute names; `deep` also inside its functions, TYPE_CHECKING blocks excepted."""
    package = ["concviz", "engine", "lab", *path.parent.parts]
    names: set[str] = set()
    todo: list[ast.AST] = list(ast.parse((LAB / path).read_text()).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not deep:
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            names.add(".".join([*above, *(node.module or "").split(".")]).rstrip("."))
        todo += ast.iter_child_nodes(node)
    return names


def allowed(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names or f"{name}.".startswith("concviz.engine.lab.")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_modules_import_the_standard_library_and_the_lab(path):
    assert [name for name in sorted(imports(path, deep=False)) if not allowed(name)] == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_functions_import_only_what_a_task_or_a_model_requires(path):
    beyond = {name for name in imports(path, deep=True) if not allowed(name)}
    required: set[str] = set()
    if path.parts[0] in ("tasks", "models"):
        for node in ast.parse((LAB / path).read_text()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRES":
                required = set(ast.literal_eval(node.value))
        required |= {"psycopg"} if path.stem == "database" else set()  # only for a PostgreSQL that the user names
    if path.parts[0] == "cluster":  # workers of a cluster have Dask, and who sends them something has what pickles it
        required = {"distributed", "cloudpickle"}
    assert beyond <= required


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] in ("tasks", "models")], ids=str)
def test_tasks_and_models_stand_alone(path):
    """They can be copied whole into a script: nothing of concviz is imported."""
    assert not [name for name in imports(path, deep=True) if name.startswith("concviz")]


def test_everything_imports_where_there_is_nothing_but_the_lab(tmp_path):
    engine = tmp_path / "concviz" / "engine"
    engine.mkdir(parents=True)
    (tmp_path / "concviz" / "__init__.py").touch()
    (engine / "__init__.py").touch()
    os.symlink(LAB, engine / "lab")
    # The model that needs a newer Python is imported by tests/real/test_models_real.py, under those that have it.
    files = [path for path in FILES if sys.version_info >= (3, 14) or path.name != "interpreters.py"]
    names = [".".join(("concviz.engine.lab", *path.with_suffix("").parts)).removesuffix(".__init__") for path in files]
    command = [sys.executable, "-S", "-I", "-B", "-c", SCRIPT, str(tmp_path), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert [name for name in done.stdout.split() if name not in sys.stdlib_module_names] == ["concviz"]
