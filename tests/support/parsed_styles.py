"""Style sheets parsed once for all the apps of a test process: each app would parse the same text into the same rules again.

The rules of one text, one place and one set of variables are never changed once parsed: Textual itself keeps them from one parsing
to the next within an app, and this keeps them from one app to the next.
"""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parsed: dict[tuple[Any, ...], list[RuleSet]] = {}
_parse = Stylesheet._parse_rules


def parse_once(stylesheet: Stylesheet, css: str, *args: Any, **options: Any) -> list[RuleSet]:
    """As `Stylesheet._parse_rules`, remembered for every app that comes."""
    key = (css, *args, *sorted(options.items()), frozenset(stylesheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(stylesheet, css, *args, **options)
    return _parsed[key]
