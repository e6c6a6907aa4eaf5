"""What the rules of the models say of small exact facts: threads, processes, interpreters, coroutines, and the definitions."""

import pytest
from concviz.engine.analysis.earlier_runs import Baseline

from tests.support.made_facts import made_facts, said

SEQUENTIAL = Baseline("sequential", 4.2)
SAID = [
    (
        "one left",
        made_facts("process", cores=1.07, in_flight=1.3, overlap=1.0, alone_s=1.2, compute_s=1.6),
        "Unevenly divided. For the last 1.20 s of 1.60 s only one of four processes had an item, and none was left for the "
        "others. Together they use 1.1 of 2 cores. | warn",
    ),
    (
        "in numbers",
        made_facts("process", cores=1.5, in_flight=0.2, handing_out=0.6),
        "Mostly no item in hand. Four processes, with 0.2 items in hand at once, use 1.5 of 2 cores, 0.6 of them to hand out "
        "items and collect results. | plain",
    ),
    (
        "awaits overlap",
        made_facts("coroutine", cores=0.1, in_flight=3.9, overlap=3.6, inferred=("wait_io",), ledger={"wait_io": 0.92}),
        "Concurrent: the waiting overlaps. Four coroutines on one loop: while one awaits, the loop runs another. "
        "3.9 items in hand at once, on 0.1 of 2 cores. | good",
    ),
    (
        "threads take turns",
        made_facts(ledger={"on_core": 0.25, "wait_gil": 0.4, "idle": 0.3}),
        "One after the other, at the GIL. Four threads take turns: only the one that holds the GIL runs Python "
        "bytecode. Together they use 1.0 of 2 cores. | warn | m processes, p a Python without a GIL",
    ),
    (
        "threads take turns",
        made_facts(ledger={"on_core": 0.25, "wait_gil": 0.75}),
        "One after the other, at the GIL. Four threads take turns: only the one that holds the GIL runs Python "
        "bytecode, so together they use 1.0 of 2 cores. | warn | m processes, p a Python without a GIL",
    ),
    (
        "threads take turns",
        made_facts(lanes=2, overlap=1.3, inferred=("wait_gil",), machine=8, ledger={"on_core": 0.5, "wait_gil": 0.5}),
        "Concurrent, not parallel. Two threads take turns (inferred): only the one that holds the GIL runs Python "
        "bytecode, so together they use 1.0 of 8 cores. | warn | m processes, p a Python without a GIL",
    ),
    (
        "threads take turns",
        made_facts(ledger={"wait_core": 0.1, "wait_gil": 0.75}, others=1.5),
        "One after the other, at the GIL. Four threads take turns: only the one that holds the GIL runs Python "
        "bytecode, so together they use 1.0 of 2 cores, while other programs use 1.5. | warn | m processes, p a "
        "Python without a GIL",
    ),
    (
        "threads parallel",
        made_facts(gil=False, cores=2.0, sequential=SEQUENTIAL),
        "Parallel threads. This Python has no GIL: four threads run at the same time and use 2.0 of 2 cores. 2.10 s "
        "against 4.20 s sequential: 2.00 times as fast. | good",
    ),
    (
        "released in threads",
        made_facts(cores=1.9, sequential=SEQUENTIAL),
        "Parallel threads, in spite of the GIL. This task's C code lets go of the GIL while it works, so four threads"
        " use 1.9 of 2 cores. 2.10 s against 4.20 s sequential: 2.00 times as fast. | good",
    ),
    (
        "threads overlap I/O",
        made_facts(in_flight=3.9, cores=0.02, ledger={"on_core": 0.02, "wait_io": 0.98}),
        "Concurrent: the waiting overlaps. Four threads spend 98% of their time waiting for I/O, and a thread that "
        "waits lets go of the GIL: 3.9 items in hand at once, on less than 0.1 of 2 cores. | good",
    ),
    (
        "threads overlap I/O",
        made_facts(
            gil=False,
            inferred=("wait_io",),
            in_flight=3.9,
            cores=0.02,
            ledger={"on_core": 0.02, "wait_io": 0.98},
            sequential=SEQUENTIAL,
        ),
        "Concurrent: the waiting overlaps. Four threads spend 98% of their time waiting for I/O (inferred), and they "
        "wait at the same time: 3.9 items in hand at once, on less than 0.1 of 2 cores. 2.10 s against 4.20 s "
        "sequential: 2.00 times as fast. | good",
    ),
    (
        "one at a time",
        made_facts("main"),
        "One after the other. One thread does one item at a time, what the other models are compared with. It uses "
        "1.0 of 2 cores. | plain",
    ),
    (
        "one at a time",
        made_facts("main", cores=0.04, ledger={"wait_io": 0.5}),
        "One after the other. The one thread does one item at a time, and nothing else while it waits: 50% of its time goes "
        "into waiting for I/O, and it uses less than 0.1 of 2 cores. | plain | m threads",
    ),
    (
        "one at a time",
        made_facts("main", cores=0.5, awaitable=True, inferred=("wait_io",), ledger={"wait_io": 0.5}),
        "One after the other. The one thread does one item at a time, and nothing else while it waits: 50% of its time goes "
        "into waiting for I/O (inferred), and it uses 0.5 of 2 cores. | plain | m threads or asyncio",
    ),
    (
        "processes parallel",
        made_facts("process", cores=2.0, sequential=SEQUENTIAL),
        "Parallel. Four processes, each with its own interpreter and GIL, run at the same time and use 2.0 of 2 "
        "cores. 2.10 s against 4.20 s sequential: 2.00 times as fast. | good",
    ),
    (
        "processes parallel",
        made_facts("process", lanes=2, cores=1.3, gil=False),
        "Parallel. Two processes, each with its own interpreter, run at the same time and use 1.3 of 2 cores. | good",
    ),
    (
        "interpreters parallel",
        made_facts("interpreter", cores=2.0, sequential=SEQUENTIAL),
        "Parallel, in one process. Four interpreters in one process, each with its own GIL, run at the same time and "
        "use 2.0 of 2 cores. 2.10 s against 4.20 s sequential: 2.00 times as fast. | good",
    ),
    (
        "interpreters parallel",
        made_facts("interpreter", cores=2.0, gil=False),
        "Parallel, in one process. Four interpreters in one process run at the same time and use 2.0 of 2 cores. | "
        "good",
    ),
    (
        "threads overlap I/O",
        made_facts(awaits=True, in_flight=3.9, cores=0.02, ledger={"on_core": 0.02, "wait_io": 0.98}),
        "Concurrent: the waiting overlaps. Four threads spend 98% of their time waiting for what the items await, and a thread "
        "that waits lets go of the GIL: 3.9 items in hand at once, on less than 0.1 of 2 cores. | good",
    ),
    (
        "processes overlap I/O",
        made_facts("process", in_flight=3.9, cores=0.02, ledger={"on_core": 0.02, "wait_io": 0.98}),
        "Concurrent: the waiting overlaps. Four processes spend 98% of their time waiting for I/O, 3.9 items in hand "
        "at once. Threads wait as well, and weigh less. | good | m threads",
    ),
    (
        "processes overlap I/O",
        made_facts(
            "process",
            awaitable=True,
            inferred=("wait_io",),
            in_flight=3.9,
            cores=0.02,
            ledger={"on_core": 0.02, "wait_io": 0.98},
            sequential=SEQUENTIAL,
        ),
        "Concurrent: the waiting overlaps. Four processes spend 98% of their time waiting for I/O (inferred), 3.9 "
        "items in hand at once. 2.10 s against 4.20 s sequential: 2.00 times as fast. Threads or coroutines wait as "
        "well, and weigh less. | good | m threads or asyncio",
    ),
    (
        "loop blocked by CPU work",
        made_facts("coroutine", ledger={"on_core": 0.3, "wait_loop": 0.7}),
        "The event loop is blocked. A coroutine gives the loop back only where it awaits, and what computes has "
        "nothing to await: the items run one after the other in one thread, on 1.0 of 2 cores. | warn | m processes",
    ),
    (
        "loop blocked by CPU work",
        made_facts("coroutine", in_flight=1.2, overlap=0.9, ledger={"on_core": 0.3, "wait_loop": 0.7}),
        "The event loop is blocked. A coroutine gives the loop back only where it awaits, and what computes has "
        "nothing to await: the items run one after the other in one thread, on 1.0 of 2 cores. | warn | m processes",
    ),
    (
        "loop blocked by CPU work",
        made_facts("coroutine", in_flight=3.9, overlap=0.9, ledger={"on_core": 0.3, "wait_loop": 0.7}),
        "The event loop is busy. What the items compute between one await and the next is done one after the other, in one thread: a "
        "coroutine that could go on waits for the loop 70% of its time. 3.9 items in hand at once, on 1.0 of 2 cores. "
        "| warn | m processes",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", cores=0.02, loop_blocked=0.98, ledger={"on_core": 0.02, "asleep": 0.98}),
        "The event loop is blocked. A call in the items waits without await (a sleep): for 98% of the time it holds "
        "up the loop, and no other coroutine can go on. 1.0 item in hand at once, on less than 0.1 of 2 cores. | warn"
        " | m threads",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", loop_blocked=1.01, ledger={"wait_lock": 0.1}),
        "The event loop is blocked. A call in the items waits without await (for a lock): for 100% of the time it "
        "holds up the loop, and no other coroutine can go on. 1.0 item in hand at once, on 1.0 of 2 cores. | warn | m"
        " threads",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", loop_blocked=0.2, ledger={"wait_child": 0.1}),
        "The event loop is blocked. A call in the items waits without await (for a child process): for 20% of the "
        "time it holds up the loop, and no other coroutine can go on. 1.0 item in hand at once, on 1.0 of 2 cores. | "
        "warn | m threads",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", loop_blocked=0.2, ledger={"wait_io": 0.1}),
        "The event loop is blocked. A call in the items waits without await (for I/O): for 20% of the time it holds "
        "up the loop, and no other coroutine can go on. 1.0 item in hand at once, on 1.0 of 2 cores. | warn | m "
        "threads",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", loop_blocked=0.2, ledger={"wait_io": 0.099}),
        "The event loop is blocked. A call in the items waits without await: for 20% of the time it holds up the "
        "loop, and no other coroutine can go on. 1.0 item in hand at once, on 1.0 of 2 cores. | warn | m threads",
    ),
    (
        "loop blocked by a wait",
        made_facts("coroutine", loop_blocked=0.2, looks=0, ledger={"wait_io": 0.98}),
        "The event loop is blocked. A call in the items waits without await: for 20% of the time it holds up the "
        "loop, and no other coroutine can go on. 1.0 item in hand at once, on 1.0 of 2 cores. | warn | m threads",
    ),
    (
        "awaits overlap",
        made_facts(
            "coroutine", in_flight=3.9, cores=0.02, ledger={"on_core": 0.02, "wait_io": 0.98}, sequential=SEQUENTIAL
        ),
        "Concurrent in one thread. One thread, four coroutines: while one awaits, the loop runs another. "
        "3.9 items in hand at once, on less than 0.1 of 2 cores. 2.10 s against 4.20 s sequential: 2.00 times as "
        "fast. | good",
    ),
    (
        "in numbers",
        made_facts("interpreter", overlap=1.3, cores=1.3, sequential=SEQUENTIAL),
        "Parallel. Four interpreters, with 1.0 item in hand at once, use 1.3 of 2 cores. 2.10 s against 4.20 s "
        "sequential: 2.00 times as fast. | good",
    ),
    (
        "in numbers",
        made_facts(processes=2, overlap=1.3),
        "Concurrent, not parallel. Four threads in two processes, with 1.0 item in hand at once, use 1.0 of 2 cores. "
        "| plain",
    ),
    (
        "in numbers",
        made_facts("process", overlap=1.3, others=1.0, ledger={"on_core": 0.5, "wait_core": 0.1}),
        "Concurrent, on busy cores. Four processes, with 1.0 item in hand at once, use 1.0 of 2 cores, while other "
        "programs use 1.0. | plain",
    ),
    (
        "in numbers",
        made_facts("main"),
        "One at a time. One worker, with 1.0 item in hand at once, uses 1.0 of 2 cores. | plain",
    ),
    (
        "in numbers",
        made_facts("", cores=0.04),
        "One at a time. One worker, with 1.0 item in hand at once, uses less than 0.1 of 2 cores. | plain",
    ),
    (
        "in numbers",
        made_facts(in_flight=1.3, overlap=1.0, others=1.0, ledger={"wait_core": 0.1}),
        "On busy cores. Four threads, with 1.3 items in hand at once, use 1.0 of 2 cores, while other programs use "
        "1.0. | plain",
    ),
    (
        "in numbers",
        made_facts(in_flight=1.3, overlap=1.0, ledger={"wait_core": 0.1}),
        "On too few cores. Four threads, with 1.3 items in hand at once, use 1.0 of 2 cores. | plain",
    ),
    (
        "in numbers",
        made_facts(
            in_flight=1.3,
            overlap=1.0,
            quota=0.5,
            throttled_periods=1,
            throttled_s=0.04,
            others=1.0,
            ledger={"wait_core": 0.1},
        ),
        "On too few cores. Four threads, with 1.3 items in hand at once, use 1.0 of 0.5 cores. | plain",
    ),
    (
        "in numbers",
        made_facts(in_flight=1.3, overlap=1.0, ledger={"wait_core": 0.04}),
        "One after the other. Four threads, with 1.3 items in hand at once, use 1.0 of 2 cores. | plain",
    ),
]


@pytest.mark.parametrize(("name", "facts", "words"), SAID, ids=[name for name, *_ in SAID])
def test_whole_sentences(name, facts, words):
    assert said(name, facts) == words
