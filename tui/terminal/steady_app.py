"""Textual's app, made to bear keys that are faster than its screens, screens that are taken down, and a SIGSTOP."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.events import Event, InputEvent, Key, Paste

from .insides import is_asked

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.driver import Driver


ANSWERED_S = 1.0
"""A key that is still not answered then keeps the next one waiting no longer."""
PAUSE_S = 0.001
TURNS = 4
"""A message that is being handled is in no queue, and what comes of it is in another one a turn of the loop later."""


class SteadyApp(App[int]):
    """As Textual's, and goes on where that would end."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._typed_ahead: deque[Event] = deque()
        self._typing: asyncio.Task[None] | None = None

    def get_driver_class(self) -> type[Driver]:
        """Textual's, on Linux and macOS made to bear a SIGSTOP."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from .driver import SteadyDriver

        return SteadyDriver

    async def on_event(self, event: Event) -> None:
        """As Textual's; keys that come while the screens are being taken down mean nothing any more.

        Textual hands a key to whoever has the focus as it comes, though the key before it may be about to move the focus, or to choose
        what this one begins: `m ↓ r` at once ran the model that was chosen before. So a key waits until the one before it is answered.
        """
        if not isinstance(event, InputEvent):
            await super().on_event(event)
        elif self.screen_stack:
            if isinstance(event, Key | Paste) and not event.is_forwarded:
                self._typed_ahead.append(event)
                if self._typing is None or self._typing.done():
                    self._typing = asyncio.create_task(self._type())
            else:
                await super().on_event(event)

    async def _type(self) -> None:
        """Hand on the keys that have come, each once the one before it is answered."""
        loop = asyncio.get_running_loop()
        while self._typed_ahead and self.screen_stack:
            event, until = self._typed_ahead.popleft(), loop.time() + ANSWERED_S
            try:
                await super().on_event(event)
            except Exception as error:
                self._handle_exception(error)
                return
            quiet = 0
            while quiet < TURNS and self.screen_stack and loop.time() < until:
                quiet = 0 if is_asked(self) else quiet + 1
                await asyncio.sleep(0 if quiet else PAUSE_S)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual's; keys can be faster than screens, so what is asked of one that isn't composed waits until it is."""
        screen = self.screen
        if not screen.is_mounted and (default_namespace is screen or str(action).startswith("screen.")):
            screen.call_later(self.run_action, action, default_namespace, namespaces)
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def pop_screen(self) -> AwaitComplete:
        """As Textual's; a screen that is asked twice to go (enter, and escape before it heard) goes once."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete.nothing()
