"""The Compare screen, on sessions with made-up studies: what it shows at each play head and size, and what its keys do."""

import msgspec
import pytest
from concviz.engine.model.states import Piece
from concviz.engine.model.study_rows import Loss
from concviz.engine.study.calls import Calls
from concviz.engine.study.study_pages import moment_of, pages
from concviz.tui.app.choice import Choice
from concviz.tui.app.palette_commands import commands
from concviz.tui.app.parts.play_head import position
from concviz.tui.app.parts.studies import CompareModels, SweepWorkers
from concviz.tui.compare.models_screen import ModelsScreen, offered
from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.help.concept_screen import ConceptScreen
from concviz.tui.help.help_screen import HelpScreen
from concviz.tui.lab.lab_screen import LabScreen
from concviz.tui.theme.themes import THEMES

from tests.support.fakes import FREE, OWN, FakeInstrument, app_for, frame, shelf
from tests.support.made_studies import add_comparison, add_sweep, compared, empty, row, session, sweep_points
from tests.support.study_screens import fills_the_screen, live, opened, replay, resized, text, until, until_over

SIZES = [(200, 60), (120, 40), (80, 24), (60, 20), (40, 10)]


def made(*, sweep: bool = True, rows=None, **options):
    found = session()
    add_comparison(found, rows or compared(), **options)
    if sweep:
        add_sweep(found)
    return found


# ---------------------------------------------------------------------- what is seen


def test_the_view_is_what_was_known_at_the_play_head():
    recorded = made()
    assert pages(recorded, 500_000) == (None, None)
    early, none = pages(recorded, 4_500_000)
    assert early is not None
    assert none is None
    assert (early.status, early.now.row) == ("measuring", "asyncio")
    assert [each.wall_s is not None for each in early.rows] == [True, True, False, False, False, False]
    assert early.running_s == pytest.approx(0.44, abs=0.01)
    assert early.left_s == 7.0
    late, sweep = pages(recorded)
    assert late is not None
    assert sweep is not None
    assert (late.status, late.progress, late.title) == ("done", 1.0, "π by Monte Carlo")
    assert late.rows[3].waterfall.biggest_loss == Loss(Piece.STARTING_WORKERS, 0.112)
    assert sweep.model == "processes"
    assert sweep.best_workers == 8


def test_a_study_without_an_end_was_cut_off_in_a_file_and_goes_on_in_a_live_session():
    recorded = made(sweep=False, status="")
    assert [pages(recorded, live=live)[0].status for live in (True, False)] == ["measuring", "cut off"]


def test_the_typical_run_is_looked_at_half_way_through():
    recorded = made()
    assert pages(recorded)[0].rows[3].typical_run == 4
    assert moment_of(recorded, 4) == (5_060_001 + 5_890_000) // 2
    assert moment_of(recorded, 99) is None


async def test_it_fills_the_screen_at_every_size_and_time():
    app = replay(made())
    async with app.run_test(size=SIZES[0]) as pilot:
        for t_us in (0, 4_500_000, 60_000_000):
            await opened(pilot, t_us=t_us)
            for size in SIZES:
                await resized(pilot, size)
                fills_the_screen(app, size)


async def test_all_of_it_at_the_usual_size_and_a_click_marks_a_row():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.click("#comparison", offset=(6, 4))
        await pilot.pause()
        assert "▸ asyncio" in text(app)
        await pilot.press("down")
        await pilot.pause()
        seen = text(app)
        for words in (
            "π by Monte Carlo · 2,000 items", "▸ processes ×4", "3.56×", "≈0.98×", "3.90", "9 · 5", "91 MiB", "1.1 MiB", "✓ all six equal",
            "π ≈ 3.14158", "sha-256 4f2ad5c0…", "ideal with 4 of 8 cores 4.00×", "6 runs in shuffled order · none disturbed",
            "Where the 1.20 s of processes ×4 went", "starting workers, 112 ms of 1.20 s", "computing",
            "Sweep: processes, 1 to 16 workers", "Amdahl", "like serial", "best 8 workers", "8 cores",
            "Processes win, 3.56 times as fast as sequential", "No clear difference",
        ):  # fmt: skip
            assert words in seen, words


async def test_the_smallest_still_has_the_speed_ups_and_the_sentence():
    app = replay(made())
    async with app.run_test(size=(40, 10)) as pilot:
        await opened(pilot)
        seen = text(app)
        assert "0.98×" in seen
        assert "Processes win" in seen


async def test_rows_come_in_one_by_one_with_the_time_left():
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, t_us=4_500_000)
        seen = text(app)
        assert seen.count("waits for its turn") == 3
        assert "asyncio: repeat · about 7 s left" in seen
        assert "what is measured stays" in seen
        await opened(pilot, t_us=200_000)
        assert text(app).count("not measured yet") == 4
        begun = next(t_us for t_us, _, kind in app.state.snapshot.chapters if kind == "run")
        app.player.seek(begun)
        await pilot.pause()
        assert "Nothing was compared by this moment of the recording." in text(app), "the moment at which it begins"


