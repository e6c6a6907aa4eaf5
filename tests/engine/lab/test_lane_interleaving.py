"""Whatever the interleaving of writer and reader, only whole, true spans come out, and what was lost is counted.

The writer's stores are recorded one by one. A simulated memory then applies them while the reader works: any number
of them before each single word that the reader loads, so drains and totals are met in the middle of a record, of a
begin, of an end. In the second model the memory also delivers stores in another order than they were made, as ARM does
(stores to one word keep their order, which every machine guarantees).
"""

from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unittest.mock import patch

from concviz.engine.lab import lane as lane_module
from concviz.engine.lab import lane_reader
from concviz.engine.lab.lane import Lane
from concviz.engine.lab.lane_file import (
    FAILED,
    H_HEAD,
    HEADER_WORDS,
    RAN,
    READY,
    RECORD_WORDS,
    WHOLE,
    new_header,
)
from concviz.engine.lab.lane_reader import LaneReader, LaneState, Span
from hypothesis import given, settings
from hypothesis import strategies as st

BEGIN_STORES = 3
"""The current item's start, its check, the item."""
WINDOW = 3 * RECORD_WORDS
"""How many stores the reordering memory holds back at most."""


class Recorder:
    """What the writer takes for its memory: keeps it, and every store."""

    def __init__(self, words: int) -> None:
        self.words = array("q", bytes(words * 8))
        self.stores: list[tuple[int, int]] = []

    def __setitem__(self, at: int, value: int) -> None:
        self.words[at] = value
        self.stores.append((at, value))

    def __getitem__(self, at: Any) -> Any:
        return self.words[at]


class Begun(NamedTuple):
    """An item of the script, and the numbers of stores made at the turns of its life."""

    item: int
    start: int
    before: int
    published: int
    cleared: int


@dataclass
class Truth:
    """What the writer really did, and with how many stores it had been done."""

    capacity: int
    stores: list[tuple[int, int]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    """Number of stores after which record i is counted by the head."""
    states: list[LaneState] = field(default_factory=list)
    """Totals as of record i; entry 0 is before the first."""
    begun: list[Begun] = field(default_factory=list)


Item = tuple[int, list[int], bool]
"""Index, flags of the parts of a coroutine (empty: a plain item), whether it fails."""
items = st.lists(
    st.tuples(st.integers(0, 5), st.lists(st.sampled_from([RAN, READY]), max_size=4), st.booleans()), max_size=14
)


def write(script: list[Item], capacity: int) -> Truth:
    """Lets a real lane write the items, at a clock that moves by a prime at each look."""
    truth = Truth(capacity)
    recorder = Recorder(HEADER_WORDS + (capacity + 1) * RECORD_WORDS)
    clock = iter(range(1_000, 10**9, 7))
    thread_clock = iter(range(50, 10**9, 3))
    cores = iter(range(10**9))
    with (
        patch.object(lane_module, "perf_counter_ns", lambda: next(clock)),
        patch.object(lane_module, "thread_time_ns", lambda: next(thread_clock)),
        patch.object(lane_module, "_core", lambda: next(cores) % 9 - 1),
    ):
        lane = Lane(recorder, 1, capacity + 1)  # type: ignore[arg-type]
        truth.states.append(LaneState())
        for item, parts, failed in script:
            before = len(recorder.stores)
            start = lane.begin(item)
            for flag in parts:
                lane.part(item, flag, next(clock), next(clock), next(thread_clock) % 11)
                note(truth, recorder)
            if parts:
                lane.whole(item, start, next(clock), next(thread_clock) % 13, failed)
            else:
                lane.end(failed)
            note(truth, recorder)
            truth.begun.append(Begun(item, start, before, truth.published[-1], len(recorder.stores)))
    truth.stores = recorder.stores
    return truth


def note(truth: Truth, recorder: Recorder) -> None:
    """Adds the record just written, as an independent reading of the writer's own memory."""
    slot = len(truth.spans) % (truth.capacity + 1)
    at = HEADER_WORDS + slot * RECORD_WORDS
    _, item, tag, start, end, cpu, *_ = recorder.words[at : at + RECORD_WORDS]
    span = Span(item, (tag >> 8) - 1, tag & 255, start, end, cpu)
    last = truth.states[-1]
    if span.flag in (WHOLE, FAILED):
        wall = last.wall_ns + end - start
        last = LaneState(last.items + 1, wall, last.cpu_ns + cpu, last_ns=end)
    truth.states.append(last)
    truth.spans.append(span)
    heads = [index for index, (at, _) in enumerate(recorder.stores) if at == H_HEAD]
    truth.published.append(heads[-1] + 1)


class Memory:
    """What the reader takes for its memory: before each word it loads, the writer gets some stores further."""

    def __init__(self, truth: Truth, steps: list[int], order: list[int] | None = None) -> None:
        header = new_header(1, "thread", truth.capacity)
        self.words = array("q", bytes((HEADER_WORDS + (truth.capacity + 1) * RECORD_WORDS) * 8))
        self.words[:HEADER_WORDS] = array("q", header)
        self.pending = list(truth.stores)
        self.made = 0
        self._steps: Iterator[int] = iter(())
        self._next_steps = steps
        self._order = iter(order) if order is not None else None

    def start(self) -> None:
        """From now on the writer moves while the reader reads (not while the test sets things up)."""
        self._steps = iter(self._next_steps)

    def advance(self, count: int) -> None:
        for _ in range(min(count, len(self.pending))):
            at, value = self.pending.pop(self._choose())
            self.words[at] = value
            self.made += 1

    def _choose(self) -> int:
        chosen = next(self._order, 0) if self._order is not None else 0
        address = self.pending[min(chosen, len(self.pending) - 1)][0]
        return next(index for index, (at, _) in enumerate(self.pending) if at == address)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return Copied([self[index] for index in range(at.start, at.stop)])
        self.advance(next(self._steps, 0))
        return self.words[at]


class Copied:
    def __init__(self, words: list[int]) -> None:
        self._words = words

    def tobytes(self) -> bytes:
        return array("q", self._words).tobytes()


calls = st.lists(st.one_of(st.just("drain"), st.just("totals"), st.integers(1, 90)), max_size=25)
steps = st.lists(st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 80)), max_size=150)
orders = st.lists(st.one_of(st.just(0), st.integers(0, 3), st.integers(0, WINDOW)), max_size=400)
capacities = st.integers(1, 6)


