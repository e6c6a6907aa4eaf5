"""`%load_ext concviz`: measuring from a notebook's cells.

    %%concviz --model threads --inputs "range(200)"
    resize(x, width=80)

runs the cell once for each input, which is `x` in it; its last expression is the result. Without `x` in it the cell is run `--items`
times, once if nothing is said. `%concviz resize --inputs "range(200)"` measures a function of the notebook. Both take `compare`, `sweep`
and `advise` as a first word; what comes back is shown, and stays in `_`.
"""

from __future__ import annotations

import argparse
import ast
import shlex
from collections.abc import Callable
from typing import Any

from .model.plan import PlanError

Names = dict[str, object]
ACTS = ("run", "compare", "sweep", "advise")
INPUT = "x"
"""What an input is called in a cell."""
CELL = "cell"
"""The function that a cell becomes."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        """One sentence instead of the end of the process."""
        raise PlanError(f"%concviz: {message}; {self.format_usage().strip()}")


def _parser(*, of_cell: bool) -> _Parser:
    parser = _Parser(prog="%%concviz" if of_cell else "%concviz", add_help=False)
    parser.add_argument("act", nargs="?" if of_cell else None, default="run")
    if not of_cell:
        parser.add_argument("function", nargs="?", default="")
    parser.add_argument("-m", "--model")
    parser.add_argument("--models")
    parser.add_argument("-w", "--workers", type=int)
    parser.add_argument("--inputs")
    parser.add_argument("--items", type=int)
    parser.add_argument("--repeats", type=int)
    return parser


def load_ipython_extension(shell: Any) -> None:
    """Adds the magics; what IPython calls."""

    def concviz(line: str, cell: str | None = None) -> Any:
        return measure(line, cell, shell.user_ns)

    concviz.__doc__ = __doc__
    shell.register_magic_function(concviz, magic_kind="line_cell", magic_name="concviz")


def measure(line: str, cell: str | None, names: Names) -> Any:
    """What the line, and the cell below it, ask for: a `RunOutcome` or the like.

    Args:
        line: what stands behind `%concviz` or `%%concviz`.
        cell: what stands below; None for a line alone.
        names: those of the notebook.

    Raises:
        PlanError: something of it can't be run.
    """
    from . import api

    asked = _parser(of_cell=cell is not None).parse_args(shlex.split(line))
    if cell is None and asked.act not in ACTS:
        asked.function, asked.act = asked.act, "run"
    if asked.act not in ACTS:
        raise PlanError(f"%concviz: {asked.act!r} is none of {', '.join(ACTS)}")
    function = _named(asked.function, names) if cell is None else function_of(cell, names)
    given: dict[str, Any] = {name: getattr(asked, name) for name in ("items", "repeats") if getattr(asked, name)}
    if asked.inputs is not None:
        given["inputs"] = _evaluated(asked.inputs, names, "--inputs")
    elif cell is not None and not asked.items:
        given["items"] = 1
    if asked.model and asked.act in ("run", "sweep"):
        given["model"] = asked.model
    if asked.workers and asked.act in ("run", "compare"):
        given["workers"] = asked.workers
    if asked.models and asked.act == "compare":
        given["models"] = tuple(asked.models.split(","))
    if asked.act == "run":
        given.pop("repeats", None)
    return getattr(api, asked.act)(function, **given)


def function_of(cell: str, names: Names) -> Callable[..., Any]:
    """The cell as a function of `x`, or of nothing where it has no `x` of its own; its last expression is what it returns.

    Raises:
        PlanError: it is no Python.
    """
    try:
        tree = ast.parse(cell)
    except SyntaxError as error:
        raise PlanError(f"%%concviz: line {error.lineno} of the cell is no Python: {error.msg}") from None
    if not tree.body:
        raise PlanError("%%concviz: the cell is empty")
    if isinstance(tree.body[-1], ast.Expr):
        tree.body[-1] = ast.copy_location(ast.Return(tree.body[-1].value), tree.body[-1])
    used = any(
        isinstance(node, ast.Name) and node.id == INPUT and isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )
    kind = ast.AsyncFunctionDef if any(isinstance(node, ast.Await) for node in ast.walk(tree)) else ast.FunctionDef
    made: Any = ast.parse(f"def {CELL}({INPUT if used else ''}): pass").body[0]
    fields = {name: getattr(made, name) for name in made._fields if name != "body"}
    definition = ast.copy_location(kind(**fields, body=tree.body), made)
    inside: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(ast.Module([definition], [])), "<%%concviz>", "exec"), names, inside)
    return inside[CELL]


def _named(expression: str, names: Names) -> Callable[..., Any]:
    if not expression:
        raise PlanError('%concviz: say which function: %concviz resize --inputs "range(200)"')
    found = _evaluated(expression, names, "the function")
    if not callable(found):
        raise PlanError(f"%concviz: {expression} is no function")
    return found


def _evaluated(expression: str, names: Names, what: str) -> Any:
    try:
        return eval(expression, names)  # the user's own words, in his own notebook
    except Exception as error:
        raise PlanError(f"%concviz: {what} {expression!r} can't be used: {type(error).__name__}: {error}") from None
