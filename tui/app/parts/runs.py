"""Runs: handing what is chosen to the instrument, and asking it to end."""

from __future__ import annotations

from functools import partial

from ..backend import InstrumentLike
from ..host import Host
from .clock import Clock
from .play_head import Live
from .state import State
from .studies import Studies


class Runs:
    """Starts and stops them, one at a time; `stop` also stops what is measured."""

    def __init__(self, state: State, clock: Clock, host: Host, studies: Studies) -> None:
        self._state, self._clock, self._host, self._studies = state, clock, host, studies
        self._stop_wanted = False

    def begin(self) -> None:
        """Start what is chosen, on a thread (asking another Python for its packages takes a moment)."""
        self._host.when_ready(self._begin)

    def _begin(self) -> None:
        state, instrument = self._state, self._state.instrument
        if instrument is None:
            way = "l goes back to the live session" if state.aside else "concviz without a file opens a live session"
            self._warn(f"This session was read from a file: nothing can be run in it. {way}.")
        elif state.measuring:
            self._warn(f"{state.measuring.capitalize()} is being measured: s stops it.")
        elif state.running:
            self._warn("A run is going on: s stops it.")
        else:
            plan = state.choice.plan()
            state.starting = True
            started = partial(self._begun, instrument)
            self._host.work(partial(instrument.start, plan), started, "start", self._ready)
            self._clock.go(Live(), force=True)

    def _begun(self, instrument: InstrumentLike, _: None) -> None:
        """It runs."""
        if self._stop_wanted:
            instrument.stop()
        self._ready()

    def _ready(self, _: object = None) -> None:
        """Whatever became of the start: another may follow."""
        self._state.starting = self._stop_wanted = False
        self._clock.tick(force=True)

    def stop(self) -> None:
        """Ask what goes on to end."""
        self._host.when_ready(self._stop)

    def _stop(self) -> None:
        state, instrument = self._state, self._state.instrument
        if instrument is None:
            self._warn("This is a recording: its run ended long ago. space pauses.")
        elif state.measuring:
            self._studies.stop()
            self._host.notify("Stopping; what is measured stays.")
        elif not state.running:
            self._host.notify("Nothing is running: r runs what is chosen.")
        else:
            self._stop_wanted = state.starting
            if not state.starting:
                instrument.stop()
            self._host.notify("Stopping …")

    def _warn(self, text: str) -> None:
        self._host.notify(text, severity="warning")
