"""Agreement, disagreement, and what can't be told."""

import msgspec
import pytest
from concviz.engine.differences import evidence, execution
from concviz.engine.differences.claims import SAID, page, source
from concviz.engine.differences.difference_words import as_fast, as_long
from concviz.engine.differences.verdicts import Case, Judgement, judge

from tests.support import made_differences as made


def case(column, found, *, weights=None, cores=2.0, python="3.11.7"):
    return Case(column, found.facts, weights or {}, cores, python)


def test_threads_and_the_gil():
    agrees = judge("parallelism", case("threading", execution.parallelism("thread", made.spans(1.0), {})))
    assert agrees.agrees is True
    free = execution.parallelism("thread", made.spans(1.97, gil=False), {})
    other = judge("parallelism", case("threading", free, python="3.13.5t"))
    assert other.agrees is False
    assert "3.13.5t has no GIL" in other.why


@pytest.mark.parametrize(
    ("cores", "waited", "usable", "agrees"),
    [(1.96, 0.0, 2.0, True), (1.3, 0.6, 2.0, None), (0.98, 0.98, 1.0, None), (1.0, 0.0, 2.0, False)],
)
def test_processes_run_in_parallel_unless_nobody_can_tell(cores, waited, usable, agrees):
    found = execution.parallelism("process", made.spans(cores, waited), {})
    assert judge("parallelism", case("multiprocessing", found, cores=usable)).agrees is agrees


@pytest.mark.parametrize("column", ["threading", "asyncio", "multiprocessing", "interpreters"])
@pytest.mark.parametrize(("cores", "waited"), [(0.42, 0.58), (0.42, 1.5), (0.42, 0.0), (0.9, 0.4)])
def test_nobody_is_judged_on_cores_that_others_took(column, cores, waited):
    found = execution.parallelism("thread", made.spans(cores, waited), {})
    judged = judge("parallelism", case(column, found))
    assert judged.agrees is None
    assert judged.why.endswith("so whether they can use more can't be told.")


def test_half_a_core_is_all_that_a_quota_of_half_a_core_gives():
    found = execution.parallelism("coroutine", made.spans(0.5), {})
    assert judge("parallelism", case("asyncio", found, cores=0.5)).agrees is True


def test_what_is_parallel_in_spite_of_others_is_parallel():
    found = execution.parallelism("process", made.spans(1.6, 0.35), {})
    assert judge("parallelism", case("multiprocessing", found)).agrees is True


def test_relation_depends_on_the_start_method():
    child = evidence.relation("process", made.PROCESSES, made.PROCESSES_LOOK)
    assert judge("relation", case("multiprocessing", child)) == Judgement(
        True, "Each has a thread at least, and they are the program's children."
    )
    served = evidence.relation(
        "process", msgspec.structs.replace(made.PROCESSES, start_method="forkserver"), made.SERVED_LOOK
    )
    assert judge("relation", case("multiprocessing", served)) == Judgement(
        True,
        "Each has a thread at least. With the start method forkserver they are a helper's children, and the helper is the program's.",
    )
    unseen = evidence.relation("process", made.PROCESSES, {})
    assert judge("relation", case("multiprocessing", unseen)) == Judgement(
        None, "They couldn't be looked at from outside."
    )


def test_weight_is_compared_with_a_thread():
    thread = evidence.weight("thread", *made.weighing(50_000, 16_000)).facts
    weights = {"threading": thread}
    process = evidence.weight("process", *made.weighing(3_000_000, 2 << 20))
    judged = judge("weight", case("multiprocessing", process, weights=weights))
    assert judged.agrees is True
    assert "60.0 times as long as a thread" in judged.why
    coroutine = evidence.weight("coroutine", *made.weighing(3_000, 1_000))
    assert judge("weight", case("asyncio", coroutine, weights=weights)).agrees is True
    assert judge("weight", case("asyncio", coroutine)).agrees is None


@pytest.mark.parametrize(
    ("column", "sides", "agrees"),
    [
        ("threading", made.sides(1.0, 7.5), True),
        ("threading", made.sides(1.9, 7.5, gil=False), False),
        ("threading", made.sides(1.9, 7.5), None),
        ("threading", made.sides(1.4, 7.5, share=0.7, gil=False), None),
        ("threading", made.sides(1.06, 7.5, share=0.7), None),
        ("threading", made.sides(1.06, 7.5, others=1.0), None),
        ("asyncio", made.sides(1.0, 7.5, share=0.7), None),
        ("asyncio", made.sides(1.4, 7.5, gil=False), None),
        ("multiprocessing", made.sides(1.4, 5.0, share=0.7), None),
        ("multiprocessing", made.sides(1.9, 5.0, share=0.9), True),
        ("multiprocessing", made.sides(1.9, 5.0), True),
        ("multiprocessing", made.sides(1.0, 5.0, others=1.0), None),
        ("multiprocessing", made.sides(1.0, 5.0), False),
        ("interpreters", made.sides(1.1, 0.6, startup_s=0.2), True),
    ],
)
def test_tasks(column, sides, agrees):
    assert judge("tasks", case(column, execution.tasks("thread", sides, {}))).agrees is agrees


