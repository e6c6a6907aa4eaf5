"""What a stream of text may hold: colours, and a cursor that moves.

Colours follow the conventions that terminals' users set: `NO_COLOR` and `CLICOLOR=0` take them, `FORCE_COLOR` and `CLICOLOR_FORCE` bring
them into a pipe too (https://no-color.org, https://force-color.org, https://bixense.com/clicolors); `TERM=dumb` has neither colours nor a
cursor that moves. `NO_COLOR` wins where several are set: whoever says no must not be overruled by what a shell's profile exports.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO


def colour_wish(environment: Mapping[str, str] = os.environ) -> bool | None:
    """Whether the environment wants colours whatever the stream is; None where the stream decides."""
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environment.get("CLICOLOR") == "0" or environment.get("TERM") == "dumb":
        return False
    return None


def has_colours(stream: TextIO) -> bool:
    """Whether what is written there may be coloured."""
    wish = colour_wish()
    return stream.isatty() if wish is None else wish


def can_redraw(stream: TextIO) -> bool:
    """Whether a line there can be drawn over itself."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
