"""Options and arguments that are one of some words: a misspelt one is answered with the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from ...engine.text.suggest import unknown


class Word(click.Choice[str]):
    """One of these; `what` names them in the sentence: `no theme named 'drk': did you mean dark?`"""

    def __init__(self, what: str, known: Iterable[str]) -> None:
        super().__init__(tuple(known))
        self._what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, or one sentence."""
        return value if value in self.choices else self.fail(unknown(self._what, str(value), self.choices), param, ctx)
