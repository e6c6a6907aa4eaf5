"""A closer look at a run: lines of the user's, libraries with threads."""

from concviz.engine.labs.trouble import look_closer
from concviz.engine.labs.trouble.look_closer import AGAIN_S, FIRST_S, TRIES, LibraryWatch, Lines
from concviz.engine.probe.library_threads import LibraryThreads

AT_LOCK = [("/usr/lib/python3.11/threading.py", 5, "wait"), ("/home/a/work.py", 31, "job")]
BEYOND = [("/home/a/work.py", 32, "job")]
BLAS = LibraryThreads("OpenBLAS", 2, "OPENBLAS_NUM_THREADS")


def test_lines_add_up_and_the_users_own_count():
    lines = Lines()
    assert lines.add([AT_LOCK, AT_LOCK, BEYOND]) == (
        3,
        [("work.py line 31, in job()", 2), ("work.py line 32, in job()", 1)],
    )
    assert lines.add([BEYOND, BEYOND])[0] == 5
    assert lines.add([])[1][0] == ("work.py line 32, in job()", 3)


def test_of_many_places_the_eight_that_were_met_most_are_told():
    lines = Lines()
    stacks = [[("/home/a/work.py", line, "job")] for line in range(1, 11) for _ in range(line)]
    assert lines.add(stacks) == (55, [(f"work.py line {line}, in job()", line) for line in range(10, 2, -1)])


def test_who_starts_a_thread_is_at_the_line_that_starts_it():
    lab = "/x/concviz/engine/lab/"
    starting = [
        ("/usr/lib/python3.11/threading.py", 5, "wait"),
        (f"{lab}life/starts.py", 48, "noted"),
        ("/home/a/work.py", 33, "job"),
    ]
    assert Lines().add([[*starting, (f"{lab}own/function.py", 9, "call")]]) == (1, [("work.py line 33, in job()", 1)])


def asked(monkeypatch, *answers):
    told, left = [], list(answers)

    def find(pid, own, cores, environment):
        told.append((pid, own, cores))
        return left.pop(0) if left else None

    monkeypatch.setattr(look_closer, "library_threads", find)
    return told


def test_a_library_is_looked_for_until_it_is_found(monkeypatch):
    told = asked(monkeypatch, None, BLAS, BLAS)
    watch = LibraryWatch(2)
    lanes = [(70, 71), (70, 72), (80, 80)]
    assert watch.look(0.0, []) is None
    moments = [1.0, 1.0 + FIRST_S - 0.01, 1.0 + FIRST_S, 1.1 + FIRST_S, 1.0 + FIRST_S + AGAIN_S, 99.0]
    found = [(watch.look(now, lanes), len(told)) for now in moments]
    assert found == [(None, 0), (None, 0), (None, 1), (None, 1), (BLAS, 2), (None, 2)]
    assert told == [(70, 3, 2)] * 2


def test_a_library_is_not_looked_for_for_ever(monkeypatch):
    told = asked(monkeypatch)
    watch = LibraryWatch(2)
    for now in range(50):
        watch.look(float(now), [(70, 70)])
    assert told == [(70, 1, 2)] * TRIES
    assert (FIRST_S, AGAIN_S, TRIES) == (0.5, 1.0, 6)
