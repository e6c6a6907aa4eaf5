"""What the app says for some seconds: on a line of its own of the screen, of what stands above it, and of whoever comes next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ..host import Said

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_S, READ_PER_S = 6.0, 15.0
"""How long it stays at least; characters that are read in a second."""


class Hearer(Protocol):
    """Whoever has such a line."""

    def tell(self, said: Said | None) -> None:
        """Say this, None for nothing any more."""
        ...


class Stoppable(Protocol):
    """A timer."""

    def stop(self) -> None:
        """It does nothing any more."""
        ...


class Notices:
    """Says one thing at a time."""

    def __init__(
        self, hearers: Callable[[], Iterable[Hearer]], later: Callable[[float, Callable[[], object]], Stoppable | None]
    ) -> None:
        self.said: Said | None = None
        self._hearers, self._later = hearers, later
        self._silence: Stoppable | None = None

    def say(self, said: Said | None, for_s: float | None = None) -> None:
        """In the place of what was said before; longer words stay longer."""
        self.said = said
        if self._silence is not None:
            self._silence.stop()
            self._silence = None
        if said is not None:
            self._silence = self._later(max(for_s or LEAST_S, len(said.text) / READ_PER_S), partial(self.say, None))
        for each in self._hearers():
            each.tell(said)
