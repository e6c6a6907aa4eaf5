"""The preview of an export: its first picture, made by the export itself, a moment after the last choice."""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.timer import Timer

from ..dialogs.dialog import Dialog
from ..terminal.daemon import on_daemon
from .preview import Preview

if TYPE_CHECKING:
    from ...engine.labs.cleanup.folders import PrivateFolder
    from .export_choices import Choices
    from .export_job import ExportJob, JobResult

PREVIEW_AFTER_S = 0.3
"""Keys pressed in quick succession ask for one preview."""
PROBLEM_CELLS = 40


class Previewing(Dialog[None]):
    """A screen on which an export is chosen: it previews what is chosen, as long as no export goes on."""

    class Previewed(Message):
        """A preview has ended; its picture, if there is one, lies in `folder`."""

        def __init__(self, ended: JobResult, folder: PrivateFolder) -> None:
            super().__init__()
            self.ended, self.folder = ended, folder

    def __init__(self, path: Path) -> None:
        super().__init__(id="exporting", classes="above")
        self.path = path
        self.choices: Choices | None = None
        self._job: ExportJob | None = None
        self._preview_job: ExportJob | None = None
        self._timer: Timer | None = None
        self._folders: set[PrivateFolder] = set()

    def preview_soon(self) -> None:
        """Make a preview, unless something else is chosen at once."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PREVIEW_AFTER_S, self._begin_preview)

    def _begin_preview(self) -> None:
        choices = self.choices
        if choices is None or self._job is not None or not self.is_attached:
            return
        if self._preview_job is not None:
            self._preview_job.cancel()
        request = choices.preview()
        if request is None:
            self.query_one(Preview).show_words(*choices.about)
            return
        from ...engine.labs.cleanup.folders import PrivateFolder
        from .export_job import ExportJob

        folder = PrivateFolder()
        self._folders.add(folder)
        job = self._preview_job = ExportJob(self.path, replace(request, out=str(folder.path / "preview.png")))

        async def work() -> None:
            try:
                ended = await on_daemon(lambda: job.run(lambda done, total: None), "preview")
                if not (self.is_attached and self.post_message(self.Previewed(ended, folder))):
                    self._forget(folder)
            except asyncio.CancelledError:
                self._forget(folder)
                raise

        self.run_worker(work, name="preview")

    def on_previewing_previewed(self, message: Previewed) -> None:
        """Show it, or why there is none."""
        if message.ended.made and self.is_attached:
            self.query_one(Preview).show(message.folder.path / "preview.png")
        elif message.ended.problem and self.is_attached:
            self.query_one(Preview).show_words(*textwrap.wrap(message.ended.problem, PROBLEM_CELLS))
        self._forget(message.folder)

    def _forget(self, folder: PrivateFolder) -> None:
        folder.remove()
        self._folders.discard(folder)

    def on_unmount(self) -> None:
        """Nothing goes on without its screen, and nothing is left of it: a message may have come too late."""
        for folder in tuple(self._folders):
            self._forget(folder)
        for job in (self._job, self._preview_job):
            if job is not None:
                job.cancel()
