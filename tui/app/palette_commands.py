"""The command palette: all that can be done on this screen, with a key or without, and every word; the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ..theme.themes import THEMES, TITLES
from ..widgets.choice_list import Row
from .key_table import KeyRow, key_names, rows
from .parts.state import State

if TYPE_CHECKING:
    from ..widgets.app_screen import AppScreen
    from .app import ConcvizApp

KEYLESS = (
    KeyRow("lab.workers-typed", "", "pick('workers')", "Workers …", "type how many workers"),
    KeyRow("lab.size", "", "pick('size')", "Size …", "type how many seconds of work"),
    KeyRow("lab.items", "", "pick('items')", "Items …", "type how many items, instead of a size"),
    KeyRow("lab.start", "", "pick('start')", "Start method …", "fork, spawn or forkserver, for models with processes"),
    KeyRow("lab.chunk", "", "pick('chunk')", "Chunk …", "type how many items are handed over at once, for models that can"),
    KeyRow("lab.own", "", "pick('own')", "Your own work …", "run a Python file of yours, or one of its functions"),
    KeyRow("lab.seed", "", "pick('seed')", "Seed …", "type the seed that the items are made from"),
    KeyRow("lab.nice", "", "pick('nice')", "Nice …", "type how much the lab gives way to other programs"),
)  # fmt: skip
"""What the Lab does without a key."""
MOST_LIKELY = 6
ONLY_LIVE = frozenset(
    (
        "lab.run",
        "lab.stop",
        "lab.more",
        "lab.fewer",
        "lab.task",
        "lab.model",
        "lab.python",
        "lab.options",
        "lab.advise",
        *(each.id for each in KEYLESS),
        "compare.compare",
        "compare.sweep",
        "compare.model",
        "differences.run",
        "differences.again",
    )
)
"""What can't be done in a recording."""


@dataclass(frozen=True, slots=True)
class Command:
    """One entry."""

    id: str
    title: str
    about: str
    do: Callable[[], object]


@dataclass(slots=True)
class Palette:
    """Opens it, and remembers what was used last."""

    used: list[str] = field(default_factory=list)
    """Ids, the newest first."""

    def open(self, app: ConcvizApp, screen: AppScreen) -> None:
        """Let the user choose."""
        from ..dialogs.picker import PickerScreen

        offered = {each.id: each for each in commands(app, screen)}
        listed = palette_rows(list(offered.values()), self.likely(app.state, screen.id or "", offered))

        def done(name: str | None) -> None:
            if name is not None:
                self.used = [name, *(each for each in self.used if each != name)]
                app.call_later(offered[name].do)

        app.push_screen(PickerScreen("Commands and words", listed, listed[1].name), done)

    def likely(self, state: State, screen: str, offered: dict[str, Command]) -> list[str]:
        """What was used last here, then what fits what goes on."""
        fitting = [*self.used[:2], *fits(state, screen)]
        return [name for name in dict.fromkeys(fitting) if name in offered][:MOST_LIKELY]


def fits(state: State, screen: str) -> tuple[str, ...]:
    """Ids that are likely to be wanted as things stand."""
    if screen == "watch":
        return ("app.watch-one", "time.pause", "watch.lines", "time.chapter", "time.export")
    if screen == "sessions":
        return ("sessions.open", "sessions.keep", "sessions.rename", "sessions.export", "app.lab")
    if state.replaying:
        return ("time.pause", "time.after", "time.marks", "time.export", "time.leave", "lab.present")
    if state.running:
        return ("lab.stop", "time.pause", "time.chapter", "time.caption", "lab.present")
    if screen == "compare":
        return ("compare.compare", "compare.model", "compare.sweep", "compare.open", "time.export")
    if screen == "differences":
        return ("differences.run", "differences.again", "differences.open", "time.export")
    if state.snapshot is not None and state.snapshot.run is not None:
        return ("lab.run", "lab.model", "lab.pair", "lab.present", "time.keep", "time.export")
    return ("lab.run", "lab.task", "lab.model", "lab.own", "app.sessions")


def commands(app: ConcvizApp, screen: AppScreen) -> Iterator[Command]:
    """What the screen can do, then the app, then the words."""
    missing = ONLY_LIVE if app.state.replaying else frozenset[str]()
    for row in (*rows(*screen.KEYS), *(KEYLESS if screen.id == "lab" else ())):
        if row.title and row.id not in missing:
            act = row.action if row.action.startswith("app.") else f"screen.{row.action}"
            yield Command(row.id, row.title, _about(row, app), partial(app.run_action, act, screen))
    for row in rows("app"):
        if row.title:
            yield Command(row.id, row.title, _about(row, app), partial(app.run_action, row.action))
    for name in THEMES:
        yield Command(f"theme.{name}", f"Theme: {TITLES[name]}", "colours", partial(app.action_use_theme, name))
    yield from _words(app)


def _words(app: ConcvizApp) -> Iterator[Command]:
    """Each concept and each figure."""
    from ...engine.lessons.concepts import CONCEPTS
    from ..help.explain import open_subject
    from ..help.figures import FIGURES

    for name, concept in CONCEPTS.items():
        yield Command(
            f"word.{name}", f"{concept.title}: what is it?", concept.text, partial(open_subject, app, app, name)
        )
    for name, figure in FIGURES.items():
        yield Command(f"figure.{name}", f"Panel {figure.title}", figure.text, partial(open_subject, app, app, name))


def _about(row: KeyRow, app: ConcvizApp) -> str:
    keys = " ".join(key_names(app.keys.of(row.id))) if row.keys else ""
    return f"{row.about}  {keys}".rstrip()


def palette_rows(offered: list[Command], likely: list[str]) -> list[Row]:
    """The likely ones under a heading of their own, then the others."""
    by_id = {each.id: each for each in offered}
    others = [each for each in offered if each.id not in likely]
    words = [each for each in others if each.id.startswith(("word.", "figure."))]
    groups = (
        ("Likely now", [by_id[name] for name in likely]),
        ("Commands", [each for each in others if each not in words]),
        ("Words", words),
    )
    return [
        row
        for title, mine in groups
        if mine
        for row in (Row(title), *(Row(each.title, each.id, each.about) for each in mine))
    ]
