"""`python -m tests.fuzz [--tries 10000] [--seed 7] [--shown-every 40] [--to FILE.md]`: spoils recordings, and counts what becomes of them.

Each is a recording of `tests/support/recordings` in which bytes were flipped, a piece was cut out or the end cut off, or in which values
of sound lines became others, under check sums that fit. It is loaded; snapshots, results, tables and a trace are made of what
opens; of each that many-th also every picture and film, which shows it on every screen. Small recordings come the more often, by as
much as they are smaller: what is found in a large one is found in a small one sooner. A sentence (`UserError`) is right, and so is a
part of what was there; any other error is listed, with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.result import result
from concviz.engine.differences.differences_page import differences_page
from concviz.engine.export.formats import FORMATS
from concviz.engine.export.options import ExportRequest
from concviz.engine.export.progress import never_cancel
from concviz.engine.model.errors import UserError
from concviz.engine.session.file.checksum import bare
from concviz.engine.session.file.reader import load
from concviz.engine.session.library.summary import summary
from concviz.engine.session.memory.log import Session
from concviz.engine.study.study_pages import pages
from concviz.tui.export.exporter import export

from tests.support.hostile import hostile

RECORDINGS = Path(__file__).parents[1] / "support" / "recordings"
LONG_S = 20.0
"""CPU time of one recording that is listed as too long."""
Spoil = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end, or a piece of it, is gone."""
    begin = chance.randrange(len(data))
    return data[:begin] + (data[begin + chance.randrange(1, 5_000) :] if chance.random() < 0.5 else b"")


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """Lines stand elsewhere, or twice."""
    head, *lines = data.splitlines(keepends=True)
    for _ in range(chance.choice((1, 3, 30))):
        line = lines.pop(chance.randrange(len(lines))) if chance.random() < 0.7 else chance.choice(lines)
        lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join([head, *lines])


def untrue(data: bytes, chance: random.Random) -> bytes:
    """Values are others, under check sums that fit."""
    lines = [json.loads(bare(line)) for line in data.splitlines()]
    return hostile(lines, chance.randrange(1 << 30), chance.choice((1, 3, 9, 40)))


def packed(data: bytes, chance: random.Random) -> bytes:
    """The packed file is damaged."""
    return (flipped if chance.random() < 0.5 else cut)(gzip.compress(data, 1), chance)


SPOILS: dict[str, Spoil] = {each.__name__: each for each in (flipped, cut, shuffled, untrue, packed)}


def main() -> None:
    """Runs the tries and prints the counts."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    asked.add_argument("--tries", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--shown-every", type=int, default=40)
    asked.add_argument("--minutes", type=float, default=1e9, help="begins no try after that")
    asked.add_argument("--to", type=Path, help="a Markdown file for the counts")
    wanted = asked.parse_args()
    os.nice(10)
    recordings = {
        path.name.partition(".")[0]: gzip.decompress(path.read_bytes()) for path in RECORDINGS.glob("*.jsonl.gz")
    }
    counts, faults = Counter[tuple[str, str]](), list[str]()
    last = time.monotonic() + 60 * wanted.minutes
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONCVIZ_STATE"] = folder
        for number in range(wanted.tries):
            if time.monotonic() > last:
                break
            word, how, told = tried(
                recordings, f"{wanted.seed}/{number}", Path(folder), shown=number % wanted.shown_every == 0
            )
            counts[how, word] += 1
            if word in ("crashed", "too long"):
                faults.append(f"{word}, {wanted.seed}/{number}, {told}")
                print(faults[-1], flush=True)
    page = page_of(counts, faults)
    print(page)
    if wanted.to:
        wanted.to.write_text(page)


def tried(recordings: dict[str, bytes], seed: str, folder: Path, *, shown: bool) -> tuple[str, str, str]:
    """One spoilt recording: what became of it, how it was spoilt, and what went wrong."""
    chance = random.Random(seed)
    names = sorted(recordings)
    name = chance.choices(names, [1 / len(recordings[each]) for each in names])[0]
    how = chance.choice(sorted(SPOILS))
    path = folder / f"{name}.concviz.jsonl"
    path.write_bytes(SPOILS[how](recordings[name], chance))
    began = time.process_time()
    try:
        word = used(path, shown=shown)
    except Exception:
        return "crashed", how, f"{name}, {how}: {traceback.format_exc()}"
    took_s = time.process_time() - began
    if took_s > LONG_S * (1 + 9 * shown):
        return "too long", how, f"{name}, {how}: {took_s:.0f} s of CPU"
    return word, how, ""


def used(path: Path, *, shown: bool) -> str:
    """Makes of it whatever can be made; in which of the ways it went well."""
    assert "\n" not in summary(path).notice
    try:
        session = load(path)
    except UserError as error:
        if "\n" in str(error):
            raise ValueError(f"not one sentence: {error}") from error
        return "refused"
    word = "opened in part" if session.notice else "opened"
    for t_us in (None, 0, session.length_us // 3, session.length_us):
        snapshot(session, t_us)
        pages(session, t_us, live=False)
        differences_page(session, t_us, live=False)
    for started in session.runs():
        result(session, started.run)
    for name, form in FORMATS.items():
        if form.of == "session" and name != "figure":
            made(session, path, ExportRequest(to=name, out=str(path.parent / f"made-{name}"), force=True))
    if shown:
        made(session, path, ExportRequest(to="figure", out=str(path.parent / "made.svg"), force=True))
        for screen in ("lab", "compare", "differences"):
            for name in ("png", "svg", "html", "cast", "gif"):
                request = ExportRequest(
                    to=name, out=str(path.parent / f"made.{name}"), force=True, screen=screen, size="80x24", fps=1
                )
                made(session, path, request)
        word += ", shown"
    return word


def made(session: Session, path: Path, request: ExportRequest) -> None:
    """One export, or one sentence why not."""
    with contextlib.suppress(UserError):
        export(session, path, request, never_cancel)


def page_of(counts: Counter[tuple[str, str]], faults: list[str]) -> str:
    """Counts by how they were spoilt and what became of them, and the faults."""
    words = sorted({word for _, word in counts})
    lines = [f"| | tries | {' | '.join(words)} |", "| --- | --- |" + " --- |" * len(words)]
    for how in (*SPOILS, "all"):
        row = [sum(counts[each, word] for each in SPOILS if how in (each, "all")) for word in words]
        lines.append(f"| {how} | {sum(row)} | {' | '.join(map(str, row))} |")
    return "\n".join([*lines, "", *faults]) + "\n"


if __name__ == "__main__":
    main()
