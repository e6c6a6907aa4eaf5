"""Two runs on one axis: which two, what is said of them, and that no time is lost or made."""

import numpy as np
import pytest
from concviz.engine.analysis.before_after import SLICES, before_after, dealt_out
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.snapshot import RUN, Segments
from concviz.engine.model.run_facts import PhaseFacts
from concviz.engine.session.events import LaneOpened, Node, Phase
from concviz.engine.session.memory.columns import SpanColumns

from tests.support.exact_run import ExactRun
from tests.support.made_sessions import made_machine, made_run, made_session


def threads_then_processes(cores=2, **more):
    first = made_run("cpu", "thread", lanes=4, seconds=2.0, machine=made_machine(cores))
    return made_run("cpu", "process", lanes=2, seconds=1.0, session=first, **more)


def test_the_last_two_of_the_same_task_and_one_line():
    session = threads_then_processes()
    both = before_after(session, session.length_us)
    assert both is not None
    assert (both.before.run, both.after.run) == (1, 2)
    assert both.text == "threads 2.05 s on 1.0 core → processes 1.05 s on 2.0"
    assert both.span_s == pytest.approx(2.05, abs=0.01)
    assert both.note == ""


def test_before_the_second_run_there_is_nothing_to_set_beside_the_first():
    session = threads_then_processes()
    assert before_after(session, 1_500_000) is None
    assert snapshot(session, None).before_after is None
    assert snapshot(session, None, pair=()).before_after is not None


def test_two_can_be_picked_and_a_third_does_not_matter():
    session = made_run("cpu", "main", lanes=1, seconds=1.0, session=threads_then_processes())
    both = before_after(session, session.length_us, (1, 2))
    assert both is not None
    assert (both.before.run, both.after.run) == (1, 2)
    last = before_after(session, session.length_us)
    assert last is not None
    assert (last.before.run, last.after.run) == (2, 3)


def test_work_that_differs_is_said():
    session = threads_then_processes(items=5)
    both = before_after(session, session.length_us)
    assert both is not None
    assert both.note == "not the same work: 1,000 items → 5 items"


def test_what_ran_is_dealt_out_and_nothing_is_lost():
    """The area of the strips is the CPU time of the items, on cores of this machine."""
    session = threads_then_processes(cores=4)
    both = before_after(session, session.length_us)
    assert both is not None
    for one, cpu_s in ((both.before, 2.0), (both.after, 2.0)):
        assert one.share.shape == one.lane.shape
        assert one.share.shape[1] == SLICES
        assert one.share.sum() * both.span_s / SLICES == pytest.approx(cpu_s, rel=0.02)
        assert one.share.max() <= 1.0
        assert ((one.lane > 0) == (one.share > 0)).all()
    assert not np.array_equal(both.before.share, both.after.share)


def test_a_run_that_still_goes_on_says_so():
    session = threads_then_processes(status="running")
    both = before_after(session, session.length_us)
    assert both is not None
    assert both.text.endswith("(running)")
    assert not both.after.over


def exact(session, number, task="made", model="threads", **plan):
    """One run of a second, asked for at `number` seconds."""
    run = ExactRun(session, number=number, asked_us=number * 1_000_000, task=task, model=model, **plan)
    run.lane(1, number * 1_000_000 + 200_000, number * 1_000_000 + 900_000, cpu_us=700_000)
    run.spans(
        number * 1_000_000 + 900_000, 1, (0, number * 1_000_000 + 200_000, number * 1_000_000 + 900_000, 700_000, 0)
    )
    run.end(number * 1_000_000 + 950_000, wall_s=0.85, cores_used=0.82)


def pair_of(*plans):
    """What is said of the last two of such runs, with which they are."""
    session = made_session(made_machine(2))
    for number, plan in enumerate(plans, 1):
        exact(session, number, **plan)
    both = before_after(session, session.length_us)
    return both and (both.before.run, both.after.run, both.text, both.note)


SAME = "threads 850 ms on 0.8 cores → threads 850 ms on 0.8"


