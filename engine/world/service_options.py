"""The options of the world's services, as they came from a plan: looked up by name, checked once."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..model.errors import UserError


class OptionError(UserError):
    """An option that a service can't work with; its text is one sentence for the user."""


class Options:
    """What the user asked of the services."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def number(self, name: str, default: float, *, least: float) -> float:
        """An option that is a number.

        Raises:
            OptionError: if it isn't one, or is below `least`.
        """
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise OptionError(f"the option {name} must be a number, not {value!r}")
        if value < least:
            raise OptionError(f"the option {name} must be at least {least:g}, not {value:g}")
        return value

    def text(self, name: str, default: str) -> str:
        """An option that is text.

        Raises:
            OptionError: if it isn't.
        """
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise OptionError(f"the option {name} must be text, not {value!r}")
        return value
