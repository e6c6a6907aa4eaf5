"""What the moving formats cost: sixty seconds at 4 frames a second, 120x40, a made-up Lab; time and size of each."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from concviz.engine.export.film.grid import Caption, Frame, Grid, Mark, Movie, Style, grid_of
from concviz.engine.export.film.png import write_png
from concviz.engine.export.formats import format_named
from concviz.engine.export.options import Options
from table import Row, show

COLUMNS, ROWS, FPS, LENGTH_S = 120, 40, 4, 60
GROUND = (17, 21, 27)
LANES = ((86, 180, 233), (230, 159, 0), (0, 158, 115), (204, 121, 167))
BUDGETS = {"cast": (15, 4), "gif": (20, 6), "html": (None, 2), "mp4": (None, None)}


def picture(number: int) -> Grid:
    """Sixteen cores with their histories, sixteen lanes that take turns, and words."""
    seeded = random.Random(number)
    plain, dim = Style((224, 230, 240), GROUND), Style((52, 60, 75), GROUND)
    green, grey = Style((62, 207, 142), GROUND), Style((92, 104, 134), GROUND)
    lines: list[list[tuple[str, Style]]] = [
        [(f" concviz   8 cores   rec ● {number // FPS:02d} ", plain)],
        [("╭" + "─" * 118 + "╮", dim)],
    ]
    for core in range(16):
        share = seeded.random()
        bar = "█" * int(share * 20)
        history = "".join("▁▂▃▄▅▆▇█"[hash((core, number // FPS + step)) % 8] for step in range(70))
        lines.append([(f"│{core:3d} ", dim), (bar.ljust(20), green), (f"{share:5.0%}  ", plain), (history, grey)])
    for lane in range(16):
        style = Style(LANES[lane % 4], GROUND)
        turns = "".join("█" if (cell + number * 3) // 3 % 4 == lane % 4 else "─" for cell in range(90))
        lines.append([(f"│thread {lane:2d} ", style), (turns, style), (f" {seeded.randrange(300, 320)}/s", plain)])
    lines.append(
        [
            ("Concurrent, not parallel. ", Style((224, 160, 60), GROUND, bold=True)),
            (f"{number * 8:,} of 2,000 items", plain),
        ]
    )
    return grid_of(lines, COLUMNS, ROWS, plain)


def movie() -> Movie:
    """The frames, made beforehand: what making them costs is the screen's to measure."""
    frames = [Frame(number / FPS, picture(number)) for number in range(FPS * LENGTH_S)]
    chapters, captions = (Mark(0, "Threads"), Mark(30, "Processes")), (Caption(5, 9, "One at a time."),)
    return Movie(
        lambda: frames,
        len(frames),
        float(LENGTH_S),
        *frames[0].grid.size,
        GROUND,
        "Lab",
        chapters=chapters,
        captions=captions,
    )


def measure() -> list[Row]:
    """Time and size of each format."""
    film, rows = movie(), []
    with tempfile.TemporaryDirectory() as folder:
        for name, (seconds, megabytes) in BUDGETS.items():
            target = Path(folder) / f"a.{name}"
            try:
                started = time.perf_counter()
                format_named(name).writer()(film, target, Options())
            except Exception as error:
                rows.append(Row(f"{name}, 60 s at 4 fps", float("nan"), "s", None, str(error)))
                continue
            rows.append(Row(f"{name}, 60 s at 4 fps, 120x40", time.perf_counter() - started, "s", seconds))
            rows.append(Row(f"{name}, size", target.stat().st_size / 1e6, "MB", megabytes))
        for scale in (1, 2):
            started = time.perf_counter()
            write_png(
                picture(3), Path(folder) / f"{scale}.png", Options(scale=scale, window=True), ground=GROUND, title="Lab"
            )
            rows.append(Row(f"png in a window, scale {scale}", time.perf_counter() - started, "s", 1.0))
    return rows


if __name__ == "__main__":
    show(measure())
