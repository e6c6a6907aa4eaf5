"""Asking for the lines of Python that threads are at: through the program's own interpreter, else through py-spy, else not at all.

Neither stops the program: the interpreter reads its memory while it runs, and py-spy is told not to stop it. So now and then a read
fails half-way; then nothing is told of that moment.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ..watchable import is_python

PROGRAM = Path(__file__).parent / "in_target_python.py"
PATIENCE_S = 5.0
"""How long is waited for an answer."""
MOST_BYTES = 1 << 22
Row = tuple[int, int, str]
TaskRow = tuple[int, int, str, str, str]


class Answer(msgspec.Struct, frozen=True):
    """What was found."""

    lines: list[Row] = []
    tasks: list[TaskRow] = []
    wrong: dict[str, str] = {}
    """Process to why nothing is told of it."""


class LineReader(Protocol):
    """One that asks."""

    every_s: float
    """How often it may be asked."""

    def read(self, pids: Sequence[int]) -> Answer:
        """What the threads of these processes are at.

        Raises:
            OSError: nobody answers any more.
        """
        ...

    def close(self) -> None:
        """Ends whatever was started for it."""
        ...


class NoLinesError(Exception):
    """They are not to be had here; the text says why."""


class ThroughItsPython:
    """Through the interpreter that runs the program, as long as both are the same file.

    Raises:
        NoLinesError: it can't tell.
    """

    every_s = 0.5

    def __init__(self, pid: int) -> None:
        self._exe = interpreter_of(pid)
        command = [self._exe, "-I", "-S", str(PROGRAM)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise NoLinesError(f"its interpreter can't be started: {error.strerror or error}") from None
        try:
            refused = json.loads(self._answer()).get("refused")
        except (OSError, ValueError):
            refused = "its interpreter doesn't answer"
        if refused:
            self.close()
            raise NoLinesError(str(refused))

    def read(self, pids: Sequence[int]) -> Answer:
        """See `LineReader`."""
        same = [pid for pid in pids if _exe(pid) == self._exe]
        assert self._process.stdin is not None
        self._process.stdin.write(f"{' '.join(map(str, same))}\n".encode())
        self._process.stdin.flush()
        return msgspec.json.decode(self._answer(), type=Answer)

    def close(self) -> None:
        """See `LineReader`."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> bytes:
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        text = b""
        while not text.endswith(b"\n"):
            ready, _, _ = select.select([fd], [], [], PATIENCE_S)
            data = os.read(fd, 1 << 16) if ready else b""
            text += data
            if not data or len(text) > MOST_BYTES:
                raise OSError("no answer")
        return text


class ThroughPySpy:
    """Through `py-spy dump`, which the user has installed. It starts anew each time, so it is asked rarely."""

    every_s = 2.0

    def __init__(self, program: str, pid: int) -> None:
        self._program = program
        self._dump(pid)

    def read(self, pids: Sequence[int]) -> Answer:
        """See `LineReader`."""
        lines: list[Row] = []
        wrong: dict[str, str] = {}
        for pid in pids:
            try:
                lines += self._dump(pid)
            except NoLinesError as error:
                wrong[str(pid)] = str(error)
        return Answer(lines, [], wrong)

    def close(self) -> None:
        """Nothing of it is left."""

    def _dump(self, pid: int) -> list[Row]:
        command = [self._program, "dump", "--nonblocking", "--json", "--pid", str(pid)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoLinesError(f"py-spy: {error}") from None
        if done.returncode:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            raise NoLinesError(f"py-spy: {words[-1] if words else 'it failed'}")
        return of_dump(pid, done.stdout)


def of_dump(pid: int, text: bytes) -> list[Row]:
    """The rows of what `py-spy dump --json` prints.

    Raises:
        NoLinesError: it is something else.
    """
    try:
        threads = json.loads(text)
        return [
            (
                pid,
                int(each["os_thread_id"] or pid),
                f"{os.path.basename(top['filename'])}:{int(top['line'])} {top['name']}",
            )
            for each in threads
            for top in each["frames"][:1]
        ]
    except (ValueError, TypeError, KeyError):
        raise NoLinesError("py-spy said something that isn't understood") from None


def line_reader(pid: int) -> LineReader:
    """Whoever can tell of this process.

    Raises:
        NoLinesError: nobody can; the text says why, and what would help.
    """
    try:
        reader = ThroughItsPython(pid)
        if wrong := reader.read([pid]).wrong.get(str(pid)):
            reader.close()
            raise NoLinesError(wrong)
        return reader
    except (OSError, msgspec.ValidationError) as error:
        why = f"its interpreter doesn't answer ({error})"
    except NoLinesError as error:
        why = str(error)
    program = shutil.which("py-spy")
    if program is None:
        raise NoLinesError(f"{why}; py-spy would, where it is installed")
    try:
        return ThroughPySpy(program, pid)
    except NoLinesError as error:
        raise NoLinesError(f"{why}; {error}") from None


def interpreter_of(pid: int) -> str:
    """The file that runs as this process.

    Raises:
        NoLinesError: it is no Python, or one that this user shouldn't start.
    """
    exe = _exe(pid)
    if not exe:
        raise NoLinesError("the system doesn't tell which program it is (no readable /proc/PID/exe)")
    if not is_python(exe, []):
        raise NoLinesError(f"{os.path.basename(exe)} is no Python")
    try:
        owner = os.stat(exe).st_uid
    except OSError as error:
        raise NoLinesError(f"its interpreter can't be found: {error.strerror or error}") from None
    if owner not in (0, os.geteuid()):
        raise NoLinesError("its interpreter belongs to another user, so it isn't started in your name")
    return exe


def _exe(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""
