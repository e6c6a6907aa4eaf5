"""Whatever the interleaving of writer and reader, only whole, true spans come out, and what was lost is counted.

The writer's stores are recorded one by one. A simulated memory then applies them while the reader works: any number
of them before each single word that the reader loads, so drains and totals are met in the middle of a record, of a
begin, of an end. In the second model the memory also delivers stores in another order than they were made, as ARM does
(stores to one word keep their order, which every machine guarantees). A record is put into its slot in either way that
`pack_into` could choose: word by word, or cleared first and then from behind.
"""

from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import pytest
from concviz.engine.lab.lanes import lane_reader, lane_writer
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import H_HEAD, H_START, HEADER_WORDS, RECORD_WORDS, new_header
from concviz.engine.lab.lanes.lane_reader import LaneReader, Span
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.simulated_lane import (
    BEGIN_STORES,
    Item,
    Memory,
    Recorder,
    believe,
    calls,
    capacities,
    check_current,
    check_spans,
    check_totals,
    items,
    ordered,
    orders,
    put,
    steps,
    write,
)


@pytest.fixture
def weak() -> Iterator[None]:
    """A machine that promises no order: there are checksums."""
    with ordered(False):
        yield


@pytest.fixture(params=[True, False], ids=["strong", "weak"])
def each_machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """One that keeps the order of stores, and one that doesn't promise it."""
    with ordered(request.param):
        yield


@pytest.mark.usefixtures("each_machine")
@given(items, capacities, calls, steps)
def test_stores_in_order(script: list[Item], capacity: int, plan: list[Any], pace: list[int]) -> None:
    truth = write(script, capacity)
    memory = Memory(truth, pace)
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    memory.start()
    kept: list[Span] = []
    seen = 0
    for call in plan:
        before = memory.made
        if call == "drain":
            kept += reader.drain()
        elif call == "totals":
            state = reader.totals()
            newest = sum(published <= memory.made for published in truth.published)
            seen = check_totals(truth, state, seen, newest)
            check_current(truth, state, before, memory.made)
        else:
            memory.advance(call)
        assert len(kept) + reader.dropped <= sum(published <= memory.made for published in truth.published)
    memory.advance(len(memory.pending))
    kept += reader.drain()
    check_spans(truth, kept)
    assert len(kept) + reader.dropped == len(truth.spans) == reader.written
    assert not truth.spans or kept[-1] == truth.spans[-1], "the newest is never lost to a reader that comes last"
    state = reader.totals()
    check_totals(truth, state, len(truth.spans), len(truth.spans))
    assert (state.current_item, state.dropped) == (-1, reader.dropped)


@pytest.mark.usefixtures("weak")
@given(items, capacities, steps, orders, st.integers(1, 40))
@example([(0, [], False)], 1, [], [2], 1)
def test_stores_in_any_order(
    script: list[Item], capacity: int, pace: list[int], order: list[int], between: int
) -> None:
    truth = write(script, capacity)
    memory = Memory(truth, pace, order)
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    memory.start()
    kept: list[Span] = []
    while memory.pending:
        memory.advance(between)
        state = reader.totals()
        check_totals(truth, state, 0, len(truth.spans))
        check_current(truth, state, 0, len(truth.stores))
        kept += reader.drain()
    kept += reader.drain()
    check_spans(truth, kept)
    assert len(kept) + reader.dropped == len(truth.spans) == reader.written
    check_totals(truth, reader.totals(), len(truth.spans), len(truth.spans))


@pytest.mark.usefixtures("each_machine")
@given(items.filter(bool), capacities, st.data())
def test_a_writer_that_stops_at_any_store_leaves_a_readable_lane(
    script: list[Item], capacity: int, data: st.DataObject
) -> None:
    truth = write(script, capacity)
    memory = Memory(truth, [])
    memory.advance(data.draw(st.integers(0, len(truth.stores)), label="stores made before the kill"))
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    published = sum(stores <= memory.made for stores in truth.published)
    kept = reader.drain()
    assert kept == truth.spans[max(0, published - capacity) : published]
    assert reader.dropped == published - len(kept)
    state = reader.totals()
    check_totals(truth, state, published, published)
    begun = [each for each in truth.begun if each.before + BEGIN_STORES <= memory.made]
    if begun and begun[-1].published > memory.made:
        assert (state.current_item, state.current_start_ns) == begun[-1][:2], "the item that it died in"
    else:
        assert state.current_item == -1


