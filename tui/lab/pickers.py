"""How the Lab's keys and lists change what is chosen: pickers, typed numbers, options and the user's own work above the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from ..app.backend import packages_missing, passed_over_of_own, python_of_own, python_shown, unavailable
from ..app.choice import CHUNKS, SIZES_S, START_METHODS, WORKERS, stepped, turned
from ..app.contract import Concviz
from ..app.host import granted
from ..widgets.choice_list import Row
from .model_list import model_about, model_rows
from .task_list import OWN, task_about, task_rows

if TYPE_CHECKING:
    from ...engine.model.errors import UserError
    from .dialogs.own import OwnChoice


class Push(Protocol):
    """Opens a screen above the others; `done` gets its result."""

    def __call__(self, screen: Screen[Any], done: Callable[[Any], None] | None = None, /) -> object:
        """Open it."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can be typed: the question, and the field of the choice that it becomes."""

    question: str
    field: str
    parse: Callable[[str], float] = int


NUMBERS = {
    "workers": Number("How many workers? 1 to 10,000", "workers"),
    "size": Number("How many seconds of work (done one item after another)?", "size_s", float),
    "items": Number("How many items?", "items"),
    "chunk": Number("How many items are handed over at once? For models that can", "chunk"),
    "seed": Number("The seed that the items are made from?", "seed"),
    "nice": Number("How much does the lab give way to other programs? 0 to 19", "nice"),
}


