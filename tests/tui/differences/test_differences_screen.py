"""The Differences screen and the words that it explains, on sessions with made-up cells."""

import pytest
from concviz.engine.differences.differences_page import differences_page, left_between
from concviz.engine.differences.properties import COLUMNS, PROPERTIES
from concviz.engine.lessons.concepts import CONCEPTS
from concviz.engine.model.difference_facts import WeightFacts
from concviz.engine.model.vocabulary import WORKER_KINDS
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Live
from concviz.tui.differences.differences_screen import DifferencesScreen
from concviz.tui.differences.evidence_screen import EvidenceScreen
from concviz.tui.help.concept_screen import WORD_OF_WORKER, ConceptScreen, word_of
from concviz.tui.lab.lab_screen import LabScreen
from concviz.tui.theme.themes import THEMES

from tests.support.fakes import OWN, FakeInstrument, app_for, frame
from tests.support.made_studies import FREE, PYTHON, add_differences, cell, session
from tests.support.study_screens import fills_the_screen, live, opened, replay, resized, text, until_over

SIZES = [(200, 60), (120, 40), (80, 24), (60, 20), (40, 10)]


def made(*, upto: int = 99):
    found = session()
    add_differences(found, upto=upto)
    return found


# ---------------------------------------------------------------------- what is seen


def test_before_anything_is_measured_the_claims_are_there():
    page = differences_page(session())
    assert page.status == "none"
    assert [row.name for row in page.rows] == list(PROPERTIES)
    assert all(cell.claim and not cell.state for row in page.rows for cell in row.cells)


def took(step, seconds):
    """An experiment of that length."""
    return cell("weight", "threading", "1 ms", step=step, steps=20, facts=WeightFacts(took_s=seconds))


def test_what_is_left_is_a_range():
    lengths = [1.0, 0.5, 1.5, 2.0, 4.0, 7.0, 3.0, 9.5, 2.0]
    found = []
    for step in range(1, len(lengths) + 1):
        now = cell("race", "threading", "", state="measuring", step=step + 1, steps=20)
        found.append(left_between([took(at, seconds) for at, seconds in enumerate(lengths[:step], 1)], now))
    assert found[:3] == [None, None, None], "of three nobody knows"
    assert found[3] == (16 * 1.0, 16 * 8.0)
    assert found[-1] == (11 * 1.5, 11 * 9.5)
    assert found[-2][1] == 12 * 9.5


def test_a_second_python_stands_beside_the_first():
    row = differences_page(made()).row("parallelism")
    threading = next(cell for cell in row.cells if cell.column == "threading")
    assert (threading.python, threading.value) == (PYTHON, "1.00 cores")
    assert [(other.python, other.agrees) for other in row.others] == [(FREE, False)]


def test_what_is_being_measured_and_what_was_cut_off():
    recorded = session()
    recorded.append(cell("weight", "asyncio", "", None, state="measuring", step=3, steps=9))
    page = differences_page(recorded)
    assert (page.status, page.step, page.steps) == ("measuring", 3, 9)
    assert page.now is not None
    assert page.now.column == "asyncio"
    assert differences_page(recorded, live=False).status == "stopped"
    assert differences_page(made()).status == "done"
    assert differences_page(made(), 1_000_000).status == "none"


@pytest.mark.parametrize("upto", [0, 4, 99])
async def test_it_fills_the_screen_at_every_size(upto):
    app = replay(made(upto=upto))
    async with app.run_test(size=SIZES[0]) as pilot:
        await opened(pilot, "differences")
        for size in SIZES:
            await resized(pilot, size)
            fills_the_screen(app, size)


async def test_all_of_it_at_the_usual_size_and_y_copies_the_table():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press("y")
        await pilot.pause()
        assert "1.00 cores" in app.clipboard
        seen = text(app)
        for words in (
            "threading", "multiprocessing", "asyncio", "interpreters", "✓ 3 threads of 1 process", "not shared", "100 MB in 531 ms",
            "3.14.2t: 1.98 cores", "– not measured", "lost without a lock: 3.14.2 20% · 3.14.2t 57%",
            "✓ 2 of 4 kinds can't be sent", "✓ agrees with that", "CPython 3.14.2 · 8 usable cores",
            "the course says", "seen from outside",
        ):  # fmt: skip
            assert words in seen, words


