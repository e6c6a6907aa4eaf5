"""What a Python file of the user's has to offer: itself as a task, and each of its functions and methods.

Like `syntax.py` it reads and never imports.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

from ..lab.own.home import CALL, home_of, split
from ..model.plan import PlanError
from ..pythons import environments, installed
from .callables import Function, Meaning, class_in, is_property, meaning, meaning_in, title
from .describe import TaskInfo
from .syntax import functions, has_parameters, imported, is_generator, names_of, parse, takes_arguments

TASK_NAMES = ("items", "work", "combine")
LONGEST = 40
GENERATOR_HINT = "call a function that goes through it, such as list(…)"
INPUTS_ABOUT = {
    "inputs": "what it is called with: an expression like range(200), or a file of JSON, CSV or lines of text"
}


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
    """What can be run of that file: itself where it is a task, then its functions in their order, then methods.

    Those whose name begins with an underscore come last.

    Raises:
        PlanError: it can't be read, is no Python, or has nothing that can be run.
    """
    tree = parse(path)
    found = offers_of(tree)
    if set(TASK_NAMES) <= functions(tree).keys():
        found.insert(0, Offer("", path.name, "The whole file, as a task."))
    if not found:
        raise PlanError(f"{path.name} has no function")
    return found


def offers_of(tree: ast.Module) -> list[Offer]:
    """The functions and methods of a file, by what names them after the colon."""
    objects = [name for node in tree.body if isinstance(node, ast.Assign) for name in names_of(node)]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    names = [node.name for node in tree.body if isinstance(node, Function)]
    names += [name for name in objects if meaning_in(tree, name).function is not None]
    for node in classes:
        names += _methods(tree, node, [name for name in objects if class_in(tree, name) is node])
    offered = [_offer(name, meaning_in(tree, name)) for name in dict.fromkeys(names)]
    return sorted(offered, key=lambda offer: offer.name.startswith("_"))


def _methods(tree: ast.Module, node: ast.ClassDef, objects: list[str]) -> list[str]:
    """How its methods are named: by the class, by an object of it that the file has, or by one that can be made without arguments."""
    makers = [each for each in node.body if isinstance(each, Function) and each.name == "__init__"]
    free = all(not takes_arguments(maker, bound=True) or _all_default(maker) for maker in makers) and not node.bases
    found = []
    for method in node.body:
        if not isinstance(method, Function) or method.name.startswith("_"):
            continue
        decorators = {ast.unparse(each) for each in method.decorator_list}
        if decorators & {"staticmethod", "classmethod"}:
            found.append(f"{node.name}.{method.name}")
        elif not is_property(method):
            found += [f"{name}.{method.name}" for name in objects]
            found += [f"{node.name}().{method.name}"] if free and not objects else []
    return found


def _all_default(node: Function) -> bool:
    positional = [*node.args.posonlyargs, *node.args.args][1:]
    return len(node.args.defaults) >= len(positional) and None not in node.args.kw_defaults


def _offer(name: str, found: Meaning) -> Offer:
    node = found.function
    assert node is not None
    arguments = _arguments(node, found)
    if len(arguments) > LONGEST:
        arguments = f"{arguments[: LONGEST - 1]}…"
    word = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    about = (ast.get_docstring(node) or "").strip().partition("\n")[0]
    if is_generator(node):
        about = "A generator: calling it runs nothing of it."
    return Offer(name, f"{word}{name}({arguments})", about)


def _arguments(node: Function, found: Meaning) -> str:
    """`n, depth=3`; without the parameter that a method's object is."""
    if not found.bound:
        return "…" if found.partial else ast.unparse(node.args)
    first = (node.args.posonlyargs or node.args.args or [None])[0]
    text = ast.unparse(node.args)
    return text.removeprefix(first.arg).lstrip(", ") if first is not None and not found.partial else "…"


def function_unread(path: Path, what: str, reference: str = "") -> TaskInfo:
    """A callable of a module that can't be read here: it is written in C, or for a newer Python. What it takes is found out in the lab."""
    return _function(path, what, reference, Meaning(), ())


def function_of_file(path: Path, what: str, reference: str = "") -> TaskInfo:
    """A callable of a file, as a task: a name, or an expression of the file's names.

    Raises:
        PlanError: it can't be read, is no Python, or has nothing like that; or calling it runs nothing of it.
    """
    tree = parse(path)
    return _function(path, what, reference, meaning(tree, what, path), notes(path, tree))