class Pickers:
    """Opens them, by name."""

    def __init__(self, concviz: Concviz, push: Push) -> None:
        self._concviz, self._push = concviz, push
        self._choose = concviz.settings.choose
        self._state = concviz.state
        self._openers: dict[str, Callable[[], None]] = {
            "task": self._task,
            "model": self._model,
            "python": self._python,
            "start": self._start_method,
            "options": self._options,
            "own": self._own,
            **{name: partial(self._number, name) for name in NUMBERS},
        }

    def pick(self, what: str) -> None:
        """Open the picker of a setting; a key pressed early is not lost."""
        self._concviz.when_ready(self._recorded if self._state.replaying else self._openers[what])

    def _recorded(self) -> None:
        """Nothing is to be picked in a recording: it is said why, instead of a list in which nothing could be chosen."""
        self._choose()

    def turn(self, what: str, by: int) -> None:
        """The next value up (1) or down (-1) of a setting."""
        choice, pythons = self._state.choice, self._state.inventory.pythons
        if what == "workers":
            self._choose(workers=stepped(WORKERS, choice.workers, by))
        elif what == "size":
            self._choose(size_s=stepped(SIZES_S, choice.size_s, by), items=None)
        elif what == "start":
            self._choose(start_method=turned(START_METHODS, choice.start_method, by))
        elif what == "chunk":
            self._choose(chunk=stepped(CHUNKS, choice.chunk, by))
        elif what == "python" and pythons:
            self._choose(python=turned(tuple(str(each.path) for each in pythons), choice.python, by))

    # ------------------------------------------------------------------ lists

    def task_picked(self, name: str, *, final: bool = True) -> None:
        """A task; the last row is the way to the user's own work, once it is confirmed."""
        if name != OWN:
            inputs = self._state.inventory.inputs.get(name, "")
            self._choose(task=name, **({"options": {"inputs": inputs}} if inputs else {}), **self._python_for(name))
        elif final:
            self._own()

    def model_refused(self, row: Row) -> None:
        """Say why a model can't be picked now."""
        inventory, choice = self._state.inventory, self._state.choice
        task = inventory.task(choice.task)
        if lacking := packages_missing(inventory.models.get(row.name), inventory.python(choice.python)):
            from ...engine.export.optional_packages import install

            self._concviz.notify(f"{row.label} needs {' and '.join(lacking)}: {install(*lacking)}", severity="warning")
            return
        why = f"can't run {task.title if task else 'this task'}: {row.why}"
        text = f"{row.label} {why if row.why else f'{row.refusal}: choose another Python with p'}"
        self._concviz.notify(text, severity="warning")

    def _task(self) -> None:
        inventory = self._state.inventory
        about = partial(task_about, inventory)
        self._list("Task", task_rows(inventory), self._state.choice.task, self.task_picked, about)

    def _model(self) -> None:
        inventory, choice = self._state.inventory, self._state.choice

        def about(name: str) -> tuple[str, ...]:
            return model_about(inventory, name, choice)

        rows = model_rows(inventory, choice)
        self._list("Model", rows, choice.model, lambda name: self._choose(model=name), about)

    def _python(self) -> None:
        inventory, choice = self._state.inventory, self._state.choice
        model = inventory.models.get(choice.model)
        rows = [
            Row(
                f"CPython {python_shown(python)}",
                str(python.path),
                unavailable(model, python) or ("no GIL" if python.free_threaded else "GIL"),
            )
            for python in inventory.pythons
        ]
        self._list("Python", rows, choice.python, lambda path: self._choose(python=path), lambda path: (path,))

    def _start_method(self) -> None:
        rows = [Row(method or "default", method or "default") for method in START_METHODS]

        def chosen(name: str) -> None:
            self._choose(start_method=None if name == "default" else name)

        self._list("Start method", rows, self._state.choice.start_method or "default", chosen)

    def _list(
        self,
        title: str,
        rows: list[Row],
        selected: str,
        chosen: Callable[[str], None],
        about: Callable[[str], tuple[str, ...]] = lambda _name: (),
    ) -> None:
        from ..dialogs.picker import PickerScreen

        self._push(PickerScreen(title, rows, selected, about), _unless_left(chosen))

    # ------------------------------------------------------------------ what is typed

    def _number(self, name: str) -> None:
        from ..dialogs.prompt import PromptScreen

        number = NUMBERS[name]

        def typed(text: str) -> None:
            try:
                value = number.parse(text.replace(",", "").strip())
            except ValueError:
                self._concviz.notify(f"{text!r} is no number", severity="warning")
                return
            self._choose(**{number.field: value}, **({"items": None} if name == "size" else {}))

        value = getattr(self._state.choice, number.field)
        shown = "" if value is None else f"{value:g}"
        self._push(PromptScreen(name, number.question, shown), _unless_left(typed))

    def _options(self) -> None:
        from .dialogs.options import OptionsScreen

        choice = self._state.choice
        task = self._state.inventory.task(choice.task)
        if task is None or not task.options:
            self._concviz.notify(f"{task.title if task else choice.task} has no options.")
            return
        screen = OptionsScreen(task, choice.options)
        self._push(screen, _unless_left(lambda options: self._choose(options=options)))

    def _own(self) -> None:
        from .dialogs.own import OwnScreen

        choice = self._state.choice
        inputs = str(choice.options.get("inputs", ""))
        screen = OwnScreen(self._state.inventory, choice.task, inputs, self._chosen_by_hand())
        self._push(screen, _unless_left(self._own_chosen))

    def _own_chosen(self, own: OwnChoice) -> None:
        """Choose it, and remember it for the next time."""
        from ...engine.catalogue.recent import remember
        from ..app.backend import describe_own

        remember(own.task, own.inputs, own.python)
        inventory = self._state.inventory
        described = describe_own(own.task, own.python)
        known = {own.task: described, **{k: info for k, info in inventory.own.items() if k != own.task}}
        inputs = {**inventory.inputs, own.task: own.inputs}
        by_hand = {**inventory.by_hand, own.task: own.python}
        self._state.inventory = replace(inventory, own=known, inputs=inputs, by_hand=by_hand)
        self._choose(task=own.task, options={"inputs": own.inputs} if own.inputs else {}, **self._python_for(own.task))

    def _chosen_by_hand(self) -> str:
        """The Python that the user has chosen himself, '' for none: neither ours nor the one that the chosen work belongs to."""
        choice = self._state.choice
        if choice.python == sys.executable:
            return ""
        mine = choice.task in self._state.inventory.own
        belonging = granted(partial(python_of_own, choice.task), lambda _error: None) if mine else None
        return "" if belonging is not None and choice.python == belonging.path else choice.python

    def _python_for(self, task: str) -> dict[str, str]:
        """The Python that goes with a task: of the user's own work the one named for it before, else the one that it belongs to.

        Of our own tasks it is the one that runs us.

        One that was chosen by hand stays, and so does ours for our own tasks.
        """
        choice, inventory = self._state.choice, self._state.inventory
        if self._chosen_by_hand():
            return {}
        if named := inventory.by_hand.get(task):
            return {"python": named}
        if task not in inventory.own:
            return {} if choice.python == sys.executable else {"python": sys.executable}
        python = granted(partial(python_of_own, task), self._refuse)
        if python is None:
            return {}
        for note in passed_over_of_own(task):
            self._concviz.notify(note, severity="warning")
        if inventory.python(python.path) is None and inventory.pythons:
            self._state.inventory = replace(inventory, pythons=(*inventory.pythons, python))
        return {} if choice.python == python.path else {"python": python.path}

    def _refuse(self, error: UserError) -> None:
        self._concviz.notify(str(error), severity="warning")


def _unless_left(act: Callable[[Any], None]) -> Callable[[Any], None]:
    """What a screen's result is handed to: `act`, unless the screen was left without one."""

    def done(result: Any) -> None:
        if result is not None:
            act(result)

    return done
