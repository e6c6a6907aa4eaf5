"""One app behind one page: started when the page is there, ended when it is gone, whatever it was doing then.

The package that carries the app's output to the browser asks the app to leave and waits until it has. An app that nobody
reads from any more is held up in writing and hears no such thing, so here its output is read to the end meanwhile, its
input is closed (which the app takes for a terminal that is gone), and it is given `LEAVE_S` before it is killed: its lab
then ends by itself, as it does whenever the app dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any

from textual_serve.app_service import AppService

LEAVE_S = 8.0
"""How long an app may take to leave; it takes a tenth of that where nothing else goes on."""


class ServedApp(AppService):
    """The process of one page."""

    def __init__(self, words: Sequence[str], **carriers: Any) -> None:
        """`words` start the app; `carriers` bring what it writes to the page."""
        super().__init__("", **carriers)
        self._words = tuple(words)

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = os.environ | self._build_environment(width, height) | {"TERM": "xterm-256color"}
        self._process = await asyncio.create_subprocess_exec(
            *self._words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=True
        )
        self._stdin = self._process.stdin
        return self._process

    async def stop(self) -> None:
        """Ask it to leave, and see to it that it does. Once; later calls do nothing."""
        task, self._task = self._task, None
        if task is None or self._process is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.send_meta({"type": "quit"}), 1.0)
        task.cancel()
        await task
        try:
            _, said = await asyncio.wait_for(self._process.communicate(b""), LEAVE_S)
        except TimeoutError:
            self._process.kill()
            said = b""
            await self._process.wait()
        sys.stderr.write(said.decode("utf-8", "replace"))
        sys.stderr.flush()
