"""Before and after a change: the sentences, and what is refused."""

import msgspec
import pytest
from concviz.engine.model.errors import UserError
from concviz.engine.model.study_facts import Compared
from concviz.engine.study.pure.against import change

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
