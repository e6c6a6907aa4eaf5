"""What is said in the terminal after leaving: under which name the session is recorded, and how it is opened again."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING

from ...engine.text.printable import printable

if TYPE_CHECKING:
    from textual.app import App

    from .parts.state import State


def farewell(state: State) -> str:
    """One line; '' where nothing is recorded, or nothing happened in it."""
    path = state.live_path
    live = state.aside.backend if state.aside is not None and not state.watched_shown else state.backend
    if path is None or live is None or "concviz.engine.session.library.recording" not in sys.modules:
        return ""
    from ...engine.session.library.names import name_of
    from ...engine.session.library.recording import nothing_in

    if nothing_in(live.session) or not path.exists():
        return ""
    name = name_of(path)
    words = f"concviz: this session is recorded as {name}: concviz replay {shlex.quote(name)} opens it"
    return printable(f"{words}." if path.parent.name == "kept" else f"{words}, and R keeps it there under a name.")


def ask_to_leave(app: App[int], measured: str, program: str, code: int) -> None:
    """Leaves with this exit code; where something is lost by it, after asking."""
    leave = partial(app.exit, code, return_code=code)
    question = farewell_question(measured, program)
    if not question:
        leave()
        return
    from ..dialogs.confirm import ConfirmScreen

    if not isinstance(app.screen, ConfirmScreen):
        app.push_screen(ConfirmScreen("Leave now?", question, "leave"), lambda yes: leave() if yes else None)


def farewell_question(measured: str, program: str) -> str:
    """What is asked before leaving; '' where nothing is lost by it.

    Args:
        measured: what is being measured, see `State.going_on`.
        program: a program that was started here and still runs.
    """
    if program:
        return f"{program} still runs. It was started here, and ends with concviz (SIGTERM). What was seen of it is recorded."
    if not measured:
        return ""
    return f"{measured[:1].upper()}{measured[1:]} is going on. What it has measured so far stays in the recording."
