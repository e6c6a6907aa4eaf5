"""Events as lines of a file, in the order in which they come.

Most kinds are written at once and as they are: one JSON array, the kind first. Spans, totals, samples of threads and of cores are
nearly all of a session: they are held for a quarter of a second and go into compact lines of their own (see `wire_rows`), but
for samples of other nodes, which are written as they are.

After a `kill -9` at most the line being made is lost: a quarter of a second of what is held, nothing of the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ..events import Cores, Event, Header, LaneTotals, ProcessTable, Progress, RunEnded, Spans, Threads
from .checksum import Scrubber, sealed
from .tables.core_table import core_columns, core_line
from .tables.span_table import new_last as no_spans
from .tables.span_table import span_columns, span_line
from .tables.thread_table import samples_of, thread_line
from .tables.totals_table import new_last as no_totals
from .tables.totals_table import totals_columns, totals_line
from .tables.wire_rows import KEY_EVERY

HOLD_US = 250_000
HOLD_SPANS = 1_024
_DEFAULT_TAIL = b",null,[],[]]"


class Steps:
    """Counts the lines of one kind and run, and keeps what the next one is a difference to."""

    def __init__(self, new: Callable[[], Any]) -> None:
        self._new = new
        self._step = -1
        self.last: Any = None

    def next(self) -> int:
        """The step of the line that comes now; with 0, `last` is new."""
        self._step = (self._step + 1) % KEY_EVERY
        if self._step == 0:
            self.last = self._new()
        return self._step


def _latest(events: list[Any]) -> int:
    return max(event.t_us for event in events)


class Encoder:
    """Turns events into lines."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._held: dict[type[Any], list[Any]] = {Spans: [], LaneTotals: [], Threads: [], Cores: []}
        self._fits: dict[type[Any], Callable[[Any], bool]] = {Threads: self._threads_fit, Cores: self._cores_fit}
        """Whether a table can take a sample: it has to have an entry for each thread or core."""
        self._held_since_us: int | None = None
        self._held_spans = 0
        self._cores = 0
        self._who: dict[int, tuple[int, int]] = {}
        self._spans: defaultdict[int, Steps] = defaultdict(lambda: Steps(no_spans))
        self._totals: defaultdict[int, Steps] = defaultdict(lambda: Steps(no_totals))
        self._threads: defaultdict[int, Steps] = defaultdict(lambda: Steps(lambda: None))
        self._over = -1
        """The run that ended last: what comes of it still hangs on what was there before; of those before it nothing comes."""
        self._scrub = Scrubber()

    def encode(self, event: Any) -> list[bytes]:
        """The lines that are ready now that `event` has come: none, one or several."""
        kind = type(event)
        lines = self.flush() if self._held_since_us is not None and self._is_due(event, kind) else []
        held = self._held.get(kind)
        if held is None or (kind in self._fits and not self._fits[kind](event)):
            lines.append(self._line(event))
            return lines
        held.append(event)
        if kind is Spans:
            self._held_spans += len(event.item)
        if self._held_since_us is None:
            self._held_since_us = event.t_us
        return lines

    def flush(self) -> list[bytes]:
        """The lines of what was held back."""
        if self._held_since_us is None:
            return []
        lines = [*self._span_lines(), *self._totals_lines(), *self._thread_lines()]
        if self._held[Cores]:
            lines.append(core_line(core_columns(self._held[Cores])))
        for events in self._held.values():
            events.clear()
        self._held_since_us, self._held_spans = None, 0
        return [sealed(self._encode(line)) for line in lines]

    def _is_due(self, event: Any, kind: type[Event]) -> bool:
        """Whether what is held has to be written before this event."""
        if abs(event.t_us - self._held_since_us) >= HOLD_US or self._held_spans >= HOLD_SPANS:
            return True
        return kind is RunEnded or (kind is ProcessTable and bool(self._held[Threads]))

    def _threads_fit(self, event: Threads) -> bool:
        return event.node == 0 and 0 < len(event.cpu_us) == self._who.get(event.run, (0, 0))[1]

    def _cores_fit(self, event: Cores) -> bool:
        here = event.node == 0 and 0 < len(event.busy_permille) == self._cores
        return here and len(event.run_permille) in (0, self._cores)

    def _line(self, event: Event) -> bytes:
        if isinstance(event, Header):
            self._cores = event.machine.cores
        if isinstance(event, ProcessTable) and event.node == 0:
            self._who[event.run] = event.t_us, len(event.rows)
            self._threads.pop(event.run, None)
        elif isinstance(event, RunEnded):
            for known in (self._who, self._spans, self._totals, self._threads):
                known.pop(self._over, None)
            self._over = event.run
        array = self._scrub(self._encode(event))
        if isinstance(event, Progress) and array.endswith(_DEFAULT_TAIL):
            array = array.removesuffix(_DEFAULT_TAIL) + b"]"
        if event.__struct_fields__[-1] == "node" and getattr(event, "node", None) == 0:
            array = array.removesuffix(b",0]") + b"]"
        return sealed(array)

    def _by_run(self, kind: type[Event]) -> Iterator[tuple[int, list[Any]]]:
        events = self._held[kind]
        for run in dict.fromkeys(event.run for event in events):
            yield run, [event for event in events if event.run == run]

    def _span_lines(self) -> Iterator[Event]:
        for run, events in self._by_run(Spans):
            columns = span_columns(events)
            if len(columns["lane"]):
                steps = self._spans[run]
                yield span_line(_latest(events), run, steps.next(), columns, steps.last)

    def _totals_lines(self) -> Iterator[Event]:
        for run, events in self._by_run(LaneTotals):
            steps = self._totals[run]
            yield totals_line(_latest(events), run, steps.next(), totals_columns(events), steps.last)

    def _thread_lines(self) -> Iterator[Event]:
        for run, events in self._by_run(Threads):
            steps, samples = self._threads[run], samples_of(events)
            step, who_us = steps.next(), self._who[run][0]
            yield thread_line(run, step, who_us, samples, steps.last)
            steps.last = samples.totals[:, -1]
