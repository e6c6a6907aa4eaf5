"""What only Textual's private names tell or change: an app's cells, whether anything waits to be done, which styles are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

S = TypeVar("S", bound=Screen[Any])


def strips_of(app: App[Any]) -> list[Strip]:
    """What the screen shows now, a strip a row."""
    return app.screen._compositor.render_strips()


def is_settled(app: App[Any]) -> bool:
    """Whether nothing waits to be done: no message of a widget on the screen, no change of the layout, nothing asked for after it."""
    screen = app.screen
    queues = (node._message_queue for node in (app, screen, *screen.walk_children()))
    waits = screen._layout_required or screen._scroll_required or screen._callbacks
    return not waits and not any(queue is not None and queue.qsize() for queue in queues)


async def settle(app: App[Any], most_turns: int) -> None:
    """Let everything be done that waits, in `most_turns` of the event loop at most.

    Textual lays the screen out by a timer of 1/60 s, in which the loop turns thousands of times; here it is done at once, so what
    the screen comes to depends on no clock.
    """
    for _ in range(most_turns):
        if is_settled(app):
            return
        await asyncio.sleep(0)
        if app.screen._layout_required or app.screen._scroll_required or app.screen._callbacks:
            app.screen._on_timer_update()


def is_asked(app: App[Any]) -> bool:
    """Whether the effect of a key may lie before us: who has the focus, what it stands on, the screen or the app has messages to read."""
    screen = app.screen
    queues = (node._message_queue for node in (app.focused or screen).ancestors_with_self)
    return not screen.is_mounted or any(queue is not None and queue.qsize() for queue in queues)


def with_styles_read(app: App[Any], make: Callable[[], S]) -> S:
    """A new screen that is spared the parsing of every style sheet again, which the app holds parsed for the theme that it has.

    Textual does that for each screen as it is first shown, as though the theme had changed since; with the name gone it does so again.
    """
    screen = make()
    if hasattr(screen, "_css_update_count") and hasattr(app, "_css_update_count"):
        screen._css_update_count = app._css_update_count
    return screen
