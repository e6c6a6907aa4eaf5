"""What a coroutine that has just been suspended awaits, by the innermost coroutine that it stands in.

The kernel sees one thread that waits for its loop's next event, whatever a thousand coroutines wait for. But a suspended coroutine
leads inwards, await by await, to the one that yielded, and asyncio's own are named: its locks, its sleep, its child processes, its
streams and sockets. What waits inside of an installed library waits for an answer: anyio, and httpx on it, wait on an `Event` until
their socket can be read. Of a task or a thread of the function's own (`gather`, `to_thread`), and of a bare future, it isn't known.
"""

from __future__ import annotations

from typing import Any, Literal

Awaited = Literal["io", "lock", "asleep", "child", "other"]
"""`io`: an answer; `other`: what isn't known."""
AWAITED: tuple[Awaited, ...] = ("io", "lock", "asleep", "child", "other")
ASLEEP = AWAITED.index("asleep")
DEEPEST = 100
"""Further in than this nobody looks."""
_MODULES: dict[str, Awaited] = {
    "asyncio.locks": "lock",
    "asyncio.queues": "lock",
    "asyncio.subprocess": "child",
    "asyncio.base_subprocess": "child",
    "asyncio.tasks": "other",
    "asyncio.threads": "other",
    "asyncio.taskgroups": "other",
}
_SLEEP = "asyncio.tasks", "sleep"
_EVENT = "asyncio.locks", "Event.wait"
_INSTALLED = ("site-packages", "dist-packages")


def awaited(coro: Any) -> int:
    """The place in `AWAITED` of what this suspended coroutine awaits."""
    by_library = False
    for _ in range(DEEPEST):
        inner = getattr(coro, "cr_await", None) or getattr(coro, "gi_yieldfrom", None)
        if not hasattr(inner, "cr_frame"):
            break
        coro, by_library = inner, _is_installed(coro)
    frame = getattr(coro, "cr_frame", None)
    if frame is None:
        return AWAITED.index("other")
    module = frame.f_globals.get("__name__", "")
    if (module, frame.f_code.co_name) == _SLEEP:
        return ASLEEP
    if (module, frame.f_code.co_qualname) == _EVENT and by_library:
        return AWAITED.index("io")
    kind = _MODULES.get(module) or ("io" if module.startswith("asyncio.") or _is_installed(coro) else "other")
    return AWAITED.index("io" if kind == "other" and by_library else kind)


def due_in_s(coro: Any) -> float | None:
    """In how many seconds the sleep is over that this suspended coroutine stands in; None where that isn't known.

    From then on it waits for its loop, whoever holds that up. The timer is a local name of `asyncio.sleep` in CPython 3.11 to 3.15.
    """
    for _ in range(DEEPEST):
        inner = getattr(coro, "cr_await", None)
        if not hasattr(inner, "cr_frame"):
            break
        coro = inner
    frame = getattr(coro, "cr_frame", None)
    timer, loop = (frame.f_locals.get(name) for name in ("h", "loop")) if frame is not None else (None, None)
    if timer is None or loop is None:
        return None
    try:
        return timer.when() - loop.time()
    except AttributeError:
        return None


def _is_installed(coro: Any) -> bool:
    """Whether its code is a library's that was installed."""
    code = getattr(coro, "cr_code", None)
    return code is not None and any(folder in code.co_filename for folder in _INSTALLED)
