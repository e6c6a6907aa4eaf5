"""One file that plays in any current browser, alone: no network, no font to fetch, nothing to install.

The movie is a list of runs of cells that changed, deflated and in base64, so nothing in it can be read as markup. The
player (`player/player.js`) draws the cells on a canvas; glyphs that are geometry come along as their primitives. Without
JavaScript the page shows the last frame as an SVG, the chapters and the table of results.

A page that shows it in a frame may control it with `postMessage`: `{concviz: "play"}`, `{concviz: "pause"}`,
`{concviz: "seek", t: seconds}`; it answers with `{concviz: what, t, length, playing}`.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...text.clocks import clock
from ..glyphs.primitives import Polygon, Rect
from ..glyphs.shapes import SHADE_LEVELS, shapes
from ..options import Options
from ..progress import ExportError, Progress, never_cancel, tell
from ..whole_files import whole_file
from .changes import merged
from .grid import Grid, Movie, Row, Style, Table, one_line, web
from .svg import FONTS, escaped, svg

PLAYER = Path(__file__).parent / "player"
SPEEDS = ("0.1", "0.25", "0.5", "1", "2", "4", "8", "16")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
TITLE, CAPTION = 200, 400


def write_html(movie: Movie, path: Path, options: Options | None = None, progress: Progress = never_cancel) -> None:
    """Write the movie as one self-contained page.

    Raises:
        ExportError: the file exists or can't be written, or the movie has no frames.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    if not options.captions:
        movie = movie.replace(captions=())
    with whole_file(path, force=options.force) as beside:
        data, last = packed(movie, progress)
        beside.write_text(page(movie, data, last), encoding="utf-8", newline="\n")
    tell(progress, movie.count, movie.count)


def packed(movie: Movie, progress: Progress) -> tuple[str, Grid]:
    """The movie for the player, and its last frame."""
    looks: dict[Style, int] = {}
    frames: list[list[Any]] = []
    last: Grid | None = None
    glyphs: dict[str, Any] = {}
    for t_s, grid, changed in merged(movie, progress):
        runs = [part for y in changed for part in _runs(last, grid, y, looks, glyphs)]
        frames.append([round(t_s * 1000), runs])
        last = grid
    if last is None:
        raise ExportError("there is nothing to show in this part of the session")
    data = {
        "columns": movie.columns,
        "rows": movie.rows,
        "length": round(movie.length_s, 3),
        "title": one_line(movie.title, TITLE),
        "fonts": FONTS,
        "styles": [[web(s.ink), web(s.bg), s.bold + 2 * s.italic + 4 * s.underline] for s in looks],
        "glyphs": glyphs,
        "chapters": [[mark.t_s, one_line(mark.title, TITLE)] for mark in sorted(movie.chapters)],
        "captions": [[c.from_s, c.until_s, one_line(c.text, CAPTION)] for c in movie.captions],
        "frames": frames,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii"), last


def _runs(before: Grid | None, after: Grid, y: int, looks: dict[Style, int], glyphs: dict[str, Any]) -> Iterator[Any]:
    """Row, column, style, text; again for each run of changed cells of one style."""
    row = after.rows[y]
    old = before.rows[y] if before is not None else (None,) * len(row)
    start: int | None = None
    for x, cell in enumerate((*row, None)):
        same = cell is None or cell is old[x] or cell == old[x]
        if start is not None and (same or cell is None or cell.style != row[start].style):
            yield from _run(row, start, x, y, looks, glyphs)
            start = None
        if not same and start is None:
            start = x - 1 if cell is not None and cell.width == 0 else x


def _run(row: Row, start: int, end: int, y: int, looks: dict[Style, int], glyphs: dict[str, Any]) -> Iterator[Any]:
    cells = [cell for cell in row[start:end] if cell.width]
    for cell in cells:
        if cell.text not in glyphs and (parts := shapes(cell.text)) is not None:
            glyphs[cell.text] = [_primitive(part) for part in parts]
    plain = all(cell.width == 1 and len(cell.text) == 1 for cell in cells)
    look = looks.setdefault(row[start].style, len(looks))
    yield from (y, start, look)
    yield "".join(cell.text for cell in cells) if plain else [[cell.text, cell.width] for cell in cells]


def _primitive(part: object) -> list[float]:
    if isinstance(part, Rect):
        return [0, *(round(value, 3) for value in part)]
    if isinstance(part, Polygon):
        return [1, *(round(value, 2) for point in part.points for value in point)]
    return [2, *SHADE_LEVELS[part.quarters]]  # pyright: ignore[reportAttributeAccessIssue]


# -------------------------------------------------------------------- the page


def page(movie: Movie, data: str, last: Grid) -> str:
    """The document."""
    title = escaped(one_line(movie.title, TITLE)) or "concviz"
    style, script = ((PLAYER / name).read_text(encoding="utf-8") for name in ("player.css", "player.js"))
    still = svg(last, ground=movie.ground, ink=movie.ink, title=f"{one_line(movie.title, TITLE)}: the last frame")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="generator" content="concviz">
<title>{title}</title>
<style>
{style}.screen {{ background: {web(movie.ground)}; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<figure>
<div class="screen"><div class="still" style="width:100%">{still}</div><button class="start live" aria-label="Play"></button></div>
<figcaption aria-live="polite"></figcaption>
</figure>
{_controls()}
{_chapters(movie)}
{_table(movie.table)}
<noscript><p class="help">This is the last frame. With JavaScript the recording plays here.</p></noscript>
<p class="help live"><kbd>space</kbd> play or pause · <kbd>←</kbd> <kbd>→</kbd> 1 s, with <kbd>shift</kbd> 10 s ·
<kbd>[</kbd> <kbd>]</kbd> chapters · <kbd>&lt;</kbd> <kbd>&gt;</kbd> speed · <kbd>home</kbd> <kbd>end</kbd></p>
</main>
<script type="text/plain" id="movie">{data}</script>
<script>
{script}</script>
</body>
</html>
"""


def _controls() -> str:
    speeds = "".join(f'<option value="{s}"{" selected" if s == "1" else ""}>{s}×</option>' for s in SPEEDS)
    return (
        '<div class="controls live"><button class="play">Play</button><span class="time"></span>'
        '<div class="bar"><input type="range" min="0" step="any" value="0" aria-label="Time"></div>'
        f'<select class="speed" aria-label="Speed">{speeds}</select>'
        '<button class="captions" aria-pressed="true">Captions</button>'
        '<button class="theme">Page light / dark</button></div>'
    )


def _chapters(movie: Movie) -> str:
    if not movie.chapters:
        return ""
    items = "".join(
        f"<li><button>{clock(mark.t_s * 1e6)} {escaped(one_line(mark.title, TITLE))}</button></li>"
        for mark in sorted(movie.chapters)
    )
    return f'<ul class="chapters" aria-label="Chapters">{items}</ul>'


def _table(table: Table) -> str:
    if not table.rows:
        return ""
    head = "".join(f'<th scope="col">{escaped(one_line(name, TITLE))}</th>' for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escaped(one_line(value, TITLE))}</td>" for value in row) + "</tr>" for row in table.rows
    )
    return f'<div class="scroll"><table><caption>Results</caption><tr>{head}</tr>{rows}</table></div>'
