"""What of a running app only Textual's private names tell: the cells of its screen, and whether anything waits to be done."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.strip import Strip


def strips_of(app: App[Any]) -> list[Strip]:
    """What the screen shows now, a strip a row."""
    return app.screen._compositor.render_strips()


def is_settled(app: App[Any]) -> bool:
    """Whether nothing waits to be done: no message of a widget on the screen, no change of the layout."""
    screen = app.screen
    queues = (node._message_queue for node in (app, screen, *screen.walk_children()))
    return not screen._layout_required and not any(queue is not None and queue.qsize() for queue in queues)
