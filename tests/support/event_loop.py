"""When an event loop has nothing to do: what Textual's Pilot asks after every key, answered by the loop and not by the clock alone.

Textual takes an app for idle that has used little CPU time in the last 20 ms. That is every app on a machine so busy that it got no core,
and a test would go on before its key was answered. The loop itself knows better: nothing is ready to be called, and no timer is about to
be. What threads do is not waited for: a test that starts one waits for what comes of it.
"""

from __future__ import annotations

import asyncio

from textual._wait import wait_for_idle
from textual.pilot import Pilot, WaitForScreenTimeout

SOON_S = 0.02
"""A timer that fires within this belongs to what is being done: Textual draws by one of 1/60 s."""
TURNS = 3
"""So many turns of the loop in a row have nothing to do."""
LOST_S = 5.0
"""Textual asks every widget to call back, and one that is closed just then never does: its Pilot would wait 30 s for that, and fail."""
MOST_TURNS, MOST_TIMERS = 2_000, 4
"""For apps that never rest: one that plays draws again and again."""


async def wait_until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait as Textual does, then until nobody else has anything to do."""
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


_wait_for_screen = Pilot._wait_for_screen


async def wait_for_screen(pilot: Pilot, timeout: float = LOST_S) -> bool:
    """Wait as Pilot does until every widget has done what it was told; if an answer is lost, until the loop has nothing to do."""
    try:
        return await _wait_for_screen(pilot, min(timeout, LOST_S))
    except WaitForScreenTimeout:
        await wait_until_idle()
        return True


def next_timer_s(loop: asyncio.AbstractEventLoop) -> float:
    """Seconds until the next timer of the loop fires."""
    waiting = (timer.when() for timer in loop._scheduled if not timer.cancelled())
    return min(waiting, default=float("inf")) - loop.time()
