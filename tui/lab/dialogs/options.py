"""The options of a task, one line each; what is typed is checked against the kind of the default."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widgets import Input, Static

from ....engine.catalogue.task_options import parsed
from ....engine.model.errors import UserError
from ...app.host import attempt
from ...dialogs.dialog import Dialog
from ...dialogs.typed_line import TypedLine
from ...widgets.foreign import foreign
from ...widgets.line import Line, Part, Parts

if TYPE_CHECKING:
    from ....engine.catalogue.describe import TaskInfo
    from ....engine.model.plan import Option

LONGEST_DEFAULT = 12


class YesNo(Line, can_focus=True):
    """`◂ no ▸`: an option that is true or false."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,left,right,h,l", "turn", "yes or no", id="yesno.turn", show=False),
    ]

    def __init__(self, value: bool, *, id: str) -> None:
        super().__init__(id=id)
        self.value = value

    def parts(self, cells: int) -> Parts:
        """The word between its two arrows."""
        return (
            Part(" ◂ ", "ui", "turn"),
            Part("yes" if self.value else "no", "strong", "turn"),
            Part(" ▸", "ui", "turn"),
        )

    def under(self) -> Style | None:
        """The cursor's ground while focused."""
        return self.ink("cursor") if self.has_focus else None

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor comes or goes."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_turn(self) -> None:
        """The other one."""
        self.put(not self.value)

    def put(self, value: bool) -> None:
        """This one."""
        self.value = value
        self.redraw()


class OptionsScreen(Dialog["dict[str, Option] | None"]):
    """Change options; the result are those that differ from the defaults, None after esc."""

    AUTO_FOCUS = "Input, YesNo"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (60, "-normal")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (18, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", id="options.cancel"),
        Binding("down", "app.focus_next", "next", id="options.next", show=False),
        Binding("up", "app.focus_previous", "previous", id="options.previous", show=False),
        Binding("enter", "done", "ok", id="options.done", show=False, priority=True),
        Binding("ctrl+r", "defaults", "defaults", id="options.defaults"),
    ]

    def __init__(self, task: TaskInfo, options: Mapping[str, Option]) -> None:
        super().__init__(classes="above", id="options")
        self._info, self._options = task, {**task.options, **options}

    def compose(self) -> ComposeResult:
        """A line each: name, value, default."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = foreign(f"Options of {self._info.title}")
            for name, default in self._info.options.items():
                with Horizontal(classes="option"):
                    yield Static(foreign(name), classes="name")
                    yield self._field(name, self._options[name], default)
                    yield Static(foreign(_default_text(default)), classes="default")
            yield Static("", id="about", markup=False)
            yield Static("↑↓ move   enter ok   ctrl r defaults   esc back", id="keys", markup=False)

    def _field(self, name: str, value: Option, default: Option) -> Input | YesNo:
        if isinstance(default, bool):
            return YesNo(bool(value), id=f"option-{name}")
        return TypedLine(_text(value), id=f"option-{name}", compact=True, select_on_focus=not isinstance(default, str))

    def action_defaults(self) -> None:
        """The task's own values again."""
        for name, default in self._info.options.items():
            field = self.query_one(f"#option-{name}")
            if isinstance(field, YesNo):
                field.put(bool(default))
            elif isinstance(field, Input):
                field.value = _text(default)

    def action_done(self) -> None:
        """Take them, or say in one line which is wrong."""
        found: dict[str, Option] = {}
        for name, default in self._info.options.items():
            field = self.query_one(f"#option-{name}")
            if isinstance(field, YesNo):
                found[name] = field.value
            elif isinstance(field, Input):
                read = partial(parsed, name, field.value, default)
                attempt(read, partial(found.__setitem__, name), partial(self._refuse, field))()
                if name not in found:
                    return
        self.dismiss({name: value for name, value in found.items() if value != self._info.options[name]})

    def _refuse(self, field: Input, error: UserError) -> None:
        field.focus()
        self.call_after_refresh(self._tell, str(error))

    @on(Input.Changed)
    def _typing(self, message: Input.Changed) -> None:
        message.stop()
        self._tell_meaning()

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """What the option under the cursor means."""
        self._tell_meaning()

    def _tell_meaning(self) -> None:
        name = (self.focused.id or "").removeprefix("option-") if self.focused is not None else ""
        self._tell(self._info.options_about.get(name, ""), wrong=False)

    def _tell(self, text: str, *, wrong: bool = True) -> None:
        line = self.query_one("#about", Static)
        line.update(foreign(text))
        line.set_class(wrong, "wrong")

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


def _text(value: Option) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _default_text(default: Option) -> str:
    """`default: 40`; nothing for an empty text."""
    if isinstance(default, bool):
        return f"default: {'yes' if default else 'no'}"
    return f"default: {_text(default)[:LONGEST_DEFAULT]}" if default != "" else ""
