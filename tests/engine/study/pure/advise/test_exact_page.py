"""The page, part by part and by `==`: each sentence that it may have or not, columns at each width, fences, cells."""

import msgspec
import pytest
from concviz.engine.model.own.advice_facts import ItemParts, ModelAdvice, Part
from concviz.engine.model.study_rows import Interval, Pickled
from concviz.engine.study.pure.advise.advice_html import BAR, LAST, LEFT, WHOLE, _section, advice_body
from concviz.engine.study.pure.advise.advice_markdown import advice_markdown
from concviz.engine.study.pure.advise.advice_sections import Section, item_section, measured, models_section
from concviz.engine.study.pure.advise.advice_text import advice_lines, table_lines

from tests.support.made_advice import HALF, advice, evidence, loop, row
from tests.support.made_studies import MACHINE

PAGE = advice(evidence(loop(), row("threads", HALF)))


def item(parts=("free",), **changes):
    return ItemParts(item_s=0.02, parts=[Part(name, 0.02 / len(parts), 1 / len(parts)) for name in parts], **changes)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (item(), ["One item takes 20 ms in a loop."]),
        (item(gil_why="nobody knows"), ["One item takes 20 ms in a loop.", "What needs the GIL: nobody knows."]),
        (item(["gil"], gil_why="so"), ["One item takes 20 ms in a loop.", "What needs the GIL: so."]),
        (item(["computing"], gil_why="so"), ["One item takes 20 ms in a loop.", "What needs the GIL: so."]),
        (item(["asleep"], gil_why="so"), ["One item takes 20 ms in a loop."]),
        (item(["asleep", "gil"], gil_why="so"), ["One item takes 20 ms in a loop.", "What needs the GIL: so."]),
        (
            item(["wait_io"]),
            ["One item takes 20 ms in a loop.", "When it waits for I/O, by 20 looks, it waits for pipes (100%)."],
        ),
        (item(times_s=Interval(0.02, 0.01, 0.03)), ["One item takes 20 ms in a loop: eight in ten 10 ms to 30 ms."]),
        (
            item(times_s=Interval(0.02, 0.01, 0.03), longest_s=0.05),
            ["One item takes 20 ms in a loop: eight in ten 10 ms to 30 ms, 50 ms at most."],
        ),
        (
            item(pickled=Pickled(1 << 20, 3)),
            ["One item takes 20 ms in a loop.", "Handed to a process it is 1.0 MiB out and 3 B back."],
        ),
        (item(memory_bytes=1 << 20), ["One item takes 20 ms in a loop.", "The loop needs 1.0 MiB of memory in all."]),
        (
            item(memory_bytes=0, memory_kind="rss"),
            ["One item takes 20 ms in a loop.", "The loop needs 0 B of memory in all (RSS)."],
        ),
    ],
)
def test_what_is_said_of_an_item(found, told):
    page = msgspec.structs.replace(PAGE, evidence=msgspec.structs.replace(PAGE.evidence, io_on={"pipe": 20}))
    assert item_section(page, found).sentences == told


def test_the_parts_of_an_item_are_a_table_with_shares():
    section = item_section(PAGE, item(["gil", "asleep"]))
    assert section.rows == [("computing, with the GIL", "10 ms", "50%"), ("asleep", "10 ms", "50%")]
    assert (section.title, section.heads, section.shares) == ("One item", ("part", "time", "share"), [0.5, 0.5])


def test_what_each_model_makes_of_it():
    free = msgspec.structs.replace(row("threads", HALF, workers=1_200), memory_bytes=3 << 20)
    known = evidence(
        loop(), free, msgspec.structs.replace(row("asyncio", HALF), speedup=None), row("gone", HALF, wall_s=None)
    )
    models = [
        ModelAdvice(name=name, title=name.upper(), workers=workers, chunk=chunk, limit=limit)
        for name, workers, chunk, limit in (
            ("sequential", 1, 1, ""), ("threads", 1_200, 2_400, "the GIL"), ("asyncio", 2, 1, "so"), ("gone", 2, 1, "no"),
            ("other", 2, 1, "no"),
        )
    ]  # fmt: skip
    section = models_section(msgspec.structs.replace(PAGE, evidence=known, models=models))
    assert section.rows == [
        ("SEQUENTIAL", "1", "1", "2.00 s", "–", "–", "–"),
        ("THREADS", "1,200", "2,400", "1.01 s", "1.98× (1.95 to 2.01)", "3.0 MiB", "the GIL"),
        ("ASYNCIO", "2", "1", "1.01 s", "–", "–", "so"),
        ("GONE", "–", "–", "–", "–", "–", "no"),
        ("OTHER", "–", "–", "–", "–", "–", "no"),
    ]
    assert (section.title, section.heads) == (
        "What each makes of it", ("", "workers", "chunk", "wall", "against the loop", "memory", "what limits it"),
    )  # fmt: skip


