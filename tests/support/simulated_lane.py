"""A lane whose stores are applied one by one while a reader reads, in their order or as a reordering machine would."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unittest.mock import patch

from concviz.engine.lab.lanes import lane as lane_module
from concviz.engine.lab.lanes import lane_file, lane_reader, lane_writer
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import FAILED, H_HEAD, HEADER_WORDS, RAN, READY, RECORD_WORDS, WHOLE, new_header
from concviz.engine.lab.lanes.lane_reader import LaneState, Span
from hypothesis import strategies as st

BEGIN_STORES = 2
"""The current item's start, and the two combined."""
WINDOW = 4 * RECORD_WORDS
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


def put(recorder: Recorder, at: int, *values: int) -> None:
    """What `pack_into` may do: store the words one by one, or clear the slot and then store them from behind."""
    words = list(zip(range(at // 8, at // 8 + len(values)), values, strict=True))
    for word, value in words if values[-1] % 2 else [*((word, 0) for word, _ in words), *reversed(words)]:
        recorder[word] = value


class Begun(NamedTuple):
    """An item of the script, and the numbers of stores made at the turns of its life."""

    item: int
    start: int
    before: int
    published: int


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


class Clocks:
    """The time, and that of a thread that never leaves its core; a look takes some."""

    def __init__(self) -> None:
        self._now = 1_000

    def wall_ns(self) -> int:
        self._now += 7
        return self._now

    def cpu_ns(self) -> int:
        self._now += 3
        return self._now - 950


class Cores:
    """A thread that is on another core at each look."""

    def __init__(self) -> None:
        self.looks = 0

    def __getitem__(self, at: int) -> int:
        self.looks += 1
        return self.looks % 9 - 1


@contextmanager
def ordered(strong: bool) -> Iterator[None]:
    """A machine that shows stores in their order, or one that does not."""
    with patch.object(lane_file, "STRONG_ORDER", strong), patch.object(lane_writer, "STRONG_ORDER", strong):
        yield


def write(script: list[Item], capacity: int) -> Truth:
    """Lets a real lane write the items, on a machine of its own."""
    truth = Truth(capacity)
    recorder = Recorder(HEADER_WORDS + (capacity + 1) * RECORD_WORDS)
    clock = Clocks()
    cores = Cores()
    with (
        patch.object(lane_writer, "perf_counter_ns", clock.wall_ns),
        patch.object(lane_writer, "thread_time_ns", clock.cpu_ns),
        patch.object(lane_writer, "put_record", put),
        patch.object(lane_module, "thread_time_ns", clock.cpu_ns),
        patch.object(lane_module, "current_core", lambda: cores[0]),
        patch.object(lane_module, "core_word", lambda: cores),
    ):
        lane = Lane(recorder, 1, capacity + 1)  # type: ignore[arg-type]
        truth.states.append(LaneState())
        for item, parts, failed in script:
            before = len(recorder.stores)
            start = lane.begin(item)
            for flag in parts:
                lane.part(item, flag, clock.wall_ns(), clock.wall_ns(), clock.cpu_ns() % 7)
                note(truth, recorder)
            if parts:
                lane.whole(item, start, clock.wall_ns(), clock.cpu_ns() % 7, failed)
            else:
                lane.end(failed)
            note(truth, recorder)
            truth.begun.append(Begun(item, start, before, truth.published[-1]))
    truth.stores = recorder.stores
    return truth


def note(truth: Truth, recorder: Recorder) -> None:
    """Adds the record just written, as an independent reading of the writer's own memory."""
    slot = len(truth.spans) % (truth.capacity + 1)
    at = HEADER_WORDS + slot * RECORD_WORDS
    item, tag, start, end, cpu, *_ = recorder.words[at : at + RECORD_WORDS]
    span = Span(item, tag >> 8, tag & 255, start, end, max(0, min(cpu, end - start)))
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
        assert truth.begun[place].published >= before
        assert state.items <= place


def believe(raw: bytes, number: int) -> lane_reader._Record:
    """What the reader would do without checksums."""
    return lane_reader._Record._make(lane_reader._record.unpack(raw))