async def test_what_failed_or_is_wrong_is_said_in_its_row():
    rows = [
        *compared()[:2],
        empty("processes", "it was killed by signal 9"),
        row("asyncio", 4.0, "slower", same="wrong"),
    ]
    app = replay(made(rows=rows, verdict="Nothing could be compared."))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        seen = text(app)
        assert "✗ it was killed by signal 9" in seen
        assert "✗ asyncio came to other results" in seen
        await pilot.press("down", "down")
        await pilot.pause()
        assert text(app).count("it was killed by signal 9") == 2


async def test_disturbed_rows_are_marked():
    app = replay(made(rows=[row("sequential", 4.0, "baseline", disturbed=True), row("threads", 4.1, "slower")]))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "sequential*" in text(app)
        assert "* other programs were busy" in text(app)


async def test_a_sweep_comes_in_point_by_point():
    recorded = session()
    add_sweep(recorded, ended=False)
    app = replay(recorded)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, t_us=28_000_000)
        seen = text(app)
        assert "The laws are fitted once" in seen
        assert "13 s left" in seen


async def test_a_law_that_does_not_describe_the_points_is_not_drawn_and_says_why():
    recorded = session()
    add_sweep(
        recorded,
        [*sweep_points(counts=(1, 2)), msgspec.structs.replace(row("processes", 9.0, "slower", workers=4), name="4")],
    )
    sweep = pages(recorded)[1]
    assert sweep is not None
    assert [each.drawn for each in sweep.fits.values()] == [False, False]
    app = replay(recorded)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "like serial" not in text(app)


@pytest.mark.parametrize("no_color", [False, True])
async def test_every_theme_and_no_colours(no_color, monkeypatch):
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = replay(made())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            assert "3.56×" in text(app), theme


# ---------------------------------------------------------------------- keys


async def test_c_compares_s_stops_and_a_second_one_is_refused():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert app.state.running
        assert app.state.measuring == "a comparison"
        await pilot.press("w")
        await pilot.pause()
        await pilot.press("s")
        await until_over(pilot)
        assert not app.state.running
    assert [job.asked for job in jobs] == [(CompareModels(("sequential", "threads", "processes", "asyncio")), 3)]


@pytest.mark.parametrize(("most", "presses"), [(100, 1), (101, 2)])
async def test_many_calls_of_an_own_function_begin_with_the_same_key_again(most, presses):
    app, jobs = live(Calls("post()", True, 16, most, most))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for number in range(1, presses + 1):
            await pilot.press("c")
            await until(
                pilot, lambda number=number: len(jobs) == number and jobs[-1].begun.is_set() == (number == presses)
            )
            await until(pilot, lambda number=number: app.state.running == (number == presses))
        told = f"post() will be called {most} times, in 16 runs."
        await until(pilot, lambda: any(told in note.message for note in app._notifications))
        assert [job.begun.is_set() for job in jobs] == [False] * (presses - 1) + [True]
        await until_over(pilot)


async def test_s_with_nothing_running_names_the_key_of_this_screen():
    app, _ = live()
    async with app.run_test(size=(120, 40)) as pilot:
        for mode, key in (("compare", "c compares the models"), ("differences", "r measures the table")):
            await opened(pilot, mode)
            await pilot.press("s")
            await pilot.pause()
            assert [note.message for note in app._notifications] == [f"Nothing is running: {key}."]


WHY_LONGER = {
    (200, 60): "wall time begins after interpreter start and imports",
    (120, 40): "wall time begins after interpreter start and imports",
    (80, 24): "wall time begins after imports",
    (60, 20): "with imports",
}


async def test_the_waterfall_says_why_it_is_longer_than_the_wall_time():
    app = replay(made(sweep=False))
    async with app.run_test(size=(200, 60)) as pilot:
        await opened(pilot)
        for size, says in WHY_LONGER.items():
            await resized(pilot, size)
            title = next(line for line in text(app).splitlines() if "Where the 4.09 s of sequential went" in line)
            assert says in title, size


async def test_a_recording_in_which_nothing_was_compared_offers_no_keys():
    app = replay(session())
    async with app.run_test(size=SIZES[0]) as pilot:
        await opened(pilot)
        for size in SIZES:
            await resized(pilot, size)
            assert "measures the marked" not in text(app), size
            assert "c to measure" not in text(app), size
            if size[0] >= 80:
                assert "Nothing was compared by this moment of the recording." in text(app), size


async def test_a_run_in_the_lab_is_refused_meanwhile():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("c", "1")
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert app.state.backend.instrument.plans == []
        assert any("comparison is being measured" in note.message for note in app._notifications)
        await pilot.press("s")
        await until_over(pilot)
        assert jobs[0].stopped.is_set()


