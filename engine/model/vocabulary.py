"""Words that mean something: each a key in code and in files, never what a person is shown."""

from __future__ import annotations

from typing import Literal, get_args

TaskKind = Literal["cpu", "io", "released"]
"""What a task's items do: compute under the GIL, wait, or compute without it."""
PlannedKind = Literal["cpu", "io", "released", "own"]
"""The same before a run; `own`: a function of the user's, of which the run itself measures it."""
MeasuredKind = Literal["cpu", "io", "released", "unknown"]
"""The same in a run; `unknown`: a function of the user's, of which too little was measured to say."""
WorkerKind = Literal["main", "thread", "process", "interpreter", "coroutine"]
"""What does the items."""
EndStatus = Literal["done", "failed", "stopped"]
"""How a run ended."""
RunStatus = Literal["starting", "running", "done", "failed", "stopped"]
"""Where a run is."""

TASK_KINDS: tuple[TaskKind, ...] = get_args(TaskKind)
WORKER_KINDS: tuple[WorkerKind, ...] = get_args(WorkerKind)
