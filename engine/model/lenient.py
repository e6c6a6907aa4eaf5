"""Conversion of what a file or another process says into a type, field by field: what does not fit is left out.

`msgspec.convert` takes all of a value or nothing. That is right for a line of numbers, of which one that can't be true says that
the line is damaged; it is wrong for facts, which grow with the program: there one that isn't what its name says is left out (its
field keeps its default), and the others stand. Names that a type doesn't know are ignored.

What is sound costs one call of `msgspec.convert`; only what isn't is looked at field by field.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, TypeGuard, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

S = TypeVar("S", bound=msgspec.Struct)


class Unread(msgspec.Struct, frozen=True):
    """Facts that nobody reads, or that were not what they had to be."""


_MISFIT: Any = object()
_fields = functools.cache(msgspec.structs.fields)


def lenient(kind: type[S], value: object) -> S | None:
    """The value as that Struct, without what doesn't fit in it.

    A Struct made of a mapping loses the fields that don't fit, those of Structs in it too; lists and tables of Structs are kept or
    left out whole. A Struct made of an array (`array_like`) has to fit, only the mappings in it are taken leniently.

    Args:
        kind: what it should be.
        value: what JSON makes: mappings, lists, text, numbers.

    Returns:
        None if it is nothing of that kind: no mapping (no array), or without a field that has no default.
    """
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return _field_by_field(kind, value)


def _field_by_field(kind: type[S], value: object) -> S | None:
    rigid = kind.__struct_config__.array_like
    given = _elements(kind, value) if rigid else value
    if not isinstance(given, dict):
        return None
    found: dict[str, object] = {}
    for field in _fields(kind):
        fit = _fit(field.type, given[field.encode_name]) if field.encode_name in given else _MISFIT
        if fit is not _MISFIT:
            found[field.name] = fit
        elif field.required or (rigid and field.encode_name in given):
            return None
    try:
        return kind(**found)
    except (ValueError, TypeError):  # a rule of its own that it does not keep
        return None


def _elements(kind: type[msgspec.Struct], value: object) -> dict[str, object] | None:
    """An array's elements by the names of their fields."""
    if not is_array(value):
        return None
    tag = kind.__struct_config__.tag
    if tag is not None and (not value or value[0] != tag):
        return None
    names: Iterable[FieldInfo] = _fields(kind)
    return dict(zip((field.encode_name for field in names), value[tag is not None :], strict=False))


def _fit(hint: Any, value: Any) -> Any:
    """The value as what the hint says, or `_MISFIT`."""
    try:
        return msgspec.convert(_with_structs(hint, value) if _holds_struct(hint) else value, hint)
    except (msgspec.ValidationError, RecursionError):
        return _MISFIT


def _with_structs(hint: Any, value: Any) -> Any:
    """The value with mappings made to Structs where the hint says so; what isn't as the hint says stays as it is."""
    if _is_struct(hint):
        made = lenient(hint, value)
        return value if made is None else made
    inner = [part for part in get_args(hint) if _holds_struct(part)]
    if is_array(value) and get_origin(hint) in (list, tuple):
        return [_with_structs(inner[0], each) for each in value]
    if is_mapping(value) and get_origin(hint) is dict:
        return {name: _with_structs(inner[0], each) for name, each in value.items()}
    if get_origin(hint) not in (list, tuple, dict):  # a union, or Annotated
        for part in inner:
            value = _with_structs(part, value)
    return value


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether JSON has an array there."""
    return isinstance(value, list | tuple)


def is_mapping(value: object) -> TypeGuard[dict[str, object]]:
    """Whether JSON has an object there."""
    return isinstance(value, dict)


@functools.cache
def _holds_struct(hint: Any) -> bool:
    return _is_struct(hint) or any(map(_holds_struct, get_args(hint)))


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)
