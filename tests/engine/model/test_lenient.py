"""What doesn't fit in a type is left out, and the rest stands; whatever is given, nothing crashes."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from concviz.engine.model.lenient import lenient
from concviz.engine.model.numbers import Amount, Count
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta


class Part(msgspec.Struct, frozen=True, kw_only=True):
    low: Amount
    high: Amount
    word: str = ""

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low above high")


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    name: str = "none"
    kind: Literal["cpu", "io"] = "cpu"
    count: Count | None = None
    part: Part | None = None
    parts: Annotated[list[Part], Meta(max_length=3)] = []
    table: dict[str, Part] = {}
    shares: dict[str, float] = {}


class Line(msgspec.Struct, frozen=True, array_like=True, tag="line"):
    t_us: Count
    facts: Whole
    flag: bool = False


SOUND: dict[str, Any] = {
    "name": "a", "kind": "io", "count": 3, "part": {"low": 1, "high": 2}, "parts": [{"low": 0, "high": 0}],
    "table": {"x": {"low": 0, "high": 1.5}}, "shares": {"on_core": 0.5},
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_what_is_sound_passes_whole():
    assert lenient(Whole, SOUND) == msgspec.convert(SOUND, Whole)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 5),
        ("kind", "gpu"),
        ("count", -1),
        ("count", True),
        ("count", 1 << 90),
        ("part", {"low": 1}),
        ("part", {"low": 3, "high": 2}),
        ("parts", [{"low": 0, "high": 0}, 7]),
        ("parts", [{"low": 0, "high": 0}] * 4),
        ("table", {"x": {"low": 0}}),
        ("shares", {"on_core": "much"}),
    ],
)
def test_what_does_not_fit_is_left_out_alone(name, value):
    found = lenient(Whole, {**SOUND, name: value})
    rest = {other: each for other, each in SOUND.items() if other != name}
    assert found == msgspec.convert(rest, Whole)


def test_a_part_loses_only_what_does_not_fit_in_it():
    damaged = {"low": 1, "high": 2, "word": []}
    found = lenient(Whole, {"part": damaged, "parts": [damaged], "table": {"x": damaged}})
    part = Part(low=1, high=2)
    assert found == Whole(part=part, parts=[part], table={"x": part})


def test_names_of_another_version_are_ignored():
    assert lenient(Whole, {"name": 5, "future": {"a": 1}}) == Whole()


@pytest.mark.parametrize("value", [None, [], "x", 5, {"low": 1}])
def test_what_is_nothing_of_the_kind_is_none(value):
    assert lenient(Part, value) is None


def test_in_an_array_only_mappings_are_taken_leniently():
    assert lenient(Line, ["line", 5, {"name": 7}]) == Line(5, Whole())
    assert lenient(Line, ["line", -5, {"name": "a"}]) is None
    assert lenient(Line, ["line", 5, [], True]) is None
    assert lenient(Line, ["line", 5, {"name": 7}, "yes"]) is None
    assert lenient(Line, ["other", 5, {"name": 7}]) is None


@given(st.dictionaries(st.sampled_from(sorted(SOUND)), ANYTHING), st.sets(st.sampled_from(sorted(SOUND))))
def test_whatever_is_damaged_every_field_is_of_its_kind(damage, kept):
    found = lenient(Whole, {**{name: SOUND[name] for name in kept}, **damage})
    assert found is not None
    assert msgspec.json.decode(msgspec.json.encode(found), type=Whole) == found
    for name in kept - damage.keys():
        assert getattr(found, name) == getattr(msgspec.convert(SOUND, Whole), name)


@given(ANYTHING)
def test_anything_at_all_is_taken_or_refused(value):
    for kind in (Whole, Part, Line):
        found = lenient(kind, value)
        assert found is None or isinstance(found, kind)
