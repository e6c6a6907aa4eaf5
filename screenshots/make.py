"""Makes the pictures of this folder from real runs, now, on this machine: `python screenshots/make.py [NAME ...]`.

Let nothing else run meanwhile; all of them take about ten minutes. A comparison that other programs disturbed is made again.
The Lab's pictures and the moving one are exports of recordings: the runs are made and recorded, then filmed by the same
machinery as `concviz export`. The other screens are taken while they measure. Nothing is drawn by hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from concviz.engine.export.film.png import write_png
from concviz.engine.export.options import ExportRequest, Options
from concviz.engine.session.events import Note
from concviz.engine.session.file.reader import load
from concviz.engine.sources.instrument import Instrument
from concviz.engine.study.study_pages import pages
from concviz.tui.app import backend
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.choice import Choice
from concviz.tui.export.exporter import export
from concviz.tui.terminal.screen_grid import grid_of_app, ground_of, ink_of
from textual.pilot import Pilot

HERE = Path(__file__).parent
BEFORE_S, AFTER_S = 1.5, 1.5
"""Recorded before the first run and after each one."""
TRIES = 3
NOTE_AFTER_S = 1.0
"""A run's caption comes this long after its beginning."""
Run = tuple[Choice, str]
"""What is run, and the caption that is shown meanwhile ('' for none)."""

THREADS = Choice("pi", "threads", 4, 4.0)
PROCESSES = Choice("pi", "processes", 2, 6.0)
ASYNCIO = Choice("download", "asyncio", 20, 30.0)
FRACTAL = Choice("fractal", "processes", 2, 6.0)
ADVISED = Choice(f"{HERE / 'feeds.py'}:titles", "threads", options={"inputs": "URLS"})
STORY: tuple[Run, ...] = (
    (THREADS, "Four threads: only the one that holds the GIL runs."),
    (PROCESSES, "Two processes: each has a GIL of its own."),
    (FRACTAL, "And a picture that two processes paint."),
)


@dataclass(frozen=True)
class Picture:
    """One picture of the Lab: what is recorded, when in its run it is taken (0 to 1), and how it looks."""

    name: str
    title: str
    choice: Choice
    at: float = 0.7
    size: str = "120x40"
    theme: str = "dark"
    panel: str = ""
    before: Choice | None = None
    """A run that is made before it."""


@dataclass(frozen=True)
class Film:
    """A moving picture of several runs."""

    name: str
    title: str
    runs: tuple[Run, ...]
    scale: float = 0.8


@dataclass(frozen=True)
class Taken:
    """A picture of another screen: keys pressed one after the other, each once what the one before it began is done."""

    name: str
    title: str
    choice: Choice
    keys: tuple[str, ...]
    size: tuple[int, int] = (120, 40)


PICTURES = (
    Film("lab", "concviz", STORY),
    Picture("lab-threads", "Four threads, one GIL", THREADS),
    Picture("lab-processes", "Two processes, two cores", PROCESSES),
    Picture("lab-asyncio", "Twenty coroutines, one thread", ASYNCIO),
    Picture("lab-fractal", "A fractal, coming in", FRACTAL, at=0.6),
    Picture("lab-light", "In the light", THREADS, theme="light"),
    Picture("lab-small", "80x24", THREADS, size="80x24"),
    Picture("present-threads", "Presenting: four threads, one GIL", THREADS, size="100x30", panel="present"),
    Picture("present-processes", "Presenting: two processes, two cores", PROCESSES, size="100x30", panel="present"),
    Picture("before-after", "Before and after", Choice("pi", "processes", 2, 4.0), at=1.05, size="100x30",
            panel="before-after", before=THREADS),
    Taken("compare", "Which model, and how many workers?", Choice("pi", "processes", 2, 1.0), ("2", "c", "down", "down", "w")),
    Taken("differences", "Threads against processes, measured", Choice("pi", "threads", 2, 1.0),
          ("3", "r", "down", "down", "down", "down")),
    Taken("advise", "Which model, how many workers, and why", ADVISED, ("a", "a"), (112, 62)),
)  # fmt: skip


# ------------------------------------------------------------------ from recordings


