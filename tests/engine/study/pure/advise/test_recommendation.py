"""What is recommended: one case on each side of each threshold, every sentence whole."""

import msgspec
import pytest
from concviz.engine.model.own.advice_facts import BreakEven, Recommendation
from concviz.engine.model.study_rows import Interval
from concviz.engine.study.pure.advise.recommendation import headline, recommendation

from tests.support.made_advice import HALF, LOOP, evidence, function, ledger, loop, row

FAST = "2.00 times as fast as the loop (1.95 to 2.01)"


def told(*rows, inputs=100, even=None, **changes):
    found = recommendation(evidence(*rows, **changes), even, inputs)
    return found.use, found.sentences


def test_who_is_clearly_faster_is_to_be_used():
    use, sentences = told(loop(), row("threads", [0.5, 0.5, 0.5]))
    assert use == "threads"
    assert sentences == ["Use threads, with 2 workers: 4.00 times as fast as the loop (3.98 to 4.02)."]


def test_of_those_that_cannot_be_told_apart_the_simplest():
    pool = row("process-pool", [1.0, 1.01, 1.02])
    assert told(loop(), pool, row("threads", [1.05, 1.04, 1.06]))[0] == "threads"
    assert told(loop(), pool, row("threads", [1.5, 1.5, 1.5]))[0] == "process-pool"
    assert told(loop(), row("asyncio", HALF), row("threads", HALF))[0] == "asyncio"


def test_a_tenth_has_to_be_clear():
    assert told(loop(), row("threads", [1.80, 1.80, 1.80]))[0] == "threads"
    use, sentences = told(loop(), row("threads", [1.82, 1.82, 1.82]))
    assert use == "loop"
    assert sentences == [
        "Keep the loop: the best of the others, threads, is 1.10 times as fast as the loop (1.09 to 1.10), which is no clear tenth."
    ]


def test_where_the_figures_scatter_it_is_not_said_that_nothing_is_gained():
    use, sentences = told(loop(), row("process-pool", [1.0, 1.6, 2.1]))
    assert use == "loop"
    assert sentences[0].startswith(
        "Keep the loop until more is known: processes may be faster, 1.25 times as fast as the loop ("
    )
    assert sentences[0].endswith("), but the figures scatter: more --repeats, or more inputs, would tell.")
    assert told(loop(), row("process-pool", [1.0, 1.68, 2.1]))[1][0].startswith(
        "Keep the loop: the best of the others, processes, "
    )


def test_where_all_are_slower_the_loop_stays():
    use, sentences = told(loop(), row("threads", [2.5, 2.5, 2.5]), row("process-pool", [4.0, 4.0, 4.0]))
    assert use == "loop"
    assert sentences == [
        "Keep the loop: nothing is faster; the best of the others, threads, is 0.80 times as fast as the loop (0.80 to 0.80)."
    ]


def test_on_a_busy_machine_it_is_not_said_that_nothing_is_gained():
    nothing = "Nothing can be advised: other programs used up to 1.50 cores, so what more workers would gain could not be seen. "
    slow, busy = row("threads", [2.5, 2.5, 2.5]), loop(disturbed=True, rest_cores=1.5)
    assert told(busy, slow) == ("", [f"{nothing}Keep the loop for now."])
    assert told(loop(), row("threads", [2.5, 2.5, 2.5], disturbed=True, rest_cores=1.5))[0] == ""
    assert told(loop(), slow)[0] == "loop"
    assert told(busy, row("threads", [0.5, 0.5, 0.5]))[0] == "threads", "who is faster all the same is"


def test_without_a_loop_or_another_nothing_is_advised():
    assert told(row("threads", HALF)) == ("", ["Nothing can be advised: the loop was not measured (it was not run)."])
    broken = loop(error="it failed", wall_s=None)
    assert told(broken, row("threads", HALF)) == (
        "",
        ["Nothing can be advised: the loop was not measured (it failed)."],
    )
    wrong = row("threads", HALF, same="wrong")
    assert told(loop(), wrong) == ("", ["Nothing can be advised: no other model came to the results of the loop."])
    assert told(loop(), row("threads", [1.0, 1.0])) == (
        "",
        [
            "Nothing can be advised: it takes 3 repeats of each to tell models apart; a longer --time-limit or fewer "
            "--items leave time for them."
        ],
    )


