"""Which call is where in the picture: notes on the lines of a model's or a task's source.

The source is parsed, not searched, so that a word in a comment makes no note. A rule is the name that is called (in a
model) or defined (in a task), and what of the picture it makes.
"""

from __future__ import annotations

import ast

MODEL_CALLS = {
    "work": "one block in a row",
    "Thread": "each one is a row in Workers",
    "ThreadPoolExecutor": "its threads are the rows in Workers",
    "Process": "each one is a row, and counts in Processes",
    "ProcessPoolExecutor": "its processes are the rows in Workers",
    "InterpreterPoolExecutor": "its interpreters are the rows in Workers",
    "Pool": "its processes are the rows in Workers",
    "to_thread": "a thread does it: a row in Workers",
    "create_task": "each one is a row in Workers",
    "TaskGroup": "waits until all coroutines are done",
    "Pipe": "a way to the process, and back",
    "start": "a row begins with its first item",
    "join": "waits for the worker to end",
    "terminate": "ends the worker at once",
    "shutdown": "waits for the workers to end",
    "submit": "hands an item over",
    "map": "hands items over and waits for results",
    "imap_unordered": "hands items over and waits for results",
    "as_completed": "waits for the next result",
    "get": "waits for the next one",
    "put": "hands over",
    "wait": "waits until one of them answers",
    "recv": "waits for the next one",
    "send": "hands over",
}
"""What a call in a model's source is in the picture, the most telling first: one note a line."""

TASK_FUNCTIONS = {
    "items": "made before the clock runs",
    "work": "one call is one block in a row",
    "awork": "the same, where it can be awaited",
    "combine": "the text in Answer",
    "preview": "the picture in Answer",
}
"""What a function of a task is in the picture."""

YIELD = "the bar in Answer grows"


def notes(source: str, what: str) -> dict[int, str]:
    """Line number (from 1) to note, for the source of a `model` or a `task`; empty for text that is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}
    if what == "task":
        functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        return {node.lineno: TASK_FUNCTIONS[node.name] for node in functions if node.name in TASK_FUNCTIONS}
    found: dict[int, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            found.setdefault(node.lineno, []).append(YIELD)
        elif isinstance(node, ast.Call) and (note := MODEL_CALLS.get(_called(node.func), "")):
            found.setdefault(node.lineno, []).append(note)
    order = [YIELD, *MODEL_CALLS.values()]
    return {line: min(texts, key=order.index) for line, texts in found.items()}


def _called(function: ast.expr) -> str:
    """The name that is called, '' for a method of a literal (`", ".join` joins no thread)."""
    if isinstance(function, ast.Attribute):
        return "" if isinstance(function.value, ast.Constant) else function.attr
    return function.id if isinstance(function, ast.Name) else ""
