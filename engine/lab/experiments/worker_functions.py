"""What the workers of experiments do. Imports next to nothing, because each sub-interpreter imports it again.

Workers tell what they saw by one line of whole numbers each, appended to a file: that works alike for threads, processes under
every start method, and interpreters. The clock is read before the line is written.
"""

import os
import time
from _thread import get_native_id


def note(path: str, *numbers: int) -> None:
    """Appends one line: our process, our thread, and the numbers."""
    line = " ".join(map(str, (os.getpid(), get_native_id(), *numbers))) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, line.encode())
    os.close(descriptor)


def wait(gate: int | str) -> None:
    """Until the gate opens: the reading end of a pipe that is closed then, or the path of a FIFO that is opened then."""
    if isinstance(gate, str):
        os.close(os.open(gate, os.O_RDONLY))
    else:
        os.read(gate, 1)


def begin(path: str) -> None:
    """Says when its first instruction ran, and ends."""
    note(path, time.perf_counter_ns())


def stay(path: str, gate: int | str) -> None:
    """Says when its first instruction ran, and stays until the gate opens."""
    note(path, time.perf_counter_ns())
    wait(gate)


def spin(path: str, gate: int | str, ready: str, seconds: float) -> None:
    """Waits at the gate, then computes for so long; says when it began and ended, its CPU time and its wait for a core (ns)."""
    note(ready)
    wait(gate)
    began, cpu, waited = time.perf_counter_ns(), time.thread_time_ns(), waited_ns()
    compute_until(began + int(seconds * 1e9))
    note(path, began, time.perf_counter_ns(), time.thread_time_ns() - cpu, waited_ns() - waited)


def compute_until(end_ns: int) -> int:
    """Plain Python bytecode until the clock says so; how often it went round."""
    rounds = 0
    while time.perf_counter_ns() < end_ns:
        compute(2_000)
        rounds += 1
    return rounds


def compute(steps: int) -> int:
    """A sum of whole numbers, the same for the same `steps`."""
    total = 0
    for number in range(steps):
        total = (total * 31 + number) % 1_000_003
    return total


def waited_ns() -> int:
    """How long this thread was ready to run and had no core, since it began; 0 where the system does not tell."""
    try:
        with open("/proc/thread-self/schedstat") as file:
            return int(file.read().split()[1])
    except (OSError, ValueError, IndexError):
        return 0


changed = 0
"""A global of this module, which `change` changes."""


def change(argument: list[int]) -> tuple[int, int, int]:
    """Changes by three what can be seen by others: a list it was handed, a global, a mark on the function itself; what it then saw."""
    global changed  # noqa: PLW0603 - whether others see it is what is asked
    argument.extend((1, 2, 3))
    changed += 3
    change.__dict__["mark"] = change.__dict__.get("mark", 0) + 3
    return len(argument), *seen()


def seen() -> tuple[int, int]:
    """The global and the mark, as seen from here."""
    return changed, change.__dict__.get("mark", 0)


def change_and_note(path: str, argument: list[int]) -> None:
    """Changes what there is, and says what it then saw of it."""
    note(path, *change(argument))
