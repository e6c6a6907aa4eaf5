"""A Dask cluster that has nothing to do with concviz: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.real_processes import DEADLINE_S, until


@dataclass
class DaskCluster:
    """Where it is, and its processes: the scheduler first."""

    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextlib.contextmanager
def dask_cluster(folder: Path, *, workers: int, threads: int) -> Iterator[DaskCluster]:
    """One that is up, until it isn't needed any more."""
    from distributed import Client

    told, cluster = folder / "scheduler.json", DaskCluster()
    environment = {name: value for name, value in os.environ.items() if name != "CONCVIZ_STATE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])  # functions of tests are sent by name
    parts = [
        ("scheduler", "--port", "0", "--no-show"),
        *[("worker", "--no-nanny", "--nthreads", str(threads))] * workers,
    ]
    for number, (module, *more) in enumerate(parts):
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{module}",
            *more,
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        ]
        with open(folder / f"output-{number}", "w") as output:
            process = subprocess.Popen(
                [*command, "--scheduler-file", str(told)], cwd=folder, env=environment, stdout=output, stderr=output
            )
        cluster.processes.append(process)
    try:
        until(told.exists, "the scheduler says where it is")
        cluster.address = json.loads(told.read_text())["address"]
        with Client(cluster.address, timeout=DEADLINE_S, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=DEADLINE_S)
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            process.terminate()
        for process in reversed(cluster.processes):
            process.wait()
