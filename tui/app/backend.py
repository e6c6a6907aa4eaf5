"""What the app holds of the engine, loaded after the first frame so that it appears at once.

Importing NumPy, psutil and the engine costs more than drawing the whole screen; `load()` does it on a thread of its
own. Tests and replays hand the parts in instead.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ...engine.catalogue.describe import ModelInfo, TaskInfo
    from ...engine.model.plan import Plan
    from ...engine.pythons.installed import Interpreter
    from ...engine.session.memory.log import Session


class InstrumentLike(Protocol):
    """The part of `engine.instrument.Instrument` that the app uses."""

    @property
    def session(self) -> Session:
        """The live session."""
        ...

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        ...

    @property
    def trying(self) -> str:
        """What is being tried out now, to find out how long an item takes; '' for nothing."""
        ...

    def start(self, plan: Plan) -> None:
        """Begin a run (`PlanError` for one that can't be)."""
        ...

    def stop(self) -> None:
        """Ask the run to end."""
        ...

    def close(self) -> None:
        """End everything."""
        ...


def _no_source(_info: TaskInfo | ModelInfo) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is to pick from. Mappings by name, in the order in which they are shown."""

    tasks: Mapping[str, TaskInfo] = field(default_factory=dict)
    models: Mapping[str, ModelInfo] = field(default_factory=dict)
    pythons: Sequence[Interpreter] = ()
    """The one that concviz runs on first."""
    source: Callable[[TaskInfo | ModelInfo], str] = _no_source
    """A task's or model's source text."""
    own: Mapping[str, TaskInfo] = field(default_factory=dict)
    """The user's own tasks and functions that were used last, the newest first: as a plan names them."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What those functions were called with."""
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """The Pythons that were named for them, where one was."""

    def task(self, name: str) -> TaskInfo | None:
        """The task of that name, ours or the user's own; None where it is not known."""
        return self.tasks.get(name) or self.own.get(name)

    def python(self, path: str) -> Interpreter | None:
        """The interpreter at `path`, None where it is not known (yet)."""
        return next((python for python in self.pythons if str(python.path) == path), None)


@dataclass(frozen=True, slots=True)
class Backend:
    """Everything that the app needs to run, show and remember."""

    session: Session
    shelf: Inventory
    snapshot: Callable[..., Snapshot]
    """`engine.analysis.build.snapshot`."""
    instrument: InstrumentLike | None = None
    """None for a session that was read from a file: nothing can be run then."""
    recorded: Path | None = None
    """The file that it was read from."""


def builder() -> Callable[..., Snapshot]:
    """`engine.analysis.build.snapshot` (imports NumPy)."""
    from ...engine.analysis.build import snapshot

    return snapshot


def open_instrument() -> InstrumentLike:
    """The real instrument, recording into the state folder."""
    from ...engine.sources.instrument import Instrument

    return Instrument.open()


def load_shelf() -> Inventory:
    """Tasks and models of this installation; the interpreters come later (`load_pythons`), finding them takes longer."""
    from ...engine import catalogue

    own, inputs, by_hand = load_own()
    return Inventory(
        catalogue.tasks(), catalogue.models(), source=catalogue.source, own=own, inputs=inputs, by_hand=by_hand
    )


def load_own() -> tuple[dict[str, TaskInfo], dict[str, str], dict[str, str]]:
    """The user's own work that was used last, as (own, inputs, by_hand) of `Inventory`; what is not there any more is left out."""
    from ...engine.catalogue.recent import recent
    from ...engine.model.plan import PlanError

    own: dict[str, TaskInfo] = {}
    inputs: dict[str, str] = {}
    by_hand: dict[str, str] = {}
    for row in recent():
        try:
            info = describe_own(row.task, row.python)
            own[row.task], inputs[row.task] = info, row.inputs if info.inputs else ""
            by_hand |= {row.task: row.python} if row.python else {}
        except PlanError:
            continue
    return own, inputs, by_hand


def describe_own(name: str, python: str = "") -> TaskInfo:
    """What there is to know about the user's own task of that name, in that Python or, without one, in that which it belongs to.

    Raises:
        PlanError: there is none, or it can't be read.
    """
    from ...engine import catalogue

    return catalogue.task(name, python or python_of_own(name).path)


def python_of_own(name: str) -> Interpreter:
    """The Python that the user's own task of that name belongs to.

    Raises:
        PlanError: it can't run a lab.
    """
    from ...engine.catalogue.own_work import folder_of
    from ...engine.pythons.installed import belonging

    return belonging(folder_of(name))


def passed_over_of_own(name: str) -> tuple[str, ...]:
    """What the user should know of that Python: which environment was not to be had."""
    from ...engine.catalogue.own_work import passed_over

    return passed_over(name)


def load_pythons() -> Sequence[Interpreter]:
    """The CPythons of this machine, and those that the work used last belongs to; starts some of them to ask for their version."""
    from ...engine.catalogue.recent import recent
    from ...engine.model.plan import PlanError
    from ...engine.pythons.installed import find, pythons

    found = {python.path: python for python in pythons()}
    for row in recent():
        with contextlib.suppress(PlanError):
            python = find(row.python) if row.python else python_of_own(row.task)
            found.setdefault(python.path, python)
    return list(found.values())


def python_label(python: Interpreter | None) -> str:
    """`3.14.2`, `3.13.1t` for a free-threaded one, `…` while it isn't known."""
    if python is None:
        return "…"
    return f"{python.version}{'t' if python.free_threaded and not python.version.endswith('t') else ''}"


def python_shown(python: Interpreter | None) -> str:
    """The same with the environment that it is of: `3.14.2 shop/.venv`."""
    return f"{python_label(python)} {getattr(python, 'environment', '')}".rstrip()


def python_briefly(python: Interpreter | None) -> str:
    """The same for where there is little room: `3.14.2`, but `3.14 .venv` of an environment that isn't ours."""
    environment: str = getattr(python, "environment", "")
    if python is None or not environment or python.path == sys.executable:
        return python_label(python)
    return f"{python.short} {environment.rpartition('/')[2]}"


def unavailable(model: ModelInfo | None, python: Interpreter | None) -> str:
    """Why `python` can't run `model`: `needs 3.14`, `needs dask`, or '' if it can (or the version isn't known yet).

    Of another Python than ours nobody asks which packages it has: that would take a process of it for each row of a list.
    """
    if model is None or python is None:
        return ""
    if lacking := packages_missing(model, python):
        return f"needs {lacking[0]}"
    if not model.needs:
        return ""
    have = tuple(int(part) for part in python.version.rstrip("t").split(".")[:2] if part.isdigit())
    need = tuple(int(part) for part in model.needs.split(".")[:2])
    return f"needs {model.needs}" if have < need else ""


def packages_missing(model: ModelInfo | None, python: Interpreter | None) -> list[str]:
    """What `model` needs and `python` hasn't, where that is ours."""
    from ...engine.pythons.installed import missing_packages

    if model is None or python is None or python.path != sys.executable:
        return []
    return missing_packages(python.path, model.requires)


def refused(model: ModelInfo, task: TaskInfo | None) -> str:
    """Why `task` can't run under `model`, one sentence; '' if it can."""
    return task.refuses.get(model.worker, "") if task is not None else ""


def load() -> Backend:
    """Imports and opens everything; takes some tenths of a second."""
    shelf, snapshot = load_shelf(), builder()
    instrument = open_instrument()
    return Backend(instrument.session, shelf, snapshot, instrument)
