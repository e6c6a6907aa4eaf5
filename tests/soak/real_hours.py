"""The app in a terminal for as long as is asked, with `r` pressed every few seconds, looked at from outside."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shutil
import subprocess
import tempfile
import termios
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
from concviz.engine.session.file.reader import load

from tests.soak.figures import Held, held
from tests.support.real_processes import CONCVIZ

LOOK_EVERY_S = 10.0
END_S = 60.0
RUN_ENDED = b'["end",'


class OpenApp:
    """One app in a place of its own, whose terminal is read all the time."""

    def __init__(self, *arguments: str) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="soak-"))
        for name in ("state", "tmp", "cache"):
            (self.place / name).mkdir()
        self._leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (40, 120))
        environment = {
            **os.environ, "CONCVIZ_STATE": str(self.place / "state"), "XDG_CACHE_HOME": str(self.place / "cache"),
            "TMPDIR": str(self.place / "tmp"), "TERM": "xterm-256color",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [*CONCVIZ, *arguments],
            env=environment,
            start_new_session=True,
            stdin=follower,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        self._seen = psutil.Process(self.process.pid)
        self._memory_before = set(os.listdir("/dev/shm"))

    def press(self, key: str) -> None:
        """One key."""
        os.write(self._leader, key.encode())

    def pass_time(self, seconds: float) -> None:
        """Takes what it draws for so long."""
        end = time.monotonic() + seconds
        while (left_s := end - time.monotonic()) > 0 and self.process.poll() is None:
            if select.select([self._leader], [], [], left_s)[0]:
                with contextlib.suppress(OSError):
                    os.read(self._leader, 1 << 16)

    def recording(self) -> Path | None:
        """The file that it writes."""
        return next(iter(sorted((self.place / "state").rglob("*.jsonl*"))), None)

    def leftovers(self) -> int:
        """What of its runs lies in the temporary folder and, by the name of its owner, in memory."""
        own = [
            name
            for name in os.listdir("/dev/shm")
            if f"{self.process.pid}." in name and name not in self._memory_before
        ]
        return len(own) + sum(1 for _ in (self.place / "tmp").iterdir())

    def look(self, at_s: float) -> Held:
        """What it holds now."""
        path = self.recording()
        recorded = path.read_bytes() if path else b""
        runs = sum(line.startswith(RUN_ENDED) for line in recorded.splitlines())
        return held(self._seen, at_s, runs, len(recorded), self.leftovers())

    def leave(self) -> bool:
        """Ends it as a user does; whether it has ended."""
        end = time.monotonic() + END_S
        while self.process.poll() is None and time.monotonic() < end:
            self.press("q")
            self.pass_time(2.0)
        return self.process.poll() is not None

    def remove(self) -> None:
        """Whatever is left of it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._leader)
        shutil.rmtree(self.place, ignore_errors=True)


def hours(minutes: float, every_s: float, *arguments: str) -> Iterator[Held | str]:
    """What is held every ten seconds, and at the end a line about what was recorded."""
    app = OpenApp(*arguments)
    began, pressed, looked = time.monotonic(), 0, -LOOK_EVERY_S
    try:
        app.pass_time(5.0)
        while (at_s := time.monotonic() - began) < 60 * minutes and app.process.poll() is None:
            app.press("r")
            pressed += 1
            app.pass_time(every_s - 0.5)
            if at_s - looked >= LOOK_EVERY_S:
                looked = at_s
                yield app.look(at_s)
            app.pass_time(began + pressed * every_s + 5.0 - time.monotonic())
        alive = app.process.poll() is None
        app.pass_time(10.0)
        left = app.leave()
        path = app.recording()
        session = load(path) if path else None
        ends = [session.run_end(each.run) for each in session.runs()] if session else []
        became = Counter(end.status if end else "no end" for end in ends)
        yield (
            f"r was pressed {pressed} times; {len(ends)} runs are recorded: {dict(became)}. {session.notice if session else ''} "
            f"The app {'was there to the end' if alive else 'ended before'}, {'left' if left else 'did not leave'} when asked, "
            f"exit code {app.process.poll()}, left over {app.leftovers()}."
        )
    finally:
        app.remove()
