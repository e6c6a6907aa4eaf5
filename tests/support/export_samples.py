"""A small movie that has everything, and a made-up session with threads and coroutines."""

from concviz.engine.export.film.grid import Caption, Frame, Grid, Mark, Movie, Style, Table, grid_of
from concviz.engine.session import events as e
from concviz.engine.session.memory.log import Session

GROUND = (17, 21, 27)
PLAIN = Style((220, 225, 230), GROUND)
GREEN = Style((62, 207, 142), (10, 20, 30))
BOLD = Style((250, 250, 250), GROUND, bold=True, underline=True)
DIM = Style((200, 100, 50), GROUND, dim=True, italic=True)
COLUMNS, ROWS = 30, 6
EVIL = "\x1b[31m\x07</script><script>alert(1)</script>&<b>[/bold]$x^2$\u202e" + "x" * 10_000


def picture(number: int) -> Grid:
    """A bar that grows and shrinks, wide and joined letters that come and go, all kinds of cells."""
    bar = number % 20
    lines = [
        [("π ≈ 3.14 ", BOLD), (f"{number:4d}", PLAIN), (" é e\u0301 ", DIM)],
        [("█" * bar + "▌", GREEN), ("░▒▓" if number % 2 else "  ", PLAIN)],
        [("漢字ab" if number % 3 else "ab漢字", PLAIN), ("😀" if number % 5 else " .", GREEN)],
        [("╭──┬──╮ ●◆▸ ⣿⡇ ", PLAIN), ("<&>\"'", BOLD)],
        [],
        [("x" * (number % 29), GREEN)],
    ]
    return grid_of(lines, COLUMNS, ROWS, PLAIN)


def movie(count: int = 20, fps: float = 4.0, **about) -> Movie:
    frames = [Frame(number / fps, picture(number)) for number in range(count)]
    facts = {
        "title": "Threads on π",
        "chapters": (Mark(0.0, "Threads"), Mark(2.5, "Processes")),
        "captions": (Caption(1.1, 2.0, "Only one runs at a time."),),
        "table": Table(("model", "wall_s"), (("threads", "4.02"), ("processes", "1.07"))),
    }
    return movie_of(frames, count / fps, **(facts | about))


def movie_of(frames: list[Frame], length_s: float, **about) -> Movie:
    columns, rows = frames[0].grid.size
    return Movie(lambda: frames, len(frames), length_s, columns, rows, GROUND, **about)


MACHINE = e.Machine("Linux 6.18 x86_64", "A processor", 2, 2, (0, 1), None, 2.0, 1 << 30, "3.14.2")


def _lane_totals(t_us, run, lane, items):
    busy = items * 9_000
    return e.LaneTotals(t_us, run, lane, items, busy, items * 4_000, 0, items * 4_000, 110_000, t_us, 0, 0, -1, 0, True)


def _one_run(session, run, at, kind, model):
    def put(event):
        session.append(event)

    pid = 700 + run
    put(e.RunStarted(at, run, {"task": "pi", "model": model, "workers": 2, "items": 40, "seed": 1}))
    put(e.Phase(at + 100, run, "asked"))
    put(e.Phase(at + 20_000, run, "imported", {"pid": pid, "python": "3.14.2", "gil": True, "nice": 10}))
    put(e.Phase(at + 90_000, run, "workers_asked"))
    put(
        e.ProcessTable(
            at + 95_000,
            run,
            [(pid, pid, "main", 0), (pid, pid + 1, "worker", 1), (pid, pid + 2, "worker", 2)],
            [(pid, 1, "lab")],
        )
    )
    for lane in (1, 2):
        tid = pid + lane if kind == "thread" else pid
        put(e.LaneOpened(at + 100_000 + lane, run, lane, kind, pid, tid, True))
        starts = [at + 110_000 + number * 10_000 for number in range(20)]
        items = list(range(lane - 1, 40, 2))
        ones = [1] * 20
        flags = [0] * 19 + [1]
        put(e.Spans(at + 320_000, run, lane, items, starts, [9_000] * 20, [4_000] * 20, [lane - 1] * 19 + [-1], flags))
        if kind == "coroutine":
            parts = [starts[0], starts[0] + 3_000]
            put(e.Spans(at + 320_001, run, lane, items[:1] * 2, parts, [2_000, 1_000], [2_000, 0], ones[:2], [2, 3]))
        put(_lane_totals(at + 321_000, run, lane, 20))
    for step in range(4):
        t_us = at + 100_000 * (step + 1)
        put(e.Cores(t_us, 100_000, [900, 250 + step], [600, 0], 600))
        put(e.Threads(t_us, run, [10, 50_000 * step, 40_000 * step], [1, 2, 3], [0, 1, -1]))
    put(e.Phase(at + 330_000, run, "results_in"))
    put(e.Phase(at + 340_000, run, "combined", {"answer": "=π ≈ 3.14", "digest": "ab" * 32}))
    put(e.RunEnded(at + 400_000, run, "done", {}, {}))


def made_up() -> Session:
    """Two runs: two threads from 0.1 s, two coroutines from 2.0 s; chapters, notes, hostile ones among them."""
    made = Session(MACHINE, clock=lambda: 0, created="2026-11-22T14:10:05Z")
    _one_run(made, 1, 100_000, "thread", "threads")
    _one_run(made, 2, 2_000_000, "coroutine", "asyncio")
    made.append(e.Chapter(150_000, "Begin"))
    made.append(e.Chapter(2_000_000, "=SUM(A1:A9)"))
    made.append(e.Note(2_100_000, EVIL))
    interval = {"median": 0.5, "low": 0.4, "high": 0.6}
    row = {
        "name": "threads ×2",
        "model": "threads",
        "python": "3.14.2",
        "workers": 2,
        "startup_s": 0.001,
        "cores_used": 1.0,
    }
    made.append(e.Study(2_200_000, 1, "compare", "begun", {"task": "pi"}))
    made.append(
        e.Study(2_300_000, 1, "compare", "row", {**row, "wall_s": interval, "speedup": interval, "same": "equal"})
    )
    made.append(e.Difference(2_400_000, "weight", "threading", "3.14.2", "done", "68 µs", ["median of 50"], "light"))
    return made
