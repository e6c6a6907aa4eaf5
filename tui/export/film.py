"""Films: a session replayed in the same app, headless, and the cells of each of its frames.

What a film shows is what the app would show: the app itself is put at one play head after the other, and its cells are
read. Nothing moves in between, so the same session always makes the same film. Rows that stay as they are from one frame to
the next are the same objects, which makes what draws them fast.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import WaitForScreenTimeout

from ...engine.analysis.build import snapshot
from ...engine.export.film.estimate import renderers_for
from ...engine.export.film.grid import RGB, Frame, Grid, Movie, Table, one_line
from ...engine.export.film.timing import moved_captions, moved_chapters
from ...engine.export.options import Options, checked_size, export_options
from ...engine.export.part import film_times, parts_of
from ...engine.export.progress import ExportError
from ...engine.model.run_facts import Result
from ...engine.session.memory.log import Session
from ...engine.text.clocks import clock
from ...engine.text.quantities import duration
from ...engine.text.suggest import unknown
from ...engine.text.words import plural
from ..app.app import ConcvizApp
from ..app.backend import Backend, load_shelf
from ..app.parts.play_head import Paused
from ..app.tabs import home_of
from ..lab.lab_screen import LabScreen
from ..lab.panels import ALONE
from ..terminal.insides import settle
from ..terminal.screen_grid import Reader, ground_of, ink_of
from ..theme.themes import DEFAULT, THEMES
from ..widgets.app_screen import AppScreen
from .renderers import FilmOf, Renderers

SCREEN = next(each for each in export_options() if each.name == "screen")
MOST_TURNS = 1_000
"""Turns of the event loop within which the screen comes to rest: some dozens, if its layout changes twice."""
BUSY_S = 30.0
"""So long as Textual waits for the first screen we wait for its panels."""


@dataclass(frozen=True, slots=True)
class View:
    """What the film's app looks like."""

    size: tuple[int, int] = (120, 40)
    theme: str = DEFAULT
    panel: str = ""
    """One panel alone, filling the picture; '' for the whole screen."""
    title: str = ""
    screen: str = "lab"
    """Which screen is filmed, see `ExportRequest`."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ExportError: with one sentence for the first thing that is wrong.
        """
        checked_size(*self.size)
        if self.theme not in THEMES:
            raise ExportError(unknown("theme", self.theme, THEMES))
        if self.panel and self.panel not in ALONE:
            raise ExportError(unknown("panel", self.panel, ALONE))
        SCREEN.check(self.screen)
        if self.panel and self.screen != "lab":
            raise ExportError(
                f"--panel names a panel of the Lab; with --screen {self.screen} the whole screen is shown"
            )


class FilmApp(ConcvizApp):
    """The app, without what belongs to its use: keys, messages, a clock."""

    def __init__(self, session: Session, view: View) -> None:
        super().__init__(Backend(session, load_shelf(), snapshot), refresh_hz=0.001, theme=view.theme)
        self.animation_level = "none"
        self.state.film, self.state.head = view.title, Paused(0)

    def notify(self, *_: Any, **__: Any) -> None:
        """Nothing is said in a film."""


