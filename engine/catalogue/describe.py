"""What a task or model file says about itself, read without running a line of it.

Files are parsed, not imported: importing would run a user's code inside the interface, where a print, a `sys.exit` or an endless
loop at module level would do harm. It is imported in the lab, where all of that belongs to the run. Our own files are read the
same way, so there is one rule for all: what the catalogue needs to know is a constant, written as a literal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from ..model.plan import Option, PlanError
from ..model.vocabulary import TASK_KINDS, WORKER_KINDS, PlannedKind, WorkerKind
from .syntax import constants, functions, parse, takes

T = TypeVar("T")
W = TypeVar("W", bound=str)
LAST = 1_000
NAMES, WORDS = "a dictionary of names", "several strings, in brackets"


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """What there is to know about a task without running it."""

    name: str
    title: str
    kind: PlannedKind
    about: tuple[str, ...]
    requires: tuple[str, ...]
    """Import names of third-party packages that the lab's Python must have."""
    world: tuple[str, ...]
    """Services of the world process it talks to."""
    options: dict[str, Option]
    awaitable: bool
    """Whether its I/O can be awaited."""
    path: Path
    reference: str
    """What the lab imports: a module name, the path of a file, or either with `:function` after it."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Kinds of workers that can't do it, and why."""
    options_about: dict[str, str] = field(default_factory=dict)
    """What an option means, in a line; not every option need have one."""
    kind_with: dict[str, PlannedKind] = field(default_factory=dict)
    """Options that make it another kind."""
    function: bool = False
    """A plain function of the user's: its kind is found by measuring."""
    inputs: bool = False
    """Such a function that needs arguments: its items are the inputs he gives. One that needs none is called once an item."""
    notes: tuple[str, ...] = ()
    """What its user should know before it is run, each a sentence."""

    def counts_inputs(self, options: Mapping[str, Option]) -> bool:
        """Whether its items are inputs that are given, so that their number is found by counting them."""
        return self.inputs or bool(self.function and options.get("inputs"))

    def kind_of(self, options: Mapping[str, Option]) -> PlannedKind:
        """Its kind with these options."""
        for name, kind in self.kind_with.items():
            if options.get(name):
                return kind
        return self.kind


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What there is to know about a model without running it."""

    name: str
    title: str
    kind: str
    """`one thread` or `many`."""
    worker: WorkerKind
    uses: str
    """The class a learner would look up: `Thread`, `Process`, `coroutines`."""
    about: str
    needs: str
    """The oldest Python version that has it, or ''."""
    path: Path
    reference: str
    chunks: bool = False
    """Whether it can hand over several items at once."""
    place: int = LAST
    """In lists: those on one thread first. One that says nothing comes after those that do."""
    requires: tuple[str, ...] = ()
    """Import names of third-party packages that the lab's Python must have."""
    start_method: str = ""
    """How it starts processes, where that can't be chosen."""
    clusters: bool = False
    """Whether it can use a cluster that runs already."""
    retries: bool = False
    """Whether it does the items of a worker that was killed again, instead of giving up."""

    @property
    def hands_over(self) -> bool:
        """Whether items and results are pickled on their way, because the workers don't share the lab's memory."""
        return self.worker in ("process", "interpreter") or "Process" in self.uses

    @property
    def takes_start_method(self) -> bool:
        """Whether it starts processes, in a way that can be chosen."""
        return self.hands_over and self.worker != "interpreter" and not self.start_method

    def runs_on(self, version: str) -> bool:
        """Whether a Python of that version (`3.14.2`) has what the model needs."""
        return not self.needs or numbers(version) >= numbers(self.needs)


def numbers(version: str) -> tuple[int, ...]:
    """`3.14.2` as (3, 14, 2); a trailing `t`, `rc1` or `+` is passed over."""
    parts = []
    for part in version.split("."):
        digits = ""
        for character in part:
            if not character.isdigit():
                break
            digits += character
        parts.append(int(digits or 0))
    return tuple(parts)


