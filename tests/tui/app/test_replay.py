"""Replaying: the same cells as live, the keys of time, and what a recording refuses."""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.memory.log import Session
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.palette_commands import ONLY_LIVE, commands
from concviz.tui.app.parts.play_head import Live, Paused, Playing
from concviz.tui.app.preferences import Preferences
from concviz.tui.terminal.screen_grid import grid_of_app
from concviz.tui.widgets.caption_line import CaptionLine
from concviz.tui.widgets.footer import Footer
from concviz.tui.widgets.header import Header

from tests.support.fakes import MACHINE, OWN, Clock, FakeInstrument, frame, shelf
from tests.support.nightly import chosen
from tests.support.replays import EVIL, RealTime, Recorder, pressed, replay, said, two_runs

OWN_ROWS = ["#header", "#time", "#footer", "#settings"]
"""What says whether it is live, or offers what only then can be done: the rest must look the same."""


def cells_but_own(app):
    """The grid's rows, without the cells of the widgets that say whether it is live."""
    regions = [app.screen.query_one(name).region for name in OWN_ROWS]

    def mine(x, y):
        return y > 0 and any(region.contains(x, y) for region in regions)

    return [[cell for x, cell in enumerate(row) if not mine(x, y)] for y, row in enumerate(grid_of_app(app).rows)]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_ten_instants_look_as_they_did_live(tmp_path, size):
    lab = Recorder(Clock(), path=tmp_path / "a.concviz.jsonl")
    quiet = Preferences(hints=False)  # what to press is said in a live Lab alone
    live = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN), preferences=quiet)
    seen = []
    async with live.run_test(size=size) as pilot:
        await pilot.pause()
        for step in range(10):
            if step in (1, 6):
                lab.start(live.state.choice.plan())
            if step == 4:
                lab.end()
            lab.idle(0.7)
            live.clock.tick(force=True)
            await pilot.pause()
            seen.append((lab.session.now_us(), cells_but_own(live)))
            lab.clock.go(0.001)  # what comes next comes later
        lab.end()
    lab.session.close()
    app = replay(load(tmp_path / "a.concviz.jsonl"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for t_us, rows in seen:
            app.player.seek(t_us)
            await pilot.pause()
            again = cells_but_own(app)
            assert ["".join(cell.text for cell in row) for row in again[1:]] == [
                "".join(cell.text for cell in row) for row in rows[1:]
            ], t_us
            assert again[1:] == rows[1:], t_us


async def test_it_opens_held_at_the_first_chapter_and_names_the_machine(tmp_path):
    path = tmp_path / "My talk.concviz.jsonl"
    two_runs(path)
    app = replay(load(path), path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.state.head == Paused(1_000_000)
        assert "My talk, on Linux 6.18" in app.screen.query_one(Header).words
        assert "space plays" in said(app)[0]
        assert "8 cores" in said(app)[0]
    app = replay(load(path), path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "on Linux 6.18" in app.screen.query_one(Header).words


async def test_space_plays_at_the_speed_and_pauses():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "home", "space")
        assert app.state.head == Playing(0, 1.0)
        app.clock.real_us.us += 500_000
        app.clock.tick()
        assert app.state.head == Playing(500_000, 1.0)
        await pressed(pilot, "greater_than_sign", "greater_than_sign")
        assert app.state.head == Playing(500_000, 4.0)
        app.clock.real_us.us += 250_000
        app.clock.tick()
        assert app.state.snapshot.t_us == 1_500_000
        assert "playing 4x" in app.state.mode_of_time
        assert any("4x" in row and "00:01 of 00:17" in row for row in frame(app))
        await pressed(pilot, "space")
        assert app.state.head == Paused(1_500_000)
        app.clock.real_us.us += 9_000_000
        app.clock.tick()
        assert app.state.head == Paused(1_500_000)


async def test_playing_ends_at_the_end_and_space_begins_anew():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "home", "space")
        app.clock.real_us.us += 99_000_000
        app.clock.tick()
        assert app.state.head == Live()
        assert app.state.snapshot.t_us == app.state.length_us
        await pressed(pilot, "space")
        assert app.state.head == Playing(0, 1.0)


MOVES = [
    (("right",), 2.0),
    (("shift+right",), 11.0),
    (("right_square_bracket",), 4.0),
    (("right_square_bracket", "right_square_bracket"), 14.0),
    (("right_square_bracket", "left_square_bracket"), 1.0),
    (("left_square_bracket",), 0.0),
    (("end", "left"), 16.0),
    (("end", "shift+left"), 7.0),
    (("home",), 0.0),
]


async def test_the_keys_of_time():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        for keys, t_s in MOVES:
            app.player.seek(1_000_000)
            await pressed(pilot, *keys)
            assert app.state.snapshot.t_us == pytest.approx(t_s * 1e6, abs=10_000), keys


async def test_moving_does_not_stop_the_playing():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "home", "space", "shift+right")
        assert app.state.head == Playing(10_000_000, 1.0)
        await pressed(pilot, "left_square_bracket")
        assert app.state.head == Playing(4_000_000, 1.0)
        await pressed(pilot, "left_square_bracket")
        assert app.state.head == Playing(1_000_000, 1.0)
        await pressed(pilot, "left_square_bracket")
        assert app.state.head == Playing(0, 1.0)


async def test_a_click_on_the_time_bar_seeks():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        bar = app.screen.query_one("#time")
        await pilot.click("#time", offset=(bar.size.width // 2, 0))
        await pilot.pause()
        assert 4e6 < app.state.snapshot.t_us < 14e6


async def test_speed_goes_from_a_tenth_to_sixteen_times():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, *["less_than_sign"] * 9)
        assert app.player.speed == 0.1
        await pressed(pilot, *["greater_than_sign"] * 12)
        assert app.player.speed == 16
        assert "speed 16x" in app.screen.query_one(Footer).words


async def test_idle_stretches_are_skipped_when_asked():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "i")
        app.player.seek(3_900_000)
        await pressed(pilot, "space")
        app.clock.real_us.us += 2_000_000
        app.clock.tick()
        assert app.state.head == Playing(5_900_000, 1.0)
        app.clock.real_us.us += 200_000
        app.clock.tick()
        assert app.state.head == Playing(13_000_000, 1.0), "2 s after the run and 1 s before the next one are shown"


@pytest.mark.parametrize(
    ("key", "words"),
    [("r", "nothing can be run"), ("s", "ended long ago"), ("plus", "can't be changed"), ("l", None)],
)
async def test_what_a_recording_refuses_is_said(key, words):
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pressed(pilot, key)
        words = words or "no live session"
        assert any(words in text for text in said(app))
        assert app.state.choice.workers == 4


async def test_the_lists_show_what_was_chosen_for_the_run_at_the_play_head():
    lab = Recorder(Clock())
    for choice in (Choice(python=OWN, workers=3), Choice("fractal", "processes", 6, 2.0, python=OWN)):
        lab.start(choice.plan())
        lab.idle(1.0)
        lab.end()
        lab.idle(1.0)
    app = replay(lab.session)
    async with app.run_test(size=(120, 40)) as pilot:
        app.player.seek(2_500_000)
        await pilot.pause()
        assert any("workers    3 " in row for row in frame(app))
        app.player.seek(4_500_000)
        await pilot.pause()
        assert (app.state.choice.task, app.state.choice.model) == ("fractal", "processes")
        assert any("size       2 s " in row for row in frame(app))
        assert any("python     3.14.2 " in row for row in frame(app))


async def test_a_chapter_and_a_caption_are_set_in_a_live_session():
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "b", "enter")
        assert [(chapter.t_us, chapter.title) for chapter in lab.session.chapters()] == [(1_000_000, "Chapter 1")]
        lab.idle(3.0)
        await pressed(pilot, "left", "n", "N", "o", "w", "enter")
        assert [(note.t_us, note.text) for note in lab.session.notes()] == [(3_000_000, "Now")]
        caption = app.screen.query_one(CaptionLine)
        assert caption.display
        assert any(row[31:].strip() == "Now" for row in frame(app))
        await pressed(pilot, "end")
        lab.idle(5.0)
        app.clock.tick(force=True)
        await pilot.pause()
        assert not caption.display