@pytest.mark.parametrize("no_color", [False, True])
async def test_every_theme_and_no_colours(no_color, monkeypatch):
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = replay(made())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "differences")
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            assert "▸✓ 3 threads" in text(app), theme


async def test_a_race_has_bars_and_pickling_its_errors():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press(*["down"] * 7)
        await pilot.pause()
        assert "no GIL" in text(app)
        assert "count = step(count)" in text(app)
        await pilot.press("down")
        await pilot.pause()
        assert "AttributeError: no" in text(app)


async def test_the_smallest_goes_through_the_columns():
    app = replay(made())
    async with app.run_test(size=(40, 10)) as pilot:
        await opened(pilot, "differences")
        for column in COLUMNS:
            assert f"‹  {column} ›" in text(app)
            await pilot.press("right")
            await pilot.pause()


# ---------------------------------------------------------------------- keys


async def test_r_measures_all_and_shift_r_the_marked_row():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.state.head, Live)
        await pilot.press("s")
        await until_over(pilot)
        await pilot.press("down", "down", "A")
        await pilot.pause()
        await until_over(pilot)
    assert [job.asked[0].properties for job in jobs] == [(), ("sharing",)]


async def test_enter_shows_the_evidence_and_says_where_there_is_none():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, EvidenceScreen)
        assert "What does the operating system see" in text(app)
        assert "took 0.4 s" in text(app)
        await pilot.press("escape", "right", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DifferencesScreen)
        assert any("not measured yet: nothing can be measured in a rec" in note.message for note in app._notifications)
        await pilot.press("left", "down", "down", "down", "down", "enter")
        await pilot.pause()
        assert f"Python {FREE}" in text(app), "the evidence of a second Python is there too"
        assert "1.98 cores" in text(app)


async def test_a_cell_that_is_not_measured_names_keys_only_where_they_measure():
    app = replay(session())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        shown = " ".join(text(app).replace("│", " ").split())
        assert "It was not measured by this moment of the recording." in shown
        assert "measures all of it" not in text(app)
    app, _ = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        assert "r measures all of it" in text(app)


async def test_a_click_marks_a_cell_and_a_second_one_opens_it():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        for _ in range(2):
            await pilot.click("#table", offset=(46, 14))
            await pilot.pause()
        assert "Parallelism · multiprocessing" in text(app)
        assert isinstance(app.screen, EvidenceScreen)


# ---------------------------------------------------------------------- words


def test_every_cell_and_every_kind_of_worker_has_a_word():
    words = {word_of(name, column) for name in PROPERTIES for column in COLUMNS}
    assert WORD_OF_WORKER.keys() == set(WORKER_KINDS)
    assert (words | set(WORD_OF_WORKER.values())) <= set(CONCEPTS)
    assert (word_of("parallelism", "threading"), word_of("race", "threading")) == ("gil", "race")


async def test_question_mark_opens_the_word_with_what_was_measured():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press("down", "down", "down", "down", "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, ConceptScreen)
        assert app.screen.concept.name == "gil"
        for size in ((120, 40), (80, 24), (40, 10)):
            await resized(pilot, size)
            assert "GIL" in text(app)
            if size[1] >= 24:
                assert "1.00 cores" in text(app)
            assert {len(each) for each in frame(app)} == {size[0]}


async def test_the_arrows_go_through_all_words():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "differences")
        await pilot.press("question_mark")
        await pilot.pause()
        first, seen = app.screen.concept.name, set()
        for _ in CONCEPTS:
            seen.add(app.screen.concept.name)
            assert app.screen.concept.title in text(app)
            await pilot.press("right")
            await pilot.pause()
        assert seen == set(CONCEPTS)
        assert app.screen.concept.name == first


async def test_from_a_word_to_its_measurement_and_to_its_run():
    app = app_for(FakeInstrument(), Choice(python=OWN, model="sequential"))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "compare")
        await pilot.press("down", "down", "question_mark", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, DifferencesScreen)
        assert "Type · multiprocessing" in text(app)
        await pilot.press("question_mark", "r")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, LabScreen)
        assert (app.state.choice.task, app.state.choice.model) == ("pi", "processes")
