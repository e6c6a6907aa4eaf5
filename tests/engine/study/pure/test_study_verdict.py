"""The sentences under a comparison, word for word, from rows with every number known: on each side of every threshold."""

import msgspec
import pytest
from concviz.engine.model.states import Ledger, Piece
from concviz.engine.model.study_rows import Waterfall
from concviz.engine.study.pure.rounds import Course
from concviz.engine.study.pure.study_verdict import verdict
from concviz.engine.study.pure.study_words import are, is_plural

from tests.support.made_measurements import made, made_row, rows_of

SEQUENTIAL = [2.0, 2.01, 1.99]
FAST = [1.0, 1.01, 1.02]
WIN = "Threads win, 1.98 times as fast as sequential (1.95 to 2.01)"
PARALLEL = f"{WIN}: their workers computed at the same time, on 1.9 of 2 usable cores."
UNKNOWN = f"{WIN}: they used 1.2 of 2 usable cores, and what makes them faster was not measured."


def base(**changes):
    return made_row("sequential", SEQUENTIAL, **changes)


def waiting(wait_io=0.97, **more):
    """What a run that waits for I/O is measured as."""
    return {"ledger": Ledger(on_core=1 - wait_io, wait_io=wait_io, looks=50, **more), "cores_used": 0.4, "overlap": 3.9}


def told(*rows):
    return verdict(rows_of(*rows), 2.0)


# ---------------------------------------------------------------------- who won, and why


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"cores_used": 1.9}, PARALLEL),
        ({"cores_used": 1.21}, PARALLEL.replace("on 1.9", "on 1.2")),
        ({"cores_used": 1.2}, UNKNOWN),
        ({"cores_used": 1.9, "own_helpers_cores": 0.71}, UNKNOWN.replace("used 1.2", "used 1.9")),
        (waiting(), f"{WIN}: their workers waited for I/O at the same time, on 0.4 of 2 usable cores."),
        (waiting(0.2), f"{WIN}: their workers waited for I/O at the same time, on 0.4 of 2 usable cores."),
        (waiting(0.19), UNKNOWN.replace("used 1.2", "used 0.4")),
        ({**waiting(), "overlap": 1.2}, UNKNOWN.replace("used 1.2", "used 0.4")),
        (
            waiting(inferred=("wait_io",)),
            f"{WIN}: their workers waited for I/O at the same time, on 0.4 of 2 usable cores (that it was I/O is inferred).",
        ),
        (
            {**waiting(0.5), "cores_used": 1.9},
            f"{WIN}: their workers computed and waited for I/O at the same time, on 1.9 of 2 usable cores.",
        ),
        (
            {"cores_used": 0.1, "overlap": 2.0, "ledger": Ledger(asleep=0.9, on_core=0.1)},
            f"{WIN}: their workers slept at the same time, on 0.1 of 2 usable cores.",
        ),
        (
            {"cores_used": 0.1, "overlap": 2.0, "ledger": Ledger(wait_child=0.9, on_core=0.1)},
            f"{WIN}: their workers waited for their children at the same time, on 0.1 of 2 usable cores.",
        ),
        ({"cores_used": 0.1, "ledger": None, "overlap": None}, UNKNOWN.replace("used 1.2", "used 0.1")),
    ],
)
def test_a_cause_is_said_where_it_was_measured(changes, text):
    assert told(base(), made_row("threads", FAST, **changes)) == text


def test_one_word_for_one():
    text = told(base(), made_row("asyncio", FAST, **waiting()))
    assert text == (
        "Asyncio wins, 1.98 times as fast as sequential (1.95 to 2.01): its workers waited for I/O at the same time, on 0.4 of 2 "
        "usable cores."
    )


def test_two_that_tie():
    rows = (
        base(**waiting()),
        made_row("threads", [0.2, 0.21, 0.22], **waiting()),
        made_row("asyncio", [0.21, 0.22, 0.2]),
    )
    assert told(*rows) == (
        "Threads had the shortest median, but asyncio is not clearly slower. They are 9.52 times as fast as sequential (9.05 to "
        "10.1): their workers waited for I/O at the same time, on 0.4 of 2 usable cores."
    )


def test_where_the_baseline_ties_nothing_is_gained():
    rows = (
        made_row("sequential", [2.0, 2.4, 1.9]),
        made_row("process-pool", [1.95, 2.0, 1.6]),
        made_row("threads", [3.0, 3.1, 3.05]),
    )
    assert told(*rows) == (
        "Process-pool had the shortest median, but sequential is not clearly slower. Slower than sequential: threads (0.66×)."
    )