async def test_w_sweeps_the_marked_model_but_not_sequential():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("w")
        await pilot.pause()
        assert jobs == []
        await pilot.press("down", "down", "w")
        await pilot.pause()
        await until_over(pilot)
    assert jobs[0].asked == (SweepWorkers("processes"), 3)


async def test_what_can_not_be_measured_is_one_line():
    from concviz.engine.model.plan import PlanError

    def refuse(instrument, choice, wanted):
        raise PlanError("no task named 'x'")

    app = app_for(FakeInstrument())
    app.studies.maker = refuse
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await until_over(pilot)
        assert [note.message for note in app._notifications] == ["no task named 'x'"]


async def test_a_recording_is_not_measured_in_and_enter_opens_the_run_in_the_lab_half_way_through():
    recorded = made()
    app = replay(recorded)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert any("read from a file" in note.message for note in app._notifications)
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, LabScreen)
        assert position(app.state.head, recorded.length_us) == moment_of(recorded, 4)


async def test_where_there_is_room_for_one_v_turns_between_waterfall_and_sweep_and_the_sentence_is_about_what_is_shown():
    app = replay(made())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "Sweep: processes" in text(app)
        assert "Best: 8 workers" in text(app)
        assert "threads@3.14.2t" in text(app), "two rows of one model are told apart without a column for Pythons"
        assert text(app).count("threads ×4") == 1
        await pilot.press("v")
        await until(pilot, lambda: "of sequential went" in text(app))
        await until(pilot, lambda: "Processes win" in text(app))


async def test_m_chooses_models_and_pythons():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(app.screen, ModelsScreen)
        names = [offer.name for offer in offered(app.state.inventory, app.state.choice)]
        assert "threads@3.14.2t" in names
        await pilot.press("down", "down", "space", "enter")
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        await until_over(pilot)
    assert jobs[0].asked[0].models == ("sequential", "asyncio", "processes")


def test_what_a_python_can_not_run_is_refused():
    old = Choice(python="/usr/bin/python3.11")
    refusals = {offer.name: offer.refusal for offer in offered(shelf(), old)}
    assert refusals["interpreters"] == "needs 3.14"
    assert any(offer.group.endswith("no GIL") for offer in offered(shelf(), Choice(python=OWN)))
    assert FREE


async def test_question_mark_explains_the_marked_model_and_help_lists_this_screens_keys_and_columns():
    app = replay(made())
    async with app.run_test(size=(120, 80)) as pilot:
        await opened(pilot)
        await pilot.press("down", "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, ConceptScreen)
        assert app.screen.concept.name == "thread"
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        for words in ("sweep the marked model", "thr·proc", "threads and processes"):
            assert words in text(app)


@pytest.mark.parametrize("recorded", [False, True])
async def test_the_palette_offers_what_the_keys_do(recorded):
    measures = {"Compare", "Sweep", "Models …", "Stop"}
    app = replay(made()) if recorded else live()[0]
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        titles = {command.title for command in commands(app, app.screen)}
        assert "Pause" in titles
        assert measures & titles == (set() if recorded else measures)


async def test_leaving_ends_what_is_measured():
    app, jobs = live()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("q")
        assert isinstance(app.screen, ConfirmScreen), "it asks"
        await pilot.press("n")
        assert not app._exit
        await pilot.press("q", "y")
        assert app._exit
    app.close_backend()
    assert jobs[0].stopped.is_set()
    assert not app.state.measuring


async def test_y_copies_what_is_finished_and_brackets_go_from_model_to_model_and_to_the_result():
    app = replay(made(sweep=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert "processes" in app.clipboard
        assert "3.56" in app.clipboard
        places = []
        for _ in range(6):
            await pilot.press("left_square_bracket")
            await pilot.pause()
            places.append(app.state.snapshot.t_us / 1e6)
        assert places == [9.0, 7.000001, 6.000001, 5.000001, 4.000001, 1.0]
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert app.state.snapshot.t_us == 4_000_001


async def test_a_sweep_alone_is_told_in_its_sentence():
    recorded = session()
    add_sweep(recorded)
    app = replay(recorded)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for size in ((120, 40), (80, 24)):
            await resized(pilot, size)
            words = text(app)
            assert "Best: 8 workers, 5.6 times as fast as sequential." in words, size
            assert words.count("Past 8 cores more workers") == 1, size
            assert "processes ×16" in words, size
            assert "not measured" not in words, size


async def test_without_room_for_titles_the_header_says_what_is_compared():
    app = replay(made())
    async with app.run_test(size=(40, 10)) as pilot:
        await opened(pilot)
        app.clock.tick(force=True)
        await pilot.pause()
        assert frame(app)[0].startswith(" ◆ π by Monte Carlo")
