"""A video for slides that take nothing else: H.264, through the ffmpeg that comes with the extra `video`."""

from __future__ import annotations

import contextlib
import importlib
import math
from collections.abc import Generator
from pathlib import Path
from typing import Any

from ..extras import install
from .captions import with_captions
from .changes import steady
from .files import whole_file
from .grid import Movie
from .options import ExportError, Options, Progress, never_cancel, tell
from .raster import Raster

MISSING = f"mp4 needs ffmpeg: {install('imageio-ffmpeg')}"
SMOOTH_FPS = 24
"""Some players stumble over fewer frames a second: frames are repeated up to this."""
QUALITY = ("-crf", "18", "-preset", "veryfast", "-tune", "animation", "-movflags", "+faststart")


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
        film = beside.with_name(beside.name + ".mp4")
        try:
            with contextlib.closing(_encoder(ffmpeg, film, raster, options.fps)) as encoder:
                encoder.send(None)
                for frame in steady(movie, options.fps, progress):
                    raster.draw(frame.grid)
                    encoder.send(raster.pixels.tobytes())
            film.replace(beside)
        finally:
            film.unlink(missing_ok=True)
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
