"""When an event loop has nothing to do: what Textual's Pilot asks after every key, answered by the loop and not by the clock alone.

Textual takes an app for idle that has used little CPU time in the last 20 ms. That is every app on a machine so busy that it got no core,
and a test would go on before its key was answered; and it is 20 ms lost for every key on a machine that has nothing else to do. The loop
itself knows better, and at once: nothing is ready to be called, and no timer is about to be. Only while other threads live is there
Textual's wait too, for what they may be about to say; a test that starts one still waits for what comes of it.
"""

from __future__ import annotations

import asyncio
import threading

from textual._wait import wait_for_idle
from textual.pilot import Pilot

OTHERS = frozenset(threading.enumerate())
"""Threads that were there before any test: those of the tests' own runner."""
SOON_S = 0.02
"""A timer that fires within this belongs to what is being done: Textual draws by one of 1/60 s."""
TURNS = 3
"""So many turns of the loop in a row have nothing to do."""
MOST_TURNS, MOST_TIMERS = 2_000, 4
"""For apps that never rest: one that plays draws again and again."""


async def wait_until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until nobody else has anything to do; where threads live, as Textual does before."""
    if not OTHERS.issuperset(threading.enumerate()):
        await wait_for_idle(min_sleep, max_sleep)
    loop = asyncio.get_running_loop()
    quiet = timers = 0
    for _ in range(MOST_TURNS):
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
        elif (soon_s := next_timer_s(loop)) <= SOON_S and timers < MOST_TIMERS:
            quiet, timers = 0, timers + 1
            await asyncio.sleep(max(0, soon_s))
        else:
            quiet += 1
        if quiet == TURNS:
            return


async def wait_for_screen(_pilot: Pilot, _timeout: float = 0) -> bool:
    """Wait until every widget has done what it was told.

    Pilot asks every widget to call back: some fifty messages for each key, and an answer that never comes from a widget that is closed
    just then. What waits in a widget's queue is ready in the loop, so the loop knows it without being asked.
    """
    await wait_until_idle()
    return True


def next_timer_s(loop: asyncio.AbstractEventLoop) -> float:
    """Seconds until the next timer of the loop fires."""
    waiting = (timer.when() for timer in loop._scheduled if not timer.cancelled())
    return min(waiting, default=float("inf")) - loop.time()
