"""How the Lab's keys and lists change what is chosen: in place where the lists are seen, else in a picker above."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on

from ..app.backend import python_label, unavailable
from ..app.choice import CHUNKS, SIZES_S, START_METHODS, WORKERS, stepped, turned
from ..widgets.choice_list import ChoiceList, Row
from .model_list import model_about, model_rows
from .prompts import Asking
from .settings import SettingRow
from .task_list import OWN, task_about, task_rows


class Choosing(Asking):
    """The part of the Lab that changes the choice."""

    def is_folded(self) -> bool:
        """Whether the lists are out of sight."""
        raise NotImplementedError

    def _hint(self) -> None:
        """Tell what the cursor stands on."""
        raise NotImplementedError

    # ------------------------------------------------------------------ keys

    def action_workers(self, by: int) -> None:
        """More or fewer workers."""
        self._choose(workers=stepped(WORKERS, self._app().choice.workers, by))

    def action_pick_task(self) -> None:
        """Choose the task: focus its list, or (second press, or no room) open the picker."""
        self._focus_or("#tasks", self._open_task_picker)

    def action_pick_model(self) -> None:
        """Choose the model: focus its list, or (second press, or no room) open the picker."""
        self._focus_or("#models", self._open_model_picker)

    def action_pick_python(self) -> None:
        """Choose the interpreter: focus its row, or (second press, or no room) open the picker."""
        self._focus_or("#setting-python", self._open_python_picker)

    def action_pick_start(self) -> None:
        """Choose how processes are started."""
        rows = [Row(method or "default", method or "default") for method in START_METHODS]
        self._open_picker(
            "Start method", rows, self._app().choice.start_method or "default",
            lambda name: self._choose(start_method=None if name == "default" else name),
        )  # fmt: skip

    def _focus_or(self, selector: str, picker: Callable[[], None]) -> None:
        widget = self.query_one(selector)
        if self.is_folded() or widget.has_focus:
            self._app().soon(picker)
        else:
            widget.focus()

    # ------------------------------------------------------------------ pickers

    def _open_task_picker(self) -> None:
        shelf = self._app().shelf
        self._open_picker(
            "Task", task_rows(shelf), self._app().choice.task, self._choose_task, partial(task_about, shelf)
        )

    def _open_model_picker(self) -> None:
        shelf, choice = self._app().shelf, self._app().choice
        self._open_picker(
            "Model",
            model_rows(shelf, choice),
            choice.model,
            lambda name: self._choose(model=name),
            lambda name: model_about(shelf, name, choice),
        )

    def _choose_task(self, name: str, *, final: bool = True) -> None:
        """A task; the last row is the way to the user's own work, once it is confirmed."""
        if name != OWN:
            inputs = self._app().shelf.inputs.get(name, "")
            self._choose(task=name, **({"options": {"inputs": inputs}} if inputs else {}))
        elif final:
            self.action_pick_own()
        else:
            self._hint()

    def _open_python_picker(self) -> None:
        shelf, choice = self._app().shelf, self._app().choice
        model = shelf.models.get(choice.model)
        rows = [
            Row(
                f"CPython {python_label(python)}",
                str(python.path),
                unavailable(model, python) or ("no GIL" if python.free_threaded else "GIL"),
            )
            for python in shelf.pythons
        ]
        self._open_picker("Python", rows, choice.python, lambda path: self._choose(python=path), lambda path: (path,))

    def _open_picker(
        self,
        title: str,
        rows: list[Row],
        selected: str,
        chosen: Callable[[str], None],
        about: Callable[[str], tuple[str, ...]] = lambda _name: (),
    ) -> None:
        from .dialogs.picker import PickerScreen

        def done(name: str | None) -> None:
            if name is not None:
                chosen(name)

        self.app.push_screen(PickerScreen(title, rows, selected, about), done)

    # ------------------------------------------------------------------ messages

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.sender.id == "tasks":
            self._choose_task(message.name, final=message.final)
        else:
            self._choose(model=message.name)
        if message.final:
            self.set_focus(None)

    @on(ChoiceList.Refused)
    def _refused(self, message: ChoiceList.Refused) -> None:
        message.stop()
        row, app = message.row, self._app()
        task = app.shelf.task(app.choice.task)
        why = f"can't run {task.title if task else 'this task'}: {row.why}"
        app.say(f"{row.label} {why if row.why else f'{row.refusal}: choose another Python with p'}", "warning")

    @on(SettingRow.Turned)
    def _turned(self, message: SettingRow.Turned) -> None:
        message.stop()
        app, by = self._app(), message.by
        if message.name == "workers":
            self.action_workers(by)
        elif message.name == "size":
            self._choose(size_s=stepped(SIZES_S, app.choice.size_s, by), items=None)
        elif message.name == "start":
            self._choose(start_method=turned(START_METHODS, app.choice.start_method, by))
        elif message.name == "chunk":
            self._choose(chunk=stepped(CHUNKS, app.choice.chunk, by))
        elif message.name == "python" and app.shelf.pythons:
            self._choose(python=turned(tuple(str(each.path) for each in app.shelf.pythons), app.choice.python, by))

    @on(SettingRow.Asked)
    def _asked(self, message: SettingRow.Asked) -> None:
        message.stop()
        asks = {
            "workers": self.action_pick_workers,
            "size": self.action_pick_size,
            "start": self.action_pick_start,
            "chunk": self.action_pick_chunk,
            "options": self.action_pick_options,
        }
        asks.get(message.name, self._open_python_picker)()
