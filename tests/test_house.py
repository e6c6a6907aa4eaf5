"""The rules of the house: who stands where, who may import whom, and that ARCHITECTURE.md tells what is on the disk."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import nodes_of, tree_of

TOP = Path(__file__).parent.parent
LAYERS = ("engine", "tui")
FILES = sorted(path for layer in LAYERS for path in (TOP / layer).rglob("*.py"))
OF_ONE_KIND = ("tasks", "models", "experiments", "rules", "commands", "panels", "charts")
"""Folders whose files are all of one kind may have as many as there are."""
MOST_FILES = 12
MOST_LINES = 305
MOST_FUNCTION_LINES = 45


def place(path: Path) -> str:
    """`engine/session/events/fields.py`."""
    return path.relative_to(TOP).as_posix()


def module_of(path: Path) -> str:
    """Its name among our modules: `engine.session.events`, `tui.app.clock`."""
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(path): path for path in FILES}


@functools.cache
def imports_of(path: Path) -> list[tuple[str, str]]:
    """(our module, name taken from it) of every import, those inside functions too, but for those that only types need."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in _run_at_run_time(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.removeprefix("concviz."), ""
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            source = ".".join([*parts, *([node.module] if node.module else [])]).removeprefix("concviz.")
            for alias in node.names:
                yield source, alias.name


def _run_at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _run_at_run_time(child)


def graph() -> dict[str, set[str]]:
    """Module to the modules it imports; a package stands for its `__init__`."""
    edges: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        targets = set()
        for source, taken in imports_of(path):
            target = f"{source}.{taken}" if f"{source}.{taken}" in MODULES else source
            if target in MODULES and target != name:
                targets.add(target)
        edges[name] = targets
    return edges


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other (strongly connected, of two or more)."""
    order: list[str] = []
    seen: set[str] = set()

    def walk(start: str, out: list[str], nexts: dict[str, set[str]]) -> None:
        stack = [(start, iter(sorted(nexts[start])))]
        seen.add(start)
        while stack:
            name, rest = stack[-1]
            for each in rest:
                if each not in seen:
                    seen.add(each)
                    stack.append((each, iter(sorted(nexts[each]))))
                    break
            else:
                out.append(name)
                stack.pop()

    for name in sorted(edges):
        if name not in seen:
            walk(name, order, edges)
    back: dict[str, set[str]] = {name: set() for name in edges}
    for name, targets in edges.items():
        for target in targets:
            back[target].add(name)
    seen.clear()
    found = []
    for name in reversed(order):
        if name not in seen:
            group: list[str] = []
            walk(name, group, back)
            if len(group) > 1:
                found.append(sorted(group))
    return found


def test_a_circle_would_be_found():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert circles(edges) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []


def test_nobody_imports_in_a_circle():
    assert circles(graph()) == []


def test_the_engine_never_imports_the_interface():
    wrong = [
        (module, source)
        for module, path in MODULES.items()
        if module.startswith("engine")
        for source, _name in imports_of(path)
        if source.partition(".")[0] in ("tui", "textual", "rich")
    ]
    assert wrong == []


def test_at_most_twelve_files_side_by_side():
    counts = Counter(path.parent for path in FILES if path.name != "__init__.py")
    crowded = {
        place(folder): count
        for folder, count in counts.items()
        if count > MOST_FILES and folder.name not in OF_ONE_KIND
    }
    assert crowded == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_name_of_a_file_says_where_it_is(layer):
    names = Counter(path.name for path in (TOP / layer).rglob("*.py") if not path.name.startswith("__"))
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_rooms_are_small():
    long = {
        place(path): count
        for path in FILES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}
    functions = {
        f"{place(path)}:{node.name}": length
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_FUNCTION_LINES
    }
    assert functions == {}


def test_every_folder_is_a_package_that_is_installed():
    setup = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {module_of(path) for path in FILES if path.name == "__init__.py"}
    expected = {"concviz" if name == "tui.concviz" else f"concviz.{name}" for name in folders}
    assert set(setup["packages"]) == expected
    assert {place(path.parent) for path in FILES} == {name.replace(".", "/") for name in folders}


def test_the_tree_of_the_architecture_is_the_tree_on_the_disk():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- tree -->\n```\n(.*?)```", text, re.DOTALL)
    assert block is not None
    told = dict(_told_folders(block[1]))
    there = {place(path.parent) for path in FILES}
    assert set(told) == there
    assert all(told.values()), "every folder is explained"


def _told_folders(tree: str) -> Iterator[tuple[str, str]]:
    """(folder, what is said of it) of a tree that is indented by two blanks a level."""
    parents: list[str] = []
    for line in tree.splitlines():
        match = re.match(r"( *)([\w]+)/\s+(.*)", line)
        if match:
            depth = len(match[1]) // 2
            parents[depth:] = [match[2]]
            yield "/".join(parents), match[3].strip()


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_place_that_a_page_names_is_there(page):
    text = re.sub(r"```.*?```", "", (TOP / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    named = [path for path in re.findall(r"`([\w./]+/[\w.]*)`", text) if path.endswith(("/", ".py", ".md", ".toml"))]
    assert len(named) > 10
    gone = [path for path in named if not any((TOP / layer / path).exists() for layer in ("", *LAYERS))]
    assert gone == []


def hints(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """(name, annotation) of all that others can see: arguments and results of functions, fields of classes."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from hints(node.body)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not re.match("_[a-z]", node.name):
            told = [each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)]
            yield from ((node.name, ast.unparse(each)) for each in (*told, node.returns) if each is not None)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, ast.unparse(node.annotation)


def test_what_travels_is_typed():
    """But for `engine/lab`, which has the standard library alone, and speaks JSON."""
    untyped = {
        f"{place(path)}:{name}"
        for path in FILES
        if not place(path).startswith("engine/lab/")
        for name, hint in hints(ast.parse(path.read_text(encoding="utf-8")).body)
        if "dict[str, Any]" in hint
    }
    assert untyped == set()


def private_names(path: Path) -> Iterator[str]:
    """Names of others that begin with one underscore, read or written: `screen._compositor`."""
    for node in nodes_of(path):
        if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr):
            owner = node.value
            if not (isinstance(owner, ast.Name) and owner.id in ("self", "cls")):
                yield f"{ast.unparse(owner)}.{node.attr}"
