"""What a coroutine that has just been suspended awaits, by the innermost coroutine that it stands in.

The kernel sees one thread that waits for its loop's next event, whatever a thousand coroutines wait for. But a suspended coroutine
leads inwards, await by await, to the one that yielded, and asyncio's own are named: its locks, its sleep, its child processes. What
isn't one of those is an answer of the world outside, or another task, and stays what it was: I/O.
"""

from __future__ import annotations

from typing import Any, Literal

Awaited = Literal["io", "lock", "asleep", "child"]
"""`io`: an answer, or what isn't known to be one of the others."""
AWAITED: tuple[Awaited, ...] = ("io", "lock", "asleep", "child")
DEEPEST = 100
"""Further in than this nobody looks."""
_MODULES: dict[str, Awaited] = {
    "asyncio.locks": "lock",
    "asyncio.queues": "lock",
    "asyncio.subprocess": "child",
    "asyncio.base_subprocess": "child",
}
_SLEEP = "asyncio.tasks", "sleep"


def awaited(coro: Any) -> int:
    """The place in `AWAITED` of what this suspended coroutine awaits."""
    for _ in range(DEEPEST):
        inner = getattr(coro, "cr_await", None) or getattr(coro, "gi_yieldfrom", None)
        if not hasattr(inner, "cr_frame"):
            break
        coro = inner
    frame = getattr(coro, "cr_frame", None)
    if frame is None:
        return 0
    module = frame.f_globals.get("__name__", "")
    if (module, frame.f_code.co_name) == _SLEEP:
        return AWAITED.index("asleep")
    return AWAITED.index(_MODULES.get(module, "io"))
