"""GIF, MP4 and captions: decoded by Pillow and ffmpeg, compared with the cells."""

import importlib.util
import os
import re
import subprocess

import numpy as np
import pytest
from concviz.engine.export.film.captions import LINES, caption_lines, with_captions
from concviz.engine.export.film.changes import steady
from concviz.engine.export.film.gif import write_gif
from concviz.engine.export.film.grid import Frame, Mark, Style, grid_of
from concviz.engine.export.film.mp4 import write_mp4
from concviz.engine.export.film.palette import COLOURS, choose
from concviz.engine.export.film.png import picture as drawn
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportCancelled, ExportError
from PIL import Image

from tests.support.export_samples import COLUMNS, EVIL, GROUND, PLAIN, ROWS, movie, movie_of, picture


def frames_of(path):
    """(start in ms, RGB pixels) of every frame of a GIF."""
    image, t_ms = Image.open(path), 0
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        found.append((t_ms, np.asarray(image.convert("RGB")).copy()))
        t_ms += image.info["duration"]
    return found, t_ms


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_decoded_frame_shows_its_grid(tmp_path, scale):
    film = movie(captions=())
    write_gif(film, tmp_path / "a.gif", Options(scale=scale))
    frames, length_ms = frames_of(tmp_path / "a.gif")
    assert length_ms == 5000
    assert [t_ms for t_ms, _ in frames] == [250 * n for n in range(20)]
    for number, (_, pixels) in enumerate(frames):
        exact = np.asarray(drawn(picture(number), ground=GROUND, scale=scale)).astype(int)
        assert np.abs(pixels.astype(int) - exact).max() <= 20, "letters' edges in 8 steps"
        whole = (exact == GROUND).all(axis=2) | (exact == (62, 207, 142)).all(axis=2)
        assert (pixels[whole] == exact[whole]).all(), "areas have their exact colour"


