"""What a run of the table is put into: a quota of cores, and a small library of calls that are timed in C."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

PERIOD_US = 100_000
MOUNTS = (
    (Path("/sys/fs/cgroup/unified"), "cpu.max"),
    (Path("/sys/fs/cgroup"), "cpu.max"),
    (Path("/sys/fs/cgroup/cpu"), "cpu.cfs_quota_us"),
)
"""Where control groups may be, and the file with which one of them limits cores."""


@contextlib.contextmanager
def quota(cores: float) -> Iterator[list[str]]:
    """What a command has to begin with to run in a control group with so many cores' worth of time; nothing for 0.

    Raises:
        RuntimeError: when no such group can be made here.
    """
    if not cores:
        yield []
        return
    group = _group(round(cores * PERIOD_US))
    try:
        yield ["sh", "-c", f'echo $$ > "{group}/cgroup.procs" && exec "$@"', "sh"]
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


def _group(quota_us: int) -> Path:
    for mount, limit in MOUNTS:
        group = mount / f"concviz-truth-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        with contextlib.suppress(OSError):
            if (group / limit).exists():
                (group / limit).write_text(f"{quota_us} {PERIOD_US}" if limit == "cpu.max" else str(quota_us))
                return group
        group.rmdir()
    raise RuntimeError("no control group with a quota can be made here")


def timed_calls(folder: Path) -> str:
    """The library, built from `off_core.c`.

    Raises:
        RuntimeError: where there is no C compiler.
    """
    library = folder / "off_core.so"
    source = Path(__file__).with_name("off_core.c")
    try:
        subprocess.run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError("the calls that are timed in C can't be built: no C compiler") from error
    return str(library)
