"""A block of a lesson: the TOML between its fences, as one of the kinds of `lesson`; every mistake has its line and one sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from ..model.errors import UserError
from ..text.printable import printable
from ..text.suggest import did_you_mean, unknown
from ..text.words import listed
from .lesson import PANELS, Advise, Block, Compare, Differences, Measure, Predict, Reveal, Run, Say, Show, Sweep, Watch
from .measured.conditions import Condition, condition
from .measured.lesson_quantities import quantity

KINDS: dict[str, type[Block]] = {
    "predict": Predict,
    "run": Run,
    "compare": Compare,
    "sweep": Sweep,
    "differences": Differences,
    "advise": Advise,
    "reveal": Reveal,
    "watch": Watch,
    "show": Show,
    "say": Say,
}
"""By the key that makes a block one of them."""
HIDDEN = ("line",)
S = TypeVar("S", bound=msgspec.Struct)


class LessonError(UserError):
    """A lesson that can't be read: which line, and what is wrong with it."""


def problem(line: int, text: str) -> LessonError:
    """The mistake at that line."""
    return LessonError(printable(f"line {line}: {text}"))


def toml(text: str, line: int) -> dict[str, object]:
    """The TOML that begins in that line of the file, its texts made harmless.

    Raises:
        LessonError: it is none.
    """
    try:
        return _harmless(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise problem(line + int(at[1]) - 1 if at else line, str(error).partition(" (at ")[0]) from None


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value, lined=True)
    if isinstance(value, list):
        return [_harmless(each) for each in value]
    if isinstance(value, dict):
        return {printable(name): _harmless(each) for name, each in value.items()}
    return value


def struct(kind: type[S], table: dict[str, object], text: str, line: int, hidden: Iterable[str] = ()) -> S:
    """The table as that kind; unknown keys and wrong types are told with their lines.

    Raises:
        LessonError: it isn't one.
    """
    known = [name for name in kind.__struct_fields__ if name not in hidden]
    for name in table:
        if name not in known:
            raise problem(
                line_of(name, text, line),
                f"no key named {name!r} here: {did_you_mean(name, known, f'there are {listed(known)}')}",
            )
    try:
        return msgspec.convert(table, kind, dec_hook=_read)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$.")
        name = re.split(r"[.\[`]", place)[0]
        raise problem(line_of(name, text, line), f"{name}: {said}" if name else said) from None


def line_of(name: str, text: str, line: int) -> int:
    """In which line of the file that key stands."""
    for number, each in enumerate(text.splitlines()):
        if name and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[.=]", each):
            return line + number
    return line


def _read(kind: type, value: object) -> object:
    if kind is Condition and isinstance(value, str):
        return condition(value)
    raise ValueError(f"expected a text like 'cores_used < 1.2', got {value!r}")


def block(text: str, line: int) -> Block:
    """The block whose TOML begins in that line.

    Raises:
        LessonError: it is none.
    """
    table = toml(text, line)
    kinds = [name for name in KINDS if name in table]
    if not kinds:
        first = next(iter(table), "")
        raise problem(line, f"a block says what it is: {unknown('block', first, KINDS)}")
    if len(kinds) > 1:
        raise problem(line_of(kinds[1], text, line), f"a block is one thing, and this one is {listed(kinds)}")
    found = struct(KINDS[kinds[0]], table, text, line, HIDDEN)
    found = msgspec.structs.replace(found, line=line - 1)
    CHECKS.get(type(found), lambda *_: None)(found, text, line)
    return found


def _check_predict(found: Any, text: str, line: int) -> None:
    asked: Predict = found
    _check_figures([asked.quantity] if asked.quantity else [], "quantity", text, line)
    if asked.draw:
        if asked.choices or not asked.quantity:
            raise problem(line, "what is drawn has a quantity, and no choices")
        return
    if len(asked.choices) < 2:
        raise problem(line, "a prediction has choices, at least two, or draw = true")
    if asked.when:
        if len(asked.when) != len(asked.choices):
            raise problem(line_of("when", text, line), "when has one condition for each choice")
        _check_figures([name for each in asked.when for name in each.names()], "when", text, line)
        return
    if not asked.quantity:
        raise problem(line, "what decides between the choices is missing: a quantity with bounds, or when")
    if len(asked.bounds) != len(asked.choices) - 1 or list(asked.bounds) != sorted(asked.bounds):
        raise problem(
            line_of("bounds", text, line),
            "bounds are numbers between the choices, in their order: one fewer than choices",
        )


def _check_measure(found: Any, text: str, line: int) -> None:
    asked: Measure = found
    _check_figures(asked.expect.names(), "expect", text, line)
    if not re.fullmatch(r"[a-z][\w-]*|", asked.label):
        raise problem(line_of("label", text, line), "a label is one word of small letters, digits, - and _")


def _check_reveal(found: Any, text: str, line: int) -> None:
    _check_figures(names_of(found.reveal), "reveal", text, line)
    if found.panel:
        _check_panel(found.panel, "panel", text, line)


def _check_watch(found: Any, text: str, line: int) -> None:
    _check_panel(found.watch, "watch", text, line)


def _check_panel(name: str, key: str, text: str, line: int) -> None:
    if name not in PANELS:
        raise problem(line_of(key, text, line), unknown("panel", name, PANELS))


def _check_say(found: Any, text: str, line: int) -> None:
    _check_figures(found.when.names(), "when", text, line)


def _check_show(found: Any, text: str, line: int) -> None:
    if re.search(r"[/\\]", found.show) or found.show.startswith("."):
        raise problem(
            line_of("show", text, line), "a recording lies beside the lesson: show is a file name, without folders"
        )


CHECKS: dict[type[Block], Callable[[Any, str, int], None]] = {
    Predict: _check_predict,
    **dict.fromkeys((Run, Compare, Sweep, Differences, Advise), _check_measure),
    Reveal: _check_reveal,
    Watch: _check_watch,
    Say: _check_say,
    Show: _check_show,
}
"""What can be wrong beyond keys and types."""


def _check_figures(names: Sequence[str], key: str, text: str, line: int) -> None:
    for name in names:
        try:
            quantity(name)
        except ValueError as error:
            raise problem(line_of(key, text, line), str(error)) from None


def names_of(text: str) -> list[str]:
    """`cores_used, wall_s` as names."""
    return [name.strip() for name in text.split(",") if name.strip()]
