"""Parts of a Python file: the functions that are wanted, what they use, and the imports of that, as they are written there."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extract:
    """What is taken from one file: import statements, and the rest in order."""

    imports: tuple[str, ...]
    body: tuple[str, ...]
    names: dict[str, str]
    """What each name stands for: the statement that imports it, '' where the body defines it."""
    style: str
    """How `run` gives its results: `plain` (a generator), `coroutine`, or `generator` (an async one)."""


def extract(source: str, roots: tuple[str, ...]) -> Extract:
    """What `roots` need of a module: every definition they reach, and the imports those use."""
    tree = ast.parse(source)
    lines = source.splitlines()
    defined = {name: node for node in tree.body for name in _names(node)}
    wanted = _reachable(defined, roots)
    kept = [node for node in tree.body if wanted & set(_names(node)) and not _is_import(node)]
    imports = [_import(node, wanted) for node in tree.body if _is_import(node)]
    return Extract(
        imports=tuple(text for text in imports if text),
        body=tuple(_text(node, lines) for node in kept),
        names={
            **{
                name: text for node in tree.body if _is_import(node) for name, text in _imported(node) if name in wanted
            },
            **{name: "" for node in kept for name in _names(node)},
        },
        style=_style(defined.get("run")),
    )


def differs(one: str, other: str) -> bool:
    """Whether two meanings of a name (see `Extract.names`) can't stand in one file."""
    return one != other or not one


def _style(run: ast.stmt | None) -> str:
    if not isinstance(run, ast.AsyncFunctionDef):
        return "plain"
    return "generator" if any(isinstance(node, ast.Yield) for node in ast.walk(run)) else "coroutine"


def _names(node: ast.stmt) -> list[str]:
    """What a top-level statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.If | ast.Try):
        return [name for inner in node.body for name in _names(inner)]
    return []


def _reachable(defined: dict[str, ast.stmt], roots: tuple[str, ...]) -> set[str]:
    wanted: set[str] = set()
    ahead = [name for name in roots if name in defined]
    while ahead:
        name = ahead.pop()
        if name in wanted:
            continue
        wanted.add(name)
        used = {node.id for node in ast.walk(defined[name]) if isinstance(node, ast.Name)}
        ahead.extend(used & defined.keys())
    return wanted


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _imported(node: ast.stmt) -> list[tuple[str, str]]:
    """Each name that an import statement binds, with the import of that one alone."""
    assert isinstance(node, ast.Import | ast.ImportFrom)
    if isinstance(node, ast.Import):
        alone: list[ast.stmt] = [ast.Import([each]) for each in node.names]
    else:
        alone = [ast.ImportFrom(node.module, [each], node.level) for each in node.names]
    return [(name, ast.unparse(each)) for each in alone for name in _names(each)]


def _import(node: ast.stmt, wanted: set[str]) -> str:
    """The import statement with only what is used of it, '' for nothing."""
    assert isinstance(node, ast.Import | ast.ImportFrom)
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return ast.unparse(node)
    aliases = [alias for alias in node.names if (alias.asname or alias.name).split(".")[0] in wanted]
    if not aliases:
        return ""
    if isinstance(node, ast.Import):
        return "\n".join(ast.unparse(ast.Import([alias])) for alias in aliases)
    return ast.unparse(ast.ImportFrom(node.module, aliases, node.level))


def _text(node: ast.stmt, lines: list[str]) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = decorators[0].lineno if decorators else node.lineno
    return "\n".join(lines[first - 1 : node.end_lineno])
