"""Plugins on their way to a scheduler and to workers that may have another Python: as their source, which is compiled there.

What `cloudpickle` writes of a function is bytecode, and another version of Python that runs it may end without a word: not what is
to happen to a cluster that somebody else works with. A pickle that asks for `eval` with a text is the same for all versions.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

MAKE = "(lambda names: (exec(compile(source, name, 'exec'), names), names['made'](*arguments))[1])({'__name__': name})"


def as_text(kind: type, module: ModuleType, *arguments: str | bytes | float) -> Any:
    """What arrives elsewhere as `module.made(*arguments)`; here it is only what a client takes for a plugin of that kind."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    given = {"source": source, "name": f"concviz_{module.__name__.rpartition('.')[2]}", "arguments": arguments}
    return type("Sent", (kind,), {"name": arguments[0], "__reduce__": lambda _: (eval, (MAKE, given))})()