@pytest.mark.parametrize(
    ("plans", "said"),
    [
        ([{}], None),
        ([{}, {"task": "other"}], None),
        ([{}, {}], (1, 2, SAME, "")),
        ([{}, {"task": "other"}, {}], (1, 3, SAME, "")),
        ([{}, {}, {}], (2, 3, SAME, "")),
        ([{}, {"model": "processes"}], (1, 2, SAME.replace("→ threads", "→ processes"), "")),
        (
            [{"worker": "thread", "workers": 2}, {"worker": "thread", "workers": 4}],
            (1, 2, "2 threads 850 ms on 0.8 cores → 4 threads 850 ms on 0.8", ""),
        ),
        ([{"seed": 1}, {"seed": 2}], (1, 2, SAME, "not the same work: other options")),
        ([{"items": None}, {"items": 5}], (1, 2, SAME, "")),
        ([{"options": {"depth": 1}}, {"options": {"depth": 2}}], (1, 2, SAME, "not the same work: other options")),
        ([{"items": 1_500}, {"items": 5, "seed": 2}], (1, 2, SAME, "not the same work: 1,500 items → 5 items")),
    ],
)  # fmt: skip
def test_which_two_and_what_is_said(plans, said):
    assert pair_of(*plans) == said


@pytest.mark.parametrize(
    ("inputs", "note"), [(("a", "b"), "not the same work: other inputs"), (("a", "a"), ""), (("", "b"), "")]
)
def test_a_function_with_as_many_other_inputs_is_other_work(inputs, note):
    session = made_session(made_machine(2))
    for number, digest in enumerate(inputs, 1):
        exact(session, number)
        session.append(Phase(number * 1_000_000 + 100, number, "items_ready", PhaseFacts(inputs=digest)))
    both = before_after(session, session.length_us)
    assert both is not None
    assert both.note == note


def test_two_tasks_that_were_picked_are_called_so():
    session = made_session(made_machine(2))
    exact(session, 1)
    exact(session, 2, task="other")
    both = before_after(session, session.length_us, (1, 2))
    assert both is not None
    assert both.note == "two different tasks"
    assert before_after(session, session.length_us, (1, 7)) is None


def test_what_is_dealt_out_to_the_slices_exactly():
    """An axis of 3,600 µs: slices of 10 µs. Half a slice, one and a half, two on the same core, one unknown, one beyond the end."""
    rows = [
        (1, 0, 5, 0, 5),
        (1, 25, 40, 1, 15),
        (2, 30, 38, 1, 4),
        (3, 50, 60, -1, 10),
        (1, 3_590, 3_700, 0, 110),
        (4, 70, 70, 0, 0),
    ]
    lane, start, end, core, cpu = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    none = np.zeros(len(rows), dtype=np.int64)
    spans = SpanColumns(lane, none, start + 100, end + 100, cpu, core, none)
    ran = Segments(lane, start + 100, end + 100, np.full(len(rows), RUN, np.uint8), core, np.arange(len(rows)))
    share, most = dealt_out(ran, spans, 100, 3_600, 2)
    told = {
        (int(c), int(s)): (round(float(share[c, s]), 3), int(most[c, s]))
        for c, s in zip(*np.nonzero(share), strict=True)
    }
    assert told == {(0, 0): (0.5, 1), (1, 2): (0.5, 1), (1, 3): (1.0, 1), (0, 359): (1.0, 1)}
    assert share.shape == most.shape == (2, SLICES)


def test_a_run_on_a_cluster_has_a_row_a_node_and_draws_nothing_on_our_cores():
    """Two lanes that compute all the time, both on core 0 of their own machine, one of four cores and one of two."""
    run = ExactRun(model="dask", worker="process")
    for node, cores in ((1, 4), (2, 2)):
        run.session.append(Node(150_000, 1, node, 1, cores, "3.11.7", 0, 200))
        run.session.append(LaneOpened(200_000, 1, node, "process", 70, 71, True, node))
        run.spans(1_210_000, node, (node, 200_000, 1_200_000, 1_000_000, 0))
        run.lane(node, 200_000, 1_200_000, kind="process", pid=70, tid=71, cpu_us=1_000_000, opened=False)
    run.phase(1_210_000, "results_in")
    both = before_after(run.session, 1_210_000, (1, 1))
    assert both.before.node_cores == (4, 2)
    assert both.before.share.shape == (2, SLICES)
    middle = SLICES // 2
    assert both.before.share[:, middle] == pytest.approx([0.25, 0.5])
    assert both.before.lane[:, middle].tolist() == [1, 2]
