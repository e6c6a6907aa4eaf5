"""Where the workers' wall time went."""

from __future__ import annotations

import msgspec

from .numbers import Count, Measured


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of the workers' wall time that add up to 1 (all zero before the first span), in the order in which they are shown."""

    on_core: Measured = 0.0
    wait_core: Measured = 0.0
    wait_gil: Measured = 0.0
    wait_lock: Measured = 0.0
    """Any lock but the GIL: of the program, of a library, of the kernel."""
    wait_io: Measured = 0.0
    wait_child: Measured = 0.0
    """For a process that it started to end."""
    asleep: Measured = 0.0
    """On purpose."""
    wait_loop: Measured = 0.0
    """Coroutines only: ready to go on, but another one holds the event loop."""
    idle: Measured = 0.0
    """Between items, before the first and after the last, or not accounted for."""
    measured: tuple[str, ...] = ()
    """Which of the names above have a share, and no guess in it …"""
    inferred: tuple[str, ...] = ()
    """… which were inferred rather than measured …"""
    inferred_why: str = ""
    """… and why they had to be, in a sentence; '' where none was."""
    looks: Count = 0
    """How many looks at the workers' threads divided their time off the cores; 0: none, it was inferred."""

    def share(self, name: str) -> float:
        """The share of that name."""
        return float(getattr(self, name))

    __getitem__ = share

    @property
    def shares(self) -> dict[str, float]:
        """The shares by name, in their order."""
        return {name: getattr(self, name) for name in SHARES}


SHARES: tuple[str, ...] = Ledger.__struct_fields__[: Ledger.__struct_fields__.index("measured")]
