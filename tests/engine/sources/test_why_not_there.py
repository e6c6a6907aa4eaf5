"""Why a process can't be found."""

import pytest
from concviz.engine.sources.program import why_not_there


@pytest.mark.parametrize(
    ("error", "said"),
    [(ProcessLookupError(), "there is no process 7"), (OverflowError(), "there is no"), (PermissionError(), "hidepid")],
)
def test_one_that_is_hidden_is_told_from_one_that_is_not_there(error, said):
    def ask(pid, number):
        assert (pid, number) == (7, 0)
        raise error

    assert said in why_not_there(7, ask)