def test_how_it_was_measured():
    told = "; medians, and where the true ones lie, as far as so few repeats can tell."
    assert measured(PAGE) == f"resize() was called 1,205 times in 12 runs{told}"
    on = msgspec.structs.replace(PAGE, machine=MACHINE.facts(), runs=1)
    assert measured(on) == f"resize() was called 1,205 times in 1 run, on 8 cores of Linux 6.18 x86_64{told}"
    named = msgspec.structs.replace(
        on, machine=msgspec.structs.replace(MACHINE.facts(), cpu="Ryzen 7", usable_cores=1.5)
    )
    assert measured(named) == f"resize() was called 1,205 times in 1 run, on 1.5 cores of Ryzen 7{told}"


# ---------------------------------------------------------------------- as text


SHARES = Section(
    "", heads=("part", "time", "share"), rows=[("long name", "1 s", "75%"), ("b", "10 s", "25%")], shares=[0.75, 0.25]
)


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (100, ["part       time  share", f"long name   1 s    75%  {'█' * 18}", f"b          10 s    25%  {'█' * 6}"]),
        (48, ["part       time  share", f"long name   1 s    75%  {'█' * 18}", f"b          10 s    25%  {'█' * 6}"]),
        (44, ["part       time  share", f"long name   1 s    75%  {'█' * 15}", f"b          10 s    25%  {'█' * 5}"]),
        (28, ["part       time  share", f"long name   1 s    75%  {'█' * 3}", "b          10 s    25%  █"]),
        (24, ["part       time  share", "long name   1 s    75%", "b          10 s    25%"]),
        (5, ["part       time  share", "long name   1 s    75%", "b          10 s    25%"]),
    ],
)
def test_bars_are_as_long_as_there_is_room_for(width, lines):
    assert list(table_lines(SHARES, width)) == lines


COLUMNS = Section(
    "", heads=("a", "bb", "ccc", "dddd", "told"), rows=[("1", "2", "3", "4", "five words of some length here")]
)


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (60, ["a  bb  ccc  dddd  told", "1   2    3     4  five words of some length here"]),
        (42, ["a  bb  ccc  dddd  told", "1   2    3     4  five words of some", "                  length here"]),
        (41, ["a  bb  ccc  dddd", "1   2    3     4", "    five words of some length here"]),
        (18, ["a  bb  ccc  dddd", "1   2    3     4", "    five words of some", "    length here"]),
        (17, ["a  bb  ccc", "1   2    3", "    five words of some", "    length here"]),
        (11, ["a  bb", "1   2", "    five words of some", "    length here"]),
        (3, ["a  bb", "1   2", "    five words of some", "    length here"]),
    ],
)
def test_columns_for_which_there_is_no_room_are_left_out_from_the_right(width, lines):
    assert list(table_lines(COLUMNS, width)) == lines


def test_below_the_cells_there_are_twenty_places_at_least():
    section = Section("", heads=("a", "b"), rows=[("1", "aaaaaaaaa bbbbbbbbbb"), ("2", "aaaaaaaaa bbbbbbbbbbb")])
    assert list(table_lines(section, 9)) == [
        "a",
        "1",
        "    aaaaaaaaa bbbbbbbbbb",
        "2",
        "    aaaaaaaaa",
        "    bbbbbbbbbbb",
    ]


def test_a_table_without_rows_is_none_and_an_empty_cell_is_a_line():
    assert list(table_lines(Section("", heads=("a", "b")), 80)) == []
    assert list(table_lines(Section("", heads=("a", ""), rows=[("1", "")]), 80)) == ["a", "1"]


