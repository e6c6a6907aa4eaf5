"""Big digits, three rows high, out of half blocks: to be read from the back row of a lecture hall."""

from __future__ import annotations

from .cells import Cells

SHAPES = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("## ", " # ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "–": ("   ", "   ", "###", "   ", "   "),
}
HALVES = {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄", (" ", " "): " "}


def big(text: str, ink: str = "bold run") -> Cells:
    """Three rows of the digits in `text` (0 to 9 and `–`), four cells each less the last one's gap."""
    rows: Cells = []
    for top in (0, 2, 4):
        line = " ".join(
            "".join(HALVES[pair] for pair in zip(shape[top], shape[top + 1] if top < 4 else "   ", strict=True))
            for shape in (SHAPES[digit] for digit in text)
        )
        rows.append([(line, ink)])
    return rows
