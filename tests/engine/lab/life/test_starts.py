"""Which process is said to have died, and how many workers there were."""

from types import SimpleNamespace

import pytest
from concviz.engine.lab.life.starts import Starts


@pytest.mark.parametrize(
    ("exit_codes", "died"),
    [
        ([None, None], None),
        ([0, 0], None),
        ([-15, -9, -15], 1),
        ([0, None, 3], 2),
        ([-15, -15], 0),
    ],
)
def test_the_one_that_died_is_not_one_that_the_model_ended_for_it(exit_codes, died):
    starts = Starts()
    starts.processes = [SimpleNamespace(exitcode=code) for code in exit_codes]
    assert starts.died() is (None if died is None else starts.processes[died])


def test_workers_are_processes_or_else_threads():
    starts = Starts()
    starts.threads = 3
    assert starts.count == 3
    starts.processes = [SimpleNamespace(exitcode=None)] * 2
    assert starts.count == 2
