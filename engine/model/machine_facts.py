"""The machine that was measured, and what can be measured on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from .numbers import MAX_CORES, Core, CoreTime, Count


class MachineFacts(msgspec.Struct, frozen=True):
    """What is known of a machine, as a result tells it."""

    system: str
    """`Linux 6.18 x86_64`: kernel name, release, architecture."""
    cpu: str
    """The processor's own name, or ''."""
    cores: Annotated[int, Meta(ge=1, le=MAX_CORES)]
    """Logical cores the kernel shows; the length of every per-core list."""
    physical_cores: Core | None
    affinity: tuple[Core, ...]
    """The logical cores this process may use (indices), all of them where the system has no affinity."""
    quota_cores: CoreTime | None
    """Cores' worth of CPU time that the cgroup allows, None for no limit."""
    usable_cores: CoreTime
    """min(len(affinity), quota_cores)."""
    memory_bytes: Count
    python: str
    """The version of the Python that recorded, e.g. `3.14.2`."""


class Machine(MachineFacts, frozen=True, array_like=True):
    """The same as the header of a session has it: an array."""

    def facts(self) -> MachineFacts:
        """As a mapping of names, for JSON that people read."""
        return MachineFacts(**msgspec.structs.asdict(self))


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing, and whether it can be measured here."""

    what: str
    works: bool
    why: str
    """Where it doesn't, one sentence; else how it is known."""
