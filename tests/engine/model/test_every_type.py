"""What travels can't be changed by whoever gets it, and numbers in files have their bounds."""

import pkgutil
from importlib import import_module

import concviz.engine.labs.messages
import concviz.engine.model
import concviz.engine.session.events
import msgspec
import pytest
from concviz.engine.model import numbers
from concviz.engine.model.difference_facts import NumberFacts, RaceFacts
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.model.states import Piece

TOP = (concviz.engine.model, concviz.engine.session.events)
MODULES = [concviz.engine.labs.messages] + [
    import_module(each.name) for package in TOP for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]  # fmt: skip
STRUCTS = {
    value for module in MODULES for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__.startswith("concviz.")
}  # fmt: skip


def test_every_one_is_frozen():
    assert len(STRUCTS) > 80
    assert [each.__qualname__ for each in STRUCTS if not each.__struct_config__.frozen] == []


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("Micros", 0, (1 << 50) - 1), ("Signed", 1 - (1 << 50), (1 << 50) - 1), ("Whole", 1 - (1 << 53), (1 << 53) - 1),
        ("Count", 0, (1 << 53) - 1),
        ("Number", 0, (1 << 31) - 1), ("Lane", 0, (1 << 20) - 1), ("Item", -1, (1 << 24) - 1), ("Items", 0, 1 << 24), ("Core", -1, 8_191),
        ("Flag", 0, 255), ("Process", 0, (1 << 31) - 1), ("Thread", 0, (1 << 53) - 1), ("Permille", 1 - (1 << 31), (1 << 31) - 1),
    ],
)  # fmt: skip
def test_a_number_of_a_file_has_bounds(kind, least, most):
    hint = getattr(numbers, kind)
    for value in (least, most):
        assert msgspec.convert(value, hint) == value
    for value in (least - 1, most + 1):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(value, hint)


def test_pieces_have_the_names_that_stand_in_files():
    assert [each.value for each in Piece] == [
        "interpreter start", "imports", "making items", "counting bytes (concviz)", "starting workers", "pickling", "queueing", "computing",
        "waiting for the GIL", "waiting for a lock", "waiting for a core", "waiting for I/O", "waiting for a child", "asleep",
        "waiting for the loop", "idle at the end", "not accounted for", "results back", "teardown",
    ]  # fmt: skip
    assert Piece("a piece of tomorrow") is Piece.UNEXPLAINED


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("workers", 1, 10_000),
        ("items", 1, 10_000_000),
        ("chunk", 1, 10_000_000),
        ("nice", 0, 19),
        ("size_s", 1e-9, 3_600.0),
    ],
)
def test_a_plan_has_bounds(field, least, most):
    for value in (least, most):
        assert getattr(Plan("pi", **{field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(PlanError, match=f"--{field.removesuffix('_s')} must be "):
            Plan("pi", **{field: value})


def test_shares_of_updates_that_were_lost():
    found = RaceFacts(call_lost=30, call_expected=120, lock_expected=50, bare_lost=4, bare_expected=0)
    assert [found.share(way) for way in ("call", "lock", "bare")] == [0.25, 0.0, None]
    assert [found.lost(way) for way in ("call", "lock", "bare")] == [30, 0, 4]
    assert NumberFacts() == NumberFacts(alive=0, wall_s=0.0, memory_bytes=0, most=0, stopped="")
