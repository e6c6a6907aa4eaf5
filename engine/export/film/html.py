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
from pathlib import Path
from typing import Any

from ...text.clocks import clock
from ..options import Options
from ..progress import ExportError, Progress, never_cancel, tell
from ..whole_files import whole_file
from .changes import merged
from .grid import Grid, Movie, Table, one_line, web
from .player.cell_runs import CellRuns
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
    cells, frames = CellRuns(), list[list[Any]]()
    last: Grid | None = None
    for t_s, grid, changed in merged(movie, progress):
        frames.append([round(t_s * 1000), cells.of(last, grid, changed)])
        last = grid
    if last is None:
        raise ExportError("there is nothing to show in this part of the session")
    data = {
        "columns": movie.columns,
        "rows": movie.rows,
        "length": round(movie.length_s, 3),
        "title": one_line(movie.title, TITLE),
        "fonts": FONTS,
        "styles": cells.looks(),
        "glyphs": cells.glyphs,
        "chapters": [[mark.t_s, one_line(mark.title, TITLE)] for mark in sorted(movie.chapters)],
        "captions": [[c.from_s, c.until_s, one_line(c.text, CAPTION)] for c in movie.captions],
        "frames": frames,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii"), last


# -------------------------------------------------------------------- the page


def page(movie: Movie, data: str, last: Grid) -> str:
    """The document."""
    title = escaped(one_line(movie.title, TITLE)) or "concviz"
    style, script = ((PLAYER / name).read_text(encoding="utf-8") for name in ("player.css", "player.js"))
    still = svg(last, ground=movie.ground, ink=movie.ink, title=f"{one_line(movie.title, TITLE)}: the last frame")
    head = f"<style>\n{style}.screen {{ background: {web(movie.ground)}; }}\n</style>"
    without = (
        '<noscript><p class="help">This is the last frame. With JavaScript the recording plays here.</p></noscript>'
    )
    return _document(
        title,
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n{head}',
        f'<div class="still" style="width:100%">{still}</div>',
        f"{_chapters(movie)}\n{_table(movie.table)}\n{without}",
        f'<script type="text/plain" id="movie">{data}</script>\n<script>\n{script}</script>',
    )


def page_to_feed(title: str) -> str:
    """The document of a player that another page feeds with a film as it grows; `player.css` and `player.js` lie beside it."""
    return _document(
        escaped(one_line(title, TITLE)),
        '<link rel="stylesheet" href="player.css">',
        "",
        '<ul class="chapters live" aria-label="Chapters"></ul>',
        '<script type="text/plain" id="movie"></script>\n<script src="player.js"></script>',
    )


def _document(title: str, head: str, still: str, below: str, scripts: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="concviz">
<title>{title}</title>
{head}
</head>
<body>
<main>
<h1>{title}</h1>
<figure>
<div class="screen">{still}<button class="start live" aria-label="Play"></button></div>
<figcaption aria-live="polite"></figcaption>
</figure>
{_controls()}
{below}
<p class="help live"><kbd>space</kbd> play or pause · <kbd>←</kbd> <kbd>→</kbd> 1 s, with <kbd>shift</kbd> 10 s ·
<kbd>[</kbd> <kbd>]</kbd> chapters · <kbd>&lt;</kbd> <kbd>&gt;</kbd> speed · <kbd>home</kbd> <kbd>end</kbd></p>
</main>
{scripts}
</body>
</html>
"""


def _controls() -> str:
    speeds = "".join(f'<option value="{s}"{" selected" if s == "1" else ""}>{s}×</option>' for s in SPEEDS)
    return (
        '<div class="controls live"><button class="play">Play</button><span class="time"></span>'
        '<div class="bar"><input type="range" min="0" step="any" value="0" aria-label="Time"></div>'
        '<button class="now" aria-pressed="false">Live</button>'
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
