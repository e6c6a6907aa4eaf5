"""Reads the lanes of a run into the session: finds new ones, drains them, and notices workers that died.

Spans are kept at most 2,000 a second and lane; what is more is thinned, and counted. Running totals are exact in any case.

A lane holds some thousand spans, and what nobody has read by the time it is full is overwritten. So lanes are drained often
enough that the fastest is about a quarter full, and otherwise as rarely as a screen can do with: as often as it is drawn,
and more often while there are new lanes, whose workers may not be there for long.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..lab.awaits import AWAITED
from ..lab.lanes.lane_file import FAILED, RAN
from ..lab.lanes.lane_reader import LaneReader, LaneState, Span, claimed
from ..platform.current import signal_that_ended
from ..probe.sampler import Sampler
from ..session.events import Awaits, LaneOpened, LaneTotals, Spans
from ..session.memory.downsample import SPANS_PER_S, thin
from ..session.memory.log import Session
from .trouble.deaths import Death, gone, of_process

PAUSE_S, LEAST_PAUSE_S = 0.25, 0.02
"""Longest and shortest time between two drains."""
YOUNG_PAUSE_S, YOUNG_US = 0.1, 1_000_000
"""The longest one until so long after the last new lane."""
FULL = 0.25
"""How full the fastest lane may get meanwhile."""
SHORTEST_US = 50_000
"""Between two drains a lane may keep at least what belongs to this long."""


class _Lane:
    """One lane file and what has been told of it."""

    def __init__(self, reader: LaneReader) -> None:
        self.reader = reader
        self.told: LaneState | None = None
        self.thinned = 0
        self.buried_us = 0
        """When its process was found gone, in a run that goes on without it; 0 while it is not."""
        self._suspended: tuple[int, int] | None = None

    def add_awaited(self, spans: Sequence[Span], so_far_ns: list[int]) -> None:
        """Adds how long its coroutines were suspended, by what they awaited (a place in `lab.awaits.AWAITED`)."""
        for span in spans:
            if span.flag >= RAN and self._suspended is not None:
                awaits, since_ns = self._suspended
                so_far_ns[awaits] += max(span.start_ns - since_ns, 0)
            self._suspended = (span.awaits, span.end_ns) if span.flag == RAN else None


class LaneWatch:
    """All lanes of one run."""

    def __init__(self, folder: Path, run: int, session: Session, sampler: Sampler) -> None:
        self.folder = self._folder = folder
        self._run = run
        self._session = session
        self._sampler = sampler
        self._lanes: dict[str, _Lane] = {}
        self._awaited_ns, self._awaited_told_ns = [0] * len(AWAITED), 0
        self._drained_us = self._grew_us = session.now_us()

    def drain(self, *, last: bool = False) -> float:
        """Moves what is new into the session (with `last`, the final totals too); says in how many seconds to come again."""
        grew = self._find()
        now_us = self._session.now_us()
        elapsed_us = now_us - self._drained_us
        self._drained_us = now_us
        self._grew_us = now_us if grew else self._grew_us
        fullest, moved = 0.0, False
        for lane in self._lanes.values():
            count = self._drain_spans(lane, max(elapsed_us, SHORTEST_US), now_us)
            fullest = max(fullest, count / lane.reader.header.capacity)
            moved = self._tell_totals(lane, now_us, last) or moved
        if not moved:
            self._tell_nothing_moved(now_us)
        self._tell_awaited(now_us)
        young = now_us - self._grew_us < YOUNG_US
        return pause_s(elapsed_us / 1e6, fullest, YOUNG_PAUSE_S if young else PAUSE_S)

    def _find(self) -> bool:
        """Opens lanes that are new, and has their workers counted while they are sure to be there; whether there were any."""
        before = len(self._lanes)
        if claimed(self._folder) == before:
            return False
        self._open_new()
        if len(self._lanes) == before:
            return False
        self._sampler.sample_now()
        return True

    def _open_new(self) -> None:
        for entry in os.scandir(self._folder):
            if entry.name in self._lanes or not entry.name.startswith("lane-"):
                continue
            try:
                lane = _Lane(LaneReader(entry.path))
            except ValueError:
                # Its worker has made the file and not yet written the header: next time.
                continue
            self._lanes[entry.name] = lane
            header = lane.reader.header
            opened = LaneOpened(
                self._session.at_us(header.opened_ns),
                self._run,
                header.number,
                header.kind,
                header.pid,
                header.tid,
                header.gil,
                header.node,
            )
            self._session.append(opened)
            if header.node == 0:
                self._sampler.register_lane(opened.lane, opened.kind, opened.pid, opened.tid)

    def _drain_spans(self, lane: _Lane, elapsed_us: int, now_us: int) -> int:
        """Returns how many there were."""
        records = lane.reader.drain()
        if not records:
            return 0
        at_us = self._session.at_us
        count = len(records)
        lane.add_awaited(records, self._awaited_ns)
        if lane.reader.header.kind != "coroutine":  # steps of a loop of its own only tell what was awaited
            records = [span for span in records if span.flag < RAN]
            if not records:
                return count
        item, core, flag, start_ns, end_ns, cpu_ns, _ = zip(*records, strict=True)
        start_us = [at_us(ns) for ns in start_ns]
        spans = Spans(
            now_us,
            self._run,
            lane.reader.header.number,
            list(item),
            start_us,
            [at_us(end) - start for end, start in zip(end_ns, start_us, strict=True)],
            [ns // 1000 for ns in cpu_ns],
            list(core),
            list(flag),
        )
        kept, lost = thin(spans, SPANS_PER_S, elapsed_us)
        lane.thinned += lost
        self._session.append(kept)
        return count

    def _tell_awaited(self, now_us: int) -> None:
        if sum(self._awaited_ns) > self._awaited_told_ns:
            self._awaited_told_ns = sum(self._awaited_ns)
            self._session.append(Awaits(now_us, self._run, *(ns // 1000 for ns in self._awaited_ns)))

    def _tell_nothing_moved(self, now_us: int) -> None:
        """One lane's totals, as they are: so that the lanes are known to have stood still until now."""
        still = next((lane for lane in self._lanes.values() if lane.told and not lane.told.ended), None)
        if still is not None:
            self._tell_totals(still, now_us, again=True)

    def _tell_totals(self, lane: _Lane, now_us: int, last: bool = False, *, again: bool = False) -> bool:
        """Tells the totals if they have changed, or in any case; returns whether they were told."""
        state = lane.reader.totals()
        if lane.buried_us:
            state = state._replace(ended=True, current_item=-1)
        if state == lane.told and not (last or again):
            return False
        lane.told = state
        at_us = self._session.at_us
        self._session.append(
            LaneTotals(
                t_us=now_us,
                run=self._run,
                lane=lane.reader.header.number,
                items=state.items,
                wall_us=state.wall_ns // 1000,
                cpu_us=state.cpu_ns // 1000,
                thread_cpu_first_us=state.thread_cpu_first_ns // 1000,
                thread_cpu_last_us=state.thread_cpu_last_ns // 1000,
                first_us=at_us(state.first_ns) if state.first_ns else 0,
                last_us=lane.buried_us or (at_us(state.last_ns) if state.last_ns else 0),
                dropped=state.dropped,
                thinned=lane.thinned,
                current_item=state.current_item,
                current_start_us=at_us(state.current_start_ns) if state.current_item >= 0 else 0,
                ended=state.ended or last,
            )
        )
        return True

    def death(self, lab_pid: int) -> Death | None:
        """The first worker process found dead in the middle of an item.

        Such a worker never gives its result back, and it may hold the lock of a queue: the others would wait for ever.
        """
        hands = self.in_hand()
        pid = next((pid for pid in dict.fromkeys(each.pid for each in hands) if pid != lab_pid and gone(pid)), None)
        return None if pid is None else of_process(hands, pid, signal_that_ended(pid), None)

    def bury(self, lab_pid: int) -> None:
        """Ends the lanes of processes that are gone, in a run that goes on without them: what each had in hand was broken off."""
        for lane in self._lanes.values():
            header = lane.reader.header
            if lane.buried_us or header.node or header.pid == lab_pid or not gone(header.pid):
                continue
            self._drain_spans(lane, SHORTEST_US, self._session.now_us())
            state, now_us = lane.reader.totals(), self._session.now_us()
            lane.buried_us = now_us
            if state.current_item >= 0:
                start_us = self._session.at_us(state.current_start_ns)
                lost = ([state.current_item], [start_us], [max(now_us - start_us, 0)], [0], [-1], [FAILED])
                self._session.append(Spans(now_us, self._run, header.number, *lost))
            self._tell_totals(lane, now_us)

    def death_of(self, pid: int, exit_code: int) -> Death | None:
        """The worker of a process that ended with that exit code (minus a signal's number), if it was at an item."""
        killer, code = (-exit_code, None) if exit_code < 0 else (None, exit_code)
        return of_process(self.in_hand(), pid, killer, code)

    def in_hand(self) -> list[Death]:
        """What is being worked on, by item, as if its worker had just died of nothing that is known."""
        found = []
        for lane in self._lanes.values():
            state, header = lane.reader.totals(), lane.reader.header
            if state.current_item >= 0 and not lane.buried_us:
                found.append(Death(header.number, header.kind, header.pid, state.current_item, None))
        return sorted(found, key=lambda death: death.item)

    @property
    def done(self) -> int:
        """Items that have ended."""
        return sum(lane.told.items for lane in self._lanes.values() if lane.told)

    @property
    def at_work(self) -> int:
        """Workers that are at an item."""
        return sum(lane.told.current_item >= 0 for lane in self._lanes.values() if lane.told)

    def threads(self) -> list[tuple[int, int]]:
        """Process and thread of every worker on this machine, in the order in which they came up."""
        headers = (lane.reader.header for lane in self._lanes.values())
        return [(header.pid, header.tid) for header in headers if header.node == 0]

    def pids(self) -> set[int]:
        """The processes of this machine that the workers are in."""
        return {pid for pid, _ in self.threads()}

    def close(self) -> None:
        """Lets go of the files."""
        for lane in self._lanes.values():
            lane.reader.close()


def pause_s(elapsed_s: float, fullest: float, most_s: float = PAUSE_S) -> float:
    """When to drain again, at most, if in `elapsed_s` the fastest lane became so full (0 to 1)."""
    return min(most_s, max(LEAST_PAUSE_S, elapsed_s * FULL / fullest)) if fullest else most_s