def test_the_pool_says_from_where_on_it_pays():
    pool = row("process-pool", HALF, startup_s=0.063)
    even = BreakEven(chunk=40, items=70, good_chunk=400)
    use, sentences = told(loop(), pool, even=even, chunks={"process-pool": 64})
    assert use == "process-pool"
    assert sentences == [
        "Use processes, with 2 workers, 64 items in a chunk: 1.98 times as fast as the loop (1.95 to 2.01).",
        "Below 40 items a chunk the pool is slower than a loop.",
        "Below 70 items in all it is slower, too: starting it takes 63 ms.",
    ]
    one = BreakEven(chunk=1, items=1)
    assert len(told(loop(), pool, even=one)[1]) == 1
    assert len(told(loop(), pool)[1]) == 1


def test_all_inputs_are_told_where_some_were_measured():
    threads = row("threads", [1.0, 1.0, 1.0], startup_s=0.0)
    assert told(loop(), threads, inputs=1000)[1][1:] == [
        "All 1,000 inputs: about 10.0 s instead of 20.0 s, if they are like the 100 measured."
    ]
    assert told(loop(), threads, inputs=100)[1][1:] == []


def test_what_is_parallel_by_itself_is_left_alone():
    own = loop(cores_used=1.9, own_helpers_cores=1.8)
    use, sentences = told(own, row("threads", [2.1, 2.1, 2.1]), helper_threads=2)
    assert use == "loop"
    assert sentences == [
        "Keep the loop: it is parallel by itself, with up to 2 threads of its own at once, which use 1.80 cores, and workers "
        "around it gain nothing."
    ]


def test_a_python_without_a_gil_pays_or_does_not():
    threads = row("threads", [2.1, 2.1, 2.1])
    free = "threads@3.14.2t"
    assert told(loop(), threads, row(free, [1.0, 1.0, 1.0]))[1][-1] == (
        "Free-threaded Python 3.14.2t pays: threads on it are 2.00 times as fast as the loop (1.99 to 2.01)."
    )
    assert told(loop(), threads, row(free, [1.9, 1.9, 1.9]))[1][-1] == (
        "Free-threaded Python 3.14.2t does not pay: threads on it are 1.05 times as fast as the loop (1.05 to 1.06)."
    )
    pool = row("process-pool", [1.0, 1.0, 1.0])
    assert told(loop(), pool, row(free, [1.02, 1.02, 1.02]))[1][-1] == (
        "Free-threaded Python 3.14.2t comes to the same without copying: threads on it are 1.96 times as fast as the loop (1.95 to 1.97)."
    )
    assert told(loop(disturbed=True), pool, row(free, [1.0, 1.0, 1.0]))[1][-1] == (
        "Whether free-threaded Python 3.14.2t pays is open, as other programs were busy: threads on it were 2.00 times as fast as the "
        "loop (1.99 to 2.01)."
    )
    broken = row(free, HALF, error="no module named pandas", wall_s=None, same=None)
    assert (
        told(loop(), threads, broken)[1][-1]
        == "Free-threaded Python 3.14.2t could not be measured: no module named pandas."
    )


def test_where_there_is_none_it_says_so_if_the_gil_is_the_limit():
    def threads(share):
        return row("threads", [2.1, 2.1, 2.1], ledger=ledger(on_core=1 - share, wait_gil=share))

    assert told(loop(), threads(0.25))[1][-1] == (
        "The GIL is what limits threads, so a free-threaded Python may pay; there is none on this machine, so that was not measured."
    )
    assert len(told(loop(), threads(0.24))[1]) == 1
    assert len(told(loop(), threads(0.25), free_threaded="3.13.5t")[1]) == 1


def test_an_item_that_is_alone_is_a_loop():
    assert told(loop(), function=function(items=1))[1] == [
        "Nothing can be advised: no other model came to the results of the loop."
    ]
    assert LOOP[0] > HALF[0]


