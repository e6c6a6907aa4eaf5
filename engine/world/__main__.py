"""The world: one process that plays the far ends of I/O, `python -m concviz.engine.world`.

It reads one JSON line from its stdin, `{"services": ["http"], "options": {"latency_ms": 40}}`, starts those services
and answers one JSON line on its stdout, the address of each: `{"http": "http://127.0.0.1:40123"}`; or
`{"error": "one sentence"}` and exit status 2.

It lives until its stdin closes, and so never outlives the program that started it, however that ended. It is one
asyncio process without children and never computes for long, so its own loop notices the end at once; no signal is
needed for that. It makes itself the leader of its own session, so that what is meant for a terminal or a lab never
hits it, and stays at the nice value it was started with: the far end of a line doesn't get slower because this
machine's cores are busy.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys

from .http import HttpService
from .printer import PrinterService
from .proxy import ProxyService
from .service_options import OptionError, Options

SERVICES = {"http": HttpService, "printer": PrinterService, "proxy": ProxyService}


async def main() -> int:
    """Start what is asked for, tell where it is, and stay until stdin closes; returns the exit status."""
    lifeline = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lifeline), sys.stdin)
    try:
        addresses = await start(await lifeline.readline())
    except (OptionError, OSError) as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 2
    print(json.dumps(addresses), flush=True)
    while await lifeline.read(2**16):
        pass
    return 0


async def start(request: bytes) -> dict[str, str]:
    """Start the services that one line of JSON asks for; returns their addresses.

    Raises:
        OptionError: for an unknown service or an option that doesn't fit.
        OSError: if there is no port to listen on.
    """
    try:
        wanted = json.loads(request)
        names, options = list(wanted["services"]), Options(dict(wanted["options"]))
    except (ValueError, TypeError, KeyError):
        raise OptionError('the world expects one line like {"services": ["http"], "options": {}}') from None
    if unknown := [name for name in names if name not in SERVICES]:
        raise OptionError(f"the world has no service {unknown[0]!r}: there are {', '.join(SERVICES)}")
    return {name: await SERVICES[name](options).start() for name in names}


def run() -> None:
    """Begin a session of its own, then run until stdin closes."""
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it is a leader already: the runner saw to it
            os.setsid()
    status = asyncio.new_event_loop().run_until_complete(main())
    sys.stdout.flush()
    os._exit(status)  # connections may still be open, and nothing of them is worth closing in order


if __name__ == "__main__":
    run()
