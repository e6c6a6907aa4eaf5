"""The witness on its way to a machine that has nothing of concviz: as sources, read by a bare interpreter of that machine."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2]
"""Where it really lies: a lab is found through a link in a folder of its own."""
WANTED = "labs/nodes/beside.py", "probe/linux/witness/*.py"
PACKAGE = "concviz_beside"
"""What stands for the engine there."""
BOOT = """
import importlib.abc, importlib.util, json, sys, zlib

class Sources(importlib.abc.InspectLoader):
    def find_spec(self, name, path=None, target=None):
        if name in sources:
            return importlib.util.spec_from_loader(name, self, is_package=sources[name][0])
    def get_source(self, name):
        return sources[name][1]
    def is_package(self, name):
        return sources[name][0]

size = int(sys.stdin.buffer.readline())
sources = json.loads(zlib.decompress(sys.stdin.buffer.read(size)))
sys.meta_path.insert(0, Sources())
from concviz_beside.labs.nodes.beside import main
main(int(sys.argv[1]))
"""
"""What that interpreter is started with, the process to look at behind it; then `payload()` is written to it."""


def payload() -> bytes:
    """The length of what follows, and the sources of the witness by their names, each with whether it is a package."""
    found: dict[str, tuple[bool, str]] = {}
    for path in (path for wanted in WANTED for path in sorted(ENGINE.glob(wanted))):
        parts = [PACKAGE, *path.relative_to(ENGINE).with_suffix("").parts]
        for count in range(1, len(parts)):
            found.setdefault(".".join(parts[:count]), (True, ""))
        whole = parts[-1] == "__init__"
        found[".".join(parts[:-1] if whole else parts)] = whole, path.read_text("utf-8")
    packed = zlib.compress(json.dumps(found).encode())
    return b"%d\n" % len(packed) + packed
