"""Run by the interpreter of the program that is looked at, in a process of its own: it alone knows how its frames lie in memory.

Reads a line of process numbers from standard input, and answers with a line of JSON; ends when that is closed. Standard library only:
CPython 3.14 and newer, whose `_remote_debugging` reads another process's memory as `python -m asyncio ps` does.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

HOME = os.path.dirname(os.__file__) + os.sep


def stands(frames: Sequence[Any]) -> str:
    """`app.py:31 fetch`: the innermost frame that isn't the standard library's, else the innermost."""
    own = [frame for frame in frames if not frame.filename.startswith((HOME, "<frozen"))]
    best = (own or frames)[0]
    line = getattr(best, "lineno", None) or best.location.lineno
    return f"{os.path.basename(best.filename)}:{line} {best.funcname}"


def threads_of(unwinder: Any) -> Iterator[Any]:
    """All threads of all interpreters: 3.15 tells them apart, 3.14 doesn't."""
    for one in unwinder.get_stack_trace():
        yield from getattr(one, "threads", None) or [one]


def tasks_of(unwinder: Any) -> Iterator[list[Any]]:
    """[thread, name, where it stands, names of those that await it] of each asyncio task."""
    for loop in unwinder.get_all_awaited_by():
        names = {task.task_id: task.task_name for task in loop.awaited_by}
        for task in loop.awaited_by:
            frames = [frame for coroutine in task.coroutine_stack for frame in coroutine.call_stack]
            awaits = [names.get(each.task_name, "") for each in task.awaited_by]
            yield [loop.thread_id, task.task_name, stands(frames) if frames else "", ", ".join(filter(None, awaits))]


def answer(pids: list[int], unwinders: dict[int, Any], make: Any) -> dict[str, object]:
    """Lines, tasks, and what went wrong, of these processes."""
    found_lines: list[list[object]] = []
    tasks: list[list[object]] = []
    wrong: dict[int, str] = {}
    for gone in unwinders.keys() - set(pids):
        del unwinders[gone]
    for pid in pids:
        try:
            unwinder = unwinders.get(pid) or unwinders.setdefault(pid, make(pid, all_threads=True))
            lines = [[pid, each.thread_id, stands(each.frame_info)] for each in threads_of(unwinder) if each.frame_info]
            found_lines += lines
            with contextlib.suppress(RuntimeError):  # what is said of a program that hasn't imported asyncio
                tasks += [[pid, *row] for row in tasks_of(unwinder)]
        except Exception as error:  # a memory that changes while it is read: the next time may do
            unwinders.pop(pid, None)
            wrong[pid] = f"{type(error).__name__}: {error}"
    return {"lines": found_lines, "tasks": tasks, "wrong": wrong}


def main() -> None:
    """Answer until nobody asks any more."""
    try:
        from _remote_debugging import RemoteUnwinder  # pyright: ignore[reportMissingImports]
    except ImportError:
        version = "{}.{}".format(*sys.version_info[:2])
        print(json.dumps({"refused": f"CPython {version} can't tell, 3.14 and newer can"}), flush=True)
        return
    print(json.dumps({"refused": ""}), flush=True)
    unwinders = {}
    for line in sys.stdin:
        print(json.dumps(answer([int(word) for word in line.split()], unwinders, RemoteUnwinder)), flush=True)


if __name__ == "__main__":
    main()
