"""What this machine is, and how much of it a run may use."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from ..session.events import Machine
from ..text.words import plural
from .linux import cgroup


def describe(proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> Machine:
    """The machine as it is recorded at the head of every session."""
    import psutil

    cores = core_count(sys)
    mask = affinity(cores)
    limit = quota(proc)
    return Machine(
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cpu=processor(proc),
        cores=cores,
        physical_cores=physical_cores(sys) or psutil.cpu_count(logical=False),
        affinity=mask,
        quota_cores=limit,
        usable_cores=usable_cores(mask, limit),
        memory_bytes=_memory_bytes(),
        python=platform.python_version(),
    )


def _memory_bytes() -> int:
    """All of the memory; 0 where the system doesn't tell, as a Linux without /proc."""
    import psutil

    try:
        return psutil.virtual_memory().total
    except OSError:
        return 0


def core_count(sys: Path = Path("/sys")) -> int:
    """Logical cores: one more than the highest number of a core that is switched on.

    A core in the middle that is switched off counts: it keeps its number, and is shown idle.
    """
    try:
        online = (sys / "devices/system/cpu/online").read_text()
        return max(int(part.rpartition("-")[2]) for part in online.strip().split(",")) + 1
    except (OSError, ValueError):
        return os.cpu_count() or 1


def physical_cores(sys: Path = Path("/sys")) -> int | None:
    """Cores that share nothing of what they compute with, by the kernel's word on who shares with whom; None where it has none."""
    found: set[str] = set()
    for path in sys.glob("devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list"):
        try:
            found.add(path.read_text().strip())
        except OSError:
            return None
    return len(found) or None


def shared_cores(machine: Machine) -> str:
    """What it means for a run that several of the listed cores share a physical one, a sentence; '' where they don't."""
    physical = machine.physical_cores
    if physical is None or physical >= machine.cores:
        return ""
    listed = f"{machine.cores:,}"
    return (
        f"These {listed} cores are what the system calls processors; they share {plural(physical, 'physical core')}, so "
        f"{listed} workers that compute gain less than {listed} times: sweep draws {physical:,} as a second ceiling."
    )


def affinity(cores: int) -> tuple[int, ...]:
    """The cores that this process may use: all of them where the system has no affinity."""
    ask = getattr(os, "sched_getaffinity", None)
    return tuple(sorted(ask(0))) if ask else tuple(range(cores))


def quota(proc: Path = Path("/proc")) -> float | None:
    """Cores' worth of CPU time that the control groups allow, None for no limit (or none that can be seen)."""
    try:
        found = cgroup.find_quota(proc)
    except (OSError, ValueError):
        return None
    return found.cores if found else None


def usable_cores(mask: tuple[int, ...], quota_cores: float | None) -> float:
    """Cores' worth of CPU time that a run can have at most."""
    return min(float(len(mask)), quota_cores) if quota_cores is not None else float(len(mask))


def processor(proc: Path = Path("/proc")) -> str:
    """The processor's own name, or ''."""
    try:
        for line in (proc / "cpuinfo").read_text(errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() in ("model name", "Model", "Processor") and value.strip():
                return value.strip()
    except OSError:
        if platform.system() == "Darwin":
            return _apple_name()
    return platform.processor()


def _apple_name() -> str:
    try:
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, timeout=2, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return platform.processor()