@pytest.mark.usefixtures("each_machine")
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), capacities, st.data())
def test_an_exception_of_a_signal_handler_inside_the_lane_loses_at_most_its_span(
    script: list[int], capacity: int, data: st.DataObject
) -> None:
    class Interrupted(Recorder):
        """Raises after one of its stores, or just before it."""

        def __setitem__(self, at: int, value: int) -> None:
            made = len(self.stores)
            if made == when and before:
                super().__setitem__(at, self.words[at])
                raise KeyboardInterrupt
            super().__setitem__(at, value)
            if made == when:
                raise KeyboardInterrupt

    when = data.draw(st.integers(0, 26 * len(script)), label="store that is interrupted")
    before = data.draw(st.booleans(), label="before it")
    recorder = Interrupted(HEADER_WORDS + (capacity + 1) * RECORD_WORDS)
    recorder.words[:HEADER_WORDS] = array("q", new_header(1, "main", capacity))
    with patch.object(lane_writer, "put_record", put):
        lane = Lane(recorder, 1, capacity + 1)  # type: ignore[arg-type]
    for item in script:
        with suppress(KeyboardInterrupt):
            lane.begin(item)
            lane.end()
    reader = LaneReader.over(memoryview(recorder.words))
    kept = reader.drain()
    assert len(kept) + reader.dropped == reader.written >= len(script) - 1
    assert [span.item for span in kept][-capacity:] in (
        script[-len(kept) :],
        *(([*script[:gone], *script[gone + 1 :]])[-len(kept) :] for gone in range(len(script))),
    )


@pytest.mark.usefixtures("weak")
def test_a_head_that_arrives_before_its_record_is_waited_for() -> None:
    truth = write([(1, [], False)], 4)
    memory = Memory(truth, [])
    memory.advance(truth.published[0] - 6)
    memory.words[H_HEAD] = 1
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.drain() == []
    assert (reader.totals().items, reader.dropped) == (0, 0)
    memory.advance(6)
    assert reader.drain() == truth.spans
    assert reader.totals().items == 1


@pytest.mark.usefixtures("weak")
def test_an_old_record_is_not_taken_for_the_new_one_in_its_slot() -> None:
    truth = write([(1, [], False), (2, [], False), (3, [], False)], 1)
    memory = Memory(truth, [])
    memory.advance(truth.published[1])
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.drain() == truth.spans[1:2]
    memory.words[H_HEAD] = 3
    assert reader.drain() == []
    assert reader.totals().items < 3


def test_an_item_is_not_paired_with_the_start_of_the_one_before() -> None:
    truth = write([(4, [], False), (5, [], False)], 4)
    first, second = truth.begun
    memory = Memory(truth, [])
    memory.advance(second.before + BEGIN_STORES)
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.totals().current_item == 5
    memory.words[H_START] = first.start
    assert reader.totals().current_item == -1


@pytest.mark.usefixtures("weak")
def test_a_record_that_never_fits_is_dropped_and_the_next_one_is_read() -> None:
    truth = write([(1, [], False), (2, [], False)], 4)
    memory = Memory(truth, [])
    memory.advance(len(truth.stores))
    memory.words[HEADER_WORDS + 3] += 1
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.drain() == []
    assert reader.drain() == truth.spans[1:]
    assert reader.dropped == 1


@pytest.mark.usefixtures("weak")
def test_the_checks_would_notice_a_torn_record() -> None:
    """Without checksums a record comes out that never was: the checks above are no empty promise."""
    truth = write([(1, [], False)], 4)
    memory = Memory(truth, [])
    memory.advance(truth.published[0] - 9)
    memory.words[H_HEAD] = 1
    with patch.object(lane_reader, "_whole", believe):
        torn = LaneReader.over(memory).drain()  # type: ignore[arg-type]
    assert len(torn) == 1
    assert torn[0] not in truth.spans


@pytest.mark.usefixtures("each_machine")
@pytest.mark.parametrize("capacity", [1, 2])
def test_totals_are_true_however_far_the_writer_comes_while_one_record_is_copied(capacity: int) -> None:
    """Every word of the copy, and every store up to which the writer may then have come."""
    truth = write([(item, [], False) for item in range(2 * capacity + 3)], capacity)
    begun = truth.published[0]
    for word in range(RECORD_WORDS):
        for jump in range(len(truth.stores) - begun):
            memory = Memory(truth, [0, *[0] * word, jump])
            memory.advance(begun)
            memory.start()
            check_totals(truth, LaneReader.over(memory).totals(), 0, len(truth.spans))  # type: ignore[arg-type]