def task_of_file(path: Path, reference: str = "") -> TaskInfo:
    """What a task file says about itself.

    Raises:
        PlanError: it can't be read, is no Python, or lacks one of a task's names.
    """
    tree = parse(path)
    have = functions(tree)
    _require(path, "task", ("items", "work", "combine"), have)
    facts = constants(tree)
    return TaskInfo(
        name=path.stem.replace("_", "-"),
        title=str(facts.get("TITLE", path.stem)),
        kind=_one_of(path, "KIND", facts.get("KIND", "cpu"), TASK_KINDS),
        about=_told(path, facts, "ABOUT", tuple[str, ...], WORDS) or (f"Your own task in {path.name}.",),
        requires=_told(path, facts, "REQUIRES", tuple[str, ...], WORDS),
        world=_told(path, facts, "WORLD", tuple[str, ...], WORDS),
        options=_told(path, facts, "OPTIONS", dict[str, Option], NAMES),
        options_about=_told(path, facts, "OPTIONS_ABOUT", dict[str, str], NAMES),
        awaitable="awork" in have,
        path=path,
        reference=reference or str(path.resolve()),
        refuses=_told(path, facts, "REFUSES", dict[str, str], NAMES),
        kind_with={
            name: _one_of(path, "KIND_WITH", kind, TASK_KINDS)
            for name, kind in _told(path, facts, "KIND_WITH", dict[str, str], NAMES).items()
        },
    )


def model_of_file(path: Path, reference: str = "") -> ModelInfo:
    """What a model file says about itself.

    Raises:
        PlanError: it can't be read, is no Python, or lacks one of a model's names.
    """
    tree = parse(path)
    _require(path, "model", ("run",), functions(tree))
    facts = constants(tree)
    return ModelInfo(
        name=path.stem.replace("_", "-"),
        title=str(facts.get("TITLE", path.stem)),
        kind=_one_of(path, "KIND", facts.get("KIND", "many"), ("one thread", "many")),
        worker=_one_of(path, "WORKER", facts.get("WORKER", "thread"), WORKER_KINDS),
        uses=str(facts.get("USES", "")),
        about=str(facts.get("ABOUT", f"Your own model in {path.name}.")),
        needs=str(facts.get("NEEDS", "")),
        path=path,
        reference=reference or str(path.resolve()),
        chunks=takes(tree, "run", "chunk"),
        place=_told(path, facts, "PLACE", int, "a whole number", LAST),
        requires=_told(path, facts, "REQUIRES", tuple[str, ...], WORDS),
        start_method=_told(path, facts, "START_METHOD", str, "a string"),
        retries=_told(path, facts, "RETRIES", bool, "True or False"),
        clusters=takes(tree, "run", "cluster"),
    )


def _require(path: Path, what: str, names: tuple[str, ...], have: dict[str, bool]) -> None:
    missing = [name for name in names if name not in have]
    if missing:
        hint = f"; for one function of it say {path.name}:NAME --inputs ..." if what == "task" else ""
        raise PlanError(f"{path.name} is no {what}: it lacks {', '.join(missing)}{hint}")


def _told(path: Path, facts: dict[str, object], name: str, kind: type[T], words: str, otherwise: T | None = None) -> T:
    """What the file says by that name, nothing (or `otherwise`) where it doesn't."""
    if name not in facts:
        return kind() if otherwise is None else otherwise
    try:
        return msgspec.convert(facts[name], kind)
    except msgspec.ValidationError:
        raise PlanError(f"{path.name} says {name} = {facts[name]!r}; it must be {words}") from None


def _one_of(path: Path, name: str, value: object, allowed: tuple[W, ...]) -> W:
    for word in allowed:
        if word == value:
            return word
    raise PlanError(f"{path.name} says {name} = {value!r}; it must be one of {', '.join(allowed)}")
