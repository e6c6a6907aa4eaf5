"""Files that a page is made of: read once, compressed once, and not sent again to who has them already."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aiohttp import web

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
FRESH = {"Cache-Control": "no-cache"}
"""A browser keeps it, and asks each time whether it is still the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of them."""

    kind: str
    plain: bytes
    packed: bytes
    tag: str

    def answer(self, request: web.Request) -> web.Response:
        """It, or that it is still the same."""
        told = {**FRESH, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == self.tag:
            return web.Response(status=304, headers=told)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            told["Content-Encoding"] = "gzip"
            return web.Response(body=self.packed, content_type=self.kind, charset="utf-8", headers=told)
        return web.Response(body=self.plain, content_type=self.kind, charset="utf-8", headers=told)


def part_of(text: str, kind: str) -> Part:
    """Of a text that is made here."""
    plain = text.encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return Part(kind, plain, gzip.compress(plain, 9, mtime=0), tag)


@cache
def file_part(path: Path) -> Part:
    """Of a file."""
    return part_of(path.read_text(encoding="utf-8"), TYPES[path.suffix])