def _function(path: Path, what: str, reference: str, found: Meaning, told: tuple[str, ...]) -> TaskInfo:
    node = found.function
    if node is not None and is_generator(node) and not what.startswith(CALL):
        raise PlanError(f"{node.name}() is a generator function: calling it runs nothing of it; {GENERATOR_HINT}")
    inputs = node is None or found.partial or takes_arguments(node, bound=found.bound)
    named = title(what)
    return TaskInfo(
        name=named.removesuffix("()"),
        title=named,
        kind="own",
        about=(
            f"Your own function in {path.name}.",
            "Its items are the inputs you give." if inputs else "It takes no argument: each item is one call of it.",
            "What it waits for is measured.",
        ),
        requires=(),
        world=(),
        options={"inputs": ""} if inputs or _may_take_some(node, bound=found.bound) else {},
        options_about=INPUTS_ABOUT if inputs else {},
        awaitable=isinstance(node, ast.AsyncFunctionDef),
        path=path,
        reference=reference or f"{path.absolute()}:{what}",
        function=True,
        inputs=inputs,
        notes=told,
    )


def _may_take_some(node: Function | None, *, bound: bool) -> bool:
    """Whether there may be anything that it can be called with: what decorators make of it can't be told from here."""
    return node is not None and (bool(node.decorator_list) or has_parameters(node, bound=bound))


def function_handed_over(path: Path) -> TaskInfo:
    """A function that stands in no file of its own, and its inputs: what is in the file is not looked at."""
    name = path.stem
    return TaskInfo(
        name=name,
        title=f"{name}()",
        kind="own",
        about=("A function of yours.", "Its items are the inputs you gave.", "What it waits for is measured."),
        requires=(),
        world=(),
        options={},
        awaitable=False,
        path=path,
        reference=str(path),
        function=True,
        inputs=True,
    )


def notes(path: Path, tree: ast.Module) -> tuple[str, ...]:
    """What happens otherwise here than where Python runs the file itself: names of the standard library's beside it."""
    found: list[str] = []
    home = home_of(str(path))
    if Path(home.root, "os.py").is_file():
        return ()  # a module of the standard library itself
    for name in sorted(imported(tree)):
        beside = path.parent / name
        if name in sys.stdlib_module_names and (
            beside.with_suffix(".py").is_file() or (beside / "__init__.py").is_file()
        ):
            found.append(
                f"{name} is imported from the standard library here, and not from the file of that name beside {path.name}, which "
                f"python {path.name} would import: rename that one"
            )
    top, *inside = home.module.split(".")
    if top in sys.stdlib_module_names:
        named = f"the package {top}" if inside or path.stem == "__init__" else path.name
        found.append(f"{named} has the name of a module of the standard library, so it is imported under another name")
    return tuple(found)


def folder_of(task: str) -> Path:
    """The folder of a task's file; the current one for a module."""
    place, _what = split(task)
    return Path(place).expanduser().absolute().parent if place.endswith(".py") else Path().absolute()


def python_for(task: str, wanted: str | None) -> str:
    """The Python that is to run a task: the wanted one, or of the user's own work the one that it belongs to, else ours.

    Raises:
        PlanError: there is none like that, or it can't run a lab.
    """
    if wanted:
        return installed.find(wanted).path
    place, what = split(task)
    return installed.belonging(folder_of(task)).path if what or place.endswith(".py") else installed.own().path


def passed_over(task: str) -> tuple[str, ...]:
    """What the user should know of the Python that his own work is run in, where nobody named one: which was not to be had."""
    place, what = split(task)
    if not (what or place.endswith(".py")):
        return ()
    folder = folder_of(task)
    found, python = environments.passed_over(folder), installed.belonging(folder)
    where = "concviz's own" if python == installed.own() else python.environment
    taken = f"Python {python.label}{where and f' ({where})'}"
    return tuple(
        f"{each.problem}, so {taken} is taken: {each.remedy}{each.remedy and ', or '}name one with --python"
        for each in found
    )


def absolute(task: str) -> str:
    """The same name of a task with the whole path of its file, where it is one."""
    place, what = split(task)
    if not place.endswith(".py"):
        return f"{place}:{what}" if what else task
    path = Path(place).expanduser().absolute()
    return f"{path}:{what}" if what else f"{path}{task[len(place) :]}"
