"""A line that is typed into: nothing that acts on a terminal gets into it, typed, pasted or begun with."""

from __future__ import annotations

from textual.widgets import Input

from ...engine.text.printable import printable


class TypedLine(Input):
    """As Textual's."""

    def validate_value(self, value: str) -> str:
        """What can be shown of it."""
        return printable(value)
