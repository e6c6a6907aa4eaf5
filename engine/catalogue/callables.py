"""What an expression after the colon stands for, as far as the file's syntax tree tells.

`Scraper(0.02).fetch` is a method of a class in it, and its first parameter is given.

Nothing is evaluated. What can't be told from here (what a function returns, what another module defines) is found out in the lab, so
`node` is None for it and nobody is refused anything.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from pathlib import Path

from ..lab.own.home import CALL
from ..model.plan import PlanError
from ..text.suggest import unknown
from .syntax import functions

Function = ast.FunctionDef | ast.AsyncFunctionDef
DEEPEST = 10
"""Names that stand for names; a file in which they go in a circle is no reason to go with them."""
PRIVATE = "…"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression gives."""

    node: Function | ast.ClassDef | None = None
    """Where the function, or class, is written; None where that can't be told."""
    bound: bool = False
    """Whether its first parameter is given already: a method of an object, a class method."""
    partial: bool = False
    """Whether some of its arguments are given already."""

    @property
    def function(self) -> Function | None:
        """The function, where it is one."""
        return self.node if isinstance(self.node, Function) else None


def meaning(tree: ast.Module, what: str, path: Path) -> Meaning:
    """What the expression stands for in that file.

    Raises:
        PlanError: it is no expression, or begins with a name that the file hasn't.
    """
    try:
        expression = ast.parse(what, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = f"{what.removeprefix(CALL)!r} is no Python expression: {getattr(error, 'msg', error)}"
        raise PlanError(said) from None
    known = functions(tree) | {node.name: False for node in tree.body if isinstance(node, ast.ClassDef)}
    _check_root(expression, known, path, tree)
    found = _resolve(tree, expression, DEEPEST)
    if isinstance(expression, ast.Attribute):
        _check_method(tree, expression, found)
    return found


def meaning_in(tree: ast.Module, what: str) -> Meaning:
    """The same without a check: what isn't there has an empty meaning."""
    return _resolve(tree, ast.parse(what, mode="eval").body, DEEPEST)


def class_in(tree: ast.Module, name: str) -> ast.ClassDef | None:
    """The class of the object that this name stands for; None where it is a class itself, or can't be told."""
    return _class_of(tree, ast.Name(name), DEEPEST) if _value_of(tree, name) is not None else None


def _check_root(expression: ast.expr, known: dict[str, bool], path: Path, tree: ast.Module) -> None:
    """Refuses `Scrapr.parse`. A name that is bound at some other place than the top of the file (in a loop, say) passes."""
    root = expression
    while isinstance(root, ast.Attribute | ast.Call):
        root = root.value if isinstance(root, ast.Attribute) else root.func
    if not isinstance(root, ast.Name) or root.id in known or root.id == "partial":
        return
    if hasattr(builtins, root.id) and root is not expression:
        return
    file = path.name if path.stem != "__init__" else f"{path.parent.name}/{path.name}"
    if not may_have(tree, root.id):
        what = "function" if root is expression else "function or class"
        raise PlanError(unknown(f"{what} in {file}", root.id, known) if known else f"{file} has no function")


def may_have(tree: ast.Module, name: str) -> bool:
    """Whether something in the file may give that name a value: an assignment anywhere, an import of all, or what fills `globals()`."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=id_) if id_ in ("globals", "__getattr__") or (
                id_ == name and isinstance(node.ctx, ast.Store)
            ):
                return True
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                if any(each.name == "*" or name == (each.asname or each.name).partition(".")[0] for each in names):
                    return True
            case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) | ast.ClassDef(name=own):
                if own in (name, "__getattr__"):
                    return True
    return False


def _check_method(tree: ast.Module, expression: ast.Attribute, found: Meaning) -> None:
    owner = _class_of(tree, expression.value, DEEPEST)
    if owner is None or found.node is not None or owner.bases or owner.decorator_list or owner.keywords:
        return
    have = [node.name for node in owner.body if isinstance(node, Function)]
    assigned = {node.id for node in ast.walk(owner) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    stored = {
        node.attr for node in ast.walk(owner) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    if expression.attr not in {*have, *assigned, *stored} and "__getattr__" not in have:
        methods = [name for name in have if not name.startswith("__")]
        raise PlanError(
            unknown(f"method of {owner.name}", expression.attr, methods) if methods else f"{owner.name} has no method"
        )


def _resolve(tree: ast.Module, expression: ast.expr, deeper: int) -> Meaning:
    """What it gives; an empty `Meaning` where that can't be told."""
    if not deeper:
        return Meaning()
    if isinstance(expression, ast.Name):
        return _named(tree, expression.id, deeper - 1)
    if isinstance(expression, ast.Attribute):
        return _attribute(tree, expression, deeper - 1)
    if (
        isinstance(expression, ast.Call)
        and ast.unparse(expression.func).rpartition(".")[2] == "partial"
        and expression.args
    ):
        inner = _resolve(tree, expression.args[0], deeper - 1)
        return Meaning(inner.node, inner.bound, partial=True)
    if isinstance(expression, ast.Lambda) and isinstance(expression.body, ast.Call):
        inner = _resolve(tree, expression.body.func, deeper - 1)
        return Meaning(inner.node, inner.bound, partial=True)
    return Meaning()


def _named(tree: ast.Module, name: str, deeper: int) -> Meaning:
    for node in reversed(tree.body):
        if isinstance(node, Function | ast.ClassDef) and node.name == name:
            return Meaning(node)
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            return _resolve(tree, node.value, deeper)
    return Meaning()


def _attribute(tree: ast.Module, expression: ast.Attribute, deeper: int) -> Meaning:
    owner = _class_of(tree, expression.value, deeper)
    if owner is None:
        return Meaning()
    method = next((node for node in owner.body if isinstance(node, Function) and node.name == expression.attr), None)
    if method is None:
        return Meaning()
    decorators = {ast.unparse(each) for each in method.decorator_list}
    if "staticmethod" in decorators:
        return Meaning(method)
    if is_property(method):
        return Meaning()  # what it gives is called, and not itself
    of_object = not isinstance(_resolve(tree, expression.value, deeper).node, ast.ClassDef)
    return Meaning(method, bound=of_object or "classmethod" in decorators)


def is_property(method: Function) -> bool:
    """Whether what it gives is a value of the object, and not itself."""
    names = [ast.unparse(each).rpartition(".")[2] for each in method.decorator_list]
    return any(each in ("property", "cached_property") for each in names)


def _class_of(tree: ast.Module, expression: ast.expr, deeper: int) -> ast.ClassDef | None:
    """The class that the expression is, or is an object of."""
    if not deeper:
        return None
    if isinstance(expression, ast.Call):
        node = _resolve(tree, expression.func, deeper).node
    elif isinstance(expression, ast.Name):
        node = _named(tree, expression.id, deeper).node
        if node is None and (value := _value_of(tree, expression.id)) is not None:
            return _class_of(tree, value, deeper - 1)
    else:
        node = None
    return node if isinstance(node, ast.ClassDef) else None


def _value_of(tree: ast.Module, name: str) -> ast.expr | None:
    """What is assigned to that name at the top of the file, the last time."""
    for node in reversed(tree.body):
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            return node.value
    return None


def title(what: str) -> str:
    """How it is called where it may be handed on (in a recording): names stay, what was typed into a call doesn't.

    `fetch()`, `Scraper(…).fetch()`, `partial(resize, …)()`, `resize(x, …)`.
    """
    expression = what.removeprefix(CALL)
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "a function"
    text = ast.unparse(_Discreet().visit(tree)).replace(f"'{PRIVATE}'", PRIVATE)
    return text if what.startswith(CALL) else f"{text}()"


class _Discreet(ast.NodeTransformer):
    """Takes everything out of calls but names, and the values of constants."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        names: list[ast.expr] = [each for each in node.args if isinstance(each, ast.Name | ast.Attribute)]
        left_out = len(names) < len(node.args) + len(node.keywords)
        return ast.Call(node.func, [*names, *([ast.Constant(PRIVATE)] if left_out else [])], [])

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(PRIVATE)
