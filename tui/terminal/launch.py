"""Starting the app in a terminal: what the terminal must be able to do, and how the app ends whatever happens.

Nothing of Textual is imported before the terminal is known to be fit. While the app is being imported and drawn for the
first time the garbage collector waits: there is no garbage yet, and looking for it takes a tenth of the time. What is
alive once the engine is there stays alive, so it is frozen: later collections, and with them key presses, are shorter.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from .shutdown import Ending

if TYPE_CHECKING:
    from ...engine.lessons.lesson import Lesson
    from ...engine.lessons.room.joined import Joined
    from ..app.app import ConcvizApp
    from ..app.choice import Choice
    from ..classroom.room_server import Classroom

LEAST = (40, 10)
"""Columns and rows that the smallest layout needs."""
OTHERWISE = "`concviz run TASK` works everywhere"


def unfit(environ: Mapping[str, str], out: TextIO, into: TextIO, size: tuple[int, int]) -> str:
    """Why the app can't be shown here, in one line that says what is needed; '' if it can. (0, 0) is an unknown size.

    Where something else is the terminal (a browser: Textual's `TEXTUAL_DRIVER`), none is asked for.
    """
    if environ.get("TEXTUAL_DRIVER"):
        return ""
    if not (out.isatty() and into.isatty()):
        return f"the app needs a terminal for input and output; {OTHERWISE}"
    term = environ.get("TERM", "")
    if term in ("dumb", ""):
        return f"the app needs a terminal that can move the cursor, and TERM is {term or 'not set'}; {OTHERWISE}"
    encoding = (getattr(out, "encoding", None) or "").lower().replace("-", "")
    if encoding not in ("utf8", "utf8sig", ""):
        return f"the app needs a UTF-8 terminal, and this one is {out.encoding}: set LC_ALL=C.UTF-8; {OTHERWISE}"
    if size != (0, 0) and (size[0] < LEAST[0] or size[1] < LEAST[1]):
        return f"the app needs {LEAST[0]} x {LEAST[1]} characters, and this terminal has {size[0]} x {size[1]}; {OTHERWISE}"
    return ""


def launch(
    *,
    refresh_hz: float | None = None,
    choice: Choice | None = None,
    theme: str | None = None,
    lesson: Lesson | None = None,
    room: Classroom | None = None,
    joined: Joined | None = None,
) -> int:
    """Run the app in this terminal until it is left; the exit code is 2 where it can't be shown (one line says why).

    `choice` is what is chosen at the beginning, `theme` the name of a theme; None for what the settings say. With a `lesson` the app
    begins with that one, which leads a class in a `room`, or is one of the machines of a class that is `joined`.
    """

    def make() -> ConcvizApp:
        from ..app.app import ConcvizApp
        from ..app.preferences import load, preferences_file

        known = load(preferences_file())
        if lesson is None and room is None:
            return ConcvizApp(refresh_hz=refresh_hz, choice=choice, theme=theme, preferences=known)
        app = ConcvizApp(refresh_hz=refresh_hz, choice=choice, theme=theme, preferences=known, begins_with="lessons")
        app.lessons.in_class.joined = joined
        if room is not None:
            app.lessons.in_class.lead(room)
        if lesson is not None:
            app.lessons.open(lesson)
        return app

    return launch_app(make)


def refuse_unfit() -> bool:
    """Whether this terminal can't show an app; one line then says why."""
    size = shutil.get_terminal_size((0, 0))
    problem = unfit(os.environ, sys.stdout, sys.stdin, (size.columns, size.lines))
    if problem:
        print(f"concviz: {problem}", file=sys.stderr)
    return bool(problem)


def launch_app(make: Callable[[], ConcvizApp]) -> int:
    """Make the app and run it until it is left; returns only where the app can't be shown (2).

    However it ends (`q`, a signal, an error), the run is stopped, the recording closed, and the process ended with the
    exit code: nobody waits for what is still being loaded or looked for (`shutdown.py`).
    """
    if refuse_unfit():
        return 2
    gc.disable()
    app = make()
    app.opening.on_opened = _collect_again
    app.lessons.answers_presenters = True
    ending = Ending(app.close_backend, sys.stdin.fileno(), app.farewell)
    app.on_leaving = ending.begin
    ending.listen(app.leave)
    try:
        code = app.run()
    except BaseException:
        app.close_backend()
        raise
    return ending.finish(code or app.return_code or 0)


def _collect_again() -> None:
    """From here on as usual, but for what is there already."""
    gc.freeze()
    gc.enable()
