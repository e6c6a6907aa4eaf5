"""What concviz can do only with a package that it does not need otherwise: how to get it, in the way in which concviz itself came."""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def install(*packages: str) -> str:
    """The command that installs them beside the concviz that runs.

    Naming the extra (`concviz[figures]`) would be shorter, but it would be looked for on an index, where a clone's is not.
    """
    prefix = Path(sys.prefix)
    if (prefix / "pipx_metadata.json").exists():
        return shlex.join(["pipx", "inject", "concviz", *packages])
    if "archive-v0" in prefix.parts:  # of uvx: made for this run alone
        return shlex.join(["uvx", *(word for each in packages for word in ("--with", each)), *_source(), "concviz"])
    if (prefix / "uv-receipt.toml").exists() or _made_by_uv(prefix):
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *packages])
    return shlex.join([sys.executable, "-m", "pip", "install", *packages])


def _made_by_uv(prefix: Path) -> bool:
    """Whether this is an environment of uv's, which has no pip."""
    try:
        told = (prefix / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(line.partition("=")[0].strip() == "uv" for line in told.splitlines())


def _source() -> list[str]:
    """`--from` and where concviz came from, if not from an index."""
    try:
        told = distribution("concviz").read_text("direct_url.json")
        return ["--from", str(json.loads(told)["url"]).removeprefix("file://")] if told else []
    except (PackageNotFoundError, ValueError, KeyError):
        return []
