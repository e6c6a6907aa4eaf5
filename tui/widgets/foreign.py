"""Foreign words on their way into a widget: what a file, a task, a machine or a person has called something.

Textual reads a string as markup nearly everywhere: in border titles, labels, notifications, lists and tooltips. There
`[@click=app.quit]` in a title is an action, `[/x]` ends the app, and an escape sequence reaches the terminal. So every
word that isn't written in our own source goes through `foreign`, and a test finds those that don't.
"""

from __future__ import annotations

from textual.content import Content

from ...engine.text.printable import printable


def foreign(text: str, *, lined: bool = False) -> Content:
    """The text as it is, to be shown and never obeyed: on one line, or (`lined`) with its lines and tabs."""
    return Content(printable(text, lined=lined))
