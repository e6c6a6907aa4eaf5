"""One real run, recorded, in every format, each read by something that isn't us and compared with the app's own cells."""

from __future__ import annotations

import contextlib
import csv
import gzip
import importlib.util
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from concviz.engine.export.glyphs.atlas import FONTS
from concviz.engine.session.file.reader import load
from concviz.tui.export.film import Film, View
from PIL import Image

from tests.support.commands import call
from tests.support.headless_chromium import CHROMIUM, Browser
from tests.support.real_processes import concviz

pytestmark = pytest.mark.real
WHOLE = ("--from", "0")
"""From the first moment on, in which nothing is to be seen yet."""
FPS = 2
EDGE = 24
"""Letters' edges have few colours in a GIF."""


def needs(name: str, what: str) -> pytest.MarkDecorator:
    """Skips, visibly, where a checker isn't installed."""
    return pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"{what} is not installed")


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    """Two threads on pi for about a second, recorded by the command."""
    folder = tmp_path_factory.mktemp("export")
    path = folder / "run.concviz.jsonl"
    words = ("run", "pi", "--workers", "2", "--size", "1", "--record", str(path), "--plain")
    done = concviz(*words, state=folder / "state")
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def session(recording):
    return load(recording)


@pytest.fixture
def made(recording, tmp_path, monkeypatch):
    """Makes one export and returns its path: the command itself, but in this process."""
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))

    def make(to: str, name: str, *words: str) -> Path:
        assert call("export", recording, "--to", to, "-o", tmp_path / name, "--plain", *words) == 0
        return tmp_path / name

    return make


def app_cells(session, moments_us, size=(120, 40), theme="concviz-dark"):
    """The app's own cells, and the theme's ground."""
    with Film(session, View(size, theme, title="run")) as film:
        return [film.grid(t_us) for t_us in moments_us], film.colours["ground"]


