"""A video for slides that take nothing else: H.264, through the ffmpeg that comes with the extra `video`.

One ffmpeg reads the frames from a pipe and the chapters from a file beside the video. What it says is kept: a disk that is full, or
memory that is short, must not leave a film that nobody can play.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..glyphs.raster import Raster
from ..optional_packages import install
from ..options import Options
from ..progress import ExportError, Progress, never_cancel, tell
from ..whole_files import whole_file
from .captions import with_captions
from .changes import steady
from .grid import Movie, one_line

MISSING = f"mp4 needs ffmpeg on the PATH, or the package that brings it: {install('imageio-ffmpeg')}"
SMOOTH_FPS = 24
"""Some players stumble over fewer frames a second: frames are repeated up to this."""
QUALITY = ("-crf", "18", "-preset", "veryfast", "-tune", "animation", "-movflags", "+faststart", "-f", "mp4")
TITLE = 200
SPECIAL = re.compile(r"([=;#\\])")
"""What ffmpeg's files of metadata want a backslash before."""


def write_mp4(movie: Movie, path: Path, options: Options | None = None, progress: Progress = never_cancel) -> None:
    """Write the movie as an MP4 file.

    Raises:
        ExportError: ffmpeg is missing or fails, or the file exists or can't be written.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    ffmpeg = ffmpeg_program()
    movie = with_captions(movie, wanted=options.captions)
    raster = Raster(movie.columns, movie.rows, scale=options.scale)
    with whole_file(path, force=options.force) as beside:
        about = beside.with_name(beside.name + ".txt")
        try:
            about.write_text(metadata(movie), encoding="utf-8")
            with _encoder(ffmpeg, about, beside, raster, options.fps) as pipe:
                for frame in steady(movie, options.fps, progress):
                    raster.draw(frame.grid)
                    pipe.write(raster.pixels.tobytes())
        finally:
            about.unlink(missing_ok=True)
    tell(progress, movie.count, movie.count)


def ffmpeg_program() -> str:
    """The ffmpeg of the package that brings one, else the one on the PATH.

    Raises:
        ExportError: there is none.
    """
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        if found := shutil.which("ffmpeg"):
            return found
        raise ExportError(MISSING) from error


@contextlib.contextmanager
def _encoder(exe: str, about: Path, target: Path, raster: Raster, fps: float) -> Iterator[IO[bytes]]:
    """A pipe for frames in RGB; the video is whole when the block ends well.

    Raises:
        ExportError: ffmpeg did not make it; its last word says why.
    """
    process = subprocess.Popen(
        [exe, *_words(about, raster, fps), str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    try:
        with contextlib.suppress(BrokenPipeError):  # it has given up, and says why below
            yield process.stdin
    except BaseException:
        process.kill()
        process.communicate()
        raise
    _, said = process.communicate()
    if process.returncode:
        raise ExportError(_why(said.decode("utf-8", "replace")))


def _words(about: Path, raster: Raster, fps: float) -> list[str]:
    """The command line but for the program and the target."""
    width, height = raster.size
    repeated = fps * max(1, math.ceil(SMOOTH_FPS / fps))
    frames = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps:g}", "-i", "-"]
    chapters = ["-f", "ffmetadata", "-i", str(about), "-map", "0:v", "-map_metadata", "1", "-map_chapters", "1"]
    even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]  # players know no other kind
    return ["-y", "-v", "error", *frames, *chapters, *even, "-c:v", "libx264", "-r", f"{repeated:g}", *QUALITY]


def _why(said: str) -> str:
    """One line of what ffmpeg said, without its addresses."""
    if "No space left" in said:
        return "can't write the video: no space left on device"
    lines = [line.partition("] ")[2] or line for line in said.strip().splitlines()]
    return f"ffmpeg could not make the video: {one_line(lines[0] if lines else 'no reason given', TITLE)}"


def metadata(movie: Movie) -> str:
    """Title and chapters as ffmpeg reads them (`ffmetadata`); a chapter ends where the next one begins."""
    lines = [";FFMETADATA1", f"title={_value(movie.title)}"]
    for begin_ms, end_ms, title in _chapters(movie):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={begin_ms}", f"END={end_ms}", f"title={_value(title)}"]
    return "\n".join(lines) + "\n"


def _chapters(movie: Movie) -> Iterator[tuple[int, int, str]]:
    """(begin, end, title) in ms, without a gap: before the first one there is one with the movie's title; of those at the same
    time the last counts."""
    marks = (
        {0: movie.title, **{round(mark.t_s * 1000): mark.title for mark in movie.chapters}} if movie.chapters else {}
    )
    begins = [begin for begin in sorted(marks) if begin < round(movie.length_s * 1000)]
    ends = [*begins[1:], round(movie.length_s * 1000)]
    for begin, end in zip(begins, ends, strict=bool(begins)):
        yield begin, end, marks[begin]


def _value(text: str) -> str:
    return SPECIAL.sub(r"\\\1", one_line(text, TITLE))
