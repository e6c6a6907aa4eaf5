"""Starts a lab, watches it, stops it, and leaves nothing behind.

`Run.run` takes a thread of its caller for as long as the run lasts. It sleeps on what the lab says and prints, drains
the lanes as often as they need it, and writes everything into the session; nobody asks it anything. However a run ends, it ends
here: the group is killed, strays are looked for, the folders are removed, and the last event says how it went.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from functools import partial

import msgspec

from ..lab.life.system_limits import limit_of
from ..model.run_facts import ANOTHER_PYTHON, RunError
from ..model.vocabulary import EndStatus
from ..platform.current import signal_that_ended
from ..probe.sampler import Sampler
from ..session.events import Library, Node, Output, Phase, Places, Progress, Standstill
from ..session.memory.log import Session
from .calibrate import shown_input
from .cleanup.folders import RunFolder
from .cleanup.process_group import GRACE_S, ProcessGroup
from .lane_watch import LaneWatch
from .launch import LabRequest, request, start_lab
from .listener import Listener
from .messages import ItemsDone, LabFailed, LabMessage, NodeMet, NodeRead, PhasePassed
from .nodes.node_samples import NodeSamples
from .trouble.deaths import Death, at_items
from .trouble.look_closer import LibraryWatch, Lines
from .trouble.stack_lines import FATAL, crash
from .trouble.standstill import StandstillWatch, ask

DEATH_CHECK_S = 0.2
DEATH_PATIENCE_S = 1.0
"""So long after a worker was found dead the lab may say itself which one died, and of what: models that notice end the others, too."""
EARLY = 0.6
"""Lanes are drained this much of their pause after the last time if we are awake anyway, since the lab has said something."""
OUTPUT_BYTES = 65_536


End = Callable[[int, EndStatus, RunError], None]
"""Is told how a run ended, by its number, and what went wrong."""


class Run:
    """One run, from the start of the lab until nothing of it is left."""

    def __init__(self, order: LabRequest, session: Session, sampler: Sampler, end: End) -> None:
        self._order = order
        self._number = order.run
        self._session = session
        self._sampler = sampler
        self._finish = partial(end, order.run)
        self._stop_at: float | None = None
        self._stopping = threading.Event()
        self._listener: Listener[LabMessage] | None = None
        self._error: RunError | None = None
        self._death: tuple[float, Death] | None = None
        """When a dead worker was first seen, and which."""
        self._ended: tuple[int, int] | None = None
        """The process that the lab says has ended on its own, and its exit code."""
        self._combined = False
        self._lines = Lines()
        self._nodes = NodeSamples(session, order.run)
        self._output_left = OUTPUT_BYTES
        self._last_words = ""
        """What is printed from the moment on in which a process tells that it crashes."""

    def stop(self) -> None:
        """Asks the run to end: SIGTERM now, SIGKILL after two seconds. Returns at once."""
        self._stopping.set()
        listener = self._listener
        if listener is not None:
            listener.wake()

    def run(self) -> None:
        """The life of one run."""
        folder = RunFolder()
        try:
            self._session.append(Phase(self._session.now_us(), self._number, "asked"))
            try:
                child = start_lab(self._order, folder, request(self._order, folder))
            except OSError as error:
                why = limit_of(error) or f"{self._order.plan.python}: {error.strerror or error}: {ANOTHER_PYTHON}"
                self._finish("failed", RunError(message=f"the lab could not be started: {why}"))
                return
            watch = LaneWatch(folder.lanes, self._number, self._session, self._sampler)
            self._sampler.track(self._number, child.pid)
            try:
                self._watch(child, watch)
            finally:
                self._end(child, watch)
        finally:
            folder.remove()

    def _watch(self, child: ProcessGroup, watch: LaneWatch) -> None:
        """Until the lab has ended, or has to."""
        with Listener[LabMessage](child, LabMessage, self._hear, self._keep) as self._listener:
            drained = next_check = time.monotonic()
            still = StandstillWatch(watch.folder)
            libraries = LibraryWatch(len(self._session.machine.affinity) or self._session.machine.cores)
            pause_s = 0.0
            while not child.ended:
                heard = self._listener.listen(max(0.0, drained + pause_s - time.monotonic()))
                now = time.monotonic()
                due = drained + (pause_s * EARLY if heard else pause_s)
                if now < due and not (self._stopping.is_set() and self._stop_at is None):
                    continue
                drained, pause_s = now, watch.drain()
                if now >= next_check and not self._error:
                    next_check = now + DEATH_CHECK_S
                    self._look_for_dead(watch, child, now)
                    self._look_for_standstill(watch, still, now)
                    self._look_for_library(watch, libraries, now)
                if self._should_end(child, now):
                    return
            self._listener.listen(0.0)

    def _look_for_dead(self, watch: LaneWatch, child: ProcessGroup, now: float) -> None:
        """Says which worker died, if one did and the lab hasn't said so in time; not where the model does its items again."""
        if self._order.model.retries:
            watch.bury(child.pid)
            return
        death = self._death[1] if self._death else watch.death(child.pid)
        if death is None or self._stopping.is_set():
            return
        self._death = self._death or (now, death)
        if now - self._death[0] >= DEATH_PATIENCE_S:
            self._fail(self._death[1].error)

    def _look_for_standstill(self, watch: LaneWatch, still: StandstillWatch, now: float) -> None:
        """Says where the workers are if no item has ended for long."""
        if text := still.observe(now, watch.done, watch.at_work, ask):
            self._session.append(Standstill(self._session.now_us(), self._number, watch.done, text))

    def _look_for_library(self, watch: LaneWatch, libraries: LibraryWatch, now: float) -> None:
        """Says which library computes with threads of its own, once it is known."""
        if found := libraries.look(now, watch.threads()):
            self._session.append(Library(self._session.now_us(), self._number, *found))

    def _should_end(self, child: ProcessGroup, now: float) -> bool:
        """Whether to give up on the lab: it was killed after its time of grace, or a worker of it is dead."""
        if self._error and not self._combined and self._stop_at is None:
            self._stop_at = now
            child.signal(signal.SIGTERM)
        if self._stopping.is_set() and self._stop_at is None:
            self._stop_at = now
            child.signal(signal.SIGTERM)
        return self._stop_at is not None and now - self._stop_at > GRACE_S

    def _hear(self, message: LabMessage) -> None:
        match message:
            case PhasePassed():
                self._session.append(
                    Phase(self._session.at_us(message.t_ns), self._number, message.name, message.facts)
                )
                self._combined = self._combined or message.name == "combined"
                if message.name in ("workers_asked", "results_in"):
                    self._sampler.sample_now()
            case ItemsDone():
                self._progress(message)
            case NodeMet():
                self._session.append(
                    Node(
                        self._session.now_us(), self._number, message.node, message.workers, message.cores, message.python,
                        message.offset_ns // 1000, -(-message.within_ns // 1000),
                    )
                )  # fmt: skip
            case NodeRead():
                for event in self._nodes.take(message):
                    self._session.append(event)
            case LabFailed():
                if self._error is None and message.pid is not None and message.exit_code is not None:
                    self._ended = message.pid, message.exit_code
                self._fail(message.error)
            case _:
                pass

    def _progress(self, told: ItemsDone) -> None:
        if told.threads:
            self._sampler.names(told.threads)
        at = self._session.at_us(told.t_ns)
        if told.at:
            self._session.append(Places(at, self._number, *self._lines.add(told.at)))
        self._session.append(
            Progress(at, self._number, told.done, told.total, told.text, told.picture, told.cells, told.curve)
        )

    def _keep(self, block: bytes) -> None:
        """Keeps what was printed, up to a limit."""
        if self._last_words or FATAL.encode() in block:
            self._last_words = (self._last_words + block.decode("utf-8", "replace"))[-OUTPUT_BYTES:]
        text = block[: self._output_left].decode("utf-8", "replace")
        self._output_left -= min(len(block), self._output_left)
        if text:
            self._session.append(Output(self._session.now_us(), self._number, text))

    def _fail(self, error: RunError) -> None:
        self._error = self._error or error

    def _end(self, child: ProcessGroup, watch: LaneWatch) -> None:
        """Nothing is left of the lab after this, and the session knows how it went."""
        code = child.process.poll()
        lab_signal = -code if code is not None and code < 0 else signal_that_ended(child.pid)
        self._sampler.sample_now()
        watch.drain(last=True)
        for event in self._nodes.rest():
            self._session.append(event)
        who = self._session.who(self._number)
        known = watch.pids() | ({row[0] for row in who.processes} if who else set())
        child.end(known)
        self._sampler.untrack()
        if self._stopping.is_set() and not self._combined:
            self._finish("stopped", RunError())
        elif self._combined and not self._error:
            self._finish("done", RunError())
        else:
            self._finish("failed", self._explained(watch) or self._unexplained(code, lab_signal, watch))
        watch.close()

    def _died_at(self, death: RunError) -> RunError:
        """The error of a process that died at an item, with what it was called with and the lines at which it crashed."""
        shown = ""
        if death.item is not None and self._order.task.counts_inputs(self._order.plan.options):
            shown = shown_input(self._order, death.item, self._stopping.is_set)
        message = f"{death.message}, the input {shown}" if shown else death.message
        return msgspec.structs.replace(death, message=message, traceback=crash(self._last_words))

    def _explained(self, watch: LaneWatch) -> RunError | None:
        """The error, with the item that its worker was at where the lab says which process ended."""
        death = watch.death_of(*self._ended) if self._ended else None
        if self._death is not None and self._error is not None and self._error == self._death[1].error:
            return self._died_at(self._error)
        if death is None or self._error is None:
            return self._error
        return self._died_at(death.error)

    def _unexplained(self, code: int | None, number: int | None, watch: LaneWatch) -> RunError:
        """The lab ended and never said why."""
        hands = watch.in_hand()
        at = hands[0] if len(hands) == 1 else None
        item, lane = (at.item, at.lane) if at else (None, None)
        doing = (
            f" while {at.kind} {at.lane} worked on item {at.item + 1:,}"
            if at
            else at_items([each.item for each in hands])
        )
        how = f"ended with exit code {code}{doing or ' and said nothing'}"
        if number:
            how = f"was killed by signal {number} ({signal.Signals(number).name}){doing}"
        return self._died_at(RunError(message=f"the lab {how}", item=item, lane=lane, signal=number or None))
