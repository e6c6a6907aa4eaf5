"""Textual's app, made to bear keys that are faster than its screens, screens that are taken down, and a SIGSTOP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.events import Event, InputEvent

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.driver import Driver


class SteadyApp(App[int]):
    """As Textual's, and goes on where that would end."""

    def get_driver_class(self) -> type[Driver]:
        """Textual's, on Linux and macOS made to bear a SIGSTOP."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from .driver import SteadyDriver

        return SteadyDriver

    async def on_event(self, event: Event) -> None:
        """As Textual's; keys that come while the screens are being taken down mean nothing any more."""
        if self.screen_stack or not isinstance(event, InputEvent):
            await super().on_event(event)

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
