"""Printing: a letter is laid out as two pages of PostScript and sent to a printer. One item is one letter.

The printers are servers in a process of their own (the world). They speak what most network printers do: raw TCP, as on
port 9100. A job ends when its sender closes his half of the connection, and is printed when the printer closes the
other; before that it tells how many pages came out. Each does one job at a time at `pages_per_s`, and the letters are
dealt to the `printers` in turn. With one printer no model helps: the printer is the bottleneck.
"""

import asyncio
import hashlib
import random
import re
import socket

TITLE = "Printing"
KIND = "io"
ABOUT = (
    "Lays letters out as PostScript and prints them on eight simulated network printers.",
    "The answer is how many pages came out, as the printers tell it.",
    "The printers take their time: up to one worker a printer helps, more don't.",
)
REQUIRES: tuple[str, ...] = ()
WORLD = ("printer",)
OPTIONS: dict[str, str | int | float | bool] = {"printers": 8, "pages_per_s": 40}
OPTIONS_ABOUT = {
    "printers": "how many printers there are (simulated); each prints one letter at a time",
    "pages_per_s": "pages a second that each printer prints; a letter has two",
}

LETTER_LINES, PAGE_LINES, COLUMNS = 90, 50, 78
VOCABULARY = "dear sir madam (we) thank you for the order of seventeen lanterns \\ and regret to say that they sold out"
WORDS = VOCABULARY.split()
PAGES = re.compile(rb"PAGES=(\d+)")
Item = tuple[str, int, int]
Result = tuple[int, int, str]


def items(count: int, seed: int, world: dict[str, str], **options: object) -> list[Item]:
    """(host, port, seed of the letter) an item; the printers in turn."""
    printers = [address.rsplit(":", 1) for address in world["printer"].split()]
    return [
        (printers[number % len(printers)][0], int(printers[number % len(printers)][1]), seed * 1_000_000_000 + number)
        for number in range(count)
    ]


def letter(seed: int) -> list[str]:
    """90 lines of words, broken at 78 columns."""
    roll = random.Random(seed).random
    lines, line = [], ""
    while len(lines) < LETTER_LINES:
        word = WORDS[int(roll() * len(WORDS))]
        if len(line) + len(word) >= COLUMNS:
            lines.append(line)
            line = ""
        line += f" {word}" if line else word
    return lines


def postscript(lines: list[str], title: str) -> tuple[int, bytes]:
    """(pages, a PostScript document of A4 pages with 50 lines each)."""
    pages = [lines[first : first + PAGE_LINES] for first in range(0, len(lines), PAGE_LINES)]
    out = ["%!PS-Adobe-3.0", f"%%Title: {title}", f"%%Pages: {len(pages)}", "%%EndComments"]
    for number, page in enumerate(pages, 1):
        out += [f"%%Page: {number} {number}", "/Courier findfont 10 scalefont setfont"]
        for row, line in enumerate(page):
            text = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            out.append(f"63 {770 - 14 * row} moveto ({text}) show")
        out.append("showpage")
    out.append("%%EOF\n")
    return len(pages), "\n".join(out).encode("ascii")


def work(item: Item) -> Result:
    """Lay out one letter and print it; returns pages, bytes and the SHA-256 of the document."""
    host, port, seed = item
    pages, document = postscript(letter(seed), f"Letter {seed}")
    with socket.create_connection((host, port), timeout=60) as printer:
        printer.sendall(document)
        printer.shutdown(socket.SHUT_WR)
        status = b"".join(iter(lambda: printer.recv(4096), b""))
    return _check(status, pages, document)


async def awork(item: Item) -> Result:
    """The same, awaited."""
    host, port, seed = item
    pages, document = postscript(letter(seed), f"Letter {seed}")
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(document)
    writer.write_eof()
    status = await reader.read()
    writer.close()
    return _check(status, pages, document)


def _check(status: bytes, pages: int, document: bytes) -> Result:
    printed = PAGES.search(status)
    if printed is None or int(printed[1]) != pages:
        raise ValueError(f"the printer was sent {pages} pages, and says {status.decode('ascii', 'replace')!r}")
    return pages, len(document), hashlib.sha256(document).hexdigest()


def combine(results: list[Result]) -> str:
    """Pages, letters and size."""
    pages = sum(result[0] for result in results)
    kibibytes = sum(result[1] for result in results) / 1024
    return f"{pages:,} pages of {len(results):,} letters printed, {kibibytes:,.0f} KiB of PostScript"