def test_tasks_on_one_core_can_not_be_told():
    found = execution.tasks("process", made.sides(0.95, 5.0), {})
    assert judge("tasks", case("multiprocessing", found, cores=1.0)).agrees is None


def test_a_limit_is_no_disagreement():
    numbers = made.crowd(5, 100, 10**7, "half of the 20 processes were in use")
    judged = judge("number", case("multiprocessing", execution.number("process", numbers, {})))
    assert judged.agrees is None
    assert "half of the 20" in judged.why


@pytest.mark.parametrize(
    ("column", "alive", "agrees"),
    [("threading", 12, None), ("threading", 1_000, True), ("multiprocessing", 12, True), ("asyncio", 900, None)],
)
def test_a_number_that_a_limit_ended_agrees_only_if_it_reached_what_is_said(column, alive, agrees):
    numbers = made.crowd(alive, 1_000, 3_200_000, "RuntimeError: can't start new thread")
    judged = judge("number", case(column, execution.number("thread", numbers, {})))
    assert judged.agrees is agrees
    assert ("so that can't be told" in judged.why) is (agrees is None)
    assert "no more because RuntimeError: can't start new thread" in judged.why


def test_race():
    assert judge("race", case("threading", execution.race("", made.losing(400, 0), {}))).agrees is True
    assert "since 3.10" in judge("race", case("threading", execution.race("", made.losing(400, 0), {}))).why
    free = judge("race", case("threading", execution.race("", made.losing(400, 600, gil=False), {})))
    assert "600 updates too: there is no GIL" in free.why
    assert judge("race", case("threading", execution.race("", made.losing(0, 0), {}))).agrees is None
    assert judge("race", case("threading", execution.race("", made.losing(400, 0, lock=3), {}))).agrees is False


def test_pickling_names_what_went_through_after_all():
    numbers = made.pickled(["a lambda", ""], ["an open file", "TypeError: no"], ["a threading.Lock", "TypeError: no"])
    judged = judge("pickling", case("multiprocessing", execution.pickling("", numbers, {})))
    assert judged.agrees is False
    assert "A lambda could be sent" in judged.why


@pytest.mark.parametrize("name", ["type", "relation"])
def test_nothing_started_is_no_disagreement(name):
    nobody = made.tree([], 3, refused="RuntimeError: can't start new thread")
    make = evidence.kind_of_thing if name == "type" else evidence.relation
    found = make("thread", nobody, made.THREADS_LOOK)
    assert judge(name, case("threading", found)).agrees is None
    assert found.evidence[1 if name == "type" else 0] == "one more was refused: RuntimeError: can't start new thread"


@pytest.mark.parametrize(
    ("value", "fast", "long"),
    [
        (0.09, "0.09 times as fast", "11.1 times as fast as a thread"),
        (1.0, "as fast", "as long as a thread"),
        (7.9, "7.90 times as fast", "7.90 times as long as a thread"),
        (782.0, "782 times as fast", "782 times as long as a thread"),
    ],
)
def test_ratios_are_said_as_people_say_them(value, fast, long):
    assert as_fast(value) == fast
    assert as_long(value, "a thread") == long


def test_sentences_are_sentences():
    sides = judge("tasks", case("multiprocessing", execution.tasks("process", made.sides(1.9, 5.0), {}))).why
    assert sides.startswith(
        "Compared with one after the other, computing is 1.90 times as fast and waiting is 5.00 times as fast."
    )
    numbers = made.sharing(0, {"pickled": {"100": {"ns": [10**6], "copy_ns": [0]}}})
    shared = judge("sharing", case("multiprocessing", evidence.sharing("process", numbers, {}))).why
    assert (
        shared == "The parent never sees what a worker changes: an argument, a global or a function of its module. "
        "Handing over 100 MB takes 1.0 ms (pickled)."
    )


def test_the_course_is_quoted_and_the_documentation_by_its_page():
    said = {(name, column): claim for name, claims in SAID.items() for column, claim in claims.items()}
    assert said["type", "threading"] == ("native threads", "course", "")
    assert said["type", "multiprocessing"] == ("native processes", "course", "")
    assert said["relation", "multiprocessing"] == ("has threads and children", "course", "")
    assert said["number", "threading"] == ("10s to 1,000s", "course", "")
    assert said["number", "multiprocessing"] == ("10s (or fewer)", "course", "")
    assert said["number", "asyncio"] == ("10,000s", "usual", "")
    assert said["sharing", "interpreters"] == ("mostly copied", "docs", "library/concurrent.interpreters.html")
    assert {column for (_, column), claim in said.items() if claim.who == "course"} == {"threading", "multiprocessing"}
    assert all(bool(claim.page) == (claim.who == "docs") for claim in said.values())
    assert page("type", "asyncio") == "docs.python.org/3/library/asyncio-dev.html"
    assert (page("number", "asyncio"), source("race", "asyncio"), source("race", "threading")) == ("", "", "usual")
