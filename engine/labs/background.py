"""Work in a thread of its own, which can be waited for; and what is said where there is no thread to be had."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..lab.life.system_limits import PROCESSES
from ..model.plan import PlanError


class TooFewThreads(PlanError):
    """The system lets this user start no more threads, and measuring needs some of its own."""

    exit_code = 1
    """Of a command that ends with it: nothing is wrong with what was typed."""

    def __init__(self, error: RuntimeError) -> None:
        super().__init__(
            f"nothing can be measured here: {error}. concviz needs a few threads of its own, and {PROCESSES}"
        )


class Background:
    """Whatever does one thing at a time in the background."""

    def __init__(self, name: str) -> None:
        """`name` is the thread's, for who looks at them."""
        self._name = name
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether something is under way, its preparation included."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits for its end; whether it is over."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.running

    def _begin(self, act: Callable[[], None]) -> None:
        """Does it, from now on.

        Raises:
            TooFewThreads: there is no thread for it.
        """
        thread = threading.Thread(target=act, name=self._name, daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise TooFewThreads(error) from None
        self._thread = thread
