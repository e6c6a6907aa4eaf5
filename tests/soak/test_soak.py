"""Half an hour of the simulated day: nothing is held that grows, but what each run adds to the session."""

from tests.soak.figures import growth, page_of
from tests.soak.simulated_day import day

MOST_KB_A_RUN = 250
"""So much of a run may stay in memory: what a screen can be asked about it. A leak of a screen's worth is more."""


async def test_an_app_that_is_left_open_holds_the_same(tmp_path):
    seen = [each async for each in day(0.5, 60.0, tmp_path)]
    assert [each.runs for each in seen] == [*range(31)]
    first, last = seen[1], seen[-1]
    assert (last.threads, last.processes) == (first.threads, first.processes)
    assert last.descriptors <= first.descriptors
    assert last.leftovers == 0
    assert growth(seen, "memory_bytes") < 1000 * MOST_KB_A_RUN
    assert growth(seen, "file_bytes") > 0
    assert page_of(seen).count("\n") > 12