def test_sequential_may_win():
    rows = base(), made_row("process-pool", [2.9, 3.0, 3.1]), made_row("threads", [3.0, 3.1, 3.05])
    assert told(*rows) == "Sequential wins. Slower than sequential: process-pool (0.67×) and threads (0.66×)."


# ---------------------------------------------------------------------- no difference


def test_no_difference_is_said_where_every_row_has_enough_repeats():
    same = [2.0, 2.03, 1.98]
    one_core = "No clear difference between sequential and threads. None of them used clearly more than one core."
    assert told(base(), made_row("threads", same)) == one_core
    assert (
        told(base(), made_row("threads", same, cores_used=1.21))
        == "No clear difference between sequential and threads."
    )
    assert (
        told(base(**waiting(0.51)), made_row("threads", same)) == "No clear difference between sequential and threads."
    )
    half = {"ledger": Ledger(on_core=0.5, wait_io=0.5), "cores_used": 0.5}
    assert told(base(**half), made_row("threads", same)) == one_core


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((base(), made_row("threads", [2.0, 2.0])), ", and threads had 2."),
        ((made_row("sequential", [2.0, 2.0]), made_row("threads", [1.0, 1.0, 1.0])), ", and sequential had 2."),
        ((made_row("sequential", [2.0]), made_row("threads", [1.0])), "."),
    ],
)
def test_of_too_few_repeats_no_difference_is_claimed_either(rows, why):
    text = "No clear difference can be claimed: it takes 3 repeats of each to tell models apart"
    assert told(*rows) == f"{text}{why}"


# ---------------------------------------------------------------------- answers


def test_a_wrong_answer_is_named_and_takes_no_part():
    only = "Only sequential finished with an answer that is known to be right, so there is nothing to compare it with."
    assert told(base(), made_row("threads", FAST, digest="bb")) == (
        f"{only} Wrong answer: threads did not come to the results that sequential came to three times."
    )
    assert told(made_row("sequential", [2.0, 2.01]), made_row("threads", FAST, digest="bb")) == (
        f"{only} Wrong answer: threads did not come to the results that sequential came to twice."
    )
    assert told(made_row("sequential", [2.0]), made_row("threads", FAST, digest="bb")) == (
        f"{only} Whether the results of threads are right can't be told: they differ, and sequential was run only once."
    )


def test_what_varies_by_itself_is_still_compared():
    varying = base()
    varying.kept[1] = made(2.01, digest="bb")
    assert told(varying, made_row("threads", FAST, cores_used=1.9)) == (
        f"{PARALLEL} The results vary by themselves: those of sequential differ from run to run, so nobody's can be checked against "
        "them, and only times are compared."
    )


def test_without_a_baseline_nobody_is_called_wrong():
    assert told(made_row("threads", FAST, digest="bb"), made_row("processes", FAST)) == (
        "Nothing could be compared: no model finished with an answer that can be checked. Whether the results of threads and "
        "processes are right can't be told: they differ, and there is no result of sequential."
    )


# ---------------------------------------------------------------------- what failed, was missing, or was disturbed


def test_what_failed_is_said_and_the_others_stand():
    failed = Course("processes", 1.0, error="worker 2 was killed by signal 9")
    rows = base(), made_row("threads", FAST, cores_used=1.9), failed
    assert told(*rows) == f"{PARALLEL} Failed: processes; the others stand."
    nothing = "Nothing could be compared: no model finished with the right answer. Failed: sequential."
    assert told(Course("sequential", 1.0, error="no")) == nothing


def test_what_was_stopped_says_so():
    rows = Course("sequential", 1.0), Course("threads", 1.0), Course("asyncio", 1.0, error="no")
    text = "It was stopped before any repeat was done, so there is nothing to compare. Failed: asyncio."
    assert told(*rows) == text
    half = base(), made_row("threads", FAST, cores_used=1.9), Course("asyncio", 1.0)
    assert told(*half) == f"{PARALLEL} Not measured, as it was stopped before: asyncio."
    alone = "Only sequential was measured, so there is nothing to compare it with."
    assert told(base(), Course("asyncio", 1.0)) == f"{alone} Not measured, as it was stopped before: asyncio."


