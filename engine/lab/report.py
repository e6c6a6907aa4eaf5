"""What the lab tells its runner: one JSON object a line on what used to be standard output.

What each line can be stands in `engine/labs/messages.py`, which reads them; `say` names its kind.

The descriptor is taken away from number 1 before the task is imported, so nothing that a task prints can get between
the lines; prints go where standard error goes, and the runner keeps them as the run's output.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any


class Report:
    """The way to the runner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._descriptor = os.dup(1)
        os.dup2(2, 1)
        if sys.stdout is not None:
            sys.stdout.reconfigure(line_buffering=True)  # pyright: ignore[reportAttributeAccessIssue]

    def send(self, say: str, /, **fields: Any) -> None:
        """Writes one line; a runner that is gone is no error, the life-line ends us anyway."""
        data = json.dumps({"say": say, **fields}, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        with self._lock:  # a line is longer than a pipe takes at once, and who visits a cluster has a thread of its own
            while data:
                try:
                    data = data[os.write(self._descriptor, data) :]
                except BrokenPipeError:
                    return

    def phase(self, name: str, /, t_ns: int | None = None, **facts: Any) -> None:
        """The lab passed a point of its life; `t_ns` on `perf_counter_ns`, now if not given."""
        self.send("phase", name=name, t_ns=time.perf_counter_ns() if t_ns is None else t_ns, facts=facts)

    def error(self, message: str, **facts: Any) -> None:
        """The run has failed; `message` is one sentence."""
        self.send("error", message=message, **{k: v for k, v in facts.items() if v not in (None, "")})
