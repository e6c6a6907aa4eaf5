"""Starting one worker of each kind, and what it says when it can't be started."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

KINDS = ("thread", "process", "interpreter", "coroutine")


class Worker(Protocol):
    """Somebody who was started."""

    def join(self, timeout: float | None = None) -> object:
        """Waits for its end."""
        ...


class NoWorker(Exception):
    """One more could not be started; the text is what the system said."""


class InterpreterWorker:
    """An interpreter of its own, and the thread that runs in it."""

    def __init__(self, target: Callable[..., object], *args: Any) -> None:
        from concurrent import interpreters  # Python 3.14 and newer

        self._interpreter: Any = interpreters.create()  # pyright: ignore[reportAttributeAccessIssue]
        self._thread = self._interpreter.call_in_thread(target, *args)

    def join(self, timeout: float | None = None) -> None:
        """Waits for its end, and closes the interpreter."""
        self._thread.join(timeout)
        if not self._thread.is_alive():
            self._interpreter.close()


def start(kind: str, target: Callable[..., object], *args: Any) -> Worker:
    """One worker of that kind (no coroutine: those belong to a loop), running `target(*args)`.

    Raises:
        NoWorker: the system or Python refused.
    """
    try:
        return _start(kind, target, args)
    except (OSError, RuntimeError, MemoryError, EOFError) as error:
        raise NoWorker(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__) from None
    except Exception as error:
        if type(error).__name__ != "InterpreterError":
            raise
        raise NoWorker(f"InterpreterError: {error}") from None


def _start(kind: str, target: Callable[..., object], args: tuple[Any, ...]) -> Worker:
    if kind == "interpreter":
        return InterpreterWorker(target, *args)
    if kind == "process":
        import multiprocessing

        worker: Any = multiprocessing.Process(target=target, args=args, daemon=True)
    else:
        worker = threading.Thread(target=target, args=args, daemon=True)
    worker.start()
    return worker


def facts(kind: str) -> dict[str, Any]:
    """How workers of that kind are started here: for processes the start method."""
    if kind != "process":
        return {}
    import multiprocessing

    return {"start_method": multiprocessing.get_start_method()}
