"""Films: what they show is what the app shows; ranges, speed, idle trimming, chapters and captions; one panel alone."""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError
from concviz.engine.session.events import Chapter, Note
from concviz.tui.export.film import ALONE, Film, View, film_note, movie, result_table
from concviz.tui.lab.lab_screen import LabScreen
from concviz.tui.lab.views import SHOWN
from concviz.tui.terminal.screen_grid import grid_of_app
from textual.timer import Timer

from tests.support.replays import EVIL, replay, two_runs


@pytest.fixture(scope="module")
def session():
    made = two_runs()
    made.append(Chapter(2_000_000, "Look here"))
    made.append(Note(2_500_000, "Only one thread holds the GIL."))
    return made


def test_a_frame_is_the_app_at_that_moment(session):
    with Film(session, View(title="Talk")) as film:
        grids = {t_us: film.grid(t_us) for t_us in (500_000, 2_000_000, 8_000_000, 15_000_000)}
        again = film.grid(2_000_000)
    assert again == grids[2_000_000]

    import asyncio

    async def shown():
        app = replay(session)
        async with app.run_test(size=(120, 40)) as pilot:
            app.screen.query_one("#caption").wanted = False
            for t_us, grid in grids.items():
                app.player.seek(t_us)
                app.clear_notifications()
                await pilot.pause()
                rows = grid_of_app(app).rows
                own = [y for y in range(40) if y not in (0, app.screen.query_one("#time").region.y, 39)]
                assert [grid.rows[y][31:] for y in own] == [rows[y][31:] for y in own], t_us

    asyncio.run(shown())


def test_rows_that_stay_are_the_same_objects(session):
    with Film(session, View()) as film:
        first, second = film.grid(6_000_000), film.grid(6_100_000)
    shared = sum(a is b for a, b in zip(first.rows, second.rows, strict=True))
    assert shared > 30


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60), (40, 10)])
def test_every_frame_has_the_size_and_says_whose_numbers_it_shows(session, size):
    with movie(session, View(size), Options(fps=1)) as film:
        frames = list(film.frames())
    assert len(frames) == film.count == 17
    assert all(frame.grid.size == size for frame in frames)
    assert frames[0].t_s == 0
    assert "made with concviz" in frames[-1].grid.text()
    assert "press" not in frames[0].grid.text().splitlines()[-1]


def test_the_range_the_speed_and_idle_trimming_move_chapters_and_captions_along(session):
    options = Options(from_s=1.0, speed=2.0, idle_s=1.0, fps=2)
    with movie(session, View(), options) as film:
        assert film.length_s == pytest.approx((3.0 + 1.0 + 2.0 + 1.0) / 2, abs=0.01)
        assert [(round(mark.t_s, 2), mark.title) for mark in film.chapters] == [
            (0.0, "π by Monte Carlo · threads"),
            (0.5, "Look here"),
            (1.5, "π by Monte Carlo · threads · done"),
            (2.0, "π by Monte Carlo · threads"),
            (3.0, "π by Monte Carlo · threads · done"),
        ]
        (caption,) = film.captions
        assert caption.from_s == pytest.approx(0.75)
        clocks = [frame.grid.text().splitlines()[37] for frame in film.frames()]
    assert "00:01 of 00:17" in clocks[0]
    assert "00:17 of 00:17" in clocks[-1]
    with movie(session, View(), Options(captions=False)) as film:
        assert film.captions == ()


def test_a_caption_is_left_to_whoever_draws_the_film(session):
    with Film(session, View()) as film:
        assert "Only one thread holds" not in film.grid(2_600_000).text()


@pytest.mark.parametrize("panel", ALONE)
def test_one_panel_alone_fills_the_picture_however_late_a_timer_is(session, panel, monkeypatch):
    monkeypatch.setattr(Timer, "resume", lambda _: None)
    with Film(session, View((80, 24), panel=panel)) as film:
        grid = film.grid(3_000_000)
    rows = grid.text().splitlines()
    if panel in SHOWN:
        assert not rows[0].startswith("╭─")
    else:
        assert rows[0].startswith("╭─")
        assert rows[23].startswith("╰─")
    assert "concviz" not in grid.text()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"size": (20, 5)}, "between 40x10"),
        ({"size": (4000, 40)}, "between 40x10"),
        ({"theme": "drak"}, "no theme named 'drak'"),
        ({"panel": "worker"}, "did you mean workers"),
    ],
)
def test_what_cannot_be_is_one_line(fields, words):
    with pytest.raises(ExportError, match=words):
        View(**fields)


def test_light_and_dark(session):
    for theme, dark in (("concviz-dark", True), ("concviz-light", False)):
        with movie(session, View(theme=theme), Options(fps=1)) as film:
            assert film.dark is dark
            assert (sum(film.ground) < 384) is dark


def test_the_table_of_results(session):
    table = result_table(session)
    assert [row[1] for row in table.rows] == ["π by Monte Carlo"] * 2
    assert table.rows[0][0] == "00:01"
    assert table.rows[0][4] == "4.10 s"
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_a_film_of_evil_words_has_plain_cells():
    made = two_runs()
    made.append(Chapter(1_500_000, EVIL))
    made.append(Note(1_600_000, EVIL))
    with movie(made, View(title=EVIL), Options(fps=1)) as film:
        text = "\n".join(frame.grid.text() for frame in film.frames())
    assert text.replace("\n", "").isprintable()
    assert film_note(made).isprintable()
    assert snapshot(made, 1_700_000).caption.isprintable()


def test_a_session_in_which_nothing_runs_has_a_film_too():
    from tests.support.fakes import FakeInstrument

    quiet = FakeInstrument().session
    with movie(quiet, View(), Options(fps=2)) as film:
        assert film.count == 2
        assert "Nothing has run yet" in list(film.frames())[-1].grid.text()
    with pytest.raises(ExportError, match="nothing runs"), movie(quiet, View(), Options(idle_s=0)):
        pass


def test_the_lab_is_what_is_filmed(session):
    with Film(session, View()) as film:
        assert isinstance(film._app.screen, LabScreen)
        assert not film._app._notifications
