"""How far a run, a comparison or a sweep is, as one line on a terminal, for commands."""

from __future__ import annotations

import shutil
import time
from types import TracebackType
from typing import TextIO

from ....engine.model.study_facts import Next
from ....engine.session.events import Progress
from ....engine.text.quantities import percent, time_left_between

EIGHTHS = " ▏▎▍▌▋▊▉█"
BAR = 30


class ProgressLine:
    """Draws over itself; leaves an empty line behind."""

    def __init__(self, stream: TextIO, *, enabled: bool) -> None:
        self._stream = stream
        self._enabled = enabled
        self._unicode = (stream.encoding or "").lower().replace("-", "").startswith("utf")

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Leaves the line empty, for what is said in between."""
        if self._enabled:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, progress: Progress | None) -> None:
        """Draws how far the run is; None while it is being prepared."""
        if not self._enabled:
            return
        self.draw("preparing …" if progress is None else self._text(progress))

    def part(self, done: int, total: int, words: str) -> None:
        """Draws a bar for `done` of `total`, and some words."""
        if self._enabled:
            share = done / max(1, total)
            self.draw(f"{self._bar(share)} {percent(share):>4}  {words}")

    def draw(self, text: str) -> None:
        """Draws a line over the last one."""
        width = shutil.get_terminal_size().columns - 1
        if not self._unicode:
            text = text.encode("ascii", "replace").decode()
        self._stream.write(f"\r{text[:width]}\x1b[K")
        self._stream.flush()

    def _text(self, progress: Progress) -> str:
        share = progress.done / max(1, progress.total)
        return (
            f"{self._bar(share)} {percent(share):>4}  {progress.done:,} of {progress.total:,} items  "
            f"{' '.join(progress.text.split())}"
        )

    def _bar(self, share: float) -> str:
        if not self._unicode:
            return ("#" * round(share * BAR)).ljust(BAR, "-")
        whole, part = divmod(round(share * BAR * 8), 8)
        return ("█" * whole + (EIGHTHS[part] if part else "")).ljust(BAR, "░")[:BAR]


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
        self.draw(f"{bar}  {facts.row} · {use} · {facts.done:,} runs done · {ends}")
