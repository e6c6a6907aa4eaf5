"""What a film will come to, before it is begun: its frames, and about how large it gets and how long it takes.

Both depend on what moves in it and on the machine, so they are ranges: their upper ends are what films of threads and processes came to at
80x24 and 120x40 on a machine with ten times as many programs as cores, a thousand cells at a time; their lower ends a quarter of that.
The frames of a long film are rendered by several processes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from ...probe.machine import affinity, quota, usable_cores
from ...text.quantities import duration, size, time_left
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

UNDIVIDED = {"cast": 0.15, "gif": 0.4, "mp4": 1.0, "html": 0.2}
"""Of these seconds what other processes can't take over: the file is written by one, and ffmpeg has all cores as it is."""
FEWEST_FRAMES = 200
"""Of a film that is worth other processes: to start the app costs one as much as some sixty frames do."""
MOST_RENDERERS = 6
"""More would wait for the one that writes the file."""


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
        soonest, latest = (time_left(each).removesuffix(" left") for each in self.seconds_between)
        return (
            f"{duration(self.length_s, exact=True)}, {plural(self.frames, 'frame')} · about {_between(least, most)}, "
            f"{_between(soonest, latest)} to make"
        )


def _between(least: str, most: str) -> str:
    """`70 to 400 kB`; a unit that both have is said once, but for `1 h 20 min`."""
    if least == most:
        return least
    number, _, unit = least.partition(" ")
    shared = unit == most.partition(" ")[2] and " " not in unit
    return f"{number if shared else least} to {most}"


def renderers_for(frames: int) -> int:
    """How many processes a film of so many frames is worth; 0: the one that writes it renders them."""
    cores = int(usable_cores(affinity(os.cpu_count() or 1), quota()))
    return 0 if frames < FEWEST_FRAMES or cores < 2 else min(cores, MOST_RENDERERS)


def estimate(to: str, length_s: float, frames: int, columns: int, rows: int) -> Estimate:
    """A film of so many frames, as `to`."""
    thousands = frames * columns * rows / 1000
    least, most, whole = BYTES[to]
    rendered = thousands * max(UNDIVIDED[to], 1 / max(1, renderers_for(frames)))
    return Estimate(
        length_s,
        frames,
        (whole + least * thousands, whole + most * thousands),
        (START_S[0] + FRAME_S[0] * rendered, START_S[1] + FRAME_S[1] * rendered),
    )
