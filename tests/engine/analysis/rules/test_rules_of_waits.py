"""What is said of waits that were seen, of small exact facts: a lock, a child, a sleep, the GIL in the wrong hands."""

import pytest

from tests.support.made_facts import made_facts, said

BLAS = {"own": 0.4, "library": "OpenBLAS", "library_threads": 2, "library_variable": "OPENBLAS_NUM_THREADS"}
SAID = [
    (
        "limited by a lock",
        made_facts(in_flight=4.0, overlap=1.0, ledger={"on_core": 0.25, "wait_gil": 0.01, "wait_lock": 0.74}),
        "One after the other, at a lock. Four threads waited for a lock 74% of their time, which is not the GIL. "
        "Together they use 1.0 of 2 cores. More workers or more cores don't help: holding the lock for less time "
        "does, in so far as the work lets go of the GIL. | warn",
    ),
    (
        "limited by a lock",
        made_facts(in_flight=4.0, overlap=1.3, status="running", ledger={"on_core": 0.25, "wait_lock": 0.74}),
        "Limited by a lock. Four threads wait for a lock 74% of their time, which is not the GIL. Together they use "
        "1.0 of 2 cores. More workers or more cores don't help: holding the lock for less time does, in so far as the "
        "work lets go of the GIL. | warn",
    ),
    (
        "limited by a lock",
        made_facts(cores=0.04, in_flight=4.0, overlap=1.0, ledger={"asleep": 0.25, "wait_lock": 0.75}),
        "One after the other, at a lock. Four threads waited for a lock 75% of their time, which is not the GIL. "
        "Together they use less than 0.1 of 2 cores. More workers or more cores don't help: holding the lock for less"
        " time does. | warn",
    ),
    (
        "limited by a lock",
        made_facts(cores=0.08, in_flight=4.0, ledger={"on_core": 0.02, "wait_lock": 0.96}),
        "Waiting to be signalled. Four threads waited 96% of their time for a signal from somebody else, at a lock, "
        "a condition or a queue: no worker holds what they wait for, and they wait at the same time. They use 0.1 of "
        "2 cores. | plain",
    ),
    (
        "limited by a lock",
        made_facts("coroutine", cores=0.02, in_flight=4.0, overlap=1.0, ledger={"asleep": 0.25, "wait_lock": 0.74}),
        "One after the other, at a lock. Four coroutines waited for a lock 74% of their time, which is one of asyncio's. "
        "Together they use less than 0.1 of 2 cores. More workers or more cores don't help: holding the lock for less "
        "time does. | warn",
    ),
    (
        "asleep",
        made_facts("coroutine", cores=0.02, in_flight=4.0, overlap=3.9, ledger={"asleep": 0.98}),
        "Concurrent: the sleeping overlaps. Four coroutines slept 98% of their time: nothing is computed in "
        "it. They use less than 0.1 of 2 cores. | good",
    ),
    (
        "parallel by itself",
        made_facts(cores=1.9, own=1.8, ledger={"on_core": 0.03, "wait_child": 0.97}),
        "Parallel by itself. The function starts threads or processes itself: they use 1.8 of the 1.9 cores that the "
        "run uses, of 2. Four threads waited for a child to end 97% of their time. | plain",
    ),
    (
        "parallel by itself",
        made_facts(cores=1.9, own=1.8, in_flight=3.9, ledger={"wait_gil": 0.5, "wait_lock": 0.3}),
        "Parallel, with workers of its own. The function starts threads or processes itself: they use 1.8 of the 1.9 cores "
        "that the run uses, of 2. Four threads waited for the GIL 50% of their time. | plain",
    ),
    (
        "parallel by itself",
        made_facts(cores=1.9, own=1.9, in_flight=3.9, overlap=3.9, ledger={"wait_io": 0.94}),
        "Parallel, with workers of its own. The function starts threads or processes itself: they use 1.9 of the 1.9 cores "
        "that the run uses, of 2. Four threads waited for I/O 94% of their time. | plain",
    ),
    (
        "parallel by itself",
        made_facts("coroutine", cores=0.9, own=0.9, in_flight=3.9, inferred=("wait_io",), ledger={"wait_io": 0.81}),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.9 of the 0.9 cores "
        "that the run uses, of 2. | plain",
    ),
    (
        "parallel by itself",
        made_facts(cores=1.0, own=0.6, machine=8, ledger={"wait_lock": 0.2, "wait_child": 0.1}),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.6 of the "
        "1.0 core that the run uses, of 8. Four threads waited for a lock 20% of their time. | plain",
    ),
    (
        "parallel by itself",
        made_facts(cores=0.6, own=0.6, ledger={"wait_child": 0.19}),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.6 of the "
        "0.6 cores that the run uses, of 2. | plain",
    ),
    (
        "parallel by itself",
        made_facts(cores=0.6, own=0.6, looks=0, ledger={"wait_child": 0.97}),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.6 of the "
        "0.6 cores that the run uses, of 2. | plain",
    ),
    (
        "asleep",
        made_facts("process", overlap=3.9, cores=0.08, ledger={"on_core": 0.02, "asleep": 0.98}),
        "Concurrent: the sleeping overlaps. Four processes slept 98% of their time: nothing is computed "
        "in it. They use 0.1 of 2 cores. | good",
    ),
    (
        "asleep",
        made_facts("main", cores=0.02, ledger={"on_core": 0.02, "asleep": 0.98}),
        "Asleep. The one thread slept 98% of its time: nothing is computed in it. It uses less"
        " than 0.1 of 2 cores. | plain | m threads",
    ),
    (
        "asleep",
        made_facts("main", cores=0.02, status="running", ledger={"on_core": 0.02, "asleep": 0.98}),
        "Asleep. The one thread sleeps 98% of its time: nothing is computed in it. It uses "
        "less than 0.1 of 2 cores. | plain | m threads",
    ),
    (
        "asleep",
        made_facts(lanes=1, status="running", ledger={"asleep": 0.3}),
        "Asleep. One thread sleeps 30% of its time: nothing is computed in it. It uses 1.0 of 2 cores. | plain",
    ),
    (
        "asleep",
        made_facts(lanes=2, status="running", ledger={"asleep": 0.3}),
        "Asleep. Two threads sleep 30% of their time: nothing is computed in it. They use 1.0 of 2 cores. | plain",
    ),
    (
        "limited by a lock",
        made_facts(
            cores=0.2,
            in_flight=3.9,
            overlap=0.1,
            others=1.6,
            ledger={"on_core": 0.02, "wait_core": 0.19, "wait_lock": 0.76},
        ),
        "Waiting at a lock. Four threads waited 76% of their time at a lock, a condition or a queue, which is not the GIL; the "
        "others mostly waited for a core, so whether one of them holds what they wait for can't be told. They use 0.2 of 2 "
        "cores, while other programs use 1.6. | plain",
    ),
    (
        "limited by a lock",
        made_facts(
            cores=0.5, in_flight=4.0, overlap=1.0, ledger={"on_core": 0.125, "wait_core": 0.125, "wait_lock": 0.75}
        ),
        "One after the other, at a lock. Four threads waited for a lock 75% of their time, which is not the GIL. Together they "
        "use 0.5 of 2 cores. More workers or more cores don't help: holding the lock for less time does, in so far as the "
        "work lets go of the GIL. | warn",
    ),
    (
        "limited by a lock",
        made_facts(
            in_flight=4.0, overlap=1.0, place="work.py line 31, in job()", ledger={"on_core": 0.25, "wait_lock": 0.74}
        ),
        "One after the other, at a lock. Four threads waited for a lock 74% of their time (mostly at work.py line 31, in job()), "
        "which is not the GIL. Together they use 1.0 of 2 cores. More workers or more cores don't help: holding the lock for "
        "less time does, in so far as the work lets go of the GIL. | warn",
    ),
    (
        "limited by a lock",
        made_facts(
            cores=0.1, in_flight=3.9, place="work.py line 31, in job()", status="running", ledger={"wait_lock": 0.96}
        ),
        "Waiting to be signalled. Four threads wait 96% of their time for a signal from somebody else (mostly at work.py line "
        "31, in job()), at a lock, a condition or a queue: no worker holds what they wait for, and they wait at the same time. "
        "They use 0.1 of 2 cores. | plain",
    ),
    (
        "limited by a lock",
        made_facts(looks=40, in_flight=4.0, overlap=1.0, ledger={"on_core": 0.25, "wait_lock": 0.74}),
        "One after the other, at a lock. Four threads waited for a lock about 75% of their time, which is not the GIL. Together "
        "they use 1.0 of 2 cores. More workers or more cores don't help: holding the lock for less time does, in so far as the "
        "work lets go of the GIL. | warn",
    ),
    (
        "asleep",
        made_facts(looks=12, overlap=3.9, cores=0.04, ledger={"on_core": 0.02, "asleep": 0.98}),
        "Concurrent: the sleeping overlaps. Four threads slept 98% of their time: nothing is computed in it. They use "
        "less than 0.1 of 2 cores. | good",
    ),
    (
        "asleep",
        made_facts("coroutine", looks=12, cores=0.02, overlap=3.0, ledger={"asleep": 0.74, "wait_loop": 0.2}),
        "Concurrent: the sleeping overlaps. Four coroutines slept 74% of their time: nothing is computed in it. They "
        "use less than 0.1 of 2 cores. | good",
    ),
    (
        "BLAS threads",
        made_facts(cores=1.1, ledger={"wait_lock": 0.65, "on_core": 0.1}, **BLAS),
        "BLAS threads wait for each other. OpenBLAS computes a call with two threads, one call at a time: four threads waited "
        "for a lock 65% of their time. Together they use 1.1 of 2 cores. Try OPENBLAS_NUM_THREADS=1 (or threadpoolctl): one "
        "thread for each worker. | warn",
    ),
    (
        "BLAS threads",
        made_facts("process", cores=1.9, status="running", ledger={"wait_core": 0.6, "on_core": 0.2}, **BLAS),
        "BLAS threads fight for the cores. OpenBLAS computes a call with two threads, in each of four processes: 8 threads for "
        "2 cores, and the workers wait for one 60% of their time. Try OPENBLAS_NUM_THREADS=1 (or threadpoolctl): one thread "
        "for each worker. | warn | - fewer workers",
    ),
    (
        "parallel by itself",
        made_facts("main", cores=1.0, **{**BLAS, "own": 0.5}),
        "OpenBLAS has threads of its own. OpenBLAS, which the function calls, computes with threads of its own: they use 0.5 of "
        "the 1.0 core that the run uses, of 2. | plain",
    ),
    (
        "waits for children",
        made_facts(overlap=3.9, cores=0.12, ledger={"on_core": 0.02, "wait_child": 0.98}),
        "Concurrent: the waiting overlaps. Four threads waited for child processes to end 98% of their time. They use 0.1 "
        "of 2 cores. | good",
    ),
    (
        "waits for children",
        made_facts("process", overlap=3.9, cores=0.12, ledger={"on_core": 0.02, "wait_child": 0.98}),
        "Concurrent: the waiting overlaps. Four processes waited for child processes to end 98% of their time. They use 0.1 "
        "of 2 cores. Threads wait as well, and weigh less. | good | m threads",
    ),
    (
        "waits for children",
        made_facts("main", cores=0.04, status="running", ledger={"on_core": 0.02, "wait_child": 0.98}),
        "Waiting for child processes. The one thread waits for child processes to end 98% of its time. It uses less than 0.1 "
        "of 2 cores. | plain | m threads",
    ),
    (
        "parallel by itself",
        made_facts("main", cores=0.98, own=0.94, ledger={"on_core": 0.01, "wait_child": 0.99}),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.9 of the 1.0 core "
        "that the run uses, of 2. The one thread waited for a child to end 99% of its time. | plain",
    ),
    (
        "threads take turns",
        made_facts(cores=0.7, in_flight=4.0, overlap=1.3, ledger={"on_core": 0.17, "wait_gil": 0.5, "asleep": 0.3}),
        "Concurrent, not parallel. Four threads take turns: only the one that holds the GIL runs Python bytecode. Together "
        "they use 0.7 of 2 cores. | warn | m processes, p a Python without a GIL",
    ),
    (
        "waits with the GIL",
        made_facts(held_waiting=0.99),
        "A wait that keeps the GIL. For 99% of the time the thread that held the GIL was itself blocked: a call that "
        "waits without letting go of the GIL. Meanwhile no other thread can run Python. | warn | m processes",
    ),
    (
        "waits with the GIL",
        made_facts(cores=0.04, ledger={"on_core": 0.01, "wait_core": 0.02, "wait_gil": 0.72, "asleep": 0.25}),
        "A wait that keeps the GIL. For at least 60% of the time the thread that held the GIL was itself blocked: a call "
        "that waits without letting go of the GIL. Meanwhile no other thread can run Python. | warn | m processes",
    ),
    (
        "waits with the GIL",
        made_facts(held_waiting=1.01),
        "A wait that keeps the GIL. For 100% of the time the thread that held the GIL was itself blocked: a call that"
        " waits without letting go of the GIL. Meanwhile no other thread can run Python. | warn | m processes",
    ),
    (
        "GIL without a core",
        made_facts(held_no_core=0.15, lanes=2),
        "The GIL is held without a core. For 15% of the time the thread that held the GIL was waiting for a core, so "
        "none of the threads could run Python: together they use 1.0 of 2 cores. | warn",
    ),
    (
        "GIL without a core",
        made_facts(held_no_core=1.01),
        "The GIL is held without a core. For 100% of the time the thread that held the GIL was waiting for a core, so"
        " none of the threads could run Python: together they use 1.0 of 2 cores. | warn",
    ),
]


@pytest.mark.parametrize(("name", "facts", "words"), SAID, ids=[name for name, *_ in SAID])
def test_whole_sentences(name, facts, words):
    assert said(name, facts) == words
