"""A video for slides that take nothing else: H.264, through the ffmpeg that comes with the extra `video`.

Its chapters are in the file, where players list them. They are put there in a second step that copies the pictures: the encoder
takes no other input than frames.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import re
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from ..extras import install
from .captions import with_captions
from .changes import steady
from .files import whole_file
from .grid import Movie, one_line
from .options import ExportError, Options, Progress, never_cancel, tell
from .raster import Raster

MISSING = f"mp4 needs ffmpeg: {install('imageio-ffmpeg')}"
SMOOTH_FPS = 24
"""Some players stumble over fewer frames a second: frames are repeated up to this."""
QUALITY = ("-crf", "18", "-preset", "veryfast", "-tune", "animation")
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
    ffmpeg = _ffmpeg()
    movie = with_captions(movie, wanted=options.captions)
    raster = Raster(movie.columns, movie.rows, scale=options.scale)
    with whole_file(path, force=options.force) as beside:
        film, about = beside.with_name(beside.name + ".mp4"), beside.with_name(beside.name + ".txt")
        try:
            about.write_text(metadata(movie), encoding="utf-8")
            with contextlib.closing(_encoder(ffmpeg, film, raster, options.fps)) as encoder:
                encoder.send(None)
                for frame in steady(movie, options.fps, progress):
                    raster.draw(frame.grid)
                    encoder.send(raster.pixels.tobytes())
            _join(ffmpeg.get_ffmpeg_exe(), film, about, beside)
        finally:
            film.unlink(missing_ok=True)
            about.unlink(missing_ok=True)
    tell(progress, movie.count, movie.count)


def _ffmpeg() -> Any:
    try:
        ffmpeg = importlib.import_module("imageio_ffmpeg")
        ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise ExportError(MISSING) from error
    return ffmpeg


def _encoder(ffmpeg: Any, film: Path, raster: Raster, fps: float) -> Generator[None, bytes | None, None]:
    repeated = fps * max(1, math.ceil(SMOOTH_FPS / fps))
    return ffmpeg.write_frames(
        str(film),
        raster.size,
        fps=fps,
        quality=None,
        codec="libx264",
        macro_block_size=2,
        ffmpeg_log_level="error",
        output_params=["-r", f"{repeated:g}", *QUALITY],
    )


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


def _join(exe: str, film: Path, about: Path, target: Path) -> None:
    """The film with its metadata, ready to be played while it loads.

    Raises:
        ExportError: ffmpeg does not do it.
    """
    words = ["-y", "-v", "error", "-i", str(film), "-f", "ffmetadata", "-i", str(about)]
    words += ["-map", "0:v", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
    done = subprocess.run(
        [exe, *words, "-movflags", "+faststart", "-f", "mp4", str(target)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ExportError(f"ffmpeg could not put the chapters in: {one_line(said, TITLE)}")
