"""The page in its forms: the same words in each, and nothing foreign read as markup."""

import re

import msgspec
import pytest
from concviz.engine.model.own.advice_facts import AdviceWarning
from concviz.engine.study.pure.advise.advice_html import advice_html
from concviz.engine.study.pure.advise.advice_markdown import advice_markdown
from concviz.engine.study.pure.advise.advice_sections import PARTS, Section, first_line, sections
from concviz.engine.study.pure.advise.advice_text import advice_lines, table_lines

from tests.support.drawn_charts import Charts
from tests.support.made_advice import HALF, advice, evidence, ledger, loop, row

PAGE = advice(
    evidence(
        loop(ledger=ledger(on_core=0.75, asleep=0.25), gil=False),
        row("threads", HALF, ledger=ledger(on_core=1.0), cores_used=1.9),
    ),
    inputs=1000,
)
TEXT = """\
resize() of images.py · 100 of 1,000 inputs · Python 3.14.2

What to do
  Use threads, with 2 workers: 1.98 times as fast as the loop (1.95 to 2.01).
  All 1,000 inputs: about 10.1 s instead of 20.0 s, if they are like the 100 measured.

One item
  One item takes 20 ms in a loop: eight in ten 20 ms to 20 ms, 20 ms at most.
  What needs the GIL: this Python has no GIL.
  Handed to a process it is 100 B out and 200 B back.
  part                          time  share
  computing, without the GIL   15 ms    75%  ██████████████████
  asleep                      5.0 ms    25%  ██████

What each makes of it
            workers  chunk    wall      against the loop  memory  what limits it
  the loop        1      1  2.00 s                     –       –  sleeping, 25% of the time
  threads         2      1  1.01 s  1.98× (1.95 to 2.01)       –  the cores: 1.90 of 2 used
  asyncio         –      –       –                     –       –  never awaits, so nothing overlaps

The code: resize_threads.py
  print('`x` < 1')

How this was measured
  resize() was called 1,205 times in 12 runs; medians, and where the true ones lie, as far as so few repeats can tell.
"""


def test_as_text():
    assert "".join(f"{line}\n" for line, _ in advice_lines(PAGE, 120)) == TEXT


def test_no_line_is_wider_than_it_may_be_but_for_code():
    for width in (50, 60, 80, 100):
        lines = [line for line, role in advice_lines(PAGE, width) if role not in ("code", "title")]
        assert max(map(len, lines)) <= width


def test_all_words_are_in_every_form():
    found = sections(PAGE)
    words = [
        *(s for each in found for s in each.sentences),
        *(cell for each in found for row in each.rows for cell in row),
    ]
    html, markdown = advice_html(PAGE), advice_markdown(PAGE)
    for each in words:
        assert each in re.sub(r"\\(.)", r"\1", markdown)
        assert each in html.replace("&#x27;", "'")
    assert "print(&#x27;`x` &lt; 1&#x27;)" in html
    assert "```python\nprint('`x` < 1')\n```" in markdown


def test_the_html_loads_nothing():
    html = advice_html(PAGE)
    assert html.startswith("<!doctype html>")
    assert not re.search(r"https?:|src=|@import|<script", html)


def test_foreign_words_are_no_markup():
    page = msgspec.structs.replace(PAGE, function="<b>|`x`_()", place="[a](b).py")
    assert "<b>" not in advice_html(page)
    assert advice_markdown(page).splitlines()[0] == (
        r"## \<b\>\|\`x\`\_() of \[a\](b).py · 100 of 1,000 inputs · Python 3.14.2"
    )


def test_the_environment_stands_in_the_first_line():
    page = msgspec.structs.replace(PAGE, environment="shop/.venv", inputs=100)
    assert first_line(page) == "resize() of images.py · 100 inputs · Python 3.14.2 in shop/.venv"


def test_every_part_of_an_item_has_its_words():
    assert PARTS == {
        "gil": "computing, with the GIL", "free": "computing, without the GIL", "computing": "computing",
        "helpers": "its own threads and children", "wait_core": "waiting for a core", "wait_gil": "waiting for the GIL",
        "wait_lock": "waiting for a lock", "wait_io": "waiting for I/O", "wait_child": "waiting for its children", "asleep": "asleep",
        "other": "not accounted for",
    }  # fmt: skip


def test_the_whole_page_as_html(snapshot):
    assert advice_html(PAGE).replace("><", ">\n<") == snapshot.use_extension(Charts)


def test_sections_come_in_their_order_and_only_those_of_which_there_is_something_to_say():
    bare = msgspec.structs.replace(PAGE, item=None, models=[], code="")
    assert [each.title for each in sections(bare)] == ["What to do", "How this was measured"]
    warned = msgspec.structs.replace(
        PAGE, warnings=[AdviceWarning("varies", "It varies."), AdviceWarning("wrong", "It is wrong.")]
    )
    found = {each.title: each for each in sections(warned)}
    assert list(found) == [
        "What to do",
        "One item",
        "What each makes of it",
        "Look out",
        "The code: resize_threads.py",
        "How this was measured",
    ]
    assert found["Look out"].sentences == ["It varies.", "It is wrong."]
    assert found["The code: resize_threads.py"].code == "print('`x` < 1')\n"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (34, ["model    told", "threads  aaaaaaaaaa bbbbbbbbbb cc"]),
        (33, ["model    told", "threads  aaaaaaaaaa bbbbbbbbbb cc"]),
        (32, ["model", "threads", "    aaaaaaaaaa bbbbbbbbbb cc"]),
        (25, ["model", "threads", "    aaaaaaaaaa bbbbbbbbbb", "    cc"]),
        (24, ["model", "threads", "    aaaaaaaaaa", "    bbbbbbbbbb cc"]),
        (9, ["model", "threads", "    aaaaaaaaaa", "    bbbbbbbbbb cc"]),
    ],
)
def test_what_has_no_room_beside_the_other_cells_stands_below_them(width, lines):
    section = Section("Models", heads=("model", "told"), rows=[("threads", "aaaaaaaaaa bbbbbbbbbb cc")])
    assert list(table_lines(section, width)) == lines
