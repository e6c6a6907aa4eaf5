"""What Pythons answered before, kept in a file by each one's path, size and time of change; never more than a convenience."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from .interpreter import Interpreter
from .query import UNANSWERED


class Memory:
    """Asks whom it doesn't know, and remembers the answer at once."""

    def __init__(self, file: Path, answer: Callable[[str], Interpreter | None]) -> None:
        self._file, self._answer = file, answer
        self._lock = threading.Lock()
        self._known = self._read()

    def ask(self, path: str) -> Interpreter | None:
        """What the file at `path` is; None for no Python, and where it doesn't answer."""
        try:
            status = os.stat(path)
        except OSError:
            return None
        stamp = [os.path.realpath(path), status.st_size, int(status.st_mtime)]
        kept = self._known.get(path)
        if isinstance(kept, list) and len(kept) == 2 and kept[0] == stamp:
            with contextlib.suppress(TypeError):
                return Interpreter(**kept[1]) if kept[1] else None
        try:
            answer = self._answer(path)
        except UNANSWERED:
            return None
        with self._lock:
            self._known[path] = [stamp, asdict(answer) if answer else None]
            self._write()
        return answer

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _write(self) -> None:
        """Beside what another concviz has learnt meanwhile; whole or not at all."""
        self._known = {**self._read(), **self._known}
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(self._known))
            beside.replace(self._file)
