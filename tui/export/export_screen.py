"""Export: what to make of a recording, a preview of its first frame, and how far it is."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from ...engine.export.film.grid import one_line
from ...engine.text.quantities import time_left
from ..lab.setting_rows import SettingRow
from ..terminal.daemon import on_daemon
from ..widgets.choice_list import Row
from ..widgets.foreign import foreign
from .export_choices import (
    Choices,
    choices_of,
    form_rows,
    note_of,
    row_value,
    steps_of,
    turned_choice,
    typed_choice,
)
from .export_lines import ExportLine, KeysLine
from .export_preview import Previewing
from .preview import Preview

if TYPE_CHECKING:
    from ..app.host import Host
    from .export_job import JobResult

STYLE = Path(__file__).parent.parent / "theme" / "styles" / "exporting.tcss"


class ExportScreen(Previewing):
    """Choose, look, export."""

    CSS_PATH = STYLE
    AUTO_FOCUS = "#setting-format"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (100, "-normal")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "export", id="export.start"),
        Binding("escape,q", "back", "cancel, or back", id="export.back"),
    ]

    class Progressed(Message):
        """How far it is."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done, self.total = done, total

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, ExportScreen.Progressed)

    class Done(Message):
        """It has ended."""

        def __init__(self, ended: JobResult) -> None:
            super().__init__()
            self.ended = ended

    def __init__(self, path: Path, host: Host, run: int | None = None) -> None:
        super().__init__(path)
        self._host, self._run = host, run
        self._began_s = 0.0

    def compose(self) -> ComposeResult:
        """Rows at the left, the preview at the right."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = "Export"
            with Horizontal(id="export-parts"):
                with Vertical(id="export-rows"):
                    for name in form_rows():
                        yield SettingRow(name)
                yield Preview()
            yield ExportLine()
            yield KeysLine(id="export-keys")

    def on_mount(self) -> None:
        """Read what chapters there are."""
        self.query_one(Preview).show_words("reading the recording …")
        self._host.work(partial(choices_of, self.path), self._offer, "read", lambda _: self.dismiss(None))

    def _offer(self, choices: Choices) -> None:
        if not self.is_attached:  # left before it was read
            return
        light = not self.app.current_theme.dark
        known = any(run.run == self._run for run in choices.parts.runs)
        choices = replace(choices, this_run=str(self._run) if known else "")
        self._choose(choices.changed(theme="light" if light else "dark"))
        self.query_one("#box", Vertical).border_title = foreign(f"Export {choices.name}")

    # ------------------------------------------------------------------ what is chosen

    def _choose(self, choices: Choices) -> None:
        self.choices = choices
        for row in self.query(SettingRow):
            row.set_value(one_line(row_value(row.setting, choices), self._room()))
            row.display = row.setting in choices.rows
        if isinstance(self.focused, SettingRow) and not self.focused.display:
            self.query_one("#setting-format").focus()
        self.query_one(ExportLine).tell(None, f"{choices.request.to}: {choices.note}{choices.length_words}", "dim")
        self.preview_soon()

    def _room(self) -> int:
        """Cells for a row's value."""
        return max(12, self.query_one("#export-rows").size.width - 13)

    @on(SettingRow.Turned)
    def _turned(self, message: SettingRow.Turned) -> None:
        message.stop()
        if self.choices is not None and self._job is None:
            self._choose(turned_choice(message.name, self.choices, message.by))

    @on(SettingRow.Asked)
    def _asked(self, message: SettingRow.Asked) -> None:
        message.stop()
        if self.choices is None or self._job is not None:
            return
        name = message.name
        question = form_rows()[name].question
        if not question:
            self._pick(name, self.choices)
            return
        from ..dialogs.prompt import PromptScreen

        self.app.push_screen(PromptScreen(name, question, row_value(name, self.choices)), self._typed(name))

    def _pick(self, name: str, choices: Choices) -> None:
        """A list of what a key would go through, found by typing."""
        from ..dialogs.picker import PickerScreen

        offered = [changed for _, changed in steps_of(name, choices)]
        rows = [Row(row_value(name, each), str(place), note_of(name, each)) for place, each in enumerate(offered)]
        now = next((place for place, each in enumerate(offered) if each == choices), 0)

        def picked(place: str | None) -> None:
            if place is not None and self._job is None:
                self._choose(offered[int(place)])

        self.app.push_screen(PickerScreen(name, rows, str(now)), picked)

    def _typed(self, name: str) -> Any:
        def done(text: str | None) -> None:
            if text is not None and (choices := self.choices) is not None:
                self._host.when_ready(lambda: self._choose(typed_choice(name, choices, text)))

        return done

    # ------------------------------------------------------------------ the export

    def action_noop(self) -> None:
        """What a click on a key that needs a row does: nothing."""

    def action_export(self) -> None:
        """Begin; ask first if something is there already."""
        choices = self.choices
        if choices is None or self._job is not None:
            return
        target = Path(choices.out).expanduser()
        if target.exists():
            from ..dialogs.confirm import ConfirmScreen

            def answered(yes: bool | None) -> None:
                if yes:
                    self._begin(choices, force=True)

            self.app.push_screen(ConfirmScreen("Replace it?", f"{target.name} exists already.", "replace it"), answered)
        else:
            self._begin(choices, force=False)

    def _begin(self, choices: Choices, *, force: bool) -> None:
        from .export_job import ExportJob

        job = self._job = ExportJob(self.path, replace(choices.request, out=choices.out, force=force))
        self._began_s = time.monotonic()
        self.query_one(ExportLine).tell(0.0, "beginning …")
        self._show_keys(going_on=True)

        async def work() -> None:
            tell = partial(job.run, lambda done, total: self.post_message(self.Progressed(done, total)))
            self.post_message(self.Done(await on_daemon(tell, "export")))

        self.run_worker(work, name="export")

    def _show_keys(self, *, going_on: bool) -> None:
        keys = self.query_one(KeysLine)
        keys.going_on = going_on
        keys.refresh()

    def on_export_screen_progressed(self, message: Progressed) -> None:
        """The bar."""
        if self._job is not None:
            share = message.done / max(1, message.total)
            took_s = time.monotonic() - self._began_s
            left = time_left(took_s * (1 / share - 1)) if 0 < share < 1 and took_s >= 1 else ""
            self.query_one(ExportLine).tell(share, left)

    def on_export_screen_done(self, message: Done) -> None:
        """What became of it."""
        self._job = None
        self._show_keys(going_on=False)
        ended, choices = message.ended, self.choices
        if ended.made and choices is not None:
            self._host.notify(f"Made {choices.out}")
            self.dismiss(None)
        else:
            self.query_one(ExportLine).tell(None, ended.problem or "cancelled, nothing was written")

    def action_back(self) -> None:
        """Cancel what goes on, or leave."""
        if self._job is not None:
            self._job.cancel()
            self.query_one(ExportLine).tell(None, "cancelling …")
        else:
            self.dismiss(None)