@pytest.mark.parametrize(("size", "version"), [((120, 40), 2), ((80, 24), 3)])
def test_a_cast_shows_the_apps_cells_in_another_terminal(session, made, size, version):
    pyte = pytest.importorskip("pyte")
    path = made(
        "cast", "a.cast", "--fps", str(FPS), "--size", f"{size[0]}x{size[1]}", "--cast-version", str(version), *WHOLE
    )
    head, *events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert head["version"] == version
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    wanted = [round(n * 1e6 / FPS) for n in range(min(5, session.length_us * FPS // 1_000_000))]
    grids, _ = app_cells(session, wanted, size)
    t_s, checked = 0.0, 0
    for place, (time, code, data) in enumerate(events):
        t_s = time if version == 2 else t_s + time
        if code == "o":
            stream.feed(data)
        following = events[place + 1][0] if place + 1 < len(events) else 1.0
        if (following if version == 3 else following - t_s) <= 0 or checked >= len(grids):
            continue
        if abs(t_s - checked / FPS) < 0.001:
            for y, row in enumerate(grids[checked].rows):
                shown = "".join(screen.buffer[y][x].data for x in range(size[0]))
                assert shown == "".join(cell.text for cell in row), (checked, y)
                inks = ["#" + screen.buffer[y][x].fg for x, cell in enumerate(row) if cell.text.strip()]
                assert inks == ["#{:02x}{:02x}{:02x}".format(*cell.style.ink) for cell in row if cell.text.strip()]
            checked += 1
    assert checked >= 2


@needs("asciinema", "asciinema")
def test_asciinema_reads_the_cast(made):
    path = made("cast", "a.cast", "--fps", "1")
    done = subprocess.run([sys.executable, "-m", "asciinema", "cat", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Monte Carlo" in done.stdout


@pytest.mark.parametrize(("size", "theme"), [((120, 40), "dark"), ((80, 24), "light")])
def test_a_png_has_the_apps_cells(session, made, size, theme):
    path = made("png", "a.png", "--at", "1.2", "--size", f"{size[0]}x{size[1]}", "--theme", theme)
    pixels = np.asarray(Image.open(path).convert("RGB"))
    (grid,), ground = app_cells(session, [1_200_000], size, f"concviz-{theme}")
    assert pixels.shape == (size[1] * 22, size[0] * 10, 3)
    assert cells_agree(pixels, grid, ground) > 0.999


def cells_agree(pixels, grid, ground):
    """Share of the blank and full cells that are one area of the colour they should be."""
    right = seen = 0
    for y, row in enumerate(grid.rows):
        for x, cell in enumerate(row):
            if cell.text in (" ", "█") and not cell.style.underline:
                colour = cell.style.ink if cell.text == "█" else cell.style.bg
                area = pixels[y * 22 : y * 22 + 22, x * 10 : x * 10 + 10]
                right, seen = right + bool((area == colour).all()), seen + 1
    assert seen > 500
    assert (pixels == ground).all(axis=2).mean() > 0.2
    return right / seen


def test_a_gif_shows_the_apps_cells_at_their_times(session, made):
    path = made("gif", "a.gif", "--fps", str(FPS), "--size", "80x24", *WHOLE)
    image = Image.open(path)
    times = [n / FPS for n in range(int(session.length_us / 1e6 * FPS))]
    grids, ground = app_cells(session, [round(t * 1e6) for t in times], (80, 24))
    shown, t_ms = {}, 0
    for number in range(image.n_frames):
        image.seek(number)
        shown[t_ms] = np.asarray(image.convert("RGB")).copy()
        t_ms += image.info["duration"]
    assert t_ms == pytest.approx(session.length_us / 1000, abs=20)
    for t_s, grid in zip(times, grids, strict=True):
        at = max(t for t in shown if t <= t_s * 1000 + 5)
        assert cells_agree(shown[at], grid, ground) > 0.99


@needs("resvg_py", "resvg")
def test_an_svg_is_parsed_and_rasterised(session, made):
    import resvg_py

    path = made("svg", "a.svg", "--at", "1.2", "--theme", "light")
    words = "".join(text or "" for text in ElementTree.parse(path).getroot().itertext())
    assert "π by Monte Carlo" in words
    faces = [str(FONTS / f"JetBrainsMono-{weight}.ttf") for weight in ("Regular", "Bold")]
    picture = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=path.read_text("utf-8"), font_files=faces))))
    (grid,), ground = app_cells(session, [1_200_000], theme="concviz-light")
    assert cells_agree(np.asarray(picture.convert("RGB")), grid, ground) > 0.99


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_page_plays_and_scrubs_in_a_browser(session, made, tmp_path):
    path = made("html", "a.html", "--fps", str(FPS), *WHOLE)
    browser = Browser(tmp_path)
    now = 'Number(document.querySelector(".bar input").value)'
    try:
        browser.open(path)
        browser.until("document.documentElement.classList.contains('js')")
        browser.key("End")
        assert browser.js(now) == pytest.approx(session.length_us / 1e6, abs=0.01)
        browser.key("Home")
        browser.key(" ", "Space")
        browser.until(f"{now} > 0.4")
        # It is held before it is moved: a page that plays has left the second again before one can look.
        browser.js('postMessage({concviz: "pause"}, "*"); postMessage({concviz: "seek", t: 1}, "*")')
        browser.until(f"{now} === 1")
        picture = Image.open(io.BytesIO(browser.picture())).convert("RGB")
        assert len(picture.getcolors(1 << 20) or ()) > 20
        said = [entry for entry in browser.said if "willReadFrequently" not in json.dumps(entry)]
        assert said == []
        assert browser.fetched in ([], [path.as_uri()])
    finally:
        browser.close()


@needs("imageio_ffmpeg", "the extra video")
def test_a_video_is_decoded(session, made):
    import imageio_ffmpeg

    path = made("mp4", "a.mp4", "--fps", str(FPS), "--size", "80x24", *WHOLE)
    with contextlib.closing(imageio_ffmpeg.read_frames(str(path))) as reader:
        about = next(reader)
        frames = sum(1 for _ in reader)
    assert about["size"] == (800, 528)
    assert about["duration"] == pytest.approx(session.length_us / 1e6, abs=1 / FPS)
    assert frames > 3


def test_tables_agree_with_the_result(session, made):
    folder = made("csv", "tables")
    rows = {name: list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8"))) for name in ("runs", "spans")}
    result = session.run_end(1).result
    assert float(rows["runs"][0]["wall_s"]) == pytest.approx(result.wall_s, rel=1e-3)
    assert len(rows["spans"]) == len(session.spans(1))
    assert "cores" in (folder / "README.md").read_text(encoding="utf-8")


@needs("pandas", "pandas")
def test_pandas_reads_the_tables(session, made):
    import pandas

    spans = pandas.read_csv(made("csv", "tables") / "spans.csv")
    busy = spans[spans["kind"] == "item"] if "kind" in spans else spans
    assert busy["cpu_s"].sum() == pytest.approx(float(session.spans(1, whole_only=True).cpu_us.sum()) / 1e6, rel=1e-3)


def test_the_trace_is_what_importers_take(session, made):
    path = made("trace", "a.json.gz")
    events = json.loads(gzip.decompress(path.read_bytes()))["traceEvents"]
    assert all({"name", "ph", "pid"} <= set(event) for event in events)
    assert all(event["ts"] >= 0 for event in events if "ts" in event)
    spans = [event for event in events if event["ph"] == "X" and "item" in event.get("args", {})]
    assert len(spans) == len(session.spans(1, whole_only=True))
    assert sum(event["dur"] for event in spans) == int(
        (session.spans(1, whole_only=True).end_us - session.spans(1, whole_only=True).start_us).sum()
    )


@needs("matplotlib", "the extra figures")
@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_a_figure_is_a_picture(made, name):
    path = made("figure", name)
    data = path.read_bytes()
    if name.endswith("png"):
        assert min(Image.open(path).size) > 500
    elif name.endswith("svg"):
        assert ElementTree.parse(path).getroot().tag.endswith("svg")
    else:
        assert data.startswith(b"%PDF")


def test_nothing_personal_is_in_a_recording(recording):
    text = recording.read_text(encoding="utf-8")
    host, user = os.uname().nodename, os.environ.get("USER") or Path.home().name
    for word in (str(Path.home()), host):
        assert len(word) < 3 or word not in text, word
    assert f'"{user}"' not in text


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
@pytest.mark.parametrize(("to", "name"), [("mp4", "a.mp4"), ("figure", "a.pdf"), ("figure", "a.png"), ("gif", "a.gif")])
def test_what_does_not_fit_on_the_disk_is_one_line_and_nothing_is_left(
    to, name, recording, state, tmp_path, monkeypatch, capfd
):
    """A limit on the size of a file stands in for a full disk: both make the write fail half way."""
    pytest.importorskip({"mp4": "imageio_ffmpeg", "figure": "matplotlib"}.get(to, "PIL"))
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        code = call("export", recording, "--to", to, "-o", folder / name, "--plain", "--size", "80x24")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    said = capfd.readouterr().err
    assert code == 2, said
    assert [line for line in said.splitlines() if not line.startswith(f"{to}: ")] == said.splitlines()[-1:], said
    assert said.splitlines()[-1].startswith("concviz: "), said
    assert list(folder.iterdir()) == []
