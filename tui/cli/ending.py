"""How every command ends: with one line on what went wrong, an exit code, and no traceback.

| what happened | said | exit code |
| --- | --- | ---: |
| nothing | what the command says | its own |
| a mistake of the user's | one line on standard error; with `--json` an object on standard output | 2 |
| Ctrl-C, while importing too | nothing | 130 |
| whoever read our output has closed it (`| head -1`) | nothing | 141 |
| the system refuses something (a full disk, no descriptor left) | one line | 1 |
| a fault of concviz | one line, and how to see the traceback | 70 |
| one of these in a thread | the same line | |

What is closed when we start is the null device for us: a file that is opened later must not become standard output or error. Signs that an
encoding doesn't have are replaced, never a reason to fail.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from ...engine.lab.life.system_limits import limit_of
from ...engine.model.errors import UserError

if TYPE_CHECKING:
    import click

FAULT = 70
"""What BSD's `sysexits.h` calls EX_SOFTWARE."""
CLOSED = (errno.EPIPE, errno.ESHUTDOWN)
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What writing to an open file may meet: where it is no file that has a name, it is standard output."""
DEBUG = "CONCVIZ_DEBUG"
COMPILED = ("msgspec", "numpy")
"""What has to be compiled for each Python, and isn't for every one that can be installed into."""


class OutputClosed(Exception):
    """Whoever read our output has closed it. Not an OSError: click would end with 1 for that, as though we had failed."""


@contextlib.contextmanager
def closed_output_told() -> Iterator[None]:
    """What is raised in it where an output is closed is `OutputClosed`."""
    try:
        yield
    except BrokenPipeError as error:
        raise OutputClosed from error


def _interrupt_again() -> None:
    """Ctrl-C is Python's again: `__main__` leaves it to the system while it imports, where Python would say in which import it was."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, signal.default_int_handler)


def prepare_streams() -> None:
    """Standard streams that are there, and take any text."""
    for number, name, mode in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_WRONLY), (2, "stderr", os.O_WRONLY)):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            null = os.open(os.devnull, mode)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            os.set_inheritable(number, True)
            stream = open(number, "r" if mode == os.O_RDONLY else "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        if name != "stdin" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stderr is sys.__stderr__:
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(_Forgiving(2, "w", closefd=False)), sys.stderr.encoding, "replace", line_buffering=True
        )


class _Forgiving(io.FileIO):
    """Standard error: what can't be said there is no reason for a command to fail."""

    def write(self, data: Any, /) -> int | None:
        """As a file's; a refusal is passed over."""
        try:
            return super().write(data)
        except OSError:
            return len(data)


def exit_code(command: Callable[[], object], arguments: Sequence[str]) -> int:
    """Calls it and says what went wrong, if anything did."""
    _interrupt_again()
    try:
        answer = command()
        sys.stdout.flush()
    except (KeyboardInterrupt, *_of_click("Abort")):
        return _silenced(130)
    except OutputClosed:
        return _silenced(141)
    except SystemExit as end:
        return _silenced(end.code if isinstance(end.code, int) else int(end.code is not None))
    except (*_of_click("ClickException"), UserError) as error:
        return _mistake(error, as_json=_wants_json(arguments))
    except MemoryError as error:
        return _told(limit_of(error))
    except OSError as error:
        if error.errno in CLOSED:
            return _silenced(141)
        return _told(_refused(error))
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in COMPILED:
            return _fault(error)
        return _told(
            f"{error.name} is missing: there may be no wheel of it for this Python; install concviz into another one"
        )
    except Exception as error:
        return _fault(error)
    return answer if isinstance(answer, int) else 0


def tell_of_threads() -> None:
    """From now on what a thread fails of is one line too."""
    import threading

    def tell(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            exit_code(partial(_raise, failed.exc_value), ())

    threading.excepthook = tell


def _raise(error: BaseException) -> None:
    raise error


def _of_click(name: str) -> tuple[type[click.ClickException], ...]:
    """That kind of its errors; none where click was never imported, as by the app."""
    click = sys.modules.get("click")
    return () if click is None else (getattr(click, name),)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` stands among our own options: what comes behind `--` is another program's."""
    own = list(arguments)
    return "--json" in (own[: own.index("--")] if "--" in own else own)


def _mistake(error: click.ClickException | UserError, *, as_json: bool) -> int:
    text = str(error) if isinstance(error, UserError) else error.format_message()
    text = " ".join(text.split())
    code = error.exit_code if isinstance(error, UserError) else 2
    if as_json:
        import json

        import click

        from ...engine.model.run_facts import VERSION

        with contextlib.suppress(OSError):
            click.echo(json.dumps({"version": VERSION, "status": "refused", "error": {"message": text}}))
    return _told(text, code)


def _refused(error: OSError) -> str:
    """What the system said, and of which file."""
    words = error.strerror or str(error)
    where = (
        f"{error.filename}: "
        if error.filename is not None
        else "standard output: "
        if error.errno in UNWRITABLE
        else ""
    )
    return f"{where}{limit_of(error) or words}"


def _fault(error: Exception) -> int:
    import traceback

    if os.environ.get(DEBUG):
        traceback.print_exc()
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f", {os.path.basename(last[0].filename)} line {last[0].lineno}" if last else ""
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return _told(f"a fault of concviz{where}: {words} ({DEBUG}=1 shows the traceback)", FAULT)


def _told(text: str, code: int = 1) -> int:
    import click

    with contextlib.suppress(OSError, ValueError):
        click.echo(f"concviz: {text}", err=True)
    return _silenced(code)


def _silenced(code: int) -> int:
    """What is still to be written goes nowhere where it can't be written: the interpreter would complain about it as it ends."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return code


class Stoppable(Protocol):
    """What a signal ends."""

    def stop(self) -> None:
        """Ask it to end."""
        ...


def stop_on_signals(made: Sequence[Stoppable]) -> list[int]:
    """Ctrl-C, SIGTERM and SIGHUP stop the first of these, and end all while there is none; the list then holds the exit code."""
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(128 + number)
        if not made:
            raise KeyboardInterrupt
        made[0].stop()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    return stopped
