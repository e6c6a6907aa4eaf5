"""Before and after: the watched program beside that of another recording."""

from __future__ import annotations

from typing import ClassVar

from ...lab.panels.before_after_panel import BeforeAfterPanel


class ProgramPairPanel(BeforeAfterPanel):
    """What changed between two recordings: how long, on how many cores, and what its threads waited for."""

    MISSING: ClassVar[str] = "Nothing has been seen of the program yet that could be set beside the other recording."
