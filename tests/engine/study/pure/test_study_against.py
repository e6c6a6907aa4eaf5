"""Before and after a change: the sentences, and what is refused."""

import msgspec
import pytest
from concviz.engine.model.errors import UserError
from concviz.engine.model.study_facts import Compared
from concviz.engine.model.study_rows import Interval
from concviz.engine.study.pure.against import change, machine, words

from tests.support.made_advice import loop, row
from tests.support.made_studies import MACHINE


def study(*rows, **changes) -> Compared:
    facts = {
        "task": "images.py:resize", "items": 20, "inputs_digest": "aa", "machine": MACHINE.facts(), "rows": list(rows), "verdict": "",
        "noisy": False, "out_of_time": False,
    }  # fmt: skip
    return Compared(**{**facts, **changes})


def told(before, after) -> list[str]:
    found = change(study(*before), study(*after))
    return [*(each.sentence for each in found.rows), *found.warnings]


def threads(walls, **changes):
    return row("threads", walls, **changes)


def test_faster_slower_and_not_to_be_told():
    before = [threads([1.0, 1.01, 0.99])]
    assert told(before, [threads([0.5, 0.505, 0.495])]) == [
        "threads: faster, 2.00 times as fast as before (1.96 to 2.04)."
    ]
    assert told(before, [threads([2.0, 2.02, 1.98])]) == [
        "threads: slower, it takes 2.00 times as long as before (1.96 to 2.04)."
    ]
    assert told(before, [threads([0.95, 0.95, 0.95])]) == [
        "threads: no clear difference, 1.05 times as fast as before (1.04 to 1.06)."
    ]


def test_it_takes_three_repeats():
    assert told([threads([1.0, 1.0])], [threads([0.5, 0.5])]) == [
        "threads: it takes 3 repeats of each to tell before from after."
    ]


def test_other_results_are_said():
    after = [threads([1.0, 1.0, 1.0], digest="bb")]
    assert told([threads([1.0, 1.0, 1.0])], after) == [
        "threads: no clear difference, 1.00 times as fast as before (1.00 to 1.00). Its results are others than before."
    ]
    varies = [threads([1.0, 1.0, 1.0], digest="bb", same="varies")]
    assert "others" not in told([threads([1.0, 1.0, 1.0])], varies)[0]


def test_what_makes_it_worth_less():
    before = [threads([1.0, 1.0, 1.0], python="3.13.1", workers=2)]
    after = [threads([1.0, 1.0, 1.0], python="3.14.2", workers=4, disturbed=True)]
    assert told(before, after)[1:] == [
        "threads ran on Python 3.13.1 before, and on 3.14.2 now.",
        "threads had 2 workers before, and 4 now.",
        "Other programs were busy while threads ran, before or now: take the figures with care.",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"task": "images.py:crop"},
            "--against is a comparison of images.py:crop, and this is one of images.py:resize",
        ),
        ({"items": 30}, "--against had 30 inputs and this has 20, so its times say nothing about these"),
        ({"inputs_digest": "bb"}, "--against had other inputs, so its times say nothing about these"),
        (
            {"machine": msgspec.structs.replace(MACHINE.facts(), usable_cores=2.0)},
            "--against was measured on 2 cores of Linux 6.18 x86_64, and this on 8 cores of Linux 6.18 x86_64",
        ),
        ({"rows": [loop()]}, "--against has none of these models, so there is nothing to compare with"),
    ],
)
def test_what_is_not_the_same_is_refused(changes, why):
    rows = [threads([1.0, 1.0, 1.0])]
    before = study(*changes.pop("rows", rows), **changes)
    with pytest.raises(UserError) as refused:
        change(before, study(*rows))
    assert str(refused.value) == why


# ---------------------------------------------------------------------- each bound


@pytest.mark.parametrize(
    ("speedup", "clear", "text"),
    [
        ((1.0, 0.9, 1.25), True, "faster, 1.00 times as fast as before (0.90 to 1.25)."),
        ((0.5, 0.25, 0.8), True, "slower, it takes 2.00 times as long as before (1.25 to 4.00)."),
        ((0.5, 0.25, 0.8), False, "no clear difference, 0.50 times as fast as before (0.25 to 0.80)."),
    ],
)
def test_a_speed_up_in_words(speedup, clear, text):
    assert words(Interval(*speedup), clear=clear, few=False) == text
    assert words(Interval(*speedup), clear=clear, few=True) == "it takes 3 repeats of each to tell before from after."


def test_both_must_have_three_repeats():
    two, three = threads([1.0, 1.0]), threads([0.5, 0.5, 0.5])
    few = ["threads: it takes 3 repeats of each to tell before from after."]
    assert told([two], [three]) == told([three], [two]) == few
    assert told([three], [three])[0].startswith("threads: no clear difference, ")


@pytest.mark.parametrize(("before", "after", "word"), [("aa", "aa", "equal"), ("aa", "bb", "other")])
@pytest.mark.parametrize(("was", "now"), [("equal", "equal"), ("varies", "equal"), ("equal", "varies")])
def test_results_of_which_one_varies_by_itself_are_not_compared(before, after, word, was, now):
    found = change(
        study(threads([1.0] * 3, digest=before, same=was)), study(threads([1.0] * 3, digest=after, same=now))
    ).rows[0]
    varies = "varies" in (was, now)
    assert found.results == ("" if varies else word)
    assert found.sentence.endswith("before.") is (found.results == "other")


def test_only_rows_that_both_measured_are_compared():
    unmeasured = msgspec.structs.replace(threads([1.0] * 3), repeats=[])
    both = [threads([1.0] * 3), loop(), row("asyncio", [1.0] * 3)]
    found = change(study(unmeasured, *both[1:]), study(*both[:2], row("processes", [1.0] * 3)))
    assert [each.name for each in found.rows] == ["sequential"]
    assert [each.name for each in change(study(*both), study(unmeasured, both[2])).rows] == ["asyncio"]


def test_other_programs_before_or_now_are_said_of_all_rows_that_had_them():
    busy = {"disturbed": True}
    before = [loop(**busy), threads([1.0] * 3), row("asyncio", [1.0] * 3)]
    after = [loop(), threads([1.0] * 3, **busy), row("asyncio", [1.0] * 3)]
    text = "Other programs were busy while sequential and threads ran, before or now: take the figures with care."
    assert change(study(*before), study(*after)).warnings == [text]
    assert change(study(*before[1:]), study(before[1], after[2])).warnings == []


def test_what_is_not_known_of_a_study_has_words():
    with pytest.raises(UserError) as refused:
        change(study(loop(), task=""), study(loop()))
    assert str(refused.value) == "--against is a comparison of something else, and this is one of images.py:resize"
    with pytest.raises(UserError) as refused:
        change(study(loop(), items=None), study(loop(), items=2_000))
    assert str(refused.value) == "--against had 0 inputs and this has 2,000, so its times say nothing about these"
    with pytest.raises(UserError) as refused:
        change(study(loop(), machine=None), study(loop()))
    assert str(refused.value) == (
        "--against was measured on an unknown machine, and this on 8 cores of Linux 6.18 x86_64"
    )
    named = study(loop(), machine=msgspec.structs.replace(MACHINE.facts(), cpu="Ryzen 7", usable_cores=1.5))
    assert machine(named) == "1.5 cores of Ryzen 7"
    assert len(change(study(loop(), machine=None), study(loop(), machine=None)).rows) == 1
