"""A function of the user's under a model, as a complete script of his own: what he would write, and what was measured.

It imports the function from where it is under its true name, keeps the order of the inputs, hands what a call raises to whoever asked for
the results, and has the guard that processes need. Nothing of concviz is in it. A function that was handed over (a notebook's) stands in
no file that could be imported, so of that one it is the part that goes below its definition.
"""

from __future__ import annotations

import ast
import builtins
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..lab.own.home import CALL, ENDING, home_of, split
from ..model.own.function_facts import Calls
from ..model.plan import PlanError

LOOP, THREADS, PROCESSES, INTERPRETERS, ASYNCIO = "loop", "threads", "process-pool", "interpreters", "asyncio"
POOLS = {
    THREADS: ("ThreadPoolExecutor", "threads"),
    PROCESSES: ("ProcessPoolExecutor", "processes"),
    INTERPRETERS: ("InterpreterPoolExecutor", "interpreters"),
}
SAME = {
    "sequential": LOOP,
    "thread-pool": THREADS,
    "processes": PROCESSES,
    "mp-pool": PROCESSES,
    **{name: name for name in (LOOP, THREADS, PROCESSES, INTERPRETERS, ASYNCIO)},
}
"""Models, and which of the ways to write it down is theirs."""
ARGUMENTS = {"one": "item", "none": "", "keywords": "**item", "positions": "*item"}
READERS = {
    ".csv": "csv.DictReader(file)",
    ".tsv": 'csv.DictReader(file, delimiter="\\t")',
    ".jsonl": "(json.loads(line) for line in file if line.strip())",
    ".ndjson": "(json.loads(line) for line in file if line.strip())",
    ".json": "json.load(file)",
}
LINES = "(line.rstrip(chr(10)) for line in file if line.strip())"


@dataclass(frozen=True, slots=True)
class Called:
    """A function, and how it is called."""

    reference: str
    """`FILE.py:WHAT`, `package.module:WHAT`, or the file of one that was handed over."""
    inputs: str
    """An expression or a file; '' for calls without one."""
    calls: Calls
    asynchronous: bool
    items: int
    """How often it is called where it has no inputs."""


@dataclass(frozen=True, slots=True)
class Way:
    """How its items are done."""

    model: str
    workers: int
    chunk: int = 1
    start_method: str = ""


def function_script(function: Called, way: Way) -> str:
    """The text of the script.

    Raises:
        PlanError: that model has no such script.
    """
    model = SAME.get(way.model)
    if model is None or (model == ASYNCIO and not function.asynchronous):
        able = [name for name in SAME if name != LOOP and (name != ASYNCIO or function.asynchronous)]
        raise PlanError(f"there is no script of a function for {way.model}: there is one for {', '.join(able)}")
    names = _Names(function, model)
    standard = [*_imports(function, model, way), *_reading(function)[0]]
    parts = [
        _head(function, model, way),
        *_settings(function, model, way),
        names.definition,
        *_all_of(names, model, way),
    ]
    body = "\n\n\n".join(
        part
        for part in (
            "\n\n".join(filter(None, map(_sorted, (standard, names.imports)))),
            *parts[1:],
            _main(function, names, model),
        )
        if part
    )
    return f"{parts[0]}\n{body}\n"


def file_name(reference: str, model: str) -> str:
    """What to save it as: `resize_threads.py`."""
    name = _word(reference)
    return f"{name}_{SAME.get(model, model)}.py".replace("-", "_")


def _word(reference: str) -> str:
    """The function's own name, or `call` where it has none."""
    if reference.endswith(ENDING):
        name = os.path.basename(reference).removesuffix(ENDING)
        return "call" if name == "lambda" else name
    what = split(reference)[1].removeprefix(CALL)
    tree = ast.parse(what, mode="eval").body
    while isinstance(tree, ast.Call):
        tree = tree.func
    name = tree.attr if isinstance(tree, ast.Attribute) else tree.id if isinstance(tree, ast.Name) else "call"
    return "call" if name in ("partial", "lambda") else name


class _Names:
    """How the function is reached, and called with an item."""

    def __init__(self, function: Called, model: str) -> None:
        self.imports: list[str] = []
        self.definition = ""
        self.word = _word(function.reference)
        self.awaits = function.asynchronous and model in (LOOP, ASYNCIO)
        self.call = self.word
        """The name of what a pool is given."""
        if function.reference.endswith(ENDING):
            self._bare(function)
            return
        place, what = split(function.reference)
        self.module = home_of(str(Path(place).expanduser())).module if place.endswith(".py") else place
        self.imports = self._of_module(what)
        if what.startswith(CALL):
            self.call = f"call_{self.word}"
            self.definition = self._def("x", what.removeprefix(CALL), function)
        elif not what.isidentifier():
            self.call = f"call_{self.word}"
            call = self._def("item", f"work({ARGUMENTS[function.calls]})", function)
            self.definition = f"work = {what}\n\n\n{call}"
        else:
            self._bare(function)
        self._of_inputs(function)

    def _bare(self, function: Called) -> None:
        if function.calls != "one" or (function.asynchronous and not self.awaits):
            self.call = f"call_{self.word}"
            self.definition = self._def("item", f"{self.word}({ARGUMENTS[function.calls]})", function)

    def _def(self, argument: str, call: str, function: Called) -> str:
        word = "async def" if self.awaits else "def"
        result = f"await {call}" if self.awaits else f"asyncio.run({call})" if function.asynchronous else call
        return f'{word} {self.call}({argument}):\n    """{self.word}() with one of its inputs."""\n    return {result}'

    def _of_module(self, expression: str) -> list[str]:
        """Imports of the names in that expression."""
        found = []
        for name in sorted(_free_names(expression)):
            if name == "partial":
                found.append("from functools import partial")
            elif self.module.replace(".", "").replace("_", "a").isalnum() and _is_dotted(self.module):
                found.append(f"from {self.module} import {name}")
            else:
                found += ["import importlib", f"{name} = importlib.import_module({self.module!r}).{name}"]
        return found

    def _of_inputs(self, function: Called) -> None:
        if function.inputs and not os.path.isfile(function.inputs):
            self.imports += [each for each in self._of_module(function.inputs) if each not in self.imports]


