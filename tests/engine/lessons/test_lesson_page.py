"""A lesson as one page: everything hidden until it is revealed, no word that acts, nothing loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from concviz.engine.lessons.lesson_page import lesson_page
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.lesson_shelf import built_in
from concviz.engine.lessons.walk import Walk

from tests.support.fakes import MACHINE

TEXT = """\
+++
title = "A <b>title</b>"
language = "en"
sources = ["https://docs.python.org/3/", "javascript:alert(1)"]
+++
## One
Text with <script>alert(1)</script> and [a link](javascript:alert(1)).
```concviz
predict = "Cores </fieldset>?"
quantity = "cores_used"
choices = ["one", "two <i>"]
bounds = [1.4]
```
```concviz
predict = "Speed-up?"
quantity = "speedup"
draw = true
```
```concviz
run = "pi"
```
```concviz
reveal = "cores_used, speedup"
```
Only now.
"""


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page(text=TEXT, players=None):
    walk = Walk(parse_lesson(text, "t"), {"cores": 2.0, "gil": 1.0}, lambda needs: "")
    walk.predict(None)
    walk.predict(None)
    walk.measured({"cores_used": 1.02, "speedup": 1.1})
    walk.go_on()
    return lesson_page(walk, MACHINE, players or {})


def test_a_run_is_watched_once_it_is_revealed_and_its_page_is_only_a_page():
    made = page(players={(0, 3): '<p title="x">a "run"</p>'})
    assert "iframe title" not in made.partition("<details>")[0]
    tags = Tags()
    tags.feed(made)
    (frame,) = [attrs for name, attrs in tags.found if name == "iframe"]
    assert frame == {"title": "concviz run pi", "loading": "lazy", "srcdoc": '<p title="x">a "run"</p>'}


def test_what_was_measured_is_hidden_until_it_is_revealed():
    made = page()
    before, _, after = made.partition("<details>")
    assert "1.02 cores" not in before
    assert "Only now." not in before
    assert "<li>cores used: <strong>1.02 cores</strong></li>" in after
    assert (
        '<p data-of="q1-1" data-right="0"><b></b> Cores &lt;/fieldset&gt;? <strong>one · 1.02 cores</strong></p>'
        in after
    )
    assert "Measured on Linux 6.18 x86_64, 8 cores, CPython 3.14.2." in made


def test_no_word_of_a_lesson_acts_and_nothing_is_loaded():
    tags = Tags()
    tags.feed(page())
    assert tags.open == []
    assert [name for name, _ in tags.found if name in ("b", "i", "script", "link", "img", "iframe")] == [
        "b",
        "b",
        "script",
    ]
    assert [attrs["href"] for name, attrs in tags.found if name == "a"] == ["https://docs.python.org/3/"]
    assert not any("src" in attrs for _, attrs in tags.found)
    assert re.search(r"default-src 'none'", page())


def test_every_question_can_be_answered_by_keyboard_and_has_its_words():
    tags = Tags()
    tags.feed(page())
    inputs = [attrs for name, attrs in tags.found if name == "input"]
    assert [(each["type"], each["name"]) for each in inputs] == [
        ("radio", "q1-1"),
        ("radio", "q1-1"),
        ("range", "q1-2"),
    ]
    assert len([name for name, _ in tags.found if name in ("label", "legend")]) == len(inputs) + 2


def test_a_lesson_of_which_nothing_could_be_measured_is_a_page_too():
    for lesson in built_in().values():
        walk = Walk(lesson, {"cores": 1.0, "gil": 1.0}, lambda needs: "")
        while not walk.at_end:
            walk.go_on()
        tags = Tags()
        tags.feed(lesson_page(walk, MACHINE))
        assert tags.open == []
