"""What the Lab asks for in small screens above it: numbers, the options of a task, the user's own work; and what a run printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from ..app.app import ConcvizApp
    from .dialogs.own import Own


class Asking(Screen[None]):
    """The part of the Lab that asks."""

    def _app(self) -> ConcvizApp:
        return cast("ConcvizApp", self.app)

    def _choose(self, **fields: Any) -> None:
        self._app().choose(**fields)

    # ------------------------------------------------------------------ numbers

    def action_pick_workers(self) -> None:
        """Type the number of workers."""
        self._ask("workers", "How many workers? 1 to 10,000", "workers", int)

    def action_pick_size(self) -> None:
        """Type the size: seconds of sequential work."""
        self._ask("size", "How many seconds of work (done one item after another)?", "size_s", float, items=None)

    def action_pick_items(self) -> None:
        """Type the number of items, instead of the size."""
        self._ask("items", "How many items?", "items", int)

    def action_pick_chunk(self) -> None:
        """Type how many items are handed over at once."""
        self._ask("chunk", "How many items are handed over at once? For models that can", "chunk", int)

    def _ask(self, title: str, question: str, field: str, parse: Callable[[str], Any], **also: Any) -> None:
        from .dialogs.picker import PromptScreen

        def done(text: str | None) -> None:
            if text is None:
                return
            try:
                value = parse(text.replace(",", "").strip())
            except ValueError:
                self._app().say(f"{text!r} is no number", "warning")
                return
            self._choose(**also, **{field: value})

        value = getattr(self._app().choice, field)
        self.app.push_screen(PromptScreen(title, question, "" if value is None else f"{value:g}"), done)

    # ------------------------------------------------------------------ options and own work

    def action_pick_options(self) -> None:
        """Change the options of the task."""
        self._app().soon(self._open_options)

    def _open_options(self) -> None:
        from .dialogs.options import OptionsScreen

        app = self._app()
        task = app.shelf.task(app.choice.task)
        if task is None or not task.options:
            app.say(f"{task.title if task else app.choice.task} has no options.")
            return

        def done(options: dict[str, Any] | None) -> None:
            if options is not None:
                self._choose(options=options)

        self.app.push_screen(OptionsScreen(task, app.choice.options), done)

    def action_pick_own(self) -> None:
        """Choose a file of the user's, or one of its functions."""
        self._app().soon(self._open_own)

    def _open_own(self) -> None:
        from .dialogs.own import OwnScreen

        app = self._app()
        inputs = str(app.choice.options.get("inputs", ""))
        self.app.push_screen(OwnScreen(app.shelf, app.choice.task, inputs), self._own_chosen)

    def _own_chosen(self, own: Own | None) -> None:
        """Choose it, and remember it for the next time."""
        if own is None:
            return
        from ...engine.catalogue.recent import remember
        from ..app.backend import describe_own

        remember(own.task, own.inputs)
        shelf = self._app().shelf
        known = {
            own.task: describe_own(own.task),
            **{name: info for name, info in shelf.own.items() if name != own.task},
        }
        self._app().shelf = replace(shelf, own=known, inputs={**shelf.inputs, own.task: own.inputs})
        self._choose(task=own.task, options={"inputs": own.inputs} if own.inputs else {})

    def action_output(self) -> None:
        """Show what the run on the screen has printed."""
        from .dialogs.output import OutputScreen

        snapshot = self._app().snapshot
        run = snapshot.run if snapshot is not None else None
        if run is None or not (run.output or run.error.get("traceback")):
            self._app().say("The run has printed nothing." if run is not None else "Nothing has run yet.")
            return
        self.app.push_screen(OutputScreen(run))
