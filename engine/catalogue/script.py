"""A task and a model as one standalone script that does the same work without concviz.

The script is made of the very lines that concviz runs: of each of the two files, the functions that the work needs and what those
use, in their order, without what only describes them to concviz. So it is read from the syntax trees, never written by hand, and
can't drift from what was measured.
"""

from __future__ import annotations

import ast
import re

from ..model.plan import Option, Plan, PlanError
from .describe import ModelInfo, TaskInfo
from .extract import Extract, differs, extract

HEAD = '''"""{title}, {model}: the same work as in concviz, without it.

Save it as {file}: under the name of a module that it imports, it would be imported in its place.
Made by: concviz script {task} --model {name} --workers {workers} --items {items} --seed {seed}
Needs: Python {python} or newer{packages}.{world}
"""
'''
SYNC = '''

def numbered(pair):
    """One item with its number, because models finish items in any order."""
    number, item = pair
    return number, work(item)


def main():
    """Do all items, and say what came out and how long it took."""
{prepare}    began = time.perf_counter()
    results = dict(run(numbered, list(enumerate(todo)), WORKERS))
    wall = time.perf_counter() - began
    print(combine([results[number] for number in range(ITEMS)]))
    print(f"{{wall:.2f}} s for {{ITEMS:,}} items", file=sys.stderr)


if __name__ == "__main__":
    main()
'''
ASYNC = '''
results = {{}}


async def numbered(pair):
    """One item with its number, because coroutines finish in any order."""
    number, item = pair
    results[number] = {call}


def main():
    """Do all items, and say what came out and how long it took."""
{prepare}    began = time.perf_counter()
    asyncio.run(run(numbered, list(enumerate(todo)), WORKERS))
    wall = time.perf_counter() - began
    print(combine([results[number] for number in range(ITEMS)]))
    print(f"{{wall:.2f}} s for {{ITEMS:,}} items", file=sys.stderr)


if __name__ == "__main__":
    main()
'''
GENERATOR = '''
results = {{}}


def numbered(pair):
    """One item with its number, because models finish items in any order."""
    number, item = pair
    return number, work(item)


async def collect(todo):
    """Take the results as they come."""
    async for number, result in run(numbered, list(enumerate(todo)), WORKERS):
        results[number] = result


def main():
    """Do all items, and say what came out and how long it took."""
{prepare}    began = time.perf_counter()
    asyncio.run(collect(todo))
    wall = time.perf_counter() - began
    print(combine([results[number] for number in range(ITEMS)]))
    print(f"{{wall:.2f}} s for {{ITEMS:,}} items", file=sys.stderr)


if __name__ == "__main__":
    main()
'''

OWN_NAMES = {
    **dict.fromkeys(("WORKERS", "ITEMS", "SEED", "numbered", "collect", "results", "main"), ""),
    "sys": "import sys",
    "time": "import time",
    "argparse": "import argparse",
    "tempfile": "import tempfile",
}
"""What the parts above define and import, as `Extract.names`."""


def script(task: TaskInfo, model: ModelInfo, plan: Plan) -> str:
    """The text of the script. `plan.items` must be known.

    Raises:
        PlanError: the two files use one name for different things.
    """
    taken = extract(task.path.read_text(encoding="utf-8"), ("items", "work", "combine", "awork"))
    used = extract(model.path.read_text(encoding="utf-8"), ("run",))
    clash = [name for name in taken.names.keys() & used.names.keys() if differs(taken.names[name], used.names[name])]
    if clash:
        raise PlanError(f"{task.name} and {model.name} both define {', '.join(sorted(clash))}; rename one of them")
    for info, names in ((task, taken.names), (model, used.names)):
        if own := [name for name in OWN_NAMES.keys() & names.keys() if differs(OWN_NAMES[name], names[name])]:
            raise PlanError(f"{info.name} defines {', '.join(sorted(own))}, which the script needs itself; rename it")
    imports = sorted(
        {*taken.imports, *used.imports, "import sys", "import time", *_needed(task, used)}, key=_import_order
    )
    settings = f"WORKERS = {plan.workers}\nITEMS = {plan.items}\nSEED = {plan.seed}"
    parts = [
        _head(task, model, plan),
        "\n".join(imports),
        "\n",
        settings,
        "\n",
        "\n\n\n".join([*taken.body, *used.body]),
    ]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(parts).rstrip() + "\n" + _main(task, used, plan))


def _import_order(text: str) -> tuple[int, str]:
    return (0 if "__future__" in text else 1 if text.startswith("import ") else 2, text)


def _needed(task: TaskInfo, model: Extract) -> list[str]:
    found = [] if model.style == "plain" else ["import asyncio"]
    if task.world:
        found.append("import argparse")
    if _takes_scratch(task):
        found.append("import tempfile")
    return found


def _takes_scratch(task: TaskInfo) -> bool:
    tree = ast.parse(task.path.read_text(encoding="utf-8"))
    items = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "items")
    return any(argument.arg == "scratch" for argument in [*items.args.args, *items.args.kwonlyargs])


def file_name(task: TaskInfo, model: ModelInfo) -> str:
    """What to save it as: `pi_asyncio.py`, which hides no module (`asyncio.py` would)."""
    return f"{task.name}_{model.name}.py".replace("-", "_")


def _head(task: TaskInfo, model: ModelInfo, plan: Plan) -> str:
    requires = [*task.requires, *model.requires]
    packages = f" and {', '.join(requires)}" if requires else ""
    world = (
        f"\nIt talks to servers: `concviz world {task.name}` starts them and says where they are." if task.world else ""
    )
    return HEAD.format(
        file=file_name(task, model),
        title=task.title,
        model=model.title,
        task=task.name,
        name=model.name,
        workers=plan.workers,
        items=plan.items,
        seed=plan.seed,
        python=model.needs or "3.11",
        packages=packages,
        world=world,
    )


def _main(task: TaskInfo, model: Extract, plan: Plan) -> str:
    options: dict[str, Option] = {**task.options, **plan.options}
    arguments = ["ITEMS", "SEED", *(f"{name}={value!r}" for name, value in options.items())]
    prepare = ""
    if task.world:
        prepare += "    parser = argparse.ArgumentParser()\n"
        for service in task.world:
            prepare += f'    parser.add_argument("--{service}", required=True, help="its address")\n'
        arguments.append("world=vars(parser.parse_args())")
    if _takes_scratch(task):
        prepare += "    folder = tempfile.TemporaryDirectory()\n"
        arguments.append("scratch=folder.name")
    prepare += f"    todo = items({', '.join(arguments)})\n"
    call = "await awork(item)" if task.awaitable else "work(item)"
    return {"plain": SYNC, "coroutine": ASYNC, "generator": GENERATOR}[model.style].format(prepare=prepare, call=call)
