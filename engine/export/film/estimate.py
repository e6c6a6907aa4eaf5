"""What a film will come to, before it is begun: its frames, and about how large it gets and how long it takes.

Both depend on what moves in it and on the machine, so they are ranges: their upper ends are what films of threads and processes came to at
80x24 and 120x40 on a machine with ten times as many programs as cores, a thousand cells at a time; their lower ends a quarter of that.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...text.quantities import duration, size
from ...text.words import plural

START_S = (0.5, 3.0)
"""Seconds until the first frame."""
FRAME_S = (0.005, 0.02)
"""Seconds that a thousand cells of one frame take, shortest and longest."""
BYTES = {
    "cast": (100, 2_000, 10_000),
    "gif": (600, 2_500, 30_000),
    "mp4": (200, 2_000, 60_000),
    "html": (0, 1_000, 25_000),
}
"""Of a thousand cells of one frame, smallest and largest, and of the file without frames."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A film: its length and frames are known, bytes and seconds lie between two values."""

    length_s: float
    frames: int
    bytes_between: tuple[float, float]
    seconds_between: tuple[float, float]

    @property
    def text(self) -> str:
        """`8 s, 32 frames · about 70 to 400 kB, 2 to 7 s to make`."""
        least, most = (size(float(f"{each / 1024:.1g}") * 1024) for each in self.bytes_between)
        soonest, latest = (duration(round(each) or 1, exact=True) for each in self.seconds_between)
        return (
            f"{duration(self.length_s, exact=True)}, {plural(self.frames, 'frame')} · about {_between(least, most)}, "
            f"{_between(soonest, latest)} to make"
        )


def _between(least: str, most: str) -> str:
    """`70 to 400 kB`; a unit that both have is said once."""
    if least == most:
        return least
    number, _, unit = least.partition(" ")
    return f"{number if unit == most.partition(' ')[2] else least} to {most}"


def estimate(to: str, length_s: float, frames: int, columns: int, rows: int) -> Estimate:
    """A film of so many frames, as `to`."""
    thousands = frames * columns * rows / 1000
    least, most, whole = BYTES[to]
    return Estimate(
        length_s,
        frames,
        (whole + least * thousands, whole + most * thousands),
        (START_S[0] + FRAME_S[0] * thousands, START_S[1] + FRAME_S[1] * thousands),
    )
