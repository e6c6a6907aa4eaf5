"""`concviz replay`: the app on a recorded session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import complete
from ..preselect import THEMES, Word

if TYPE_CHECKING:
    from ....engine.session.memory.log import Session
    from ...app.app import ConcvizApp


@click.command("replay")
@click.argument("file", shell_complete=complete.recordings, default="last")
@click.option("--at", default="", metavar="TIME", help="Begin at seconds, 1:23 or a chapter's title.")
@click.option("--speed", default=1.0, type=click.FloatRange(0.1, 16), metavar="X", help="0.1 to 16 (1).")
@click.option("--play", is_flag=True, help="Play at once.")
@click.option("--plain", is_flag=True, help="No app: the recording in words, what changed from second to second.")
@click.option("--present", is_flag=True, help="For the back row (P in the Lab).")
@click.option(
    "--refresh",
    type=click.FloatRange(0.5, 30),
    envvar="CONCVIZ_REFRESH",
    metavar="HZ",
    help="Screen updates a second (4).",
)
@click.option("--theme", type=Word("theme", THEMES), envvar="CONCVIZ_THEME", help="The colours to begin with.")
def command(
    file: str, at: str, speed: float, play: bool, plain: bool, present: bool, refresh: float | None, theme: str | None,
) -> int:  # fmt: skip
    """Open the app on FILE: a recording, a kept session's name, or `last` (the newest one).

    It begins at its first chapter; space plays.
    """
    from ....engine.session.file.reader import load
    from ....engine.session.library.find import find
    from ...app.parts.play_head import Paused, Playing
    from ...terminal.launch import launch_app

    path = find(file)
    session = load(path)
    at_us = _begin_us(session, at)
    if plain:
        from ..streams.narration import narrated

        for line in narrated(session, at_us if at else 0):
            click.echo(line)
        return 0

    def make() -> ConcvizApp:
        app = replayer(session, path, refresh_hz=refresh, theme=f"concviz-{theme}" if theme else None)
        app.player.speed = speed
        app.recordings.opening = Playing(at_us, speed) if play else Paused(at_us)
        app.state.opens_with = "present" if present else ""
        return app

    return launch_app(make)


def _begin_us(session: Session, at: str) -> int:
    from ....engine.export.film.timing import moment
    from ....engine.export.progress import ExportError
    from ....engine.session.memory.chapters import chapters, first_chapter_us
    from ....engine.text.quantities import duration

    if not at:
        return first_chapter_us(session)
    at_us = round(moment(at, [(t_us / 1e6, title) for t_us, title in chapters(session)]) * 1e6)
    if at_us > session.length_us:
        raise ExportError(f"--at {at} lies after the session's end at {duration(session.length_us / 1e6)}")
    return at_us


def replayer(session: Session, path: Path, *, refresh_hz: float | None, theme: str | None = None) -> ConcvizApp:
    """The app on a session that was read from `path`."""
    from ...app.app import ConcvizApp
    from ...app.backend import Backend, builder, load_shelf
    from ...app.preferences import load as load_preferences
    from ...app.preferences import preferences_file
    from ...app.tabs import home_of

    held = Backend(session, load_shelf(), builder(), recorded=path)
    liked = load_preferences(preferences_file())
    return ConcvizApp(held, refresh_hz=refresh_hz, theme=theme, preferences=liked, begins_with=home_of(session))