def test_whose_gil_it_is_that_limits_is_the_threads_alone():
    others = row("asyncio", [2.1, 2.1, 2.1], ledger=ledger(on_core=0.5, wait_gil=0.5))
    threads = row("threads", [2.1, 2.1, 2.1], ledger=ledger(on_core=0.9, wait_gil=0.1))
    assert len(told(loop(), others, threads)[1]) == 1
    assert len(told(loop(), others)[1]) == 1


# ---------------------------------------------------------------------- each bound, by figures that are put in


def at(name, median, low=None, high=None, **changes):
    """A row with this speed-up, faster than the loop."""
    speedup = Interval(median, median if low is None else low, median if high is None else high)
    return msgspec.structs.replace(row(name, HALF, difference="faster", **changes), speedup=speedup)


@pytest.mark.parametrize(("low", "use"), [(1.1, "threads"), (1.0999, "loop")])
def test_a_tenth_is_worth_it_from_its_lower_end(low, use):
    assert told(loop(), at("threads", 1.15, low))[0] == use


@pytest.mark.parametrize(
    ("median", "sentence"),
    [
        (
            1.2,
            "Keep the loop until more is known: threads may be faster, 1.20 times as fast as the loop (0.90 to 1.20), but the figures "
            "scatter: more --repeats, or more inputs, would tell.",
        ),
        (
            1.199,
            "Keep the loop: the best of the others, threads, is 1.20 times as fast as the loop (0.90 to 1.20), which is no clear tenth.",
        ),
        (
            1.0,
            "Keep the loop: the best of the others, threads, is 1.00 times as fast as the loop (0.90 to 1.00), which is no clear tenth.",
        ),
        (
            0.999,
            "Keep the loop: nothing is faster; the best of the others, threads, is 1.00 times as fast as the loop (0.90 to 1.00).",
        ),
    ],
)
def test_what_is_said_of_the_best_of_those_that_gain_nothing(median, sentence):
    assert told(loop(), at("threads", median, 0.9), at("process-pool", 0.5)) == ("loop", [sentence])


def test_the_best_of_the_others_is_the_one_with_the_largest_speed_up():
    rows = [at("process-pool", 0.8, 0.7), at("threads", 0.9, 0.8), at("asyncio", 0.7, 0.6)]
    assert told(loop(), *rows)[1][0].startswith("Keep the loop: nothing is faster; the best of the others, threads, ")


def test_the_order_of_simplicity():
    names = ["process-pool", "interpreters", "threads", "asyncio"]
    found = []
    while names:
        use, _ = told(loop(), *(row(name, HALF) for name in names))
        found.append(use)
        names.remove(use)
    assert found == ["asyncio", "threads", "interpreters", "process-pool"]
    other = row("vectorized", [0.5, 0.5, 0.5])
    assert told(loop(), other)[0] == ""
    assert told(loop(), row("process-pool", HALF), row("vectorized", HALF))[0] == "process-pool"


@pytest.mark.parametrize(
    ("even", "startup_s", "more"),
    [
        (BreakEven(chunk=2, items=2), 0.063,
         ["Below 2 items a chunk the pool is slower than a loop.", "Below 2 items in all it is slower, too: starting it takes 63 ms."]),
        (BreakEven(chunk=1, items=2), 0.063, ["Below 2 items in all it is slower, too: starting it takes 63 ms."]),
        (BreakEven(chunk=2, items=1), 0.063, ["Below 2 items a chunk the pool is slower than a loop."]),
        (BreakEven(chunk=2, items=None), 0.063, ["Below 2 items a chunk the pool is slower than a loop."]),
        (BreakEven(chunk=None, items=9), 0.063, ["Below 9 items in all it is slower, too: starting it takes 63 ms."]),
        (BreakEven(chunk=None, items=9), None, []),
        (None, 0.063, []),
    ],
)  # fmt: skip
def test_from_how_many_items_on_a_pool_pays(even, startup_s, more):
    pool = msgspec.structs.replace(row("process-pool", HALF), startup_s=startup_s)
    assert told(loop(), pool, even=even)[1][1:] == more
    threads = msgspec.structs.replace(row("threads", HALF), startup_s=startup_s)
    assert told(loop(), threads, even=even)[1][1:] == []


