"""Makes the pictures of this folder from real runs, now, on this machine: `python screenshots/make.py [NAME ...]`.

Each picture is the app itself, headless, in the middle of a run that really goes on; nothing in it is drawn by hand.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from concviz.engine.export.options import Options
from concviz.engine.export.png import write_png
from concviz.tui import backend
from concviz.tui.app import ConcvizApp
from concviz.tui.cells import grid_of_app, ground_of, ink_of
from concviz.tui.choice import Choice
from textual.pilot import Pilot

HERE = Path(__file__).parent
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Picture:
    """One picture: what is chosen, how far the run is when it is taken, and how it looks."""

    name: str
    title: str
    choice: Choice
    at: float = 0.7
    size: tuple[int, int] = (120, 40)
    theme: str = "concviz-dark"
    keys: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    """Instead of a run: keys pressed one after the other, each once what the one before it began is done."""


PICTURES = (
    Picture("lab-threads", "Four threads, one GIL", Choice("pi", "threads", 4, 4.0)),
    Picture("lab-processes", "Two processes, two cores", Choice("pi", "processes", 2, 6.0)),
    Picture("lab-asyncio", "Twenty coroutines, one thread", Choice("download", "asyncio", 20, 30.0)),
    Picture("lab-fractal", "A fractal, coming in", Choice("fractal", "processes", 2, 6.0), at=0.6),
    Picture("lab-light", "In the light", Choice("pi", "threads", 2, 4.0), theme="concviz-light"),
    Picture("lab-small", "80x24", Choice("pi", "threads", 4, 4.0), size=(80, 24)),
    Picture("compare", "Which model, and how many workers?", Choice("pi", "processes", 2, 1.0),
            measured=("2", "c", "down", "down", "w")),
    Picture("differences", "Threads against processes, measured", Choice("pi", "threads", 2, 1.0),
            measured=("3", "r", "down", "down", "down", "down")),
)


async def take(picture: Picture) -> None:
    """Runs what the picture shows, and draws it."""
    parts = backend.load()
    app = ConcvizApp(parts, choice=picture.choice, theme=picture.theme)
    try:
        async with app.run_test(size=picture.size) as pilot:
            await pilot.pause(1.5)
            await _measure(app, pilot, picture.measured)
            if not picture.measured:
                await pilot.press("r")
            deadline = asyncio.get_running_loop().time() + PATIENCE_S
            while not picture.measured and _share(app) < picture.at:
                if asyncio.get_running_loop().time() > deadline:
                    raise TimeoutError(f"{picture.name}: the run didn't get to {picture.at:.0%}")
                await pilot.pause(0.05)
            await pilot.press(*picture.keys)
            app.clear_notifications()
            app.tick(force=True)
            await pilot.pause()
            options = Options(window=True, force=True)
            path = HERE / f"{picture.name}.png"
            write_png(grid_of_app(app), path, options, ground=ground_of(app), ink=ink_of(app), title=picture.title)
    finally:
        app.close_backend()


async def _measure(app: ConcvizApp, pilot: Pilot[int], keys: tuple[str, ...]) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.5)
        while app.measuring:
            await pilot.pause(0.2)


def _share(app: ConcvizApp) -> float:
    assert app.backend is not None
    session = app.backend.session
    run = session.run_at()
    progress = session.progress(run.run) if run else None
    return progress.done / progress.total if progress else 0.0


def main(wanted: list[str]) -> None:
    """Takes the pictures of these names, or all."""
    for picture in PICTURES:
        if not wanted or picture.name in wanted:
            asyncio.run(take(picture))
            print(f"{picture.name}.png", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