async def test_an_empty_title_or_esc_sets_nothing():
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "n", "enter", "b", "escape")
        assert lab.session.notes() == lab.session.chapters() == []


async def test_a_chapter_set_in_a_recording_is_written_into_its_file(tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    two_runs(path)
    app = replay(load(path), path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.player.seek(2_000_000)
        await pressed(pilot, "b", *"Look", "enter")
        assert [mark for mark in app.state.snapshot.chapters if mark[2] == "chapter"] == [
            (2_000_000, "Look", "chapter")
        ]
    assert [chapter.title for chapter in load(path).chapters()] == ["Look"]


async def test_the_past_of_a_live_session_can_be_played_too():
    lab = FakeInstrument()
    lab.idle(9.0)
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    app.clock.real_us = RealTime()
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "less_than_sign")
        assert app.state.head == Live()
        assert "go back first" in said(app)[-1]
        await pressed(pilot, "left", "less_than_sign")
        assert app.state.head == Playing(9_000_000, 0.5)
        app.clock.real_us.us += 1_000_000
        app.clock.tick()
        assert app.state.head == Playing(9_500_000, 0.5)
        app.clock.real_us.us += 1_000_000
        app.clock.tick()
        assert app.state.head == Live()


async def test_a_recording_opens_over_the_live_session_and_gives_it_back(tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    two_runs(path)
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN, workers=7))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.recordings.open(path)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.state.replaying
        assert app.state.head == Paused(1_000_000)
        assert app.state.choice.workers == 4
        await pressed(pilot, "l")
        assert not app.state.replaying
        assert app.state.head == Live()
        assert app.state.choice.workers == 7
        await pressed(pilot, "r")
        assert len(lab.plans) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 500, b'["concviz",99,"","",[]]\n', b"[" * 9_999])
