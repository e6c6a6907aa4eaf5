"""Where a session is recorded: into a file that the user named, or into the state folder as one of the last 20."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ...model.plan import PlanError
from ..file.writer import SessionWriter
from ..memory.log import Session
from .find import living
from .keep import forget_aside
from .paths import new_recording_path, sessions_folder
from .pruning import prune


def writer_for(record_to: Path | None, *, replace: bool) -> tuple[SessionWriter | None, str]:
    """Where the session is written, or why it is not.

    Raises:
        PlanError: the user named a file that can't be written: he would not want to find that out afterwards.
    """
    if record_to is not None:
        _make_way(record_to, replace=replace)
    try:
        path = record_to or new_recording_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = SessionWriter(path)
    except OSError as error:
        if record_to is not None:
            why = f"{record_to.parent} is no folder" if isinstance(error, FileExistsError) else error.strerror or error
            raise PlanError(f"{record_to} can't be written: {why}") from None
        return None, f"this session is not recorded: {error.strerror or error}"
    if record_to is None:
        prune()
        forget_aside()
    elif writer.stopped:
        raise PlanError(f"{record_to} can't be recorded into: {writer.stopped.removeprefix('Recording stopped: ')}")
    return writer, ""


def close_recording(session: Session, *, unnamed: bool) -> None:
    """Closes the session. `unnamed`: nobody has named its file, so it is packed, and is not kept if nothing happened in it."""
    writer = session.writer
    empty = unnamed and nothing_in(session) and writer is not None and writer.path.parent == sessions_folder()
    # A file that the user named stays what he named it.
    session.close(compress=unnamed and not empty)
    if empty and writer is not None:
        with contextlib.suppress(OSError):
            writer.path.unlink()


def nothing_in(session: Session) -> bool:
    """Whether nothing was run, compared, measured, marked or noted in it."""
    return not (session.runs() or session.studies() or session.differences() or session.chapters() or session.notes())


def _make_way(path: Path, *, replace: bool) -> None:
    """Removes the recording that is in the way, if it may be replaced.

    Raises:
        PlanError: it may not, or somebody writes it now, or it can't be removed.
    """
    try:
        if not path.exists() or not path.stat().st_size:
            return
        if not replace:
            raise PlanError(f"{path} is there already: --force replaces it, or name another file")
        if living(path):
            raise PlanError(f"{path} is being recorded by a running concviz: leave that one first")
        path.unlink()
    except OSError as error:
        raise PlanError(f"{path} can't be replaced: {error.strerror or error}") from None
