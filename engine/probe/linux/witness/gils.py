"""The GILs of a process and who holds them: what CPython's runtime says of itself, read from outside.

CPython 3.13 and newer begins `_PyRuntime` with a table for debuggers, `_Py_DebugOffsets`: the cookie `xdebugpy`, the
version, whether the build is free-threaded, then offsets of fields in its structures, each 8 bytes
(`Include/internal/pycore_debug_offsets.h`; in 3.13 `pycore_runtime.h`). The order of the fields differs: 3.14 has
`threads_main` in the middle of those of an interpreter and two generations at their end, 3.15 three more in the middle
of a thread's. With it the list of interpreters is walked: each one's `ceval.gil` points to the GIL that it takes (its
own or the main one's), a `struct _gil_runtime_state`:

    [int enabled;]  unsigned long interval;  PyThreadState *last_holder;  int locked;  unsigned long switch_number;
    pthread_cond_t cond;  pthread_mutex_t mutex;  pthread_cond_t switch_cond;  pthread_mutex_t switch_mutex

A thread that wants the GIL waits on a word of one of those four, and nothing else waits there (`Python/ceval_gil.c`).

3.12 has no table, but its `_PyRuntimeState` begins with fields that are kept where they are for observers: at 40 the
head of the list of interpreters (newest first), at 48 the main one, which is the last member of the structure, so its
size is known. An interpreter begins with `next`, `id`, and its GIL is in it; its other locks are elsewhere. So a futex
inside an interpreter is its GIL. 3.11 and older have one GIL for all, in
`_PyRuntime`, where no other lock is: `threading.Lock` and its kin are on the heap.

In a free-threaded build threads never wait for the GIL unless it was turned on (`PYTHON_GIL=1`, or a module asked for
it). What its threads do wait for (locks of objects, a stop of the world, `threading.Lock`) they wait for in a parking
lot, on a word on their own stacks (`Python/parking_lot.c`): all of them are locks here.

What is read may change while it is read. Every walk is bounded, and who holds a GIL is believed only if the native
thread id that was found is one of the process's.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .classify import Range

Memory = Callable[[int, int], bytes]
"""(address, size) -> that part of a process's memory. Raises OSError where there is none."""

COOKIE = b"xdebugpy"
GIL_BYTES = 256
"""At least the size of a GIL (208 to 232), at most what is before the next word anybody could wait for."""
_TABLE_BYTES = 400
_MOST_INTERPRETERS = 1024

_BEGIN = ("size", "id", "next", "threads_head")
_MIDDLE = ("gc", "imports", "sysdict", "builtins", "ceval_gil", "gil", "enabled", "locked", "holder")
_INTERPRETER_313 = (*_BEGIN, *_MIDDLE)
_INTERPRETER_314 = (*_BEGIN, "threads_main", *_MIDDLE, "code", "tlbc")
_THREAD_313 = ("size", "prev", "next", "interp", "frame", "thread_id", "native")
_THREAD_315 = ("size", "prev", "next", "interp", "frame", "base", "profiled", "profiled_seq", "thread_id", "native")


class Layout(NamedTuple):
    """Offsets of the fields that are read, in bytes.

    Attributes:
        version: PY_VERSION_HEX of the process.
        free_threaded: whether its build can do without a GIL.
        head: in the runtime, of the newest interpreter.
        id, next, ceval_gil, own_gil: in an interpreter; own_gil is the structure itself.
        holder, locked, enabled: in a GIL.
        native: in a thread state.
    """

    version: int
    free_threaded: bool
    head: int
    id: int
    next: int
    ceval_gil: int
    own_gil: int
    holder: int
    locked: int
    enabled: int
    native: int


class Gil(NamedTuple):
    """One GIL: where it is, and whether it is in use (a free-threaded build has one that usually isn't)."""

    address: int
    enabled: bool


def parse_table(table: bytes) -> Layout | None:
    """The layout that the beginning of a runtime describes; None when it describes none (before 3.13)."""
    if len(table) < _TABLE_BYTES or not table.startswith(COOKIE):
        return None
    words = struct.unpack(f"<{_TABLE_BYTES // 8 - 1}Q", table[8:_TABLE_BYTES])
    version = words[0]
    minor = version >> 16
    names = _INTERPRETER_313 if minor < 0x030E else _INTERPRETER_314
    thread_names = _THREAD_313 if minor < 0x030F else _THREAD_315
    interpreter = dict(zip(names, words[5:], strict=False))
    thread = dict(zip(thread_names, words[5 + len(names) :], strict=False))
    own = interpreter["gil"]
    layout = Layout(
        version=version,
        free_threaded=words[1] != 0,
        head=words[4],
        id=interpreter["id"],
        next=interpreter["next"],
        ceval_gil=interpreter["ceval_gil"],
        own_gil=own,
        holder=interpreter["holder"] - own,
        locked=interpreter["locked"] - own,
        enabled=interpreter["enabled"],
        native=thread["native"],
    )
    plausible = 0 <= layout.holder < layout.locked < 64 and layout.native < thread["size"] < 1 << 16
    return layout if plausible and max(own, layout.id, layout.next, layout.ceval_gil) < interpreter["size"] else None


