"""A prediction on the axis of its quantity, alone and laid over what was measured; choices with a mark on one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .cells import Cells, Row, fit, joined, merge
from .prose import wrapped

PREDICTED, MEASURED, BOTH = "▲", "●", "◆"
MARK = "›"


def axis(value: float | None, measured: float | None, high: float, told: Callable[[float], str], width: int) -> Row:
    """`0 ├────▲───●───┤ 4.00 cores`: the prediction, and what was measured, where it is known; beyond the end stands at the end."""
    end = told(high)
    cells = width - 3 - len(end)
    if cells < 5 or high <= 0:
        return fit([(told(value) if value is not None else "", "bold interface")], width)
    line, inks = ["─"] * cells, ["frame"] * cells
    line[0], line[-1] = "├", "┤"
    places = {name: _place(each, high, cells) for name, each in (("p", value), ("m", measured)) if each is not None}
    if "m" in places:
        line[places["m"]], inks[places["m"]] = MEASURED, "bold run"
    if "p" in places:
        same = places.get("m") == places["p"]
        line[places["p"]], inks[places["p"]] = (BOTH if same else PREDICTED), "bold interface"
    return fit(joined([("0 ", "dim")], merge(line, inks), [(f" {end}", "dim")]), width)


def _place(value: float, high: float, cells: int) -> int:
    return min(cells - 1, max(0, round(value / high * (cells - 1))))


def legend(value: float | None, measured: float | None, told: Callable[[float], str]) -> Row:
    """`▲ predicted 2.00 cores   ● measured 1.02 cores`."""
    row: Row = []
    if value is not None:
        row += [(f"{PREDICTED} ", "bold interface"), (f"predicted {told(value)}", "text")]
    if measured is not None:
        row += [("   " if row else "", ""), (f"{MEASURED} ", "bold run"), (f"measured {told(measured)}", "text")]
    return joined(row)


def choice_rows(choices: Sequence[str], marked: int, width: int) -> Cells:
    """One choice a row (a long one goes on below), with a mark before one of them."""
    rows: Cells = []
    for place, choice in enumerate(choices):
        mine = place == marked
        first = (f"{MARK if mine else ' '} ", "bold interface")
        for number, row in enumerate(wrapped([(choice, "bold strong" if mine else "text")], max(1, width - 2))):
            rows.append(fit(joined([first if not number else ("  ", "")], row), width))
    return rows


def top_of(rows: Cells, marked: str, height: int) -> int:
    """From which row on they are shown, so that the marked one is seen in so many rows."""
    at = next((number for number, row in enumerate(rows) if row and row[0][0].startswith(marked)), 0)
    return max(0, min(at - height // 2, len(rows) - height))
