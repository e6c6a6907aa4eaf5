"""A room of simulated network printers: raw TCP, as on port 9100, one job at a time, at a set page rate.

A job is all that comes until its sender closes his half of the connection. Others wait in line meanwhile, connected but
unread. Each `showpage` of the PostScript is a page that takes `1 / pages_per_s`. Then the printer tells how many pages
came out, in the words of real ones (PJL), and closes the connection: that is when a job counts as printed.
"""

from __future__ import annotations

import asyncio
import re

from .listen import listen
from .service_options import OptionError, Options

SHOWPAGE = re.compile(rb"^showpage\s*$", re.MULTILINE)
MOST_PRINTERS = 256
LONGEST_JOB = 16 * 2**20


class PrinterService:
    """The service `printer`: several printers, each on a free port of 127.0.0.1."""

    def __init__(self, options: Options) -> None:
        self.printers = int(options.number("printers", 8, least=1))
        self.page_s = 1 / options.number("pages_per_s", 40, least=0.001)
        if self.printers > MOST_PRINTERS:
            raise OptionError(f"the option printers must be at most {MOST_PRINTERS}, not {self.printers}")

    async def start(self) -> str:
        """Switch them on; returns their addresses, `HOST:PORT`, with spaces between them."""
        addresses = []
        for _ in range(self.printers):
            host, port = await listen(Printer(self.page_s).serve)
            addresses.append(f"{host}:{port}")
        return " ".join(addresses)


class Printer:
    """One printer."""

    def __init__(self, page_s: float) -> None:
        self._page_s = page_s
        self._free = asyncio.Lock()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One job, in its turn."""
        async with self._free:
            writer.write(await self.print(reader))
            await writer.drain()

    async def print(self, reader: asyncio.StreamReader) -> bytes:
        """Take one job and print it; returns the status line."""
        job = bytearray()
        while piece := await reader.read(2**16):
            job += piece
            if len(job) > LONGEST_JOB:
                return b"@PJL USTATUS JOB\r\nCANCELED\r\n"
        if not job.startswith(b"%!PS"):
            return b"@PJL USTATUS JOB\r\nCANCELED\r\n"
        pages = len(SHOWPAGE.findall(job))
        await asyncio.sleep(pages * self._page_s)
        return b"@PJL USTATUS JOB\r\nEND\r\nPAGES=%d\r\n\f" % pages