def test_equal_frames_are_one_and_time_does_not_drift(tmp_path):
    still = [Frame(number / 7, picture(number // 10)) for number in range(70)]
    film = movie_of(still, 10.0)
    write_gif(film, tmp_path / "a.gif")
    frames, length_ms = frames_of(tmp_path / "a.gif")
    assert len(frames) == 7
    assert length_ms == 10_000
    assert [t_ms for t_ms, _ in frames] == [round(n * 1000 / 7, -1) for n in range(0, 70, 10)]


def test_a_palette_keeps_areas_exact_however_many_colours_there_are(tmp_path):
    many = [
        [("█", Style((n % 256, n * 7 % 256, n * 13 % 256), GROUND)) for n in range(y * 60, y * 60 + 60)]
        for y in range(10)
    ]
    film = movie_of([Frame(0.0, grid_of(many, 60, 10, PLAIN))], 1.0)
    write_gif(film, tmp_path / "a.gif")
    pixels = frames_of(tmp_path / "a.gif")[0][0][1]
    wanted = np.array([[run[1].fg for run in line] for line in many])
    assert np.abs(pixels[11::22, 5::10].astype(int) - wanted).mean() < 10


def test_few_colours_are_all_kept():
    colours = np.arange(8 * 20 * 3, dtype=np.uint8).reshape(20, 8, 3)
    palette, index = choose(colours, np.ones((20, 8)))
    assert len(palette) <= COLOURS
    assert (palette[index] == colours).all()


def test_captions_come_under_the_cells_for_their_time(tmp_path, film):
    framed = with_captions(film)
    assert framed.rows == ROWS + LINES
    shown = [(frame.t_s, frame.grid.text().split("\n")[-2].strip()) for frame in framed.frames()]
    assert [t for t, text in shown if "Only one" in text] == [1.1, 1.25, 1.5, 1.75]
    assert (2.0, "") in shown
    assert len(shown) <= framed.count
    assert with_captions(film, wanted=False) is film
    write_gif(film, tmp_path / "a.gif")
    assert Image.open(tmp_path / "a.gif").size == (COLUMNS * 10, (ROWS + LINES) * 22)


def test_captions_are_cut_to_two_harmless_lines():
    lines = caption_lines(EVIL, 40)
    assert len(lines) <= LINES
    assert all(len(line) <= 36 and line.isprintable() for line in lines)
    assert caption_lines("", 40) == []


def test_a_steady_movie_fills_the_gaps():
    film = movie(4, fps=2)
    times = [frame.t_s for frame in steady(film, 4, lambda *_: True)]
    assert times == [n / 4 for n in range(8)]


@pytest.mark.parametrize("write", [write_gif, write_mp4])
def test_cancelling_leaves_nothing(tmp_path, film, write):
    if write is write_mp4:
        pytest.importorskip("imageio_ffmpeg")
    seen = []

    def stop_in_the_middle(done, total):
        seen.append((done, total))
        return len(seen) < 8

    with pytest.raises(ExportCancelled):
        write(film, tmp_path / "out", Options(), stop_in_the_middle)
    assert os.listdir(tmp_path) == []
    assert all(0 <= done <= total for done, total in seen)


def test_without_ffmpeg_one_line_says_what_to_do(tmp_path, film, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError, match="-m pip install imageio-ffmpeg"):
        write_mp4(film, tmp_path / "a.mp4")


@pytest.mark.skipif(importlib.util.find_spec("imageio_ffmpeg") is None, reason="the extra video is not installed")
def test_a_video_shows_the_cells(tmp_path):
    import imageio_ffmpeg

    film = movie(captions=())
    write_mp4(film, tmp_path / "a.mp4", Options(scale=2))
    reader = imageio_ffmpeg.read_frames(str(tmp_path / "a.mp4"))
    about = next(reader)
    assert about["size"] == (COLUMNS * 20, ROWS * 44)
    assert about["duration"] == pytest.approx(5.0, abs=0.05)
    shown = [np.frombuffer(frame, np.uint8).reshape(ROWS * 44, COLUMNS * 20, 3) for frame in reader]
    middle = shown[int(about["fps"] * 2.6)]
    exact = np.asarray(drawn(picture(10), ground=GROUND, scale=2)).astype(int)
    assert np.abs(middle.astype(int) - exact).mean() < 8


def described(path):
    """What ffmpeg says of a file."""
    import imageio_ffmpeg

    words = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stderr


@pytest.mark.skipif(importlib.util.find_spec("imageio_ffmpeg") is None, reason="the extra video is not installed")
def test_a_video_has_its_chapters_and_its_title_in_the_file(tmp_path):
    marks = (
        Mark(1.0, "Threads; = #1 of \\2"),
        Mark(2.5, "Processes\nand π"),
        Mark(2.5, "Two at once"),
        Mark(5.0, "The end"),
    )
    write_mp4(movie(chapters=marks), tmp_path / "a.mp4")
    told = described(tmp_path / "a.mp4")
    found = re.findall(r"Chapter #0:\d+: start ([\d.]+), end ([\d.]+)\s+Metadata:\s+title\s+: (.*)", told)
    assert [(float(begin), float(end), title.strip()) for begin, end, title in found] == [
        (0.0, 1.0, "Threads on π"),
        (1.0, 2.5, "Threads; = #1 of \\2"),
        (2.5, 5.0, "Two at once"),
    ]
    assert re.search(r"title\s+: Threads on π", told.partition("Chapters:")[0])
    assert os.listdir(tmp_path) == ["a.mp4"]


@pytest.mark.skipif(importlib.util.find_spec("imageio_ffmpeg") is None, reason="the extra video is not installed")
def test_a_video_without_chapters_has_none(tmp_path):
    write_mp4(movie(chapters=()), tmp_path / "a.mp4")
    assert "Chapter #" not in described(tmp_path / "a.mp4")
