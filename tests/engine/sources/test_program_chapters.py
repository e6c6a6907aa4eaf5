"""Chapters by rule: a new child, a spike, another limit; each once, and none of them of what is usual."""

from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.sources.program_chapters import MOST, ProgramChapters

S = 1_000_000
ONE = {70: "python app.py"}


def lately(cores=0.5, **states):
    thread = ThreadTime(pid=70, tid=70, wall_s=2.0, on_core=2 * cores, **states)
    return ProgramTime(wall_s=2.0, cpu_s=2 * cores, cores_used=cores, threads=[thread])


def told(*readings):
    """Titles of one reading a second: (account, processes, threads)."""
    chapters = ProgramChapters()
    return [chapters.titles(second * S, *reading) for second, reading in enumerate(readings)]


def test_what_is_as_ever_is_no_chapter():
    assert not any(told(*[(lately(), ONE, 4)] * 20))


def test_a_new_child_is_one():
    both = {**ONE, 80: "python job.py"}
    assert told((lately(), ONE, 4), (lately(), both, 5), (lately(), both, 5))[1] == ["New process: python job.py (80)"]


def test_a_storm_of_children_is_told_now_and_then():
    readings = [(lately(), {**ONE, **{100 + n: "sh" for n in range(9 * second)}}, 4) for second in range(200)]
    titles = [title for some in told(*readings) for title in some]
    assert titles[0] == "9 new processes"
    assert len(titles) <= MOST


def test_a_spike_of_cores_and_one_of_threads():
    quiet = [(lately(0.2), ONE, 4)] * 6
    titles = told(*quiet, (lately(1.9), ONE, 4), (lately(1.9), ONE, 40))
    assert titles[6] == ["Spike: 1.9 cores, usually 0.2"]
    assert titles[7] == ["Spike: 40 threads, usually 4.0"]


def test_another_limit_is_told_once_it_stands():
    free, held = (lately(1.0), ONE, 4), (lately(1.0, wait_gil=1.0), ONE, 4)
    titles = told(free, free, free, held, held, held)
    assert titles == [[], [], [], [], ["Limited by the GIL"], []]
    assert not any(told(free, free, held, free, held, free))


def test_one_program_that_is_begun_again_and_again_does_not_fill_the_chapters():
    readings = [(lately(), {**ONE, 100 + second: "sleep"}, 4) for second in range(60)]
    titles = [title for some in told(*readings[:1], *readings[1::3]) for title in some]
    assert titles == [f"New process: sleep ({pid})" for pid in (101, 107)]
    job = {**ONE, 900: "python job.py"}
    assert told(*readings, (lately(), job, 4))[-1] == ["New process: python job.py (900)"]
