"""One frame as an SVG that stays crisp at any size, with text that can be selected.

Areas and blocks are rectangles. Those of one colour that touch are joined into larger ones, first along the row and
then down, and all of a colour are one path drawn without smoothing: no seam can open between them. Lines are smoothed, or
some would be thicker than others. Text is set in runs with
`textLength`, so whatever monospaced font the reader has, every run begins and ends on its cell; no font is fetched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..glyphs.primitives import HIGH, WIDE, Polygon, Rect, Shade
from ..glyphs.shapes import SHADE_LEVELS, shapes
from ..options import Options
from ..whole_files import whole_file
from .grid import RGB, Grid, Row, Style, mix, one_line, web

FONTS = "'JetBrains Mono','Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
SIZE, BASELINE = 16.4, 16.6
BAR, EDGE, ROUND = 34, 12, 11
LIGHTS = ("#ff5f57", "#febc2e", "#28c840")
Box = tuple[float, float, float, float]
WORDS = re.compile(r"\S+(?: \S+)*")
"""What becomes one text element: words with single spaces between them."""


def write_svg(
    grid: Grid, path: Path, options: Options | None = None, *, ground: RGB, ink: RGB = (224, 230, 240), title: str = ""
) -> None:
    """Write one grid as an SVG file.

    Raises:
        ExportError: the file exists or can't be written.
    """
    options = options or Options()
    text = svg(grid, ground=ground, ink=ink, title=title, scale=options.scale, window=options.window)
    with whole_file(path, force=options.force) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def svg(
    grid: Grid, *, ground: RGB, ink: RGB = (224, 230, 240), title: str = "", scale: float = 1.0, window: bool = False
) -> str:
    """One grid as an SVG document, with its title as its accessible name."""
    columns, rows = grid.size
    wide, high = columns * WIDE, rows * HIGH
    left, top = (EDGE, BAR) if window else (0, 0)
    full_wide, full_high = (wide + 2 * EDGE, high + BAR + EDGE) if window else (wide, high)
    label = escaped(one_line(title, 200)) or "concviz"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(full_wide)} {_n(full_high)}" '
        f'width="{_n(full_wide * scale)}" height="{_n(full_high * scale)}" role="img" aria-label="{label}">',
        f"<title>{label}</title>",
        *(_window(full_wide, full_high, ground, ink, title) if window else ()),
        f'<g transform="translate({_n(left)} {_n(top)})">' if window else "<g>",
        f'<path fill="{web(ground)}" d="M0 0h{_n(wide)}v{_n(high)}h-{_n(wide)}z"/>',
        *_cells(grid, ground),
        "</g></svg>\n",
    ]
    return "\n".join(parts)


def _window(wide: float, high: float, ground: RGB, ink: RGB, title: str) -> Iterator[str]:
    bar, edge, words = (web(mix(ground, ink, share)) for share in (0.075, 0.24, 0.75))
    r = ROUND
    yield (
        f'<rect x=".5" y=".5" width="{_n(wide - 1)}" height="{_n(high - 1)}" rx="{r}" fill="{web(ground)}"/>'
        f'<path fill="{bar}" d="M.5 {BAR}V{r}a{r - 0.5} {r - 0.5} 0 0 1 {r - 0.5} -{r - 0.5}H{_n(wide - r)}'
        f'a{r - 0.5} {r - 0.5} 0 0 1 {r - 0.5} {r - 0.5}V{BAR}z"/>'
        f'<rect x=".5" y=".5" width="{_n(wide - 1)}" height="{_n(high - 1)}" rx="{r}" fill="none" stroke="{edge}"/>'
    )
    yield "".join(f'<circle cx="{22 + 20 * i}" cy="{BAR / 2}" r="6" fill="{c}"/>' for i, c in enumerate(LIGHTS))
    shown = escaped(one_line(title, max(4, int((wide - 170) / WIDE))))
    yield (
        f'<text x="{_n(wide / 2)}" y="{BAR / 2 + 5.5}" text-anchor="middle" fill="{words}" font-weight="bold" '
        f'font-size="15" font-family="{FONTS}">{shown}</text>'
    )


# -------------------------------------------------------------------- cells


def _cells(grid: Grid, ground: RGB) -> Iterator[str]:
    areas: defaultdict[str, list[Box]] = defaultdict(list)
    blocks: defaultdict[str, list[Box]] = defaultdict(list)
    lines: defaultdict[str, list[Box]] = defaultdict(list)
    curves: defaultdict[str, list[str]] = defaultdict(list)
    for y, row in enumerate(grid.rows):
        for x, cell in enumerate(row):
            at = x * WIDE, y * HIGH
            if cell.style.bg != ground:
                areas[web(cell.style.bg)].append((*at, at[0] + WIDE, at[1] + HIGH))
            _shapes(cell.text, cell.style, at, blocks, lines, curves)
            if cell.style.underline:
                lines[web(cell.style.ink)].append((at[0], at[1] + 19, at[0] + WIDE, at[1] + 20))
    yield from (_path(colour, boxes) for colour, boxes in areas.items())
    yield from (_path(colour, boxes) for colour, boxes in blocks.items())
    yield from (_path(colour, boxes, crisp=False) for colour, boxes in lines.items())
    yield from (f'<path fill="{colour}" fill-rule="evenodd" d="{"".join(d)}"/>' for colour, d in curves.items())
    yield f'<g font-family="{FONTS}" font-size="{SIZE}" style="white-space:pre">'
    for y, row in enumerate(grid.rows):
        yield from _texts(row, y * HIGH + BASELINE)
    yield "</g>"


def _shapes(
    text: str,
    style: Style,
    at: tuple[float, float],
    blocks: defaultdict[str, list[Box]],
    lines: defaultdict[str, list[Box]],
    curves: defaultdict[str, list[str]],
) -> None:
    x, y = at
    for part in shapes(text) or ():
        if isinstance(part, Rect):
            group = blocks if text >= "\u2580" else lines
            group[web(style.ink)].append((x + part.x0, y + part.y0, x + part.x1, y + part.y1))
        elif isinstance(part, Polygon):
            points = [f"{_n(x + px)} {_n(y + py)}" for px, py in part.points]
            curves[web(style.ink)].append(f"M{'L'.join(points)}z")
        else:
            _shade(part, style, at, blocks, lines)


def _shade(
    part: Shade,
    style: Style,
    at: tuple[float, float],
    blocks: defaultdict[str, list[Box]],
    lines: defaultdict[str, list[Box]],
) -> None:
    """A flat tone, and fine lines on it: dots would be too many, and a pattern is not drawn alike by all readers."""
    x, y = at
    between, dots = (web(mix(style.bg, style.ink, level)) for level in SHADE_LEVELS[part.quarters])
    blocks[between].append((x, y, x + WIDE, y + HIGH))
    lines[dots] += [(x, y + line, x + WIDE, y + line + 1) for line in range(0, int(HIGH), 2)]


def joined(boxes: Iterable[Box]) -> list[Box]:
    """The same area in fewer rectangles: neighbours in a row become one, then equal ones that lie on each other."""
    along: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box[1], box[3], box[0])):
        last = along[-1] if along else None
        if last and last[1] == box[1] and last[3] == box[3] and last[2] >= box[0] - 1e-6:
            along[-1] = (last[0], last[1], max(last[2], box[2]), last[3])
        else:
            along.append(box)
    down: list[Box] = []
    for box in sorted(along, key=lambda box: (box[0], box[2], box[1])):
        last = down[-1] if down else None
        if last and last[0] == box[0] and last[2] == box[2] and last[3] >= box[1] - 1e-6:
            down[-1] = (last[0], last[1], last[2], max(last[3], box[3]))
        else:
            down.append(box)
    return sorted(down, key=lambda box: (box[1], box[0]))


def _path(colour: str, boxes: Iterable[Box], *, crisp: bool = True) -> str:
    d = "".join(f"M{_n(x0)} {_n(y0)}h{_n(x1 - x0)}v{_n(y1 - y0)}h{_n(x0 - x1)}z" for x0, y0, x1, y1 in joined(boxes))
    edges = ' shape-rendering="crispEdges"' if crisp else ""
    return f'<path fill="{colour}"{edges} d="{d}"/>'


# -------------------------------------------------------------------- text


def _texts(row: Row, baseline: float) -> Iterator[str]:
    for column, text, style, cells in text_runs(row):
        weight = ' font-weight="bold"' if style.bold else ""
        slant = ' font-style="italic"' if style.italic else ""
        width = f' textLength="{_n(cells * WIDE)}" lengthAdjust="spacingAndGlyphs"'
        yield (
            f'<text x="{_n(column * WIDE)}" y="{_n(baseline)}" fill="{web(style.ink)}"{weight}{slant}{width}>'
            f"{escaped(text)}</text>"
        )


def text_runs(row: Row) -> Iterator[tuple[int, str, Style, int]]:
    """The row's words: (column, text, style, cells). What is drawn as geometry is left out; wide ones stand alone."""
    start, text, look = 0, "", None
    for column, cell in enumerate((*row, None)):
        letter = cell is not None and cell.width == 1 and shapes(cell.text) is None
        style = cell.style._replace(bg=(0, 0, 0), underline=False) if cell is not None else None
        if text and (not letter or style != look):
            yield from _words(start, text, look)
            text = ""
        if cell is None or style is None:
            return
        if cell.width == 2:
            yield column, cell.text, style, 2
        elif letter and len(cell.text) == 1:
            if not text:
                start, look = column, style
            text += cell.text
        elif letter:
            if text:
                yield from _words(start, text, look)
                text = ""
            yield column, cell.text, style, 1


def _words(start: int, text: str, look: Style | None) -> Iterator[tuple[int, str, Style, int]]:
    if look is not None:
        for word in WORDS.finditer(text):
            yield start + word.start(), word.group(), look, len(word.group())


def escaped(text: str) -> str:
    """Text for an XML document: what XML can't hold at all (most control characters) was taken out by the grid."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(character, entity)
    return text


def _n(value: float) -> str:
    """A number as short as it can be, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
