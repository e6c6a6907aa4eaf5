"""What is said in the terminal after leaving: under which name the session is recorded, and how it is opened again."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from ...engine.text.printable import printable

if TYPE_CHECKING:
    from .parts.state import State


def farewell(state: State) -> str:
    """One line; '' where nothing is recorded, or nothing happened in it."""
    path = state.live_path
    live = state.aside.backend if state.aside is not None else state.backend
    if path is None or live is None or "concviz.engine.session.library.recording" not in sys.modules:
        return ""
    from ...engine.session.library.names import name_of
    from ...engine.session.library.recording import nothing_in

    if nothing_in(live.session) or not path.exists():
        return ""
    name = name_of(path)
    words = f"concviz: this session is recorded as {name}: concviz replay {shlex.quote(name)} opens it"
    return printable(f"{words}." if path.parent.name == "kept" else f"{words}, and R keeps it there under a name.")
