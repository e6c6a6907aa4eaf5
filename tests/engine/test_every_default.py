"""What a value means that nobody gave, and what a kind promises (that it stays as it is, that its fields are named), of everything that
travels, stands in files or is shown.

A recording leaves out what it doesn't know, and one of an older version what there wasn't: both then mean the default. A change of one
changes what is read in recordings that are on people's disks. What is new may come as it likes, and be written down with

    python -m tests.engine.test_every_default
"""

import dataclasses
import inspect
import pkgutil
import sys
from importlib import import_module
from itertools import chain
from pathlib import Path

import concviz.engine.analysis
import concviz.engine.export.data
import concviz.engine.labs
import concviz.engine.model
import concviz.engine.session
import concviz.engine.study
import msgspec

PACKAGES = (
    concviz.engine.analysis,
    concviz.engine.export.data,
    concviz.engine.labs,
    concviz.engine.model,
    concviz.engine.session,
    concviz.engine.study,
)
WRITTEN = Path(__file__).with_name("every_default.txt")


def is_kind(value):
    return isinstance(value, type) and (issubclass(value, msgspec.Struct) or dataclasses.is_dataclass(value))


def kinds():
    """Every struct and every dataclass, with its module."""
    for package in PACKAGES:
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for kind in vars(import_module(info.name)).values():
                if is_kind(kind) and kind.__module__ == info.name:
                    yield info.name.removeprefix("concviz.engine."), kind


def fields_of(kind):
    return msgspec.structs.fields(kind) if issubclass(kind, msgspec.Struct) else dataclasses.fields(kind)


def defaults():
    """Each field that has a default, with it; called where it is made anew for each."""
    for module, kind in kinds():
        if issubclass(kind, msgspec.Struct):
            nothing, fields = msgspec.NODEFAULT, msgspec.structs.fields(kind)
        else:
            nothing, fields = dataclasses.MISSING, dataclasses.fields(kind)
        for field in fields:
            value = field.default if field.default_factory is nothing else field.default_factory()
            if value is not nothing:
                said = type(value).__name__ if is_kind(type(value)) else repr(value)
                yield f"{module}.{kind.__qualname__}.{field.name}", said.replace(repr(sys.executable), "this Python")


FLAGS = ("frozen", "eq", "order", "array_like", "tag", "omit_defaults", "forbid_unknown_fields", "cache_hash")


def promises():
    """What each kind says of itself at its top, and whether its fields can be given by their place."""
    for module, kind in kinds():
        said = kind.__struct_config__ if issubclass(kind, msgspec.Struct) else kind.__dataclass_params__
        flags = [f"{name}={value}" for name in FLAGS if (value := getattr(said, name, None))]
        by_place = sum(each.kind is not each.KEYWORD_ONLY for each in inspect.signature(kind).parameters.values())
        flags.append("all named" if not by_place else "some named" if by_place < len(fields_of(kind)) else "")
        yield f"{module}.{kind.__qualname__}", " ".join(filter(None, flags))


def test_what_nobody_gave_means_what_it_always_meant():
    now = dict(chain(promises(), defaults()))
    always = dict(line.split(" = ", 1) for line in WRITTEN.read_text().splitlines())
    assert len(always) > 400
    assert {name: now[name] for name in always if name in now} == {name: always[name] for name in always if name in now}


if __name__ == "__main__":
    WRITTEN.write_text("".join(f"{name} = {said}\n" for name, said in chain(promises(), defaults())))