@pytest.mark.parametrize(
    ("inputs", "measured", "startup_s", "more"),
    [
        (1_000, 100, 0.5, "All 1,000 inputs: about 5.60 s instead of 20.0 s, if they are like the 100 measured."),
        (1_000, 100, None, "All 1,000 inputs: about 10.1 s instead of 20.0 s, if they are like the 100 measured."),
        (1_000, 100, 2.0, "All 1,000 inputs: about 2.00 s instead of 20.0 s, if they are like the 100 measured."),
        (101, 100, None, "All 101 inputs: about 1.02 s instead of 2.02 s, if they are like the 100 measured."),
        (100, 100, None, ""), (99, 100, None, ""), (100, 0, None, ""),
    ],
)  # fmt: skip
def test_starting_is_paid_once_however_many_inputs_there_are(inputs, measured, startup_s, more):
    threads = msgspec.structs.replace(row("threads", HALF), startup_s=startup_s)
    assert told(loop(), threads, inputs=inputs, measured_items=measured)[1][1:] == ([more] if more else [])


def test_a_chunk_of_one_is_none():
    pool = row("process-pool", HALF, workers=1)
    first = "Use processes, with 1 worker{}: 1.98 times as fast as the loop (1.95 to 2.01)."
    assert told(loop(), pool, chunks={"process-pool": 1})[1] == [first.format("")]
    found = recommendation(evidence(loop(), pool, chunks={"process-pool": 2}), None, 100)
    assert (found.sentences, found.workers, found.chunk) == ([first.format(", 2 items in a chunk")], 1, 2)


def test_each_row_must_have_three_repeats_the_loops_too():
    few = [
        "Nothing can be advised: it takes 3 repeats of each to tell models apart; a longer --time-limit or fewer "
        "--items leave time for them."
    ]
    assert told(loop([2.0, 2.0]), row("threads", HALF)) == ("", few)
    assert told(loop(), row("threads", HALF), row("asyncio", [1.0, 1.0])) == ("", few)
    assert told(loop(wall_s=None)) == ("", ["Nothing can be advised: the loop was not measured (it was stopped)."])


def test_on_a_busy_machine_the_most_that_others_used_is_told():
    rows = [row("threads", [2.5] * 3, disturbed=True, rest_cores=0.4), row("asyncio", [2.6] * 3, rest_cores=None)]
    assert told(loop(rest_cores=0.9), *rows)[1][0].startswith(
        "Nothing can be advised: other programs used up to 0.90 cores,"
    )


def test_a_python_without_a_gil_beside_one_that_was_disturbed_or_is_as_fast():
    free = "threads@3.14.2t"
    noisy = row(free, [1.0, 1.0, 1.0], disturbed=True)
    open_ = "Whether free-threaded Python 3.14.2t pays is open, as other programs were busy: threads on it were "
    assert (
        told(loop(), row("process-pool", [1.0] * 3), noisy)[1][-1]
        == f"{open_}2.00 times as fast as the loop (1.99 to 2.01)."
    )
    slower = row(free, [1.5, 1.5, 1.5])
    assert told(loop(), row("process-pool", [1.0] * 3), slower)[1][-1] == (
        "Free-threaded Python 3.14.2t comes to the same without copying: threads on it are 1.33 times as fast as the loop (1.33 to 1.34)."
    )
    faster = row(free, [0.5, 0.5, 0.5])
    assert told(loop(), row("process-pool", [1.0] * 3), faster)[1][-1] == (
        "Free-threaded Python 3.14.2t pays: threads on it are 4.00 times as fast as the loop (3.98 to 4.02)."
    )
    assert told(loop(), faster) == (
        "loop",
        [
            "Keep the loop: nothing else was measured on this Python.",
            "Free-threaded Python 3.14.2t pays: threads on it are 4.00 times as fast as the loop (3.98 to 4.02).",
        ],
    )


def test_the_headline_begins_with_a_capital():
    assert headline(Recommendation(sentences=["keep it.", "so."])) == "Keep it."
    assert headline(Recommendation(sentences=[])) == ""