def recorded(runs: tuple[Run, ...], folder: Path) -> Path:
    """Makes these runs, one after the other, and returns the recording; the same runs are made once."""
    path = folder / f"{hashlib.sha256(repr(runs).encode()).hexdigest()[:16]}.concviz.jsonl"
    if path.exists():
        return path
    instrument = Instrument.open(record_to=path)
    try:
        time.sleep(BEFORE_S)
        for choice, caption in runs:
            before = len(instrument.session.runs())
            instrument.start(choice.plan())
            while len(instrument.session.runs()) == before:
                instrument.wait(0.05)
            begun_us = instrument.session.runs()[-1].t_us
            if caption:
                instrument.session.append(Note(begun_us + round(NOTE_AFTER_S * 1e6), caption))
            instrument.wait()
            time.sleep(AFTER_S)
    finally:
        instrument.close()
    return path


def picture(wanted: Picture, folder: Path) -> Path:
    """One frame of a recording."""
    before = ((wanted.before, ""),) if wanted.before is not None else ()
    path = recorded((*before, (wanted.choice, "")), folder)
    session = load(path)
    run = session.runs()[-1]
    end = session.run_end(run.run)
    assert end is not None
    assert end.status == "done", end.error
    at_s = (run.t_us + wanted.at * (end.t_us - run.t_us)) / 1e6
    wish = ExportRequest("png", out=str(HERE / f"{wanted.name}.png"), at=f"{at_s:.3f}", size=wanted.size, theme=wanted.theme,
                title=wanted.title, panel=wanted.panel, window=True, force=True)  # fmt: skip
    return export(session, path, wish, lambda done, total: True)


def film(wanted: Film, folder: Path) -> Path:
    """A recording as a moving picture."""
    path = recorded(wanted.runs, folder)
    session = load(path)
    wish = ExportRequest("gif", out=str(HERE / f"{wanted.name}.gif"), scale=wanted.scale, idle_s=1.0,
                title=wanted.title, force=True)  # fmt: skip
    return export(session, path, wish, lambda done, total: True)


# ------------------------------------------------------------------ while it measures


class Feeds(BaseHTTPRequestHandler):
    """A server of feeds that takes 40 ms for each, as one far away does."""

    def do_GET(self) -> None:
        """One feed of ten entries."""
        time.sleep(0.04)
        text = "".join(f"<title>Entry {number} of {self.path}</title>" for number in range(10)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def feeds() -> Iterator[None]:
    """The server of `feeds.py`, in a process of its own: its CPU time is nobody's who is measured."""
    server = ThreadingHTTPServer(("127.0.0.1", 8791), Feeds)
    process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()
        server.server_close()


async def take(wanted: Taken) -> bool:
    """Presses the keys, and draws what is then on the screen; whether other programs left it alone."""
    measured = backend.load()
    app = ConcvizApp(measured, choice=wanted.choice)
    try:
        async with app.run_test(size=wanted.size) as pilot:
            await pilot.pause(1.5)
            await _press(app, pilot, wanted.keys)
            app.clear_notifications()
            app.clock.tick(force=True)
            await pilot.pause()
            options, path = Options(window=True, force=True), HERE / f"{wanted.name}.png"
            write_png(grid_of_app(app), path, options, ground=ground_of(app), ink=ink_of(app), title=wanted.title)
            studies = [page for page in pages(measured.session) if page is not None]
    finally:
        app.close_backend()
    return not any(row.disturbed for page in studies for row in page.rows)


async def _press(app: ConcvizApp, pilot: Pilot[int], keys: Iterable[str]) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.5)
        while app.state.measuring:
            # A pause of the pilot asks all the time whether all is quiet, and so disturbs what is measured.
            await asyncio.sleep(0.5)


def main(names: list[str]) -> None:
    """Makes the pictures of these names, or all."""
    with tempfile.TemporaryDirectory(prefix="concviz-pictures-") as folder:
        for wanted in PICTURES:
            if names and wanted.name not in names:
                continue
            if isinstance(wanted, Film):
                made = film(wanted, Path(folder))
            elif isinstance(wanted, Picture):
                made = picture(wanted, Path(folder))
            else:
                made = HERE / f"{wanted.name}.png"
                with feeds():
                    quiet = any(asyncio.run(take(wanted)) for _ in range(TRIES))
                if not quiet:
                    print(f"{made.name}: other programs were busy, {TRIES} times", file=sys.stderr, flush=True)
            print(f"{made.name}  {made.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
