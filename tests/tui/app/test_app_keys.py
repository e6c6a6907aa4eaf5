"""Every key does what the footer and the help say."""

import threading
from inspect import isawaitable

import pytest
from concviz.tui.app.palette_commands import commands, fits
from concviz.tui.app.parts.play_head import Live, Paused
from concviz.tui.app.tabs import TABS
from concviz.tui.dialogs.picker import PickerScreen
from concviz.tui.dialogs.prompt import PromptScreen
from concviz.tui.help.help_screen import HelpScreen
from concviz.tui.lab.panels.code_panel import CodePanel
from concviz.tui.theme.colours import NAMES
from concviz.tui.widgets.choice_list import ChoiceList
from concviz.tui.widgets.footer import Footer

from tests.support.fakes import FREE, OLD, OWN, FakeInstrument, app_for, frame

ELSEWHERE = ("app.quit", *(f"app.{tab.mode}" for tab in TABS))
SIZES = [(200, 60), (120, 40), (80, 24), (40, 10)]


async def settled(pilot):
    """Messages done, threads of the app done, and once more what they sent."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def pressed(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def test_r_runs_what_is_chosen_and_s_stops_it():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "r")
        assert [plan.task for plan in lab.plans] == ["pi"]
        assert lab.plans[0].python == OWN
        await pressed(pilot, "s")
        assert lab.stops == 1
        assert not lab.running


async def test_r_while_running_is_refused_and_names_the_key_that_stops():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "r", "r")
        assert len(lab.plans) == 1
        assert [note.message for note in app._notifications] == ["A run is going on: s stops it."]


async def test_a_refused_plan_is_one_line_and_no_traceback():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        app.settings.choose(task="refused")
        await pressed(pilot, "r")
        (note,) = app._notifications
        assert note.message.startswith("no task named 'refused'")
        assert not app.state.running


async def test_s_with_nothing_running_says_what_to_do():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "s")
        assert "r runs" in next(iter(app._notifications)).message


async def test_space_pauses_and_resumes_while_the_run_goes_on():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "r")
        lab.idle(5.0)
        await pressed(pilot, "space")
        held = app.state.head
        assert isinstance(held, Paused)
        done = app.state.snapshot.answer.done
        lab.idle(5.0)
        app.clock.tick(force=True)
        assert app.state.head == held
        assert app.state.snapshot.answer.done == done
        assert app.state.snapshot.length_us > app.state.snapshot.t_us
        assert lab.running
        await pressed(pilot, "space")
        assert app.state.head == Live()
        assert app.state.snapshot.answer.done > done


async def test_rewinding_from_live_pauses():
    lab = FakeInstrument()
    lab.idle(19.0)
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        for key, back_s in (("left", 1), ("shift+left", 10), ("home", 20)):
            await pressed(pilot, key)
            assert app.state.head == Paused(20_000_000 - back_s * 1_000_000), key
            assert app.state.snapshot.t_us == 20_000_000 - back_s * 1_000_000, key
            await pressed(pilot, "end")
            assert app.state.head == Live(), key


async def test_right_moves_on_and_becomes_live_at_the_end():
    lab = FakeInstrument()
    lab.idle(9.0)
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "left", "left", "right")
        assert app.state.head == Paused(9_000_000)
        await pressed(pilot, "shift+right")
        assert app.state.head == Live()


async def test_plus_and_minus_change_the_workers():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "plus", "plus", "equals_sign")
        assert app.state.choice.workers == 7
        await pressed(pilot, "minus")
        assert app.state.choice.workers == 6
        assert any("workers  ◂ 6 ▸" in row for row in frame(app))


async def test_t_and_m_focus_the_lists_and_arrows_pick():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "t", "down")
        assert app.focused.id == "tasks"
        assert app.state.choice.task == "fractal"
        await pressed(pilot, "m", "up", "up")
        assert app.state.choice.model == "sequential"
        await pressed(pilot, "enter")
        assert app.focused is None


async def test_a_second_press_opens_the_picker_with_what_each_one_is():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "t", "t")
        assert isinstance(app.screen, PickerScreen)
        assert any("Throws darts at a square." in row for row in frame(app))
        await pressed(pilot, "down", "enter")
        assert app.state.choice.task == "fractal"


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_where_the_column_is_folded_the_keys_open_a_picker(size):
    app = app_for()
    async with app.run_test(size=size) as pilot:
        for key in "tmp":
            await pressed(pilot, key)
            assert isinstance(app.screen, PickerScreen), key
            before = app.state.choice
            await pressed(pilot, "escape")
            assert app.state.choice == before, key
            assert app.screen.id == "lab", key


async def test_p_focuses_the_row_and_its_arrows_choose_instead_of_rewinding():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "p", "right")
        assert app.state.choice.python == FREE
        assert app.state.head == Live()
        await pressed(pilot, "escape", "left")
        assert isinstance(app.state.head, Paused)


async def test_a_model_that_the_python_cannot_run_is_dim_and_refused():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        app.settings.choose(python=OLD)
        await pilot.pause()
        rows = {row.name: row for row in app.screen.query_one("#models", ChoiceList).rows}
        assert rows["interpreters"].refusal == "needs 3.14"
        assert any("interpreters" in row and "needs 3.14" in row for row in frame(app))
        await pressed(pilot, "m", "down", "down", "down", "down")
        assert app.state.choice.model == "processes"


async def test_the_start_method_is_offered_only_where_it_matters():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert not app.screen.query_one("#setting-start").display
        app.settings.choose(model="processes")
        await pilot.pause()
        assert app.screen.query_one("#setting-start").display
        app.screen.query_one("#setting-start").focus()
        await pressed(pilot, "right")
        assert app.state.choice.start_method == "fork"


async def test_v_shows_the_models_code_then_the_tasks_then_the_workers():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "v")
        assert app.screen.query_one(CodePanel).what == "model"
        assert not app.screen.query_one("#workers").display
        assert any("each one is a row in Workers" in row for row in frame(app))
        await pressed(pilot, "v")
        assert any("one call is one block in a row" in row for row in frame(app))
        await pressed(pilot, "v")
        assert app.screen.query_one("#workers").display
        await pressed(pilot, "v", "escape")
        assert app.screen.query_one("#workers").display


async def test_enter_makes_a_panel_fill_the_screen_and_esc_brings_it_back():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for panel in ["cores", "processes", "threads", "ledger", "workers", "answer", "findings"]:
            widget = app.screen.query_one(f"#{panel}")
            before = widget.size
            widget.focus()
            await pressed(pilot, "enter")
            assert widget.size.width == 120, panel
            assert widget.size.height >= 36, panel
            await pressed(pilot, "escape")
            assert widget.size == before, panel
            await pressed(pilot, "enter", "enter")
            assert widget.size == before, panel


async def test_the_workers_panel_zooms_and_asks_for_another_window():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        panel = app.screen.query_one("#workers")
        wide = app.screen.windows().timeline_us
        await pressed(pilot, "full_stop")
        assert app.screen.windows().timeline_us < wide
        await pressed(pilot, "Z")
        assert app.screen.windows().timeline_us == wide
        await pressed(pilot, "C")
        assert panel.by_core


async def test_W_shades_the_picture_by_worker():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        before = app.screen.query_one("#answer").by_lane
        await pressed(pilot, "W")
        assert app.screen.query_one("#answer").by_lane != before


async def test_d_goes_through_the_themes():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        seen = []
        for _ in range(5):
            await pressed(pilot, "d")
            seen.append(app.theme)
        assert seen == [*NAMES[1:], NAMES[0]]


async def test_y_copies_the_results():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "y")
        assert app.clipboard == ""
        await pressed(pilot, "r")
        lab.idle(1.0)
        lab.end()
        app.clock.tick(force=True)
        await pressed(pilot, "y")
        assert "threads, 4 workers" in app.clipboard
        assert "π ≈ 3.1416" in app.clipboard


async def test_f1_opens_help_and_esc_closes_it():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert any("─ Help ─" in row for row in frame(app))
        assert any("On this screen" in row and "Colours and glyphs" in row for row in frame(app)[:4])
        await pressed(pilot, "escape")
        assert app.screen.id == "lab"


async def test_question_mark_explains_the_panel_that_has_the_focus_else_offers_the_word_of_the_run_first():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "r", "question_mark")
        assert isinstance(app.screen, PickerScreen)
        assert app.screen.query_one(ChoiceList).selected == "gil"
        await pressed(pilot, "enter")
        assert any("─ GIL ─" in row for row in frame(app))
        await pressed(pilot, "escape")
        app.screen.query_one("#workers").focus()
        await pressed(pilot, "question_mark")
        text = "\n".join(frame(app))
        assert "─ Workers ─" in text
        assert "A row a worker" in text
        assert "The global interpreter lock" in text
        await pressed(pilot, "escape", "question_mark")
        assert any("─ Workers ─" in row for row in frame(app)), "the focus is where it was"


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_q_and_ctrl_q_quit(key):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert app._exit


async def test_the_palette_has_every_command_and_every_word_the_likeliest_first():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        titles = [command.title for command in commands(app, app.screen)]
        for title in (
            "Run",
            "Items …",
            "Nice …",
            "Seed …",
            "Start method …",
            "Size …",
            "Copy results",
            "Theme: light",
            "Marks …",
        ):
            assert title in titles
        assert "GIL: what is it?" in titles
        await pressed(pilot, "ctrl+p")
        rows = app.screen.query_one(ChoiceList).rows
        assert [row.label for row in rows[:3]] == ["Likely now", "Run", "Task …"]
        assert len({row.name for row in rows if row.name}) == len([row for row in rows if row.name])
        await pressed(pilot, *"pickl", "enter")
        assert any("─ Pickling ─" in row for row in frame(app))
        await pressed(pilot, "escape", "ctrl+p", *"run", "enter")
        assert len(lab.plans) == 1
        await pressed(pilot, "ctrl+p")
        rows = app.screen.query_one(ChoiceList).rows
        assert [row.name for row in rows[1:4]] == ["lab.run", "word.pickling", "lab.stop"], "used last, then what fits"


async def test_what_is_likely_on_a_screen_is_there():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        for mode in ("lab", "compare", "differences", "sessions"):
            await app.switch_mode(mode)
            await settled(pilot)
            there = {command.id for command in commands(app, app.screen)}
            assert set(fits(app.state, mode)) <= there, mode


NUMBERS = [("workers", "12", "workers", 12), ("size", "2.5", "size_s", 2.5), ("items", "2,000", "items", 2000)]


async def test_numbers_can_be_typed():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        for ask, typed, field, value in NUMBERS:
            await app.screen.run_action(f"screen.pick('{ask}')")
            await settled(pilot)
            assert isinstance(app.screen, PromptScreen), ask
            app.screen.query_one("Input").value = typed
            await pressed(pilot, "enter")
            assert getattr(app.state.choice, field) == value


async def test_what_is_no_number_is_refused_in_one_line():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.screen.run_action("screen.pick('workers')")
        await settled(pilot)
        app.screen.query_one("Input").value = "many"
        await pressed(pilot, "enter")
        assert app.state.choice.workers == 4
        assert "'many' is no number" in [note.message for note in app._notifications]


async def test_a_click_on_the_footer_does_what_the_key_does():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        words = app.screen.query_one(Footer).words
        await pilot.click(Footer, offset=(words.index("run") + 1, 0))
        await settled(pilot)
        assert len(lab.plans) == 1


async def test_while_a_run_is_prepared_the_status_line_says_so():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        lab.running = True
        app.clock.tick(force=True)
        await pilot.pause()
        assert any("Preparing the run" in row for row in frame(app))
        lab.running = False
        await pressed(pilot, "r")
        assert not any("Preparing the run" in row for row in frame(app))


class Slow(FakeInstrument):
    """Takes a run only once it is let."""

    def __post_init__(self):
        super().__post_init__()
        self.let = threading.Event()

    def start(self, plan):
        assert self.let.wait(120), "nobody let it"
        super().start(plan)


async def test_a_run_stopped_before_it_began_is_stopped_when_it_begins():
    lab = Slow()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r", "s")
        await pilot.pause()
        assert app.state.starting
        assert lab.stops == 0
        lab.let.set()
        await settled(pilot)
        assert lab.stops == 1


async def test_every_command_of_the_palette_does_something():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        lab = app.screen
        for command in list(commands(app, lab)):
            if command.id in ELSEWHERE or command.id.startswith(("word.", "figure.")):
                continue  # words are opened by another test
            outcome = command.do()
            if isawaitable(outcome):
                assert await outcome, command.title
            await settled(pilot)
            while app.screen is not lab:
                await pressed(pilot, "escape")
        lab.set_focus(None)
        await lab.run_action("screen.pick('seed')")
        await settled(pilot)
        app.screen.query_one("Input").value = "42"
        await pressed(pilot, "enter")
        assert app.state.choice.seed == 42


async def test_a_screen_that_is_hidden_gets_the_inks_of_a_new_theme_too():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "2")
        line = app.screen.query_one(Footer)
        width = line.size.width
        line.redraw()
        dark = line.sequences(range(1), width)
        await pressed(pilot, "1", "d", "2")
        light = line.sequences(range(1), width)
        line.forget()
        assert light != dark
        assert light == line.sequences(range(1), width)
