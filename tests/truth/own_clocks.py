"""A function's own account of its item: clocks around waits that are known by construction. Runs in any Python, beside the function.

It asks nothing of what the program under test asks: the wall clock, the thread's CPU clock, and the kernel's count of
waiting for a core for the thread itself. A wait says how long it really had to be: a sleep is as long as was asked for, a wait for
a lock ends when its holder let go of it. What comes after (getting the GIL back, getting a core) isn't part of it. What no clock
explains is the GIL's, in threads that share one, and the event loop's in coroutines: there is nothing else in these functions.
"""

import json
import os
import resource
import threading
import time

NOTES = "CONCVIZ_TRUTH_NOTES"
"""The environment variable with the name of the file that items are noted in, one line of JSON each."""
_here = threading.local()
_files = {}


def _notes():
    """The file, once a process."""
    pid = os.getpid()
    if pid not in _files:
        _files[pid] = os.open(os.environ[NOTES], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    return _files[pid]


def _waited_for_core_ns():
    """How long this thread has waited for a core, by the kernel."""
    key = os.getpid(), threading.get_ident()
    if getattr(_here, "key", None) != key:
        _here.key, _here.file = key, os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    return int(os.pread(_here.file, 64, 0).split()[1])


def _process_cpu_s():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _parent_cpu_s():
    """Of the process that hands out the items to processes: the clock of another process has its number in its own, on Linux."""
    try:
        return time.clock_gettime((~os.getppid() << 3) | 2)
    except OSError:
        return 0.0  # it has ended, or may not be asked


class Item:
    """One item's account, from entering to leaving; `with Item() as item: …`.

    A coroutine shares its thread with others, so only what it says it `computed` is its CPU.
    """

    def __init__(self):
        self.states = {}
        self.cpu_s = 0.0

    def __enter__(self):
        self.core = _waited_for_core_ns()
        self.process, self.parent = _process_cpu_s(), _parent_cpu_s()
        self.begun, self.cpu = time.perf_counter(), time.thread_time()
        return self

    def waited(self, state, seconds):
        """So long it waited like that."""
        self.states[state] = self.states.get(state, 0.0) + max(seconds, 0.0)

    def computed(self, seconds):
        """So much CPU a coroutine used."""
        self.cpu_s += seconds

    def sleep(self, seconds, call=time.sleep):
        """Sleep, and account for it."""
        call(seconds)
        self.waited("asleep", seconds)

    def until(self, state, call, *, ended=None):
        """Wait by calling; `ended()` says afterwards when what it waited for happened. Returns what the call returns.

        Without, all the time off the cores counts: for waits after which nobody is in the way.
        """
        begun, cpu, core = time.perf_counter(), time.thread_time(), _waited_for_core_ns()
        result = call()
        if ended is not None:
            self.waited(state, ended() - begun)
        else:
            spent = time.thread_time() - cpu + (_waited_for_core_ns() - core) / 1e9
            self.waited(state, time.perf_counter() - begun - spent)
        return result

    def __exit__(self, *_):
        end, cpu = time.perf_counter(), time.thread_time()
        note = {
            "pid": os.getpid(), "tid": threading.get_native_id(), "thread": threading.current_thread().name,
            "begin": self.begun, "end": end, "cpu": [self.cpu, cpu], "core": [self.core / 1e9, _waited_for_core_ns() / 1e9],
            "computed": self.cpu_s, "process": [self.process, _process_cpu_s()],
            "parent": [self.parent, _parent_cpu_s()], "states": self.states,
        }  # fmt: skip
        os.write(_notes(), (json.dumps(note) + "\n").encode())


class Helper:
    """A thread of the item's own. Its start and its end are waited for at a lock, each until it happened, and not until the GIL is back."""

    def __init__(self, item, call):
        self.item, self.call = item, call
        self.begun = self.ended = 0.0
        self.thread = threading.Thread(target=self.run)

    def run(self):
        self.begun = time.perf_counter()
        try:
            self.call()
        finally:
            self.ended = time.perf_counter()

    def start(self):
        self.item.until("wait_lock", self.thread.start, ended=lambda: self.begun or time.perf_counter())

    def join(self):
        self.item.until("wait_lock", self.thread.join, ended=lambda: self.ended)


class StampedLock:
    """A lock whose holder notes when it lets go, so that whoever waits knows how long it really had to."""

    def __init__(self):
        self.lock = threading.Lock()
        self.released = 0.0

    def hold(self, item):
        """Take it, and account for the wait; `with lock.hold(item): …`."""
        if not self.lock.acquire(blocking=False):
            item.until("wait_lock", self.lock.acquire, ended=lambda: self.released)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released = time.perf_counter()
        self.lock.release()