async def test_opening_rubbish_is_one_line(tmp_path, content):
    path = tmp_path / "a.concviz.jsonl"
    path.write_bytes(content)
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.recordings.open(path)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not app.state.replaying
        assert "a.concviz.jsonl" in said(app)[-1]
        assert "\n" not in said(app)[-1]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_evil_words_stay_words(tmp_path, size):
    path = tmp_path / "a.concviz.jsonl"
    lab = Recorder(Clock(), path=path)
    lab.start(Choice(python=OWN).plan())
    for event in (
        e.Chapter(1_200_000, EVIL),
        e.Note(1_300_000, EVIL),
        e.Output(1_300_000, 1, EVIL),
        e.Missing(1_300_000, EVIL, EVIL),
        e.Progress(1_350_000, 1, 5, 9, EVIL),
        e.RunStarted(2_000_000, 2, {"task": EVIL, "title": EVIL, "model": EVIL, "model_title": EVIL, "python": EVIL}),
        e.RunEnded(2_500_000, 2, "failed", {"answer": EVIL}, {"message": EVIL, "traceback": EVIL}),
    ):
        lab.session.append(event)
    lab.session.close()
    app = replay(load(path), path)
    async with app.run_test(size=size) as pilot:
        for t_us in (1_400_000, 2_200_000, 2_500_000):
            app.player.seek(t_us)
            await pilot.pause()
            rows = frame(app)
            assert len(rows) == size[1]
            assert all("\x1b" not in row and "\x07" not in row and "\n" not in row for row in rows)
            assert all(len(row) == size[0] for row in rows)
        await pressed(pilot, "left_square_bracket", "question_mark", "escape", "O", "escape", "y")
        assert app.is_running


async def test_a_machine_of_64_cores_replays_on_a_small_screen(tmp_path):
    from tests.support.made_sessions import made_machine, made_run

    session = made_run("cpu", "process", lanes=48, seconds=2.0, machine=made_machine(64), neighbours=(5, 60))
    app = replay(session)
    async with app.run_test(size=(80, 24)) as pilot:
        app.player.seek(session.length_us - 1_000_000)
        await pilot.pause()
        rows = frame(app)
        assert all(len(row) == 80 for row in rows)
        assert "64 cores" in app.screen.query_one(Header).words
        text = "\n".join(rows)
        assert "of 64" in text
        assert "48" in text
        assert not any(any(widget.scrollbars_enabled) for widget in app.screen.walk_children())


ANYTHING = ["x", -5, 1.5, None, [], {}, True, 10**15, [["x"]], {"a": {"b": "c"}}]


@pytest.mark.parametrize("value", chosen(["x", -5, None, 10**15, [["x"]]], ANYTHING))
async def test_a_plan_and_a_result_of_anything_are_shown_without_a_crash(value):
    session = Session(MACHINE, clock=lambda: 0, created="2026-01-01T00:00:00Z")
    fields = (
        "task", "title", "model", "model_title", "workers", "size_s", "items", "python", "start_method", "seed", "nice",
        "chunk", "options", "kind", "worker", "awaitable", "sized",
    )  # fmt: skip
    for run, plan in enumerate(({}, *({field: value} for field in fields), dict.fromkeys(fields, value)), 1):
        session.append(e.RunStarted(run * 1_000_000, run, plan))
        session.append(e.Phase(run * 1_000_000 + 1, run, "imported", {"python": value, "gil": value, "nice": value}))
        result = dict.fromkeys(
            ("wall_s", "cores_used", "answer", "ledger", "handoffs_per_s", "phases", "digest"), value
        )
        session.append(e.RunEnded(run * 1_000_000 + 500_000, run, "failed", result, {"message": value, "item": value}))
    app = replay(session)
    async with app.run_test(size=(120, 40)) as pilot:
        for run in range(1, len(fields) + 3):
            for t_us in (run * 1_000_000 + 2, run * 1_000_000 + 600_000):
                app.player.seek(t_us)
                await pilot.pause()
                assert app._exception is None, (run, app._exception)


async def test_a_recording_offers_nothing_that_only_a_live_session_can_do():
    app = replay(two_runs())
    async with app.run_test(size=(120, 40)) as pilot:
        app.player.seek(2_500_000)
        await pilot.pause()
        rows = "\n".join(frame(app))
        assert "space  Play" in rows
        assert "◂ 4 ▸" not in rows
        assert not any(word in rows for word in ("r  Run", "s  Stop", "l  Live"))
        offered = {each.id for each in commands(app, app.screen)}
        assert not offered & ONLY_LIVE
        assert {"time.pause", "lab.present", "lab.pair"} <= offered
        await pilot.press("o")
        await pilot.pause()
        assert app.screen.id == "lab", "it is said why, instead of a list in which nothing can be chosen"
    live = ConcvizApp(Backend((lab := FakeInstrument()).session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    async with live.run_test(size=(120, 40)):
        assert {each.id for each in commands(live, live.screen)} >= {"lab.run", "lab.task", "lab.own"}
