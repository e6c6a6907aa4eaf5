"""The words of the subject."""

import pytest
from concviz.engine import catalogue
from concviz.engine.differences.properties import COLUMNS, PROPERTIES
from concviz.engine.lessons.concepts import CONCEPTS, concept
from concviz.engine.model.plan import PlanError


def test_all_of_them_are_there_in_two_to_four_sentences():
    assert len(CONCEPTS) == 16
    for each in CONCEPTS.values():
        assert 2 <= each.text.count(". ") + 1 <= 4, each.name
        assert each.text.endswith(".")


def test_each_is_shown_by_something_that_exists():
    for each in CONCEPTS.values():
        assert each.difference or each.run[0], each.name
        assert each.difference in ("", *PROPERTIES)
        assert each.column in ("", *COLUMNS)
        task, model = each.run
        assert task == "" or (task in catalogue.tasks() and model in catalogue.models())
        assert each.command.startswith("concviz ")


def test_they_are_found_as_people_write_them():
    assert concept("I/O-bound").name == "io-bound"
    assert concept("Event loop").name == "event-loop"
    with pytest.raises(PlanError, match="did you mean pickling"):
        concept("pickeling")


TEXTS = {
    "cpu-bound": "Work that a faster core would finish sooner: it computes nearly all the time. Under a GIL threads don't speed up "
    "Python code, processes do. C code that lets go of the GIL, as compressing and hashing much at once does, gains from threads, too.",
    "gil": "The global interpreter lock, since Python 3.12 one for each interpreter that asks for its own: in the usual build of "
    "CPython only the thread that holds it runs Python bytecode. A thread lets go of it while it waits for I/O, and in C code that "
    "says so. Another one asks for it after 5 ms by default, and gets it at the next check between bytecodes at the latest, so a long "
    "C call that keeps it isn't interrupted. Free-threaded builds, whose "
    "names end in t, normally run without it: PYTHON_GIL=1, or an extension that isn't marked for them, brings it back.",
    "inter-process-communication": "The ways in which processes, who don't share memory, tell each other something: pipes, queues on "
    "top of them, sockets, files, shared memory. An object that goes through a pipe or a queue of multiprocessing is pickled; bytes "
    "sent as bytes, and what lies in shared memory, are not.",
    "start-methods": "How multiprocessing makes a process. fork copies the running one and is quick, but unsafe beside threads; spawn "
    "starts a fresh interpreter that imports everything again; forkserver asks a clean helper to fork. Spawn is the default on macOS "
    "and Windows; on Linux fork was it until Python 3.13, and forkserver is since 3.14.",
    "core": "Here it is what the operating system lists as a processor. Where two of them share one physical core, they share its "
    "units as well: two workers that compute on them get less done than on two cores.",
    "concurrency": "Several things are under way during the same time, and the order in which they go on doesn't matter. They need "
    "not run at the same instant: on one core they take turns. Parallelism needs concurrency, not the other way round. "
    "A run is called concurrent here where its items' own time (waiting for a lock, the GIL or a core not counted) adds up to more than "
    "1.2 times the time it took.",
    "native": "One that the operating system itself makes, knows by an id, and puts on a core. Python's threads and processes are "
    "native. Coroutines are not: Python alone knows of them.",
    "process": "A program while it runs: the operating system gives it memory of its own and at least one thread. What one process "
    "does to its memory, another one doesn't see, unless they asked for some that they share. Each Python process has its own "
    "interpreter and its own GIL: so multiprocessing, since Python 2.6, offers what threading does without that limit.",
    "event-loop": "The part of asyncio that runs coroutines in one thread. It goes on with another coroutine when one awaits "
    "something that isn't there yet; one that computes without awaiting holds up all others. Threads that compute under a GIL hold "
    "it up as well, some milliseconds each time.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_taught_is_said_in_these_words(name):
    assert CONCEPTS[name].text == TEXTS[name]


@pytest.mark.parametrize("name", CONCEPTS)
def test_each_stands_on_a_page_of_the_documentation(name):
    assert CONCEPTS[name].pages
    assert all(page.endswith(".html") and not page.startswith(("/", "http")) for page in CONCEPTS[name].pages)
