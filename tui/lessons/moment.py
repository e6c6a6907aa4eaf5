"""A moment of a recording that lies beside a lesson: read on a thread, shown in the place of what is measured, and said to be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..app.host import Host
from ..app.parts.clock import Windows

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ...engine.lessons.lesson import Show
    from ...engine.session.memory.log import Session


class Moment:
    """At most one at a time."""

    def __init__(self, host: Host) -> None:
        self.told = ""
        """What it is a recording of, as Markdown; '' where none is shown."""
        self._host = host
        self._part: Show | None = None
        self._session: Session | None = None
        self._drawn: tuple[Windows, Snapshot] | None = None

    def follow(self, part: Show | None, folder: str, on_change: Callable[[], object]) -> bool:
        """Show this one, None for none; `on_change` is called once it is there. Whether it is another one than before."""
        if part == self._part:
            return False
        self._part, self._session, self._drawn, self.told = part, None, None, ""
        if part is not None:
            read = partial(_read, Path(folder) / part.show)
            self._host.work(read, partial(self._loaded, part, on_change), "moment")
        return True

    def _loaded(self, part: Show, on_change: Callable[[], object], session: Session) -> None:
        from ...engine.text.words import plural

        if part is not self._part:
            return
        machine = session.machine
        self._session = session
        cores = plural(int(machine.usable_cores), "core")
        self.told = (
            f"*Beside this: a recording of {session.created[:10]}, made on {machine.system} with {cores}. "
            "It was not measured here.*"
        )
        on_change()

    def at(self, windows: Windows | None) -> Snapshot | None:
        """What is to be seen in these windows of time; None where no recording is shown."""
        if self._part is None or self._session is None or windows is None:
            return None
        if self._drawn is None or self._drawn[0] != windows:
            from ...engine.analysis.build import snapshot

            named = {each.name: getattr(windows, each.name) for each in fields(windows)}
            length_us = self._session.length_us
            at_us = min(round(self._part.at_s * 1e6), length_us)
            self._drawn = windows, snapshot(self._session, at_us, live_us=length_us, **named)
        return self._drawn[1]


def _read(path: Path) -> Session:
    from ...engine.session.file.reader import load

    return load(path)
