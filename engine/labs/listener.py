"""Listener to a child that speaks JSON lines on its standard output and prints on its standard error.

Everybody who starts a lab or a world listens with this, and is handed typed messages. A line that is none was written by somebody
else into the child's descriptor (a task can do that): it is what it is, something printed, and no reason to give up.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from .cleanup.process_group import ProcessGroup

M = TypeVar("M")
BLOCK_BYTES = 1 << 16
MOST_BLOCKS = 32
"""A child that never pauses is left after so many, for the next turn."""


class Listener(Generic[M]):
    """Hears one child. All but `wake` belongs to the thread that listens."""

    def __init__(
        self,
        child: ProcessGroup,
        kind: Any,
        hear: Callable[[M], object],
        keep: Callable[[bytes], object] = lambda _block: None,
    ) -> None:
        """`kind` is the type of a message (a union of them, or `dict[str, str]`); `keep` gets what the child prints."""
        self._kind = kind
        self._tell = hear
        self._print = keep
        self._rest = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(child.stdout, selectors.EVENT_READ, self._hear)
        self._selector.register(child.stderr, selectors.EVENT_READ, keep)
        self._woken, self._waker = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ, lambda _block: None)
        self.silent = False
        """Whether the child has closed what it speaks on: nothing more will be heard."""

    def __enter__(self) -> Listener[M]:
        return self

    def __exit__(self, *_error: object) -> None:
        self._selector.close()
        self._woken.close()
        self._waker.close()

    def listen(self, timeout_s: float) -> bool:
        """Waits until something is said, printed, or `wake` is called; takes all there is; whether there was anything."""
        ready = self._selector.select(timeout_s)
        heard = bool(ready)
        for _ in range(MOST_BLOCKS):
            for key, _ in ready:
                block = os.read(key.fd, BLOCK_BYTES)
                if not block:
                    self._selector.unregister(key.fileobj)
                    self.silent = self.silent or key.data == self._hear
                key.data(block)
            ready = self._selector.select(0)
            if not ready:
                break
        return heard

    def wake(self) -> None:
        """Ends a `listen` that waits; for other threads."""
        with contextlib.suppress(OSError):  # it has ended at this very moment
            self._waker.send(b".")

    def _hear(self, block: bytes) -> None:
        *lines, self._rest = (self._rest + block).split(b"\n")
        for line in lines:
            try:
                message = msgspec.convert(json.loads(line), self._kind, str_keys=True)
            except (ValueError, RecursionError):
                self._print(line + b"\n")
                continue
            self._tell(message)
