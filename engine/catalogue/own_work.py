"""What a Python file of the user's has to offer: itself as a task, and each of its functions.

Like `syntax.py` it reads and never imports. Inputs are looked at in the same way: an expression must parse, and what it
gives is found out in the lab, where it is evaluated.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from ..model.plan import PlanError
from .syntax import functions, is_generator, parse

TASK_NAMES = ("items", "work", "combine")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing in a file that can be run."""

    name: str
    """The function's name; '' for the whole file as a task."""
    label: str
    """`heavy(n)`, `async fetch(url)`, or the file's name."""
    about: str
    """The first line of its docstring, '' where it has none."""


def offers(path: Path) -> list[Offer]:
    """What can be run of that file: itself where it is a task, then its functions in their order.

    Functions whose name begins with an underscore come last.

    Raises:
        PlanError: it can't be read, is no Python, or has nothing that can be run.
    """
    tree = parse(path)
    found = [_offer(node) for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = list({offer.name: offer for offer in found}.values())
    found.sort(key=lambda offer: offer.name.startswith("_"))
    if set(TASK_NAMES) <= functions(tree).keys():
        found.insert(0, Offer("", path.name, "The whole file, as a task."))
    if not found:
        raise PlanError(f"{path.name} has no function")
    return found


def _offer(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Offer:
    arguments = ast.unparse(node.args)
    if len(arguments) > LONGEST:
        arguments = f"{arguments[: LONGEST - 1]}…"
    word = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    about = (ast.get_docstring(node) or "").strip().partition("\n")[0]
    if is_generator(node):
        about = "A generator: calling it runs nothing of it."
    return Offer(node.name, f"{word}{node.name}({arguments})", about)


def inputs_of(text: str) -> str:
    """The inputs as a plan has them: an expression as it stands, a file of JSON lines with its whole path.

    Raises:
        PlanError: it is neither.
    """
    text = text.strip()
    if not text:
        raise PlanError("say what to call it with: an expression like range(200), or a file of JSON lines")
    path = Path(text).expanduser()
    try:
        if path.is_file():
            return str(path.absolute())
    except (OSError, ValueError):
        path = Path()
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if text.endswith((".jsonl", ".json", ".txt")) or text.startswith(("/", "~", "./", "../")):
            raise PlanError(f"there is no file {text}") from None
        raise PlanError(f"{text!r} is no Python expression: {getattr(error, 'msg', error)}") from None
    return text


def absolute(task: str) -> str:
    """The same name of a task with the whole path of its file, where it is one."""
    place, colon, function = task.rpartition(":")
    if colon and place.endswith(".py"):
        return f"{Path(place).expanduser().absolute()}:{function}"
    return str(Path(task).expanduser().absolute()) if task.endswith(".py") else task