def test_noise_and_sleep_are_said():
    noisy = made_row("threads", FAST, rest_cores=0.7, cores_used=1.9)
    care = "Up to 0.70 cores were busy with other things while threads ran, so take the figures with care."
    assert told(base(), noisy) == f"{PARALLEL} {care}"
    assert told(base(rest_cores=0.3), noisy) == f"{PARALLEL} {care.replace('while threads ran', 'meanwhile')}"
    assert told(base(), made_row("threads", FAST, rest_cores=0.1, cores_used=1.9)) == PARALLEL
    slept = made_row("threads", FAST, cores_used=1.9)
    slept.void = ["the machine slept for 60.0 s during it"]
    assert told(base(), slept) == f"{PARALLEL} 1 repeat was thrown away: the machine slept or a clock was set."


def test_names_in_the_plural_and_not():
    assert [is_plural(name) for name in ("threads", "processes@3.13t", "asyncio", "process-pool", "class")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert (are(["asyncio"]), are(["threads"]), are(["asyncio", "process-pool"])) == ("is", "are", "are")


def losing(inferred=()):
    """Threads that lose most of their time to the GIL."""
    fall = Waterfall(pieces={Piece.COMPUTING: 1.0, Piece.WAIT_GIL: 2.0}, total_s=3.0)
    return made_row(
        "threads", [3.0, 3.1, 3.05], waterfall=fall, ledger=Ledger(wait_gil=0.6, on_core=0.4, inferred=inferred)
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (losing(), "threads (0.66×, waiting for the GIL)"),
        (losing(("wait_gil",)), "threads (0.66×, waiting for the GIL (inferred))"),
        (losing(("wait_io",)), "threads (0.66×, waiting for the GIL)"),
        (made_row("threads", [3.0, 3.1, 3.05], waterfall=None, ledger=None), "threads (0.66×)"),
    ],
)
def test_a_slower_one_says_so_where_it_lost_most_to_the_gil(row, words):
    assert told(base(), row) == f"Sequential wins. Slower than sequential: {words}."
    fast = made_row("processes", FAST, cores_used=1.9)
    win = PARALLEL.replace("Threads", "Processes")
    assert told(base(), fast, row) == f"{win} Slower than sequential: {words}."


def test_how_the_rest_stands_in_three_sentences():
    rows = (
        base(), made_row("processes", [0.5, 0.5, 0.5], cores_used=1.9), made_row("process-pool", [1.0, 1.0, 1.0]),
        made_row("asyncio", [2.0, 2.02, 2.03]), made_row("threads", [3.0, 3.0, 3.0]), made_row("thread-pool", [4.0, 4.0, 4.0]),
    )  # fmt: skip
    assert told(*rows) == (
        "Processes win, 4.00 times as fast as sequential (3.98 to 4.02): their workers computed at the same time, on 1.9 of 2 usable "
        "cores. Also faster than sequential: process-pool (2.00×). No clear difference from sequential: asyncio (0.99×). Slower than "
        "sequential: threads (0.67×) and thread-pool (0.50×)."
    )


def test_none_used_more_than_a_core_up_to_the_bound():
    same = [2.0, 2.03, 1.98]
    text = "No clear difference between sequential and threads."
    assert (
        told(base(), made_row("threads", same, cores_used=1.2))
        == f"{text} None of them used clearly more than one core."
    )
    assert told(base(ledger=None), made_row("threads", same)) == text
    assert (
        told(made_row("processes", SEQUENTIAL), made_row("threads", same))
        == "No clear difference between processes and threads."
    )


def test_of_some_too_few_repeats_the_others_are_still_compared():
    rows = base(), made_row("threads", FAST, cores_used=1.9), made_row("asyncio", [3.0, 3.0])
    assert told(*rows) == (
        "Threads had the shortest median, but asyncio is not clearly slower. They are 1.98 times as fast as sequential (1.95 to 2.01): "
        "their workers computed at the same time, on 1.9 of 2 usable cores."
    )


def test_repeats_that_were_thrown_away_are_counted_over_all_rows():
    rows = [base(), made_row("threads", FAST, cores_used=1.9)]
    rows[0].void, rows[1].void = ["it slept"], ["it slept"]
    assert told(*rows) == f"{PARALLEL} 2 repeats were thrown away: the machine slept or a clock was set."


def test_a_figure_that_nobody_measured_is_none_used():
    row = msgspec.structs.replace(rows_of(base(), made_row("threads", FAST))[1], cores_used=None)
    assert verdict([rows_of(base())[0], row], 2.0) == UNKNOWN.replace("used 1.2", "used 0")
