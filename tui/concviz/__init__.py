# pyright: reportMissingImports=false, reportUnsupportedDunderAll=false
"""concviz: see what Python's threads, processes and coroutines really do on your cores.

`run` and what goes with it is loaded when it is first used: the interface imports this package before its first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concviz.engine.api import Result, RunFailed, advise, compare, run, sweep
    from concviz.engine.model.plan import PlanError

__all__ = ["PlanError", "Result", "RunFailed", "__version__", "advise", "compare", "run", "sweep"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("concviz")
    if name == "load_ipython_extension":
        from concviz.engine.notebook import load_ipython_extension

        return load_ipython_extension
    if name in __all__:
        from concviz import engine

        return getattr(engine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
