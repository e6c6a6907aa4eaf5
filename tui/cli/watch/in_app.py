"""`watch` and `attach` in the app: the program on the screen, its output under O."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...terminal.launch import launch_app, unfit

if TYPE_CHECKING:
    from ....engine.analysis.program.program_pair import ProgramPicture
    from ....engine.sources.watching import Seen
    from ...app.app import ConcvizApp
    from ...app.backend import Backend


def fits() -> bool:
    """Whether the app can be shown here: a terminal for input and output, large enough."""
    size = shutil.get_terminal_size((0, 0))
    return not unfit(os.environ, sys.stdout, sys.stdin, (size.columns, size.lines))


def watch_in_app(
    make: Callable[[], Seen], *, for_s: float | None, record: Path | None, force: bool,
    before: ProgramPicture | None,
) -> int:  # fmt: skip
    """The app on this program until it is left; the exit code is that of a program that was started here."""

    def make_app() -> ConcvizApp:
        from ...app.app import ConcvizApp
        from ...app.preferences import load as load_preferences
        from ...app.preferences import preferences_file

        def load() -> Backend:
            from ....engine.sources.watching import Watching
            from ...app.backend import Backend, builder, load_shelf

            shelf, build = load_shelf(), builder()
            watching = Watching.open(make, record_to=record, replace=force, for_s=for_s)
            app.watches.adopt(watching)
            return Backend(watching.session, shelf, build, watching)

        app = ConcvizApp(load=load, preferences=load_preferences(preferences_file()), begins_with="watch")
        app.state.other = before
        return app

    return launch_app(make_app)