def test_lines_have_their_roles_and_are_wrapped_two_before_the_end():
    page = msgspec.structs.replace(
        PAGE, item=None, models=[], code="a = 1\n\n\nb = 2\n", recommendation=msgspec.structs.replace(
            PAGE.recommendation, sentences=["Use threads, with two workers of them.", "So."])
    )  # fmt: skip
    lines = list(advice_lines(page, 31))
    assert lines[:6] == [
        ("resize() of images.py · 100 inputs · Python 3.14.2", "title"), ("", ""), ("What to do", "heading"),
        ("  Use threads, with two workers", ""), ("  of them.", ""), ("  So.", ""),
    ]  # fmt: skip
    assert list(advice_lines(page, 30))[3][0] == "  Use threads, with two"
    assert [line for line, _ in advice_lines(page, 10)][3:6] == [
        "  Use threads, with two",
        "  workers of them.",
        "  So.",
    ]
    assert [line for line in lines if line[1] == "code"] == [
        ("  a = 1", "code"),
        ("", "code"),
        ("", "code"),
        ("  b = 2", "code"),
    ]


# ---------------------------------------------------------------------- as Markdown and HTML


def with_section(**changes):
    return msgspec.structs.replace(PAGE, item=None, models=[], **changes)


def test_one_sentence_is_a_paragraph_and_several_are_a_list():
    one = with_section(code="", recommendation=msgspec.structs.replace(PAGE.recommendation, sentences=["Do *it*."]))
    assert advice_markdown(one).splitlines()[:5] == [
        "## resize() of images.py · 100 inputs · Python 3.14.2", "", "### What to do", "", r"Do \*it\*.",
    ]  # fmt: skip
    two = with_section(code="", recommendation=msgspec.structs.replace(PAGE.recommendation, sentences=["Do.", "So."]))
    assert advice_markdown(two).splitlines()[4:6] == ["- Do.", "- So."]


@pytest.mark.parametrize(
    ("code", "fence"), [("a", "```"), ("`a`", "```"), ("``", "```"), ("```", "````"), ("a ``` b `````", "``````")]
)
def test_a_fence_is_longer_than_what_it_holds(code, fence):
    lines = advice_markdown(with_section(code=f"{code}\n", code_file="x.py")).splitlines()
    at = lines.index("### The code: x.py")
    assert lines[at + 1 : at + 5] == ["", f"{fence}python", code, fence]


def test_a_table_as_markdown():
    lines = advice_markdown(PAGE).splitlines()
    at = lines.index("### One item")
    assert [line for line in lines[at:] if line.startswith("|")][:3] == [
        "| part | time | share |", "| --- | --- | --- |", "| computing | 20 ms | 100% |",
    ]  # fmt: skip


def test_sections_as_html():
    assert _section(SHARES) == (
        f'<h3></h3><div style="overflow-x:auto"><table><tr><th{LEFT}>part</th><th{LEFT}>time</th><th{LEFT}>share</th></tr>'
        f'<tr><td{WHOLE}>long name</td><td{WHOLE}>1 s</td><td{WHOLE}>75%</td>'
        f'<td style="min-width:10rem"><div style="{BAR};width:75%"></div></td></tr>'
        f'<tr><td{WHOLE}>b</td><td{WHOLE}>10 s</td><td{WHOLE}>25%</td>'
        f'<td style="min-width:10rem"><div style="{BAR};width:25%"></div></td></tr></table></div>'
    )  # fmt: skip
    told = Section("A & B", ["One <b>.", "Two."], heads=("a", "b"), rows=[("1", "<2>")], code="x < 1\n")
    assert _section(told) == (
        "<h3>A &amp; B</h3><p>One &lt;b&gt;.</p><p>Two.</p>"
        f'<div style="overflow-x:auto"><table><tr><th{LEFT}>a</th><th{LEFT}>b</th></tr>'
        f"<tr><td{WHOLE}>1</td><td{LAST}>&lt;2&gt;</td></tr></table></div><pre><code>x &lt; 1\n</code></pre>"
    )
    assert _section(Section("A")) == "<h3>A</h3>"
    assert advice_body(PAGE).startswith(
        "<h2>resize() of images.py · 100 inputs · Python 3.14.2</h2><h3>What to do</h3>"
    )
