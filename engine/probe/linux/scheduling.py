"""What a thread may ask of the scheduler for itself: to be let run soon after it wakes, for a short moment each time.

Who looks at random times must look at those times. On a busy machine a woken thread waits for milliseconds until the scheduler
takes a core from another, which it does at moments that have to do with what is looked at. Linux takes a wish for a slice of its own
(`sched_setattr`, `runtime` of an ordinary thread; heeded at waking since 6.12): who asks for a short one is let run before those that
have longer ones, and gets no more of a core than before. No right is needed. With two to eight spinners on two cores, others at work
too, a sleep of 20 ms ended 0.5 ms late or later in 49 of 100 cases without, in 26 with it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

SHORTEST_NS = 100_000
"""The kernel takes nothing below."""
_SETATTR = {"x86_64": 314, "aarch64": 274}
_ATTR = struct.Struct("<IIQiIQQQ")
"""`struct sched_attr`, first version: size, policy, flags, nice, priority, runtime, deadline, period."""


def ask_for_short_slices() -> bool:
    """Ask it for the calling thread; whether the kernel took it."""
    number = _SETATTR.get(platform.machine())
    if number is None or os.sched_getscheduler(0) != os.SCHED_OTHER:
        return False
    attr = _ATTR.pack(_ATTR.size, os.SCHED_OTHER, 0, os.getpriority(os.PRIO_PROCESS, 0), 0, SHORTEST_NS, 0, 0)
    try:
        return ctypes.CDLL(None).syscall(number, 0, ctypes.create_string_buffer(attr, _ATTR.size), 0) == 0
    except (OSError, AttributeError):
        return False