class Interpreters:
    """The interpreters of one process.

    Args:
        memory: reads the process's memory.
        runtime: where its `_PyRuntime` lies.
    """

    def __init__(self, memory: Memory, runtime: Range) -> None:
        self._memory, self._runtime = memory, runtime
        self.layout = self._read_layout()
        self._gils: tuple[Gil, ...] = ()
        self.ranges: tuple[Range, ...] = (runtime,)
        """Where the words lie for which threads wait that want a GIL."""
        self.refresh()

    @property
    def has_gil(self) -> bool | None:
        """Whether any interpreter uses a GIL; None where that isn't known, which means yes before 3.13."""
        return any(gil.enabled for gil in self._gils) if self._gils else None

    @property
    def holders_known(self) -> bool:
        """Whether it can be known who holds the GIL: 3.13 and newer."""
        return bool(self._gils)

    def refresh(self) -> None:
        """Look for interpreters that began or ended since."""
        try:
            self._gils, self.ranges = self._walk() if self.layout else ((), self._walk_312())
        except (OSError, struct.error):
            self._gils, self.ranges = (), (self._runtime,)

    def holders(self) -> list[int]:
        """The native ids of the threads that hold a GIL now, as they are said to be: 1 µs and 1 µs for each GIL.

        Raises:
            OSError: when the process is gone or runs another program now.
        """
        layout, found = self.layout, []
        if not layout:
            return found
        size = layout.locked + 4 - layout.holder
        for gil in self._gils:
            facts = self._memory(gil.address + layout.holder, size)
            if len(facts) < size:
                raise ProcessLookupError
            holder, locked = struct.unpack_from("<Q", facts)[0], struct.unpack_from("<i", facts, size - 4)[0]
            if locked > 0 and holder:
                try:
                    found.append(self._word(holder + layout.native))
                except OSError:
                    continue  # it has just ended, and its state is gone
        return found

    def _read_layout(self) -> Layout | None:
        try:
            return parse_table(self._memory(self._runtime[0], _TABLE_BYTES))
        except OSError:
            return None

    def _walk(self) -> tuple[tuple[Gil, ...], tuple[Range, ...]]:
        layout = self.layout
        assert layout
        gils: dict[int, Gil] = {}
        interpreter = self._word(self._runtime[0] + layout.head)
        for _ in range(_MOST_INTERPRETERS):
            address = self._word(interpreter + layout.ceval_gil)
            if address:
                gils[address] = Gil(address, not layout.free_threaded or self._enabled(address))
            is_main = self._word(interpreter + layout.id) == 0
            interpreter = self._word(interpreter + layout.next)
            if is_main:
                main_is_inside = self._runtime[0] <= address < self._runtime[1]
                if not main_is_inside:
                    break
                return tuple(gils.values()), tuple((address, address + GIL_BYTES) for address in gils)
        return (), (self._runtime,)

    def _walk_312(self) -> tuple[Range, ...]:
        begin, end = self._runtime
        head, main = struct.unpack("<QQ", self._memory(begin + 40, 16))
        if not begin <= main < end:
            return (self._runtime,)
        ranges: list[Range] = [self._runtime]
        last = 1 << 40
        while head != main and len(ranges) < _MOST_INTERPRETERS:
            following, number = struct.unpack("<QQ", self._memory(head, 16))
            if not 0 < number < last:
                return (self._runtime,)
            ranges.append((head, head + end - main))
            head, last = following, number
        return tuple(ranges)

    def _enabled(self, gil: int) -> bool:
        assert self.layout
        return struct.unpack("<i", self._memory(gil + self.layout.enabled, 4))[0] != 0

    def _word(self, address: int) -> int:
        return struct.unpack("<Q", self._memory(address, 8))[0]


def union(known: Sequence[Interpreters]) -> tuple[Range, ...]:
    """Where the GILs of all of them lie."""
    return tuple(span for one in known for span in one.ranges)
