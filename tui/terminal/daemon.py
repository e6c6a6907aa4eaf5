"""What takes a while, on a thread that nobody waits for at the end.

Textual's own thread workers are joined as the app ends and again as Python does: an app that is left waits for whatever they
are at (up to 14 s for the looking for Pythons). Here the thread is a daemon, and what waits for it is a coroutine that
the app can cancel.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def on_daemon(act: Callable[[], T], name: str) -> T:
    """What `act` returns or raises; it goes on where whoever waits for it is cancelled."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(put: Callable[[], object]) -> None:
        if not answer.done():
            put()

    def work() -> None:
        try:
            put: Callable[[], object] = partial(answer.set_result, act())
        except BaseException as error:
            put = partial(answer.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, put)

    threading.Thread(target=work, name=name, daemon=True).start()
    return await answer
