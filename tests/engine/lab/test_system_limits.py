"""Which limit an error comes of: one sentence for each, and none for what comes of no limit."""

import errno
import os

import pytest
from concviz.engine.lab.life import system_limits
from concviz.engine.lab.life.give_up import explain
from concviz.engine.lab.life.request import Lab, Request
from concviz.engine.lab.life.system_limits import FILES, MEMORY, NO_SPACE, PROCESSES, limit_of, no_room_for_log, why_not


def error_of(number: int, name: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), name)


def hidden() -> RuntimeError:
    """What a pool of 3.11 raises while it leaves, since its thread could not be started."""
    try:
        try:
            raise RuntimeError("can't start new thread")
        finally:
            raise RuntimeError("cannot join thread before it is started")
    except RuntimeError as error:
        return error


def semaphore_refused() -> OSError:
    """As multiprocessing raises it: without a name, from a file of its own."""
    names = {"error": error_of(errno.ENOSPC)}
    try:
        exec(compile("raise error", "/usr/lib/python3/multiprocessing/synchronize.py", "exec"), names)
    except OSError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (error_of(errno.EAGAIN), PROCESSES), (RuntimeError("can't start new thread"), PROCESSES), (hidden(), PROCESSES),
        (error_of(errno.EMFILE, "/proc/stat"), FILES), (error_of(errno.ENFILE), FILES),
        (error_of(errno.ENOMEM), MEMORY), (MemoryError(), MEMORY),
        (error_of(errno.ENOSPC, "/dev/shm/concviz-1/lanes"), NO_SPACE), (semaphore_refused(), NO_SPACE),
        (error_of(errno.ENOSPC, "/home/me/file"), ""), (error_of(errno.ENOSPC), ""), (error_of(errno.EACCES), ""),
        (RuntimeError("no"), ""), (ValueError("no"), ""),
    ],
)  # fmt: skip
def test_each_limit_has_its_sentence(error, told):
    assert limit_of(error) == told


def test_what_is_no_limit_is_said_as_the_system_says_it():
    assert why_not(error_of(errno.EACCES)) == "Permission denied"
    assert why_not(error_of(errno.EAGAIN)) == PROCESSES
    assert why_not(OSError("odd")) == "odd"
    assert no_room_for_log(error_of(errno.ENOSPC)) == NO_SPACE
    assert no_room_for_log(error_of(errno.EMFILE)) == FILES


@pytest.mark.parametrize(
    ("workers", "told"),
    [(4, "only 0 of 4 workers could be started"), (0, "all 0 workers were started, but not all that serves them")],
)
def test_a_run_says_how_far_it_came(workers, told):
    lab = Lab(Request("run", "pi", "", 0, {}, workers=workers), report=None)
    assert explain(hidden(), lab) == f"{told}: {system_limits.PROCESSES}, or ask for fewer with --workers"
