"""Frames rendered side by side: the same as one process renders, in order, whatever becomes of the processes; none stays."""

import io
import pickle
import subprocess
import sys

import psutil
import pytest
from concviz.engine.export.options import Options
from concviz.tui.export.film import Film, View, movie
from concviz.tui.export.renderer import serve
from concviz.tui.export.renderers import CHUNK, FilmOf, Renderers

from tests.support.replays import two_runs

FAKE = """
import pickle, sys
from itertools import count
pickle.load(sys.stdin.buffer)
answers = []
for number in count():
    {before}
    pickle.dump(answers, sys.stdout.buffer)
    sys.stdout.flush()
    answers = ["apart %d" % t_us for t_us in pickle.load(sys.stdin.buffer)]
"""
HEALTHY, LATE, DYING, HALF = (
    "pass",
    "sys.stdin.buffer.read()",
    "number < 3 or sys.exit(1)",
    "number < 3 or sys.exit(sys.stdout.buffer.write(pickle.dumps(answers)[:-9]))",
)
MOMENTS = list(range(0, 1000, 5))


def fakes(count, before=HEALTHY):
    return Renderers(FilmOf("", 0, None), count, (sys.executable, "-c", FAKE.format(before=before)))


def wait(renderers, count):
    while renderers.ready < count:
        renderers.hear(None)
    return renderers


def alone(t_us):
    return f"alone {t_us}"


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "two.concviz"
    return path, two_runs(path)


def test_a_process_renders_what_this_one_would(recording):
    path, session = recording
    view, moments = View((80, 24), title="Talk"), [9_000_000, 500_000, 2_000_000, 15_000_000]
    told = b"".join(map(pickle.dumps, (FilmOf(path, session.length_us, view), moments[:3], moments[3:])))
    answers = io.BytesIO()
    serve(io.BytesIO(told), answers)
    answers.seek(0)
    with Film(session, view) as film:
        expected = [film.grid(t_us) for t_us in sorted(moments)]
    assert pickle.load(answers) == []
    rendered = dict(zip(moments, pickle.load(answers) + pickle.load(answers), strict=True))
    assert [rendered[t_us] for t_us in sorted(moments)] == expected


def test_a_recording_that_has_grown_is_not_rendered(recording):
    path, session = recording
    answers = io.BytesIO()
    serve(io.BytesIO(pickle.dumps(FilmOf(path, session.length_us - 1, View()))), answers)
    assert answers.getvalue() == b""


def test_a_film_of_two_processes_is_the_film_of_one(recording, monkeypatch):
    path, session = recording
    view, options = View((80, 24)), Options(fps=3)
    with movie(session, view, options) as film:
        expected = list(film.frames())
    made = []

    class Ready(Renderers):
        def __enter__(self):
            super().__enter__()
            made.append(self)
            return wait(self, 2)

    monkeypatch.setattr("concviz.tui.export.film.renderers_for", lambda frames: 2)
    monkeypatch.setattr("concviz.tui.export.film.Renderers", Ready)
    with movie(session, view, options, path) as film:
        assert list(film.frames()) == expected
    assert made[0].frames == len(expected) > 2 * CHUNK


@pytest.mark.parametrize("count", [1, 3])
def test_frames_come_in_order(count):
    with fakes(count) as renderers:
        wait(renderers, count)
        assert list(renderers.grids(MOMENTS, alone)) == [f"apart {t_us}" for t_us in MOMENTS]
        assert renderers.frames == len(MOMENTS)


@pytest.mark.parametrize("film", [None, FilmOf("", 0, None)], ids=["no recording", "none asked for"])
def test_without_processes_all_is_rendered_here(film):
    with Renderers(film, 0 if film else 3) as renderers:
        assert list(renderers.grids(MOMENTS, alone)) == list(map(alone, MOMENTS))


def test_until_they_are_ready_frames_are_rendered_here():
    with fakes(2, LATE) as renderers:
        assert list(renderers.grids(MOMENTS, alone)) == list(map(alone, MOMENTS))


@pytest.mark.parametrize("end", [DYING, HALF], ids=["ends", "ends in the middle of an answer"])
def test_what_one_leaves_undone_is_rendered_here(end):
    with fakes(2, end) as renderers:
        wait(renderers, 2)
        made = list(renderers.grids(MOMENTS, alone))
        assert [int(each.split()[1]) for each in made] == MOMENTS
        assert renderers.frames == 4 * CHUNK
        assert sum(each.startswith("apart") for each in made) == 4 * CHUNK


def test_none_is_left_when_the_writer_gives_up():
    mine, others = [], psutil.Process().children()

    def give_up():
        with fakes(2) as renderers:
            wait(renderers, 1)
            next(renderers.grids(MOMENTS, alone))
            mine.extend(child for child in psutil.Process().children() if child not in others)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert len(mine) >= 2
    assert not [each for each in mine if each.is_running()]


def test_none_is_left_when_this_process_is_killed(recording):
    path, session = recording
    script = (
        "import sys, psutil\n"
        "from pathlib import Path\n"
        "from concviz.tui.export.film import View\n"
        "from concviz.tui.export.renderers import FilmOf, Renderers\n"
        f"with Renderers(FilmOf(Path({str(path)!r}), {session.length_us}, View()), 2) as renderers:\n"
        "    renderers.hear(None)\n"
        "    print(*(child.pid for child in psutil.Process().children()), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        children = [psutil.Process(int(pid)) for pid in process.stdout.readline().split()]
        process.kill()
    assert len(children) == 2
    assert not psutil.wait_procs(children, timeout=60)[1]


def test_a_frame_is_never_written_out_as_words(recording, monkeypatch):
    """asyncio's runner does so, for a message that nobody reads, where nobody handles Ctrl-C; it took as long as the frame."""
    from concviz.engine.export.film.grid import Grid

    monkeypatch.setattr(Grid, "__repr__", lambda self: pytest.fail("written out"))
    with Film(recording[1], View((40, 10))) as film:
        assert film.grid(1_000_000).size == (40, 10)
        assert film.grid(2_000_000).size == (40, 10)
