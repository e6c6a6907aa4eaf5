"""A run that failed or was stopped is told in the past, by every rule, whatever else is true of it."""

import re
from dataclasses import replace

import pytest

from tests.engine.analysis.rules import test_rules_around, test_rules_edges, test_rules_of_models, test_rules_of_waits
from tests.support.made_facts import BY_NAME, made_facts

PRESENT = re.compile(
    r"\b(use|uses|run|runs|take|takes|wait|waits|share|spend|spends|sleep|sleeps|holds|awaits|is|are|can|goes|does|don't|fight)\b"
)
ALWAYS = (
    "only the one that holds the GIL runs Python bytecode",
    "a thread that waits lets go of the GIL",
    "a call that waits without letting go of the GIL",
    "which is not the GIL",
    "which is one of asyncio's",
    "which one of them holds at a time",
    "More workers or more cores don't help: holding the lock for less time does",
    "Threads wait as well, and weigh less",
    "Threads or coroutines wait as well, and weigh less",
    "only where it awaits, and what computes has nothing to await",
    "with something that is not this run",
    "perhaps what the task waits for among them",
    "(a sleep)",
    "nothing is computed in it",
    "This machine's CPU quota is",
    "cores here are processors of",
    "in use",
    "what the other models are compared with",
    "two that share a core compute less than two cores",
    "This Python has no GIL",
    "the run",
)
"""What is so however a run ends, and words that only look like verbs."""
OF_OTHERS = {
    "answers differ",
    "answers vary",
    "failed",
    "stopped",
    "nothing yet",
    "starting",
    "standing still",
    "just begun",
    "in counts",
}
CASES = [
    *(
        (name, made_facts(**{**facts, **change}))
        for name, facts, still, _ in test_rules_edges.CASES
        for change in ({}, *still)
    ),
    *(
        (name, facts)
        for each in (test_rules_around, test_rules_of_models, test_rules_of_waits)
        for name, facts, _ in each.SAID
    ),
]


@pytest.mark.parametrize("status", ["failed", "stopped"])
def test_no_rule_tells_of_a_run_that_came_to_no_end_in_the_present(status):
    told, present = set(), []
    for name, facts in CASES:
        found = BY_NAME[name].check(replace(facts, status=status)) if name not in OF_OTHERS else None
        if found is None:
            continue
        told.add(name)
        words = re.sub(r"(could|whether|can't be) [a-z ]+", "", found.text)
        for always in ALWAYS:
            words = words.replace(always, "")
        present += [(name, word, found.text) for word in PRESENT.findall(words)]
    assert present == []
    assert len(told) >= 25, "nearly all rules still speak of a run that came to no end"
