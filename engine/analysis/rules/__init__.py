"""The rules of "What you see", in the order of importance.

A rule is a name and a function from `Facts` to a `Finding` or None. It speaks only of what was measured, it names the
number, and it keeps silent where another explanation is as good. To add one: write the function, put it here in its
place, and test it on a session that it speaks of and on one that it does not.
"""

from __future__ import annotations

from .any_program import held_up_here, limited_by_the_gil, no_python, short_of_cores_here, where_time_went
from .base import Rule
from .blas_rules import blas_threads
from .cluster_rules import in_chunks, slower_on_a_cluster
from .comparing import answers_differ, answers_vary, too_small
from .coroutine_models import awaits_overlap, loop_blocked_by_cpu, loop_blocked_by_wait
from .division import one_left
from .fallback import in_numbers
from .interference import machine_busy, more_workers_than_cores, quota, shared_cores, short_of_cores
from .life import (
    failed,
    held_up,
    just_begun,
    nothing_yet,
    over_at_once,
    standing_still,
    starting,
    stopped,
    workers_left_over,
)
from .observed import in_counts
from .process_models import interpreters_parallel, processes_overlap_io, processes_parallel
from .program_calls import asks_again, blas_here, spins
from .program_shapes import lives_too_short, pool_too_large, starved_of_the_gil, throttled_here, waits_for_one_process
from .thread_models import one_at_a_time, released_in_threads, threads_overlap_io, threads_parallel, threads_take_turns
from .waits import (
    already_parallel,
    asleep,
    gil_without_a_core,
    limited_by_a_lock,
    waits_for_children,
    waits_with_the_gil,
)
from .watched_cluster import (
    no_workers,
    results_on_disk,
    tasks_fail,
    tasks_off_the_cores,
    who_does_what,
    workers_paused,
    workers_silent,
)

RULES: tuple[Rule, ...] = (
    Rule("nothing yet", nothing_yet),
    Rule("failed", failed),
    Rule("stopped", stopped),
    Rule("answers differ", answers_differ),
    Rule("starting", starting),
    Rule("standing still", standing_still),
    Rule("just begun", just_begun),
    Rule("slower on a cluster", slower_on_a_cluster),
    Rule("too small", too_small),
    Rule("over at once", over_at_once),
    Rule("held up", held_up),
    Rule("one left", one_left),
    Rule("waits with the GIL", waits_with_the_gil),
    Rule("BLAS threads", blas_threads),
    Rule("parallel by itself", already_parallel),
    Rule("limited by a lock", limited_by_a_lock),
    Rule("threads take turns", threads_take_turns),
    Rule("threads parallel", threads_parallel),
    Rule("released in threads", released_in_threads),
    Rule("processes parallel", processes_parallel),
    Rule("interpreters parallel", interpreters_parallel),
    Rule("loop blocked by a wait", loop_blocked_by_wait),
    Rule("loop blocked by CPU work", loop_blocked_by_cpu),
    Rule("awaits overlap", awaits_overlap),
    Rule("threads overlap I/O", threads_overlap_io),
    Rule("processes overlap I/O", processes_overlap_io),
    Rule("asleep", asleep),
    Rule("waits for children", waits_for_children),
    Rule("one at a time", one_at_a_time),
    Rule("short of cores", short_of_cores),
    Rule("in numbers", in_numbers),
    Rule("in chunks", in_chunks),
    Rule("quota", quota),
    Rule("GIL without a core", gil_without_a_core),
    Rule("more workers than cores", more_workers_than_cores),
    Rule("shared cores", shared_cores),
    Rule("workers left over", workers_left_over),
    Rule("answers vary", answers_vary),
    Rule("machine busy", machine_busy),
    Rule("held up here", held_up_here, lanes=False),
    Rule("limited by the GIL", limited_by_the_gil, lanes=False),
    Rule("spins", spins, lanes=False),
    Rule("BLAS here", blas_here, lanes=False),
    Rule("short of cores here", short_of_cores_here, lanes=False),
    Rule("starved of the GIL", starved_of_the_gil, lanes=False),
    Rule("throttled", throttled_here, lanes=False),
    Rule("asks again", asks_again, lanes=False),
    Rule("waits for one process", waits_for_one_process, lanes=False),
    Rule("pool too large", pool_too_large, lanes=False),
    Rule("lives too short", lives_too_short, lanes=False),
    Rule("no Python", no_python, lanes=False),
    Rule("where time went", where_time_went, lanes=False),
    Rule("in counts", in_counts, lanes=False),
    Rule("no workers", no_workers, lanes=False, cluster=True),
    Rule("workers silent", workers_silent, lanes=False, cluster=True),
    Rule("workers paused", workers_paused, lanes=False, cluster=True),
    Rule("tasks off the cores", tasks_off_the_cores, lanes=False, cluster=True),
    Rule("tasks fail", tasks_fail, lanes=False, cluster=True),
    Rule("results on disk", results_on_disk, lanes=False, cluster=True),
    Rule("who does what", who_does_what, lanes=False, cluster=True),
)
