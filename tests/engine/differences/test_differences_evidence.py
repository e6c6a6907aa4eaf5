"""Numbers become the right words."""

import msgspec
import pytest
from concviz.engine.differences import evidence, execution
from concviz.engine.differences.experiment_numbers import ParallelismNumbers, SpeedupNumbers, TasksNumbers, Updates
from concviz.engine.model.difference_facts import ParallelismFacts, SharingFacts, TypeFacts

from tests.support import made_differences as made


def test_type_counts_what_the_system_has_ids_for():
    threads = evidence.kind_of_thing("thread", made.THREADS, made.THREADS_LOOK)
    assert threads.value == "3 threads of 1 process"
    assert threads.facts == TypeFacts(workers=3, processes=0, threads=3, confirmed=True)
    processes = evidence.kind_of_thing("process", made.PROCESSES, made.PROCESSES_LOOK)
    assert processes.value == "2 processes"
    coroutines = evidence.kind_of_thing("coroutine", made.COROUTINES, made.COROUTINES_LOOK)
    assert coroutines.value == "no ids: one thread"


def test_an_id_that_the_system_does_not_list_is_not_confirmed():
    other = {"alive": made.look(made.seen(10, 1, (10, 11)))}
    assert evidence.kind_of_thing("thread", made.THREADS, other).facts.confirmed is False
    hidden = {"alive": made.look(made.seen(10, 1, ()))}
    assert evidence.kind_of_thing("thread", made.THREADS, hidden).facts.confirmed is None


def test_relation_draws_the_tree():
    found = evidence.relation("process", made.PROCESSES, made.PROCESSES_LOOK)
    assert found.facts.whose == "child"
    assert next(line for line in found.evidence if "worker: process 2" in line).startswith("   └─ process 12")
    served = evidence.relation("process", made.PROCESSES, made.SERVED_LOOK)
    assert served.facts.whose == "grandchild"
    assert any(line.startswith("      └─ process 11") for line in served.evidence)


def test_sharing_tells_what_the_parent_saw_of_each_change():
    numbers = made.sharing(0, {})
    found = evidence.sharing("process", numbers, {})
    assert found.evidence == [
        "a worker appended 3 numbers to a list that it was handed: it saw 3, the parent afterwards 0",
        "a worker added 3 to a global of its module: it saw 3, the parent afterwards 0",
        "a worker wrote a 3 on a function of its module: it saw 3, the parent afterwards 0",
    ]
    assert (found.facts.shared, found.facts.seen) == (False, dict.fromkeys(("argument", "global", "function"), False))


def test_what_is_shared_in_part_or_was_never_seen_is_not_known():
    partly = msgspec.structs.replace(made.sharing(3, {}), changes={"argument": (3, 3), "global": (3, 0)})
    assert evidence.sharing("thread", partly, {}).facts.shared is None
    unseen = msgspec.structs.replace(partly, changes={"argument": (0, 0)})
    assert evidence.sharing("thread", unseen, {}).facts == SharingFacts()


def test_sharing_tells_the_times():
    cell = {"ns": [3_000_000, 1_000_000, 2_000_000], "copy_ns": [900_000] * 3}
    ways = {"pickled": {"100": cell}, "shared_memory": {"100": {"ns": [], "error": "MemoryError"}}}
    found = evidence.sharing("process", made.sharing(0, ways), {})
    assert found.value == "not shared · 100 MB: 2.0 ms"
    assert found.facts.handover_s == {"pickled 100 MB": 0.002}
    assert "of it 900 µs to copy them in" in found.evidence[3]
    assert "not possible (MemoryError)" in found.evidence[4]


def test_weight_is_a_median_and_a_difference():
    numbers, looks = made.weighing(40_000, 2_048, slowest_ns=10**9)
    found = evidence.weight("thread", numbers, looks)
    assert found.value == "40 µs · 2.0 KiB"
    assert found.facts.start_s == pytest.approx(40e-6)


def test_parallelism_adds_up_cores_used_and_wished_for():
    found = execution.parallelism("process", made.spans(1.4, waited=0.5), {})
    assert found.value == "1.40 cores"
    assert found.facts == ParallelismFacts(cores_used=1.4, cores_waited=0.5, gil=True)


@pytest.mark.parametrize("cores", [1.8948, 1.8952, 1.0049])
def test_the_cell_and_the_sentence_about_it_say_one_number(cores):
    """Both are of the figure that is kept: rounded anew from what was measured, 1.8948 was 1.89 here and 1.90 there."""
    found = execution.parallelism("process", made.spans(cores, waited=0.0), {})
    assert found.value == f"{found.facts.cores_used:.2f} cores"
    assert found.value.removesuffix(" cores") in found.evidence[0]


def test_workers_that_never_began_give_no_number():
    numbers = ParallelismNumbers(spans=[], gil=True, refused="RuntimeError: can't start new thread", asked=2)
    found = execution.parallelism("thread", numbers, {})
    assert found.facts.cores_used is None
    assert "can't start new thread" in found.evidence[0]


def test_tasks_tells_both_speed_ups_and_what_is_missing():
    assert execution.tasks("process", made.sides(1.9, 5.0), {}).value == "CPU 1.90× · I/O 5.00×"
    failed = SpeedupNumbers(items=40, workers=2, error="OSError: no")
    half = execution.tasks("process", TasksNumbers(cpu=failed, io=made.sides(1, 5.0).io), {})
    assert half.value == "I/O 5.00×"
    assert half.facts.errors == ["computing: OSError: no"]
    assert execution.tasks("process", TasksNumbers(cpu=failed), {}).value == "not measured"


def test_number_says_why_there_are_no_more():
    numbers = made.crowd(5, 100, 10**7, "3 seconds were over")
    found = execution.number("process", numbers, made.weighing(1, 1_000)[1])
    assert found.value.startswith("5 · 10 ms")
    assert "no more because 3 seconds were over" in found.evidence
    assert (
        execution.number("process", made.crowd(0, 100, 0, "3 seconds were over"), {}).value == "none could be started"
    )


def test_race_shows_a_small_loss_as_more_than_nothing():
    few = Updates(expected=100_000, lost=3, rounds=5, rounds_lost=1)
    numbers = msgspec.structs.replace(made.losing(400, 0), call=few)
    assert execution.race("thread", numbers, {}).value == "lost without a lock <1%, with one 0%, with a bare += 0%"
    assert (
        execution.race("thread", made.losing(400, 0), {}).value
        == "lost without a lock 40%, with one 0%, with a bare += 0%"
    )