def _is_dotted(module: str) -> bool:
    return all(part.isidentifier() for part in module.split("."))


def _free_names(expression: str) -> set[str]:
    """Names that an expression needs and that Python itself hasn't."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError:
        return set()
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return {name for name in used - bound if not hasattr(builtins, name)}


def _imports(function: Called, model: str, way: Way) -> list[str]:
    found = []
    if model in POOLS:
        found.append(f"from concurrent.futures import {POOLS[model][0]}")
    if function.asynchronous:
        found.append("import asyncio")
    if model == PROCESSES and way.start_method:
        found.append("from multiprocessing import get_context")
    return found


def _sorted(lines: list[str]) -> str:
    """Imports first, then what else makes names."""
    lines = list(dict.fromkeys(lines))
    plain = sorted(line for line in lines if line.startswith("import "))
    taken = _merged(line for line in lines if line.startswith("from "))
    rest = [line for line in lines if not line.startswith(("import ", "from "))]
    return "\n".join([*plain, *taken, *([""] * bool(rest)), *rest]) or ""


def _merged(lines: Iterable[str]) -> list[str]:
    """One line a module: `from shop.core import PAGES, parse`."""
    names: dict[str, list[str]] = {}
    for line in lines:
        module, _, name = line.removeprefix("from ").partition(" import ")
        names.setdefault(module, []).append(name)
    return [f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)]


def _head(function: Called, model: str, way: Way) -> str:
    word = _word(function.reference)
    how = (
        "one after the other"
        if model == LOOP
        else f"by {way.workers:,} {POOLS[model][1] if model in POOLS else 'coroutines'}"
    )
    if function.reference.endswith(ENDING):
        return f'"""{word}() over its inputs, {how}: goes below the definition of {word}()."""\n'
    place = split(function.reference)[0]
    where = "anywhere" if not place.endswith(".py") else f"in the folder {Path(home_of(place).root).name}/"
    name = file_name(function.reference, model)
    return f'"""{word}() over its inputs, {how}.\n\nSave it as {name} {where}, from where its module can be imported.\n"""\n'


def _settings(function: Called, model: str, way: Way) -> list[str]:
    lines = []
    if model != LOOP:
        lines.append(f"WORKERS = {way.workers}")
    if model in (PROCESSES, INTERPRETERS) and way.chunk > 1:
        lines.append(f"CHUNK = {way.chunk}")
    return ["\n".join(lines)] if lines else []


def _all_of(names: _Names, model: str, way: Way) -> list[str]:
    """The function of all inputs."""
    told = f'    """The results in the order of the inputs; what {names.word}() raises is raised here."""'
    if model == LOOP:
        return []
    if model == ASYNCIO:
        return [
            f"async def {names.word}_all(inputs):\n{told}\n    gate = asyncio.Semaphore(WORKERS)\n\n"
            f"    async def one(item):\n        async with gate:\n            return await {names.call}(item)\n\n"
            "    return await asyncio.gather(*(one(item) for item in inputs))"
        ]
    pool, more = POOLS[model][0], ", chunksize=CHUNK" if model in (PROCESSES, INTERPRETERS) and way.chunk > 1 else ""
    context = f', mp_context=get_context("{way.start_method}")' if model == PROCESSES and way.start_method else ""
    return [
        f"def {names.word}_all(inputs):\n{told}\n    with {pool}(WORKERS{context}) as pool:\n"
        f"        return list(pool.map({names.call}, inputs{more}))"
    ]


def _reading(function: Called) -> tuple[list[str], list[str]]:
    """(imports, lines) that make `inputs`."""
    if function.reference.endswith(ENDING):
        return [], ["inputs = ...  # what it is to be called with"]
    if not function.inputs:
        return [], [f"inputs = range({function.items})"]
    if not os.path.isfile(function.inputs):
        return [], [f"inputs = {function.inputs.strip()}"]
    ending = os.path.splitext(function.inputs)[1].lower()
    reader = READERS.get(ending, LINES)
    module = "csv" if "csv." in reader else "json" if "json." in reader else ""
    mode = ', newline=""' if module == "csv" else ""
    lines = [f'with open({function.inputs!r}, encoding="utf-8-sig"{mode}) as file:', f"    inputs = list({reader})"]
    return [f"import {module}"] if module else [], lines


def _main(function: Called, names: _Names, model: str) -> str:
    lines = _reading(function)[1]
    if model == LOOP and function.asynchronous:
        lines.append(f"results = [asyncio.run({names.call}(item)) for item in inputs]")
    elif model == LOOP:
        lines.append(f"results = [{names.call}(item) for item in inputs]")
    elif model == ASYNCIO:
        lines.append(f"results = asyncio.run({names.word}_all(inputs))")
    else:
        lines.append(f"results = {names.word}_all(inputs)")
    lines.append('print(f"{len(results):,} results")')
    return 'if __name__ == "__main__":\n' + "\n".join(f"    {line}" for line in lines)
