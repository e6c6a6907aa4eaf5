"""The page: parsed, its data replayed and compared with the cells, and played in a headless Chromium where there is one."""

import base64
import io
import json
import re
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest
from concviz.engine.export.film.grid import Caption, Mark, Table, web
from concviz.engine.export.film.html import write_html
from concviz.engine.export.options import Options
from PIL import Image

from tests.support.export_samples import COLUMNS, EVIL, GREEN, GROUND, ROWS, movie, picture
from tests.support.headless_chromium import CHROMIUM, Browser

VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """Checks that tags are balanced, and keeps what they hold."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.words = [], [], {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)


def data_of(text):
    packed = re.search(r'id="movie">([A-Za-z0-9+/=]+)</script>', text).group(1)
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def test_the_data_replays_to_the_cells(tmp_path, film):
    write_html(film, tmp_path / "a.html")
    data = data_of((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert (data["columns"], data["rows"], data["length"]) == (COLUMNS, ROWS, 5.0)
    shown = {}
    for number, (t_ms, runs) in enumerate(data["frames"]):
        assert t_ms == number * 250
        for row, column, look, text in zip(*[iter(runs)] * 4, strict=True):
            x = column
            for grapheme, width in [(c, 1) for c in text] if isinstance(text, str) else text:
                shown[row, x] = grapheme, look
                x += 1
                if width == 2:
                    shown[row, x] = "", look
                    x += 1
        for y, row in enumerate(picture(number).rows):
            for x, cell in enumerate(row):
                grapheme, look = shown[y, x]
                style = cell.style
                assert grapheme == cell.text, (number, y, x)
                flags = style.bold + 2 * style.italic + 4 * style.underline
                assert data["styles"][look] == [web(style.ink), web(style.bg), flags]
    assert set("█▌░▒▓╭─┬╮●◆▸⣿⡇") <= set(data["glyphs"])
    assert len(json.dumps(data["frames"])) < 60_000, "only what changed"


def test_the_page_stands_alone_and_reads_without_javascript(tmp_path, film):
    write_html(film, tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not [attrs for _, attrs in page.seen if {"src", "href"} & set(attrs)]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert "default-src 'none'" in text
    assert page.words["h1"] == ["Threads on π"]
    assert page.words["td"] == ["threads", "4.02", "processes", "1.07"]
    assert "00:02 Processes" in page.words["button"]
    assert any("3.14" in word for word in page.words["text"]), "the last frame as SVG"


def test_hostile_words_are_only_words(tmp_path):
    film = movie(
        title=EVIL, chapters=(Mark(0, EVIL),), captions=(Caption(0, 2, EVIL),), table=Table((EVIL,), ((EVIL,),))
    )
    write_html(film, tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    page = Page(text)
    assert [tag for tag, _ in page.seen].count("script") == 2
    assert "b" not in {tag for tag, _ in page.seen}
    assert len(text) < 60_000
    data = data_of(text)
    assert len(data["captions"][0][2]) <= 400
    assert data["title"].isprintable()


def test_captions_can_be_left_out(tmp_path, film):
    write_html(film, tmp_path / "a.html", Options(captions=False))
    assert data_of((tmp_path / "a.html").read_text(encoding="utf-8"))["captions"] == []


# -------------------------------------------------------------------- a real browser

chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
NOW = 'Number(document.querySelector(".bar input").value)'
PLAYED = "document.documentElement.classList.contains('js')"
PLAYING = "document.documentElement.classList.contains('playing')"


@pytest.fixture
def browser(tmp_path):
    made = Browser(tmp_path)
    yield made
    made.close()


def pixel(browser, x, y):
    """The colour in the middle of a cell."""
    place = f"(({x} + .5) * c.width / {COLUMNS}), (({y} + .5) * c.height / {ROWS})"
    data = f"Array.from(c.getContext('2d').getImageData({place}, 1, 1).data)"
    return tuple(browser.js(f"(() => {{ const c = document.querySelector('canvas'); return {data} }})()")[:3])


def quiet(browser):
    """Nothing in the console but what our own look at the pixels causes, and nothing fetched but the page."""
    said = [json.dumps(entry) for entry in browser.said]
    return [entry for entry in said if "willReadFrequently" not in entry] == []


@chromium
@pytest.mark.real
def test_it_obeys_keys_and_messages_in_a_browser(tmp_path, film, browser):
    write_html(film, tmp_path / "a.html")
    browser.open(tmp_path / "a.html")
    browser.until(PLAYED)
    assert pixel(browser, 12, 4) == GROUND
    browser.key("]")
    assert browser.js(NOW) == 2.5
    assert pixel(browser, 9, 1) == GREEN.fg
    assert pixel(browser, 11, 1) != GREEN.fg
    browser.key("[")
    assert browser.js(NOW) == 0
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        browser.key(key)
    assert browser.js(NOW) == 1
    browser.js('{ const b = document.querySelector(".bar input"); b.value = 1.5; b.dispatchEvent(new Event("input")) }')
    assert browser.js('document.querySelector("figcaption").textContent') == "Only one runs at a time."
    browser.key(" ", "Space")
    browser.until(f"{NOW} > 1.5")
    # A message holds it whether it still plays or has reached its end meanwhile; the key would start it again there.
    browser.js('postMessage({concviz: "pause"}, "*")')
    browser.until(f"!{PLAYING}")
    stopped = browser.js(NOW)
    later = f"new Promise(d => requestAnimationFrame(() => requestAnimationFrame(() => d({NOW}))))"
    assert browser.js(later) == stopped
    space = 'dispatchEvent(new KeyboardEvent("keydown", {key: " "}))'
    assert browser.js(f"[{space} && 0, {PLAYING}, {space} && 0, {PLAYING}]")[1::2] == [True, False]
    for sent, until in (
        ('{concviz: "seek", t: 4}', f"{NOW} === 4"),
        ('{concviz: "seek", t: "x"}', f"{NOW} === 4"),
        ('{concviz: "seek"}', f"{NOW} === 4"),
        ('{concviz: "play"}', f"{NOW} === 5"),
    ):
        browser.js(f'postMessage(null, "*"); postMessage({sent}, "*")')
        browser.until(until)
    browser.key("End")
    assert browser.js(NOW) == 5
    assert browser.js('getComputedStyle(document.querySelector(".still")).display') == "none"
    assert quiet(browser)
    assert browser.fetched in ([], [(tmp_path / "a.html").as_uri()])


@chromium
@pytest.mark.real
def test_a_page_around_it_hears_and_controls_it(tmp_path, film, browser):
    write_html(film, tmp_path / "a.html")
    deck = """<iframe src="a.html" width="860" height="640"></iframe><script>
    const heard = [], film = document.querySelector("iframe");
    addEventListener("message", (event) => heard.push(event.data));
    const say = (what) => film.contentWindow.postMessage(what, "*");</script>"""
    (tmp_path / "deck.html").write_text(deck)
    browser.open(tmp_path / "deck.html")
    browser.until("typeof heard !== 'undefined' && heard.some(m => m.concviz === 'ready' && m.length === 5)")
    browser.js('say({concviz: "seek", t: 3})')
    browser.until("heard.some(m => m.concviz === 'seek' && m.t === 3 && !m.playing)")
    browser.js('say({concviz: "play"})')
    browser.until("heard.some(m => m.concviz === 'play' && m.playing)")
    browser.until("heard.some(m => m.concviz === 'pause' && m.t === 5)")
    assert quiet(browser)


@chromium
@pytest.mark.real
@pytest.mark.parametrize("scripts", [True, False])
def test_its_picture_has_the_cells_colours_with_and_without_javascript(tmp_path, browser, scripts):
    write_html(movie(10), tmp_path / "a.html")
    browser.call("Emulation.setScriptExecutionDisabled", value=not scripts)
    browser.open(tmp_path / "a.html")
    if scripts:
        browser.until(PLAYED)
        browser.key("End")
    browser.until("document.readyState === 'complete'")
    pixels = np.asarray(Image.open(io.BytesIO(browser.picture())).convert("RGB"))
    assert (pixels == GROUND).all(axis=2).mean() > 0.1
    assert (pixels == GREEN.fg).all(axis=2).sum() > 5_000, "the last frame has a bar of nine cells"
    assert quiet(browser)
