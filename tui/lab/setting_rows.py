"""The settings of the next run, one row each: `workers  ◂ 4 ▸`, and the two buttons.

A row takes ← and → only while it has focus; anywhere else the arrows move the play head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Blur, Focus
from textual.message import Message

from ..app.backend import Inventory, python_briefly
from ..app.choice import Choice, size_text
from ..app.key_table import bindings
from ..widgets.line import Line, Part, Parts

NAMES = ("workers", "size", "python", "start", "chunk", "options")
"""The rows, in order."""
LEAVE = "screen.time('leave_recording')"
TYPED = frozenset(("options",))
"""Rows that can only be typed into: they have no ◂ and ▸."""


def setting_text(name: str, shelf: Inventory, choice: Choice) -> str:
    """A setting's value for a person."""
    if name == "workers":
        return f"{choice.workers:,}"
    if name == "size":
        return size_text(choice, shelf.task(choice.task))
    if name == "python":
        return python_briefly(shelf.python(choice.python))
    if name == "chunk":
        return f"{choice.chunk:,}"
    if name == "options":
        return options_text(choice)
    return choice.start_method or "default"


def options_text(choice: Choice) -> str:
    """`printers 1`: the options that are not the task's defaults; a function's inputs without their name."""
    said = (str(value) if name == "inputs" else f"{name} {_word(value)}" for name, value in choice.options.items())
    return ", ".join(said) or "default"


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def shown_settings(shelf: Inventory, choice: Choice) -> dict[str, bool]:
    """Which rows make a difference now: start method and chunk only with models that have them, options with tasks."""
    model, task = shelf.models.get(choice.model), shelf.task(choice.task)
    return {
        "start": start_matters(shelf, choice),
        "chunk": model is not None and model.chunks,
        "options": task is not None and bool(task.options),
    }


def start_matters(shelf: Inventory, choice: Choice) -> bool:
    """Whether the start method makes a difference: only where the model starts processes."""
    model = shelf.models.get(choice.model)
    return model is not None and model.takes_start_method


class SettingRow(Line, can_focus=True):
    """One setting."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("setting")]

    class Turned(Message):
        """◂ (`by` -1) or ▸ (1) of the setting `name`."""

        def __init__(self, name: str, by: int) -> None:
            super().__init__()
            self.name, self.by = name, by

    class Asked(Message):
        """Enter: choose the value of `name` from a list, or type it."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, name: str) -> None:
        super().__init__(id=f"setting-{name}")
        self.setting = name
        self.value = "…"
        self.is_next = False
        """Whether the run that is shown had another value."""
        self.fixed = False
        """Whether it is what a recorded run had: nothing that could be turned."""

    def set_next(self, is_next: bool) -> None:
        """Say of the value that it is the next run's."""
        if is_next != self.is_next:
            self.is_next = is_next
            self.redraw()

    def fix(self, fixed: bool) -> None:
        """Offer, or don't, to change the value."""
        if fixed != self.fixed:
            self.fixed = fixed
            self.redraw()

    def set_value(self, value: str) -> None:
        """Show this value."""
        if value != self.value:
            self.value = value
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """`workers   ◂ 4 ▸`."""
        if self.fixed:
            return (Part(f"{self.setting:<8}   ", "dim"), Part(self.value, "strong"))
        if self.setting in TYPED:
            return (
                Part(f"{self.setting:<8}   ", "dim"),
                Part(f"{self.value} ", "strong", "ask"),
                Part("…", "ui", "ask"),
                *self._mark(),
            )
        return (
            Part(f"{self.setting:<8} ", "dim"),
            Part("◂ ", "ui", "turn(-1)"),
            Part(self.value, "strong", "ask"),
            Part(" ▸", "ui", "turn(1)"),
            *self._mark(),
        )

    def _mark(self) -> Parts:
        return (Part(" next", "warn"),) if self.is_next else ()

    def under(self) -> Style | None:
        """The cursor's ground while focused."""
        return self.ink("cursor") if self.has_focus else None

    def on_focus(self, _event: Focus) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self, _event: Blur) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_turn(self, by: int) -> None:
        """One step down or up."""
        self.post_message(self.Turned(self.setting, by))

    def action_ask(self) -> None:
        """Pick the value."""
        self.post_message(self.Asked(self.setting))


@dataclass(frozen=True, slots=True)
class Offered:
    """What the buttons can do now."""

    running: bool = False
    replaying: bool = False
    playing: bool = False
    live: bool = False
    """There is a live session to go back to."""


class Buttons(Line):
    """` r  Run ` and ` s  Stop `, lit when they can be used; of a recording ` space  Play ` and the way back to what is live."""

    offered = Offered()

    def parts(self, cells: int) -> Parts:
        """Two buttons, or one where there is nothing else to be done."""
        now = self.offered
        if now.replaying:
            play = Part(f" space  {'Pause' if now.playing else 'Play'} ", "go", "screen.time('pause')")
            return (play, *((Part("  "), Part(" l  Live ", "halt", LEAVE)) if now.live else ()))
        run, stop = ("faint", "halt") if now.running else ("go", "faint")
        return (Part("  r  Run  ", run, "screen.run"), Part("  "), Part(" s  Stop ", stop, "screen.stop"))

    def offer(self, offered: Offered) -> None:
        """Show what can be done."""
        if offered != self.offered:
            self.offered = offered
            self.redraw()


class SettingRows(Vertical):
    """All rows and the buttons."""

    BORDER_TITLE = "Settings"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rows = {name: SettingRow(name) for name in NAMES}
        self.buttons = Buttons(id="buttons")

    def compose(self) -> ComposeResult:
        """The rows, in order."""
        yield from self.rows.values()
        yield self.buttons

    def offer(self, offered: Offered) -> None:
        """Light the buttons; what a recorded run had can't be turned."""
        self.buttons.offer(offered)
        for row in self.rows.values():
            row.fix(offered.replaying)

    def show_choice(self, shelf: Inventory, choice: Choice) -> None:
        """Show the values of the rows that matter."""
        for name, row in self.rows.items():
            row.set_value(setting_text(name, shelf, choice))
        for name, shown in shown_settings(shelf, choice).items():
            self.rows[name].display = shown
