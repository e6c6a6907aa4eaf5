"""How far a comparison or a sweep is, as one line on a terminal."""

from __future__ import annotations

import shutil
import time

from ...engine.model.study_facts import Next
from ...engine.text.quantities import percent, time_left_between
from .progress import ProgressLine


class StudyLine(ProgressLine):
    """`████░░░░ 42%  repeat 3 · threads · about 40 s left`"""

    began_s: float | None = None
    share = 0.0
    """What the bar shows: where repeats are added it waits, and never goes back."""

    def __enter__(self) -> StudyLine:
        return self

    def tell(self, facts: Next) -> None:
        """Draws the facts of a study's step `next`."""
        if not self._enabled:
            return
        now = time.monotonic()
        self.began_s = self.began_s or now
        passed, left, most = now - self.began_s, facts.left_s, facts.most_left_s
        self.share = max(self.share, passed / max(passed + left, 1e-9))
        use = {"again": "once more, as other programs were busy"}.get(facts.use, facts.use)
        ends = time_left_between(left, most)
        bar = f"{self._bar(self.share)} {percent(self.share):>4}"
        text = f"{bar}  {facts.row} · {use} · {facts.done:,} runs done · {ends}"
        if not self._unicode:
            text = text.encode("ascii", "replace").decode()
        self._stream.write(f"\r{text[: shutil.get_terminal_size().columns - 1]}\x1b[K")
        self._stream.flush()