class Film:
    """The app at any play head of a session, as cells. Close it after use (or use it in a `with` block)."""

    def __init__(self, session: Session, view: View) -> None:
        self.view = view
        self.session = session
        self._app = FilmApp(session, view)
        self._runner = asyncio.Runner()
        self._life: Any = None
        self._reader: Reader | None = None

    def __enter__(self) -> Film:
        try:
            self._runner.run(self._begin())
        except WaitForScreenTimeout:
            self._runner.close()
            raise ExportError(
                "this machine is too busy: the screen was not drawn for half a minute; try again later"
            ) from None
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if self._life is not None:
                self._runner.run(self._life.__aexit__(None, None, None))
        finally:
            self._runner.close()

    @property
    def colours(self) -> dict[str, RGB]:
        """The theme's ground and ink, for those who draw the cells."""
        return {"ground": ground_of(self._app), "ink": ink_of(self._app)}

    @property
    def dark(self) -> bool:
        """Whether the theme is a dark one."""
        return self._app.current_theme.dark

    def grid(self, t_us: int) -> Grid:
        """The screen at the session time `t_us`."""
        return self._runner.get_loop().run_until_complete(self._at(t_us))

    async def _begin(self) -> None:
        self._life = self._app.run_test(size=self.view.size)
        await self._life.__aenter__()
        own = self.view.screen == "lab" and not self.view.panel
        await self._app.switch_mode(home_of(self.session) if own else self.view.screen)
        screen = self._app.screen
        assert isinstance(screen, AppScreen)
        end_s = time.monotonic() + BUSY_S
        while not screen.panels:  # each takes the place of an empty frame, over many turns
            if time.monotonic() > end_s:
                raise WaitForScreenTimeout
            await asyncio.sleep(0)
        await settle(self._app, MOST_TURNS)
        screen.caption.wanted = False
        screen.footer.note(film_note(self.session))
        if self.view.panel and isinstance(screen, LabScreen):
            screen.views.alone(self.view.panel)
            screen.without_captions()
        await settle(self._app, MOST_TURNS)
        self._reader = Reader(self._app)

    async def _at(self, t_us: int) -> Grid:
        assert self._reader is not None
        self._app.clock.go(Paused(t_us), force=True)
        await settle(self._app, MOST_TURNS)  # what a frame shows may change the layout
        return self._reader.grid()


def film_note(session: Session) -> str:
    """What stands where the keys are: whose numbers these are."""
    machine = session.machine
    words = [f"made with concviz from a recording of {session.created[:10]}", machine.system, machine.cpu]
    words.append(plural(machine.cores, "core"))
    return " · ".join(word for word in words if word)


# -------------------------------------------------------------------- moving


@contextlib.contextmanager
def movie(session: Session, view: View, options: Options, source: Path | None = None) -> Iterator[Movie]:
    """The film of a session, for the writers of moving formats; its app lives as long as the block.

    Where its recording is known (`source`), the frames of a long one are rendered side by side.

    Raises:
        ExportError: the range lies outside of the session.
    """
    parts = parts_of(session)
    times = film_times(parts, options)
    moments = times.frames(options.fps)
    apart = FilmOf(source, session.length_us, view) if source is not None else None
    with Film(session, view) as film, Renderers(apart, renderers_for(len(moments))) as renderers:

        def frames() -> Iterator[Frame]:
            grids = renderers.grids([round(session_s * 1e6) for _, session_s in moments], film.grid)
            for (movie_s, _), grid in zip(moments, grids, strict=True):
                yield Frame(movie_s, grid)

        notes = [(note.t_us / 1e6, note.text) for note in session.notes()] if options.captions else []
        columns, rows = view.size
        yield Movie(
            frames,
            len(moments),
            times.length_s,
            columns,
            rows,
            title=view.title,
            chapters=moved_chapters(parts.chapters, times),
            captions=moved_captions(notes, times),
            table=result_table(session),
            dark=film.dark,
            **film.colours,
        )


COLUMNS = ("begin", "task", "model", "workers", "wall", "cores used", "answer", "end")


def result_table(session: Session) -> Table:
    """One row a run, for those who read."""
    rows = []
    for started in session.runs():
        plan, end = started.plan, session.run_end(started.run)
        result = end.result if end is not None else Result()
        wall, cores = result.wall_s, result.cores_used
        rows.append(
            (
                clock(started.t_us),
                plan.task_title,
                plan.title_of_model,
                str(plan.workers or ""),
                duration(wall) if wall is not None else "",
                f"{cores:.2f}" if cores is not None else "",
                one_line(result.answer, 120),
                end.status if end is not None else "",
            )
        )
    return Table(COLUMNS, tuple(rows))
