"""What is marked on the time bar: runs, studies as one, and what somebody has marked."""

from concviz.engine.session.events import Chapter, Cores, Machine, Output, RunEnded, RunStarted, Study
from concviz.engine.session.memory.chapters import chapters, first_chapter_us, marks
from concviz.engine.session.memory.log import Session

MACHINE = Machine("Linux", "", 2, 2, (0, 1), None, 2.0, 1 << 30, "3.14.2")


def session(kind, rows, *, repeats=3, ended=True):
    """A run of its own, then a study: a warm-up and repeats of each row, a second each."""
    made = Session(MACHINE, clock=lambda: 0)
    add_run(made, 1, 0, "threads")
    made.append(Study(10_000_000, 1, kind, "begun", {"task": "pi", "rows": rows}))
    run = 1
    for use in ("warm-up", *["measured"] * repeats):
        for row in rows:
            run += 1
            made.append(Study((9 + run) * 1_000_000 - 1, 1, kind, "next", {"row": row, "use": use}))
            add_run(made, run, (9 + run) * 1_000_000, row if kind == "compare" else "processes")
            made.append(Study((9 + run) * 1_000_000 + 900_000, 1, kind, "run", {"run": run, "row": row, "use": use}))
    if ended:
        more = {"model": "processes", "fits": {}, "ceilings": {}, "best_workers": None} if kind == "sweep" else {}
        result = {"task": "pi", "items": 9, "rows": [], "verdict": "", "noisy": False, "out_of_time": False, **more}
        made.append(Study(60_000_000, 1, kind, "ended", result))
    return made


def add_run(made, run, t_us, model):
    plan = {"task": "pi", "title": "π", "model": model, "model_title": model}
    made.append(RunStarted(t_us, run, plan))
    made.append(RunEnded(t_us + 800_000, run, "done"))


def test_a_comparison_is_its_rows_and_its_ends_however_many_runs_it_makes():
    made = session("compare", ["sequential", "threads@3.14t"], repeats=18)
    assert len(made.runs()) == 39
    assert marks(made) == (
        (0, "π · threads", "run"),
        (800_000, "π · threads · done", "end"),
        (10_000_000, "π · comparison", "run"),
        (13_000_000, "π · sequential", "row"),
        (14_000_000, "π · threads@3.14t", "row"),
        (60_000_000, "π · result of the comparison", "result"),
    )


def test_a_sweep_names_its_workers():
    titles = [title for _, title, kind in marks(session("sweep", ["sequential", "1", "2"])) if kind == "row"]
    assert titles == ["π · sequential", "π · processes, 1 worker", "π · processes, 2 workers"]


def test_what_goes_on_has_no_result_yet_and_later_runs_are_runs_again():
    going_on = session("compare", ["sequential", "threads"], ended=False)
    assert [kind for *_, kind in marks(going_on)][2:] == ["run", "row", "row"]
    assert [kind for *_, kind in marks(going_on, 12_500_000)][2:] == ["run"]
    made = session("compare", ["sequential", "threads"])
    add_run(made, 99, 70_000_000, "asyncio")
    assert marks(made)[-2:] == ((70_000_000, "π · asyncio", "run"), (70_800_000, "π · asyncio · done", "end"))


def test_one_can_go_to_all_of_it():
    made = session("compare", ["sequential"])
    made.append(Chapter(5_000_000, "Look"))
    assert [title for _, title in chapters(made)] == [
        "π · threads", "π · threads · done", "Look", "π · comparison", "π · sequential", "π · result of the comparison",
    ]  # fmt: skip
    assert first_chapter_us(made) == 0


def test_the_marks_of_a_whole_session_are_made_anew_when_there_is_another_and_no_earlier():
    made = Session(MACHINE, clock=lambda: 0)
    add_run(made, 1, 0, "threads")
    whole = marks(made)
    for passing in (Cores(900_000, 100_000, [0, 0], [0, 0], 0), Output(900_000, 1, "3.14")):
        made.append(passing)
    assert marks(made, 10_000_000) is whole
    add_run(made, 2, 1_000_000, "processes")
    assert [title for _, title, _ in marks(made)] == [
        "π · threads", "π · threads · done", "π · processes", "π · processes · done"
    ]  # fmt: skip
    assert marks(made, 900_000) == whole
    made.append(Chapter(1_500_000, "mine"))
    assert (1_500_000, "mine", "chapter") in marks(made, made.length_us)
    made.append(Chapter(1_500_000, "mine", gone=True))
    assert (1_500_000, "mine", "chapter") not in marks(made)
    made.append(Study(1_900_000, 1, "compare", "begun", {"task": "pi", "rows": ["threads"]}))
    assert marks(made)[-1][2] == "run"
    assert len(marks(made)) == 5