def check_spans(truth: Truth, kept: list[Span]) -> None:
    """All are true, none is handed out twice, and they come in order."""
    places = [truth.spans.index(span) for span in kept]
    assert places == sorted(set(places))


def check_totals(truth: Truth, state: LaneState, oldest: int, newest: int) -> int:
    """They are those of one record between `oldest` and `newest`; which."""
    sums = (state.items, state.wall_ns, state.cpu_ns, state.last_ns)
    fitting = [
        index
        for index in range(oldest, newest + 1)
        if (it := truth.states[index]) and (it.items, it.wall_ns, it.cpu_ns, it.last_ns) == sums
    ]
    assert fitting, f"{state} was never true"
    return fitting[0]


def check_current(truth: Truth, state: LaneState, before: int, after: int) -> None:
    """The current item was going on at some moment between the stores `before` and `after`, and is not yet counted."""
    if state.current_item >= 0:
        pair = (state.current_item, state.current_start_ns)
        (place,) = (at for at, begun in enumerate(truth.begun) if (begun.item, begun.start) == pair)
        assert truth.begun[place].before <= after
        assert truth.begun[place].cleared >= before
        assert state.items <= place


def believe(raw: bytes, number: int) -> lane_reader._Record:
    """What the reader would do without checksums."""
    return lane_reader._Record._make(lane_reader._record.unpack(raw))


@settings(max_examples=250, deadline=None)
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


@settings(max_examples=250, deadline=None)
@given(items, capacities, calls, steps, orders)
def test_stores_in_any_order(
    script: list[Item], capacity: int, plan: list[Any], pace: list[int], order: list[int]
) -> None:
    truth = write(script, capacity)
    memory = Memory(truth, pace, order)
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    memory.start()
    kept: list[Span] = []
    for call in plan:
        if call == "drain":
            kept += reader.drain()
        elif call == "totals":
            state = reader.totals()
            check_totals(truth, state, 0, len(truth.spans))
            check_current(truth, state, 0, len(truth.stores))
        else:
            memory.advance(call)
    memory.advance(len(memory.pending))
    kept += reader.drain()
    check_spans(truth, kept)
    assert len(kept) + reader.dropped == len(truth.spans) == reader.written
    check_totals(truth, reader.totals(), len(truth.spans), len(truth.spans))


@settings(max_examples=250, deadline=None)
@given(items, capacities, steps, st.integers(1, 60))
def test_stores_in_order_need_no_checksums(script: list[Item], capacity: int, pace: list[int], between: int) -> None:
    """Looking at the head twice is enough on machines that keep the order of stores, whatever the checksums say."""
    truth = write(script, capacity)
    memory = Memory(truth, pace)
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    memory.start()
    kept: list[Span] = []
    with patch.object(lane_reader, "_whole", believe):
        while memory.pending:
            memory.advance(between)
            kept += reader.drain()
        kept += reader.drain()
    check_spans(truth, kept)
    assert len(kept) + reader.dropped == len(truth.spans)


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=100, deadline=None)
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

    when = data.draw(st.integers(0, 20 * len(script)), label="store that is interrupted")
    before = data.draw(st.booleans(), label="before it")
    recorder = Interrupted(HEADER_WORDS + (capacity + 1) * RECORD_WORDS)
    recorder.words[:HEADER_WORDS] = array("q", new_header(1, "main", capacity))
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


def test_an_old_record_is_not_taken_for_the_new_one_in_its_slot() -> None:
    truth = write([(1, [], False), (2, [], False), (3, [], False)], 1)
    memory = Memory(truth, [])
    memory.advance(truth.published[1])
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.drain() == truth.spans[1:2]
    memory.words[H_HEAD] = 3
    assert reader.drain() == []
    assert reader.totals().items < 3


def test_a_record_that_never_fits_is_dropped_and_the_next_one_is_read() -> None:
    truth = write([(1, [], False), (2, [], False)], 4)
    memory = Memory(truth, [])
    memory.advance(len(truth.stores))
    memory.words[HEADER_WORDS + 3] += 1
    reader = LaneReader.over(memory)  # type: ignore[arg-type]
    assert reader.drain() == []
    assert reader.drain() == truth.spans[1:]
    assert reader.dropped == 1


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
