"""How much CPU time the control group of this process may use, and how often it was stopped for using it up.

Both versions of control groups are read, also at once (a "hybrid" machine mounts both): version 2 says
`cpu.max` = "200000 100000" (two cores' worth) or "max 100000"; version 1 has `cpu.cfs_quota_us` (-1: none) and
`cpu.cfs_period_us`. A quota on any group above ours binds us too, so the tree is walked up to its mount and the
tightest counts. Inside a container the path in `/proc/self/cgroup` may name groups that only the host can see; then the
mount's own top is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Quota(NamedTuple):
    """A limit on CPU time."""

    cores: float
    """Cores' worth of CPU time."""
    folder: Path
    """The control group that has it."""


class Throttling(NamedTuple):
    """Totals since the group was made."""

    periods: int
    """Periods in which the group was stopped."""
    throttled_us: int


def find_quota(proc: Path) -> Quota | None:
    """The tightest quota over this process, None for none.

    Raises:
        OSError: where the system has control groups but does not let us see which is ours.
    """
    quotas = [quota for folder in _folders(proc) if (quota := _quota_of(folder))]
    return min(quotas, default=None, key=lambda quota: quota.cores)


def read_throttling(folder: Path) -> Throttling | None:
    """How often the group `folder` was stopped, None where it does not say."""
    try:
        lines = (folder / "cpu.stat").read_text().splitlines()
    except OSError:
        return None
    facts = {words[0]: int(words[1]) for line in lines if len(words := line.split()) == 2}
    if "nr_throttled" not in facts:
        return None
    if "throttled_usec" in facts:
        return Throttling(facts["nr_throttled"], facts["throttled_usec"])
    return Throttling(facts["nr_throttled"], facts.get("throttled_time", 0) // 1000)


def _quota_of(folder: Path) -> Quota | None:
    try:
        words = (folder / "cpu.max").read_text().split()
    except OSError:
        try:
            words = [(folder / f"cpu.cfs_{name}_us").read_text().strip() for name in ("quota", "period")]
        except OSError:
            return None
    if len(words) != 2 or words[0] in ("max", "-1") or int(words[1]) <= 0:
        return None
    return Quota(int(words[0]) / int(words[1]), folder)


def _folders(proc: Path) -> Iterator[Path]:
    """Every control group over this process that could have a CPU quota, from ours up to the mount's top."""
    for mount, group in _groups(proc):
        folder = mount / group
        yield folder
        while folder != mount:
            folder = folder.parent
            yield folder


def _groups(proc: Path) -> Iterator[tuple[Path, str]]:
    """(mount point, our group's path under it) for each hierarchy that could limit CPU time."""
    ours: dict[str, str] = {}
    for line in (proc / "self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "" or "cpu" in controllers.split(","):
            ours["cgroup" if controllers else "cgroup2"] = path
    for line in (proc / "self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        fields, (kind, _, options) = before.split(), after.split()[:3]
        if kind not in ours or (kind == "cgroup" and "cpu" not in options.split(",")):
            continue
        root, mount = fields[3], Path(_unescape(fields[4]))
        yield mount, _relative(ours[kind], root)


def _relative(path: str, root: str) -> str:
    """`path` as seen under a mount that shows the hierarchy from `root` on; '' where it can't be seen."""
    path, root = path.rstrip("/"), root.rstrip("/")
    if "/.." in path or not (path == root or path.startswith(root + "/")):
        return ""
    return path[len(root) :].strip("/")


def _unescape(text: str) -> str:
    """mountinfo writes a space as \\040 and so on."""
    return text.encode().decode("unicode_escape").encode("latin-1").decode() if "\\" in text else text
