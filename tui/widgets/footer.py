"""The last line: the keys. Where they don't all fit, the least needed go first; F1 always lists all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..app.key_table import BY_ID, KeyRow, paired
from .line import Line, Part, Parts, width

if TYPE_CHECKING:
    from ..app.keys import Keys


@dataclass(frozen=True, slots=True)
class Key:
    """One entry. The greater the `weight`, the longer it stays."""

    keys: str
    label: str
    action: str
    weight: int
    ids: tuple[str, ...] = ()
    """Of the key table, where the user may have given them other keys."""


@lru_cache(maxsize=512)
def key(*ids: str, weight: int, label: str = "", action: str = "") -> Key:
    """The entry of rows of the key table that stand together: keys, label and action are the table's, where nothing else is said."""
    mine = [BY_ID[name] for name in ids]
    act = mine[0].action if "." in mine[0].action.partition("(")[0] else f"{_owner(mine[0])}.{mine[0].action}"
    return Key(paired([row.keys for row in mine]), label or mine[0].label, action or act, weight, ids)


def _owner(row: KeyRow) -> str:
    return "app" if row.group == "app" else "screen"


@lru_cache(maxsize=64)
def folded(keys: tuple[Key, ...], cells: int) -> Parts:
    """The entries that fit into `cells`, in their order: as many as possible, by weight."""
    gap = "  " if cells >= 100 else " "
    for kept in range(len(keys), 0, -1):
        chosen = sorted(keys, key=lambda key: -key.weight)[:kept]
        parts = _line([key for key in keys if key in chosen], gap)
        if width(parts) <= cells:
            return parts
    return ()


def _line(keys: list[Key], gap: str) -> Parts:
    parts: list[Part] = [Part(" ")]
    for key in keys:
        parts += [
            Part(key.keys, "key", key.action),
            Part(f" {key.label}", "dim", key.action),
            Part(gap),
        ]
    return tuple(parts[:-1])


class Footer(Line):
    """The keys that work now; a click does what the key does."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._keys: tuple[Key, ...] = ()
        self._note = ""
        self._faded = False

    def fade(self, faded: bool) -> None:
        """Leave the line empty, or don't; its keys work all the same."""
        if faded != self._faded:
            self._faded = faded
            self.set_class(faded, "-faded")
            self.redraw()

    def show(self, keys: tuple[Key, ...]) -> None:
        """Show these."""
        if keys != self._keys:
            self._keys = keys
            self.redraw()

    def note(self, text: str) -> None:
        """Show a sentence instead of the keys, from now on: films are not used, but seen."""
        self._note = text
        self.redraw()

    def parts(self, cells: int) -> Parts:
        """What fits."""
        if self._faded:
            return ()
        if self._note:
            return (Part(f" {self._note}", "dim"),)
        return folded(self._remapped(), cells)

    def _remapped(self) -> tuple[Key, ...]:
        """With the keys that the user wants."""
        mine: Keys | None = getattr(self.app, "keys", None)
        if mine is None or not mine.known:
            return self._keys
        return tuple(
            replace(each, keys=paired([mine.of(name) for name in each.ids])) if each.ids else each
            for each in self._keys
        )
