"""What is said of a run's life, of other runs and of what is around it, of small exact facts."""

import pytest
from concviz.engine.analysis.earlier_runs import Baseline
from concviz.engine.model.run_facts import ANOTHER_PYTHON, RunError
from concviz.engine.session.events import Source

from tests.support.made_facts import made_facts, said

WATCHED = Source(0, "attach", lanes=False)
LONG = "x" * 180
SAID = [
    (
        "nothing yet",
        made_facts(status="none"),
        "Nothing has run yet. Choose a task and a model; a run shows which cores work, and who waits for what. | "
        "plain | r run, t choose a task, m choose a model",
    ),
    (
        "failed",
        made_facts(status="failed", done=17, error=RunError(message=" worker 2 was killed\n by SIGKILL in item 7 ")),
        "The run failed. Worker 2 was killed by SIGKILL in item 7. 17 of 40 items were done. | bad | r run again",
    ),
    (
        "failed",
        made_facts(status="failed", total=1, done=0),
        "The run failed. It ended without a result. 0 of 1 item was done. | bad | r run again",
    ),
    (
        "failed",
        made_facts(status="failed", total=0, error=RunError(message="Why?")),
        "The run failed. Why? | bad | r run again",
    ),
    (
        "failed",
        made_facts(status="failed", lanes=0, error=RunError(message=f"python: Permission denied: {ANOTHER_PYTHON}")),
        "The run failed. Python: Permission denied: choose another with --python. | bad | p choose the Python",
    ),
    (
        "failed",
        made_facts(status="failed", lanes=0, error=RunError(message="gone!")),
        "The run failed. Gone! | bad | r run again",
    ),
    (
        "failed",
        made_facts(status="failed", lanes=0, error=RunError(message=LONG)),
        f"The run failed. {LONG.capitalize()}. | bad | r run again",
    ),
    (
        "failed",
        made_facts(status="failed", lanes=0, error=RunError(message=LONG + "x")),
        f"The run failed. {LONG[1:].capitalize()}… | bad | r run again",
    ),
    (
        "stopped",
        made_facts(status="stopped", done=17, total=2_000),
        "Stopped. 17 of 2,000 items were done after 2.00 s of computing. | warn | r run again",
    ),
    (
        "stopped",
        made_facts(status="stopped", done=1_700, total=0, compute_s=0.0),
        "Stopped. 1,700 items were done. | warn | r run again",
    ),
    (
        "starting",
        made_facts(status="starting"),
        "Starting. No worker has begun yet, so nothing of the work is measured so far. | plain",
    ),
    (
        "over at once",
        made_facts(compute_s=0.1),
        "Over at once. All the work took 100 ms: too short to see what limits it. More items show more. | plain",
    ),
    (
        "just begun",
        made_facts(status="running", compute_s=0.299),
        "Just begun. The first items are being worked on: too early to say what limits the run. | plain",
    ),
    (
        "workers left over",
        made_facts(lanes=3, asked=1_000, total=0),
        "Not all at work. 3 of 1,000 threads got an item. | plain | - fewer workers",
    ),
    (
        "workers left over",
        made_facts(lanes=3, asked=4, total=4),
        "Not all at work. 3 of 4 threads got an item. | plain | - fewer workers",
    ),
    (
        "workers left over",
        made_facts(lanes=1, asked=4, total=1, compute_s=1.0),
        "Not all at work. 1 of 4 threads got an item: there was 1 item. | plain | - fewer workers",
    ),
    (
        "stopped",
        made_facts(status="stopped", done=0, total=1, compute_s=1.0),
        "Stopped. 0 of 1 item was done after 1.00 s of computing. | warn | r run again",
    ),
    (
        "workers left over",
        made_facts(lanes=3, asked=4, status="running"),
        "Not all at work. 3 of 4 threads have got an item so far. | plain | - fewer workers",
    ),
    (
        "workers left over",
        made_facts(lanes=3, asked=50),
        "Not all at work. 3 of 50 threads got an item: there were 40 items. | plain | - fewer workers",
    ),
    (
        "workers left over",
        made_facts(lanes=3, asked=4, total=3, compute_s=0.0),
        "Not all at work. 3 of 4 threads got an item: there were 3 items. | plain | - fewer workers",
    ),
    (
        "workers left over",
        made_facts("coroutine", lanes=1, asked=4),
        "Not all at work. Of 4 coroutines no more than 1 had an item in hand at the same time. | plain",
    ),
    (
        "answers differ",
        made_facts(differs_from="sequential"),
        "Different answers. This run and an earlier one with sequential had the same items, and their results differ:"
        " one of them is wrong, or they vary by themselves. Two sequential runs tell which. | bad | m sequential",
    ),
    (
        "answers differ",
        made_facts(differs_from="sequential", agreeing=1),
        "Different answers. This run and an earlier one with sequential had the same items, and their results differ:"
        " one of them is wrong, or they vary by themselves. Two sequential runs tell which. | bad | m sequential",
    ),
    (
        "answers differ",
        made_facts(differs_from="sequential", agreeing=2),
        "Wrong answer. Sequential came to the same results twice, and this run of the same items did not: its answer"
        " is wrong. | bad",
    ),
    (
        "answers differ",
        made_facts(differs_from="sequential", agreeing=3),
        "Wrong answer. Sequential came to the same results three times, and this run of the same items did not: its"
        " answer is wrong. | bad",
    ),
    (
        "answers vary",
        made_facts(answers_vary=True),
        "The results vary by themselves. Sequential runs of these items differ from each other as well, so other"
        " results say nothing about a model. | plain",
    ),
    (
        "too small",
        made_facts("process", wall_s=2.1, startup_s=0.55, sequential=Baseline("sequential", 1.0)),
        "Slower than sequential. Processes took 2.10 s, sequential 1.00 s for the same items: starting the workers "
        "took 550 ms of it. For so little work that is more than they save. | warn | m sequential",
    ),
    (
        "too small",
        made_facts("interpreter", wall_s=2.1, startup_s=0.6, others=1.9, sequential=Baseline("sequential", 1.0)),
        "Slower than sequential. Interpreters took 2.10 s, sequential 1.00 s for the same items: starting the workers"
        " took 600 ms of it, while other programs used 1.9 cores. For so little work that is more than they save. | "
        "warn | m sequential",
    ),
    (
        "too small",
        made_facts("process", startup_s=0.5, compute_s=0.4),
        "More start-up than work. Starting the processes took 500 ms and computing 400 ms. Whether sequential is "
        "faster was not measured: there is no such run of these items here. | warn | m sequential, to compare",
    ),
    (
        "too small",
        made_facts("interpreter", startup_s=0.05, compute_s=0.04, others=1.9),
        "More start-up than work. Starting the interpreters took 50 ms and computing 40 ms, while other programs used"
        " 1.9 cores. Whether sequential is faster was not measured: there is no such run of these items here. | warn "
        "| m sequential, to compare",
    ),
    (
        "slower on a cluster",
        made_facts("process", cluster_cores=6, task_s=0.1),
        "Slower than on one machine. It took 2.10 s; two processes on one machine would take about 1.00 s. A task costs "
        "a thread of this cluster 100 ms, and an item takes 50 ms. Four threads there are faster from items of 100 ms on. | "
        "warn | m processes",
    ),
    (
        "slower on a cluster",
        made_facts(
            "process", cluster_cores=2, lanes=2, task_s=0.4, chunk=5, processes_before=Baseline("processes", 1.2, 2)
        ),
        "Slower than on one machine. It took 2.10 s; two processes on one machine took 1.20 s. A task costs a thread of "
        "this cluster 400 ms, and its 5 items take 250 ms. Two threads there can't be faster, however long the items are. | "
        "warn | m processes",
    ),
    (
        "in chunks",
        made_facts("process", cluster_cores=6, task_s=0.008, chunk=20, done=4000),
        "20 items at a time. A task costs a thread of this cluster 8.0 ms and an item takes 500 µs: with 20 items to a "
        "task that is 44% of its time. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, named=(1,)),
        "Not alone. Core 1 was busy with something that is not this run. | plain",
    ),
    (
        "machine busy",
        made_facts(others=1.24, named=(1,), status="running"),
        "Not alone. Core 1 is busy with something that is not this run. | plain",
    ),
    (
        "machine busy",
        made_facts(others=1.25, named=(1,)),
        "Not alone. Other programs used 1.2 of 2 cores meanwhile. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, status="running"),
        "Not alone. Other programs use 0.5 of 2 cores. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, named=(0, 1)),
        "Not alone. Other programs used 0.5 of 2 cores meanwhile. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, named=(1,), ledger={"wait_io": 0.2}),
        "Not alone. Other programs, perhaps what the task waits for among them, used 0.5 of 2 cores. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, ledger={"wait_io": 0.2}, status="running"),
        "Not alone. Other programs, perhaps what the task waits for among them, use 0.5 of 2 cores. | plain",
    ),
    (
        "machine busy",
        made_facts(others=0.5, ledger={"wait_io": 0.2}, status="none"),
        "Not alone. Other programs use 0.5 of 2 cores. | plain",
    ),
    (
        "short of cores",
        made_facts("process", others=1.4, ledger={"on_core": 0.2, "wait_core": 0.8}, cores=0.5),
        "Short of cores. Four workers share 2 usable cores with other programs and wait for one 80% of their time: "
        "they use 0.5 of 2 cores, while other programs use 1.4. | warn",
    ),
    (
        "short of cores",
        made_facts("process", quota=0.5, others=1.8, ledger={"on_core": 0.05, "wait_core": 0.89}, cores=0.2),
        "Short of cores. Four workers wait for a core 89% of their time. Their quota allows them 0.5 cores, and other "
        "programs don't leave them that much: they use 0.2 of 0.5 cores, while other programs use 1.8. | warn",
    ),
    (
        "short of cores",
        made_facts("process", lanes=2, others=0, ledger={"on_core": 0.2, "wait_core": 0.3}),
        "Short of cores. Two workers could run at the same time, but wait for a core 30% of their time: they use 1.0 "
        "of 2 cores. | warn",
    ),
    (
        "short of cores",
        made_facts("thread", lanes=2, others=1.0, ledger={"on_core": 0.2, "wait_core": 0.3}),
        "Short of cores. Two workers could run at the same time, but wait for a core 30% of their time: they use 1.0 "
        "of 2 cores, while other programs use 1.0. | warn",
    ),
    (
        "short of cores",
        made_facts(others=1.8, ledger={"on_core": 0.05, "wait_core": 0.76, "wait_gil": 0.15, "idle": 0.04}, cores=0.2),
        "Short of cores. Four workers wait for a core 76% of their time, and 15% for the GIL, which one of them holds at a time: "
        "they use 0.2 of 2 cores, while other programs use 1.8. | warn",
    ),
    (
        "short of cores",
        made_facts(others=1.8, ledger={"on_core": 0.02, "wait_core": 0.7, "asleep": 0.28}, cores=0.1, status="stopped"),
        "Short of cores. Four workers waited for a core 70% of their time: they used 0.1 of 2 cores, while other programs used "
        "1.8. | warn",
    ),
    (
        "shared cores",
        made_facts("process", cores=2.0),
        "Two processors on one core. The 2 cores here are processors of 1 physical core, and 2.0 were in use: two that share a core "
        "compute less than two cores. | plain",
    ),
    (
        "more workers than cores",
        made_facts("process", cores=2.0, ledger={"on_core": 0.5, "wait_core": 0.5}),
        "More workers than cores. Four workers share 2 usable cores and wait for one 50% of their time. | plain | - "
        "fewer workers",
    ),
    (
        "more workers than cores",
        made_facts("process", lanes=3, cores=1.5, others=0.5, ledger={"on_core": 0.9, "wait_core": 0.1}),
        "More workers than cores. Three workers share 2 usable cores with other programs, which use 0.5 of them, and "
        "wait for one 10% of their time. | plain | - fewer workers",
    ),
    (
        "more workers than cores",
        made_facts(
            "process",
            cores=0.5,
            others=1.5,
            quota=0.5,
            throttled_periods=2,
            throttled_s=0.1,
            ledger={"on_core": 0.2, "wait_core": 0.8},
        ),
        "More workers than cores. Four workers share 0.5 usable cores and wait for one 80% of their time. | plain | -"
        " fewer workers",
    ),
    (
        "quota",
        made_facts(quota=1.5, throttled_periods=2, throttled_s=0.1),
        "Throttled. This machine's CPU quota is 1.5 cores; it held processes back in 2 periods, 100 ms added up over "
        "cores. | warn",
    ),
    (
        "quota",
        made_facts(quota=1.0, throttled_periods=1, throttled_s=2.0),
        "Throttled. This machine's CPU quota is 1 core; it held processes back in 1 period, 2.00 s added up over "
        "cores. | warn",
    ),
    (
        "in counts",
        made_facts(source=WATCHED),
        "It has ended. Going back shows what it did. | plain",
    ),
    (
        "in counts",
        made_facts(source=WATCHED, status="none", seen_processes=1),
        "Nothing to see yet. No process has been seen so far. | plain",
    ),
    (
        "in counts",
        made_facts(source=WATCHED, status="running"),
        "Nothing to see yet. No process has been seen so far. | plain",
    ),
    (
        "in counts",
        made_facts(source=WATCHED, status="running", seen_processes=1, seen_threads=1, cores_now=0.9),
        "0.9 of 2 cores. One process with one thread uses 0.9 of 2 cores now. | plain",
    ),
    (
        "in counts",
        made_facts(source=WATCHED, status="running", seen_processes=2, seen_threads=20, cores_now=1.9, others=0.5),
        "1.9 of 2 cores. Two processes with 20 threads use 1.9 of 2 cores now; other programs use 0.5. | plain",
    ),
]


@pytest.mark.parametrize(("name", "facts", "words"), SAID, ids=[name for name, *_ in SAID])
def test_whole_sentences(name, facts, words):
    assert said(name, facts) == words
