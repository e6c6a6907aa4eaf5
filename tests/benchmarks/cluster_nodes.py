"""A cluster of four machines on one: a scheduler and three workers in network namespaces, with slow lines and wrong clocks. Needs root.

    python tests/benchmarks/cluster_nodes.py -- COMMAND …      runs it beside the scheduler; {} is the scheduler's address

Lines have a delay of 0, 5 and 40 ms each way (through a pair of TUN devices and a process that holds packets back: not every kernel
has netem), monotonic clocks are off by 0, -3 and +90 s (time namespaces), and each worker finds a boot id of its own, so it is a
machine of its own. Everything is gone when the command has ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

NAME = f"cv{os.getpid() % 10_000}"
HERE = f"{NAME}s"
NODES = ((0.0, 0), (0.005, -3), (0.040, 90))
"""(delay each way in seconds, seconds by which the clock is ahead)."""
TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x1, 0x1000, 0x40000000
BOOT_ID = "/proc/sys/kernel/random/boot_id"


def ip(*words: str) -> None:
    """`ip` with these words."""
    subprocess.run(["ip", *words], check=True)


def tun(namespace: str, name: str) -> int:
    """The descriptor of a new TUN device in that namespace; this process stays there."""
    with open(f"/run/netns/{namespace}") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), namespace)
    found = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(found, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return found


def hold_back(ends: tuple[int, int], delay_s: float) -> None:
    """Carries packets from either end to the other, each so much later; without end."""
    waiting: list[tuple[float, int, int, bytes]] = []
    count = 0
    while True:
        left = max(0.0, waiting[0][0] - time.perf_counter()) if waiting else None
        for ready in select.select(ends, (), (), left)[0]:
            count += 1
            other = ends[ready == ends[0]]
            heapq.heappush(waiting, (time.perf_counter() + delay_s, count, other, os.read(ready, 65_536)))
        while waiting and waiting[0][0] <= time.perf_counter():
            with contextlib.suppress(OSError):
                os.write(waiting[0][2], waiting[0][3])
            heapq.heappop(waiting)


def joined(node: int, delay_s: float) -> int:
    """Makes the node's namespace and its line to the scheduler's; returns the process that holds packets back, 0 for none."""
    there, near, far = f"{NAME}n{node}", f"{NAME}a{node}", f"{NAME}b{node}"
    ip("netns", "add", there)
    carrier = 0
    if delay_s:
        ready, told = os.pipe()
        carrier = os.fork()
        if not carrier:
            ends = tun(HERE, near), tun(there, far)
            os.write(told, b".")
            hold_back(ends, delay_s)
        os.read(ready, 1)
    else:
        ip("-n", HERE, "link", "add", near, "type", "veth", "peer", "name", far, "netns", there)
    for namespace, device, last, other in ((HERE, near, 1, 2), (there, far, 2, 1)):
        ip("-n", namespace, "addr", "add", f"10.99.{node}.{last}/32", "peer", f"10.99.{node}.{other}/32", "dev", device)
        ip("-n", namespace, "link", "set", device, "up")
    ip("-n", there, "link", "set", "lo", "up")
    ip("-n", there, "route", "add", "default", "via", f"10.99.{node}.1")
    return carrier


def worker(node: int, ahead_s: int, folder: Path) -> subprocess.Popen[bytes]:
    """Starts the node's worker, on a clock and with a boot id of its own."""
    boot = folder / f"boot{node}"
    boot.write_text(f"{uuid.uuid4()}\n")
    command = (
        f"mount --bind {boot} {BOOT_ID}; exec {sys.executable} -m distributed.cli.dask_worker tcp://10.99.{node}.1:8786"
    )
    command += f" --nworkers 1 --nthreads 1 --no-dashboard --host 10.99.{node}.2 --name node{node} --death-timeout 30"
    clock = ("unshare", "--time", "--monotonic", str(ahead_s), "--boottime", str(ahead_s))
    return started(f"{NAME}n{node}", (*clock, "sh", "-c", command), folder, f"worker{node}")


def started(namespace: str, words: tuple[str, ...], folder: Path, name: str) -> subprocess.Popen[bytes]:
    """Starts a command in that namespace; what it says goes to a file of that name."""
    with open(folder / name, "wb") as output:
        return subprocess.Popen(
            ["ip", "netns", "exec", namespace, *words], cwd=folder, stdout=output, stderr=output, start_new_session=True
        )


@contextlib.contextmanager
def nodes() -> Iterator[str]:
    """The address of the cluster's scheduler, reached from the namespace `HERE`."""
    processes: list[subprocess.Popen[bytes]] = []
    carriers: list[int] = []
    folder = Path(tempfile.mkdtemp(prefix="concviz-nodes-"))
    try:
        ip("netns", "add", HERE)
        ip("-n", HERE, "link", "set", "lo", "up")
        subprocess.run(["ip", "netns", "exec", HERE, "sysctl", "-qw", "net.ipv4.ip_forward=1"], check=True)
        carriers += [joined(node, delay_s) for node, (delay_s, _) in enumerate(NODES, 1)]
        scheduler = (sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "8786", "--no-show")
        processes.append(started(HERE, (*scheduler, "--no-dashboard", "--host", "0.0.0.0"), folder, "scheduler"))
        processes += [worker(node, ahead_s, folder) for node, (_, ahead_s) in enumerate(NODES, 1)]
        yield "tcp://127.0.0.1:8786"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        for carrier in filter(None, carriers):
            os.kill(carrier, 9)
            os.waitpid(carrier, 0)
        for name in (HERE, *(f"{NAME}n{node}" for node in range(1, len(NODES) + 1))):
            subprocess.run(["ip", "netns", "del", name], check=False)
        print(f"what scheduler and workers said: {folder}", file=sys.stderr)


def main() -> int:
    """Runs the command beside the scheduler once all workers are there."""
    wait = "import sys, distributed; distributed.Client(sys.argv[1]).wait_for_workers(3, timeout=60)"
    with nodes() as address:
        inside = ["ip", "netns", "exec", HERE]
        subprocess.run([*inside, sys.executable, "-c", wait, address], check=True)
        words = sys.argv[sys.argv.index("--") + 1 :]
        return subprocess.run([*inside, *(word.replace("{}", address) for word in words)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
