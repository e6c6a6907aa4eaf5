"""The functions of the operating system that this is.

Raises:
    ImportError: concviz can't work here; the text says what to do.
"""

from __future__ import annotations

import sys

from .support import refusal

if sys.platform == "linux":
    from .on_linux import catches, enlarge_pipe, memory_folder, signal_that_ended
    from .on_posix import expect_end, group_of, lock, send_to_group, start_reaper, wait_for_end
elif not refusal():
    from .on_bsd import catches, enlarge_pipe, memory_folder, signal_that_ended
    from .on_posix import expect_end, group_of, lock, send_to_group, start_reaper, wait_for_end
else:
    raise ImportError(refusal())

__all__ = [
    "catches",
    "enlarge_pipe", "expect_end", "group_of", "lock", "memory_folder", "send_to_group", "signal_that_ended",
    "start_reaper", "wait_for_end",
]  # fmt: skip
