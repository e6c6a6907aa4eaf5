"""Writing what changed on a screen to the terminal, without asking the widgets around it.

`painter.py` does it, out of Textual's insides. Where those are others than it knows, everything is left to Textual: slower,
and the same to look at. The tests compare what is then on a terminal's screen, cell by cell, either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from textual.geometry import Region
from textual.screen import Screen

from .written import Written

try:
    from . import painter
except ImportError:
    painter = None

_painters: WeakKeyDictionary[Screen[Any], Any] = WeakKeyDictionary()
"""The painter of each screen that has one."""


def paint_changes(screen: Screen[Any]) -> bool:
    """From now on only what changed on this screen is written; whether Textual's insides allow it."""
    made = painter.painter_for(screen) if painter is not None else None
    if painter is None or made is None:
        return False
    painter.install(made, screen)
    _painters[screen] = made
    return True


def repaint(widget: Written, regions: Sequence[Region]) -> None:
    """`widget.refresh(*regions)`, where it is these lines that have changed and no colours."""
    mine = _painters.get(widget.screen)
    if mine is None:
        widget.refresh(*regions)
    else:
        mine.mark(widget, regions)


@contextmanager
def at_once(screen: Screen[Any]) -> Iterator[None]:
    """What changes on the screen meanwhile is written at the end, all together."""
    mine = _painters.get(screen)
    if mine is None:
        yield
        return
    mine.held = True
    try:
        yield
    finally:
        mine.held = False
    mine.paint(screen)
