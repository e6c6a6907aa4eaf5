"""What a Python file says when it is parsed and not run: its functions, what they take, its constants."""

from __future__ import annotations

import ast
from pathlib import Path

from ..model.plan import PlanError


def parse(path: Path) -> ast.Module:
    """The file's syntax tree.

    Raises:
        PlanError: it can't be read or is no Python.
    """
    try:
        return ast.parse(path.read_bytes(), filename=path.name)
    except OSError as error:
        raise PlanError(f"{path} can't be read: {error.strerror}") from None
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise PlanError(f"{path.name}{line} is no Python: {getattr(error, 'msg', error)}") from None


def functions(tree: ast.Module) -> dict[str, bool]:
    """Names of the module's functions, and whether each is async; names that are assigned or imported count as plain ones."""
    found: dict[str, bool] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = isinstance(node, ast.AsyncFunctionDef)
        elif isinstance(node, ast.Assign):
            found.update({target.id: False for target in node.targets if isinstance(target, ast.Name)})
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found.update({alias.asname or alias.name: False for alias in node.names})
    return found


def names_of(node: ast.Assign) -> list[str]:
    """The plain names that a statement assigns to."""
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def imported(tree: ast.Module) -> set[str]:
    """The first parts of the names of modules that it imports, those inside functions too, but for relative ones."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def defined(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that the module itself defines, by name."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def takes_arguments(node: ast.FunctionDef | ast.AsyncFunctionDef, *, bound: bool = False) -> bool:
    """Whether it takes one by position, or needs one by name; `bound`: its first parameter is given already."""
    positional = len(node.args.posonlyargs) + len(node.args.args) - bound
    needed = [default for default in node.args.kw_defaults if default is None]
    return positional > 0 or bool(node.args.vararg or needed)


def has_parameters(node: ast.FunctionDef | ast.AsyncFunctionDef, *, bound: bool = False) -> bool:
    """Whether there is anything at all that it can be called with."""
    return takes_arguments(node, bound=bound) or bool(node.args.kwonlyargs or node.args.kwarg)


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether calling it runs nothing of it, because it yields. What a decorator makes of it can't be told from here."""
    return not node.decorator_list and yields(node)


def yields(node: ast.AST) -> bool:
    """Whether it yields itself, and not only what is defined in it."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return any(
        isinstance(child, ast.Yield | ast.YieldFrom) or (not isinstance(child, inner) and yields(child))
        for child in ast.iter_child_nodes(node)
    )


def takes(tree: ast.Module, function: str, name: str) -> bool:
    """Whether that function of the module has an argument of that name."""
    return any(
        name in (argument.arg for argument in (*node.args.args, *node.args.kwonlyargs))
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function
    )


def constants(tree: ast.Module) -> dict[str, object]:
    """Module-level names in capitals whose value is a literal."""
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets, value = [node.target], node.value
        elif isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper():
                try:
                    found[target.id] = ast.literal_eval(value)
                except ValueError:
                    continue
    return found
