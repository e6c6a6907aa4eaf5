"""Facts of studies from any file: what can't be is left out, what stays is whole."""

import msgspec
import pytest
from concviz.engine.model import study_facts, study_rows
from concviz.engine.model.states import Piece
from concviz.engine.model.study_facts import Compared, Estimate, Fit, Made, Next, Swept, Unread, facts_of
from concviz.engine.model.study_rows import Interval, Row
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.made_studies import add_sweep, compared, row, session

RESULT = msgspec.to_builtins(
    Compared(task="pi", items=9, rows=compared(), verdict="so", noisy=False, out_of_time=False)
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def swept():
    made = session(1.0)
    add_sweep(made)
    return msgspec.to_builtins(made.studies()[0].result)


def damaged(value, path, new):
    """The value with another one at the end of the path, which is taken modulo what is there."""
    if not path or not value or not isinstance(value, dict | list):
        return new
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[path[0] % len(keys)]
    changed = {**value} if isinstance(value, dict) else [*value]
    changed[key] = damaged(value[key], path[1:], new)
    return changed


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(["compare", "sweep"]), path=st.lists(st.integers(0, 99), min_size=1, max_size=6), new=ANYTHING
)
def test_a_damaged_result_is_whole_or_none(kind, path, new):
    found = facts_of(kind, "ended", damaged(swept() if kind == "sweep" else RESULT, path, new))
    assert isinstance(found, Compared | Swept | Unread)
    if not isinstance(found, Unread):
        assert all(each.tells_all for each in found.rows)
        assert facts_of(kind, "ended", msgspec.json.decode(msgspec.json.encode(found))) == found


@settings(max_examples=40, deadline=None)
@given(path=st.lists(st.integers(0, 99), min_size=1, max_size=4), new=ANYTHING)
def test_a_damaged_row_is_taken_as_far_as_it_is_known(path, new):
    sound = row("threads", 1.5, "slower")
    found = facts_of("compare", "row", damaged(msgspec.to_builtins(sound), path, new))
    if isinstance(found, Row):
        changed = [name for name in Row.__struct_fields__ if getattr(found, name) != getattr(sound, name)]
        assert len(changed) <= 1
    else:
        assert isinstance(found, Unread)


def test_a_sound_result_passes_whole_and_comes_back_the_same():
    for kind, facts in (("compare", RESULT), ("sweep", swept())):
        assert msgspec.to_builtins(facts_of(kind, "ended", facts)) == facts


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("peak_threads", None),
        ("waterfall", []),
        ("repeats", []),
        ("outliers", [3]),
        ("wall_s", {"median": 1, "low": 2, "high": 3}),
    ],
)
def test_a_result_of_which_a_row_tells_half_is_none(name, value):
    rows = [{**RESULT["rows"][0], name: value}]
    found = facts_of("compare", "ended", {**RESULT, "rows": rows})
    assert isinstance(found, Unread) is (name != "waterfall")


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("next", {"row": "a"}),
        ("next", {"row": "a", "use": "dancing"}),
        ("run", {"row": "a"}),
        ("row", {"name": "a", "model": "threads", "python": "3"}),
        ("row", [1]),
        ("ended", {"rows": []}),
        ("danced", {"rows": []}),
    ],
)
def test_steps_that_lack_what_they_need_are_unread(step, facts):
    assert facts_of("compare", step, facts) == Unread()


def test_a_piece_of_another_version_is_not_accounted_for():
    fall = msgspec.convert({"pieces": {"dancing": 1.0, "computing": 2.0}, "total_s": 3.0}, study_rows.Waterfall)
    assert fall.pieces == {Piece.UNEXPLAINED: 1.0, Piece.COMPUTING: 2.0}


def test_numbers_of_runs_are_moved_wherever_they_stand():
    assert study_facts.renumbered(Made(run=3), 10).run == 13
    assert study_facts.renumbered(Made(run=0), 10).run == 0
    result = facts_of("compare", "ended", RESULT)
    moved = study_facts.renumbered(result, 10)
    assert [each.typical_run for each in moved.rows] == [each.typical_run + 10 for each in result.rows]
    assert study_facts.renumbered(Next(row="a", use="again"), 10) == Next(row="a", use="again")


def test_a_median_lies_between_its_ends():
    with pytest.raises(ValueError, match="between"):
        Interval(1.0, 2.0, 3.0)


@pytest.mark.parametrize(("equal", "word"), [(True, "equal"), (False, "wrong"), (None, None)])
def test_rows_of_an_older_version_say_the_word_for_what_was_true_or_false(equal, word):
    old = {name: value for name, value in msgspec.to_builtins(row("threads", 1.5, "slower")).items() if name != "same"}
    old |= {"equal": equal}
    found = facts_of("compare", "row", old)
    assert (found.same, found.wall_s.median) == (word, 1.5)
    whole = facts_of("compare", "ended", {**RESULT, "rows": [old]})
    assert [each.same for each in whole.rows] == [word]


@pytest.mark.parametrize(
    ("names", "misfit", "drawn", "all_told"),
    [
        (("p",), 0.1, True, True), (("alpha", "beta"), 0.0, True, True), (("alpha",), 0.1, True, False), (("t1_s",), 0.1, True, False),
        (("p",), None, True, False), ((), None, False, True),
    ],
)  # fmt: skip
def test_a_fit_that_is_drawn_has_its_parameters(names, misfit, drawn, all_told):
    fit = Fit("Amdahl", drawn, parameters={name: Estimate(0.5, 0.4, 0.6) for name in names}, misfit=misfit)
    assert fit.tells_all is all_told


@pytest.mark.parametrize(
    ("changed", "sound"),
    [
        ({}, True), ({"same": "varies"}, True), ({"same": "wrong"}, False), ({"same": None}, False), ({"status": "failed"}, False),
        ({"wall_s": None}, False), ({"wall_s": None, "same": "wrong"}, False),
    ],
)  # fmt: skip
def test_a_row_is_sound_that_was_measured_to_its_end_with_the_right_answer(changed, sound):
    assert msgspec.structs.replace(row("threads", 1.5, "slower"), **changed).sound is sound


@pytest.mark.parametrize(
    ("changed", "all_told"),
    [
        ({}, True), ({"rest_cores": None}, True), ({"rest_cores": None, "disturbed": True}, False),
        ({"rest_cores": 0.5, "disturbed": True}, True), ({"digest": None}, False), ({"repeats": []}, False),
        ({"outliers": [2]}, True), ({"outliers": [3]}, False), ({"wall_s": None}, False),
        ({"wall_s": None, "repeats": [], "waterfall": None}, True), ({"wall_s": None, "repeats": []}, False),
    ],
)  # fmt: skip
def test_a_row_has_all_that_goes_with_what_it_has(changed, all_told):
    assert msgspec.structs.replace(row("threads", 1.5, "slower"), **changed).tells_all is all_told
