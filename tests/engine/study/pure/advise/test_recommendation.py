"""What is recommended: one case on each side of each threshold, every sentence whole."""

from concviz.engine.model.own.advice_facts import BreakEven
from concviz.engine.study.pure.advise.recommendation import recommendation

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
