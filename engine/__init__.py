"""concviz's engine: what runs, measures and remembers. It knows no screen.

`run` and its types are imported when they are first used: the interface imports this package before its first frame, and the
arrays behind a result cost more than the frame does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Result, RunFailed, advise, compare, run, sweep
    from .model.plan import PlanError

__all__ = ["PlanError", "Result", "RunFailed", "advise", "compare", "run", "sweep"]


def __getattr__(name: str) -> Any:
    if name == "PlanError":
        from .model.plan import PlanError

        return PlanError
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
