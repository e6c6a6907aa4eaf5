"""`attach ADDRESS`: a Dask cluster, followed in words, and its account in lines."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from ....engine.analysis.build import snapshot
from ....engine.analysis.cluster.cluster_result import cluster_result
from ....engine.model.errors import UserError
from ....engine.model.program_facts import ClusterResult, PrefixDone
from ....engine.probe.machine import describe
from ....engine.session.library.recording import close_recording, writer_for
from ....engine.session.memory.log import Session
from ....engine.sources.cluster.cluster_source import RUN
from ....engine.sources.cluster.found_cluster import FoundCluster
from ....engine.sources.program import ENDING
from ....engine.sources.source import begin
from ....engine.text.quantities import duration, size
from ....engine.text.words import plural
from ..record_option import told_incomplete
from ..streams.printed_json import print_json
from .in_app import fits, watch_in_app
from .watching import follow

MOST_ROWS = 12
"""Workers and prefixes in the account."""
NAMED = 3
"""Prefixes in a line."""


def watched_cluster(
    address: str, *, for_s: float | None, plain: bool, as_json: bool, record: Path | None, force: bool
) -> int:
    """Watches in the app where there is a terminal for it and nobody asked for words, else in words.

    Raises:
        UserError: it can't be reached, or the recording can't be written.
    """
    if not (plain or as_json) and fits():
        return watch_in_app(lambda: FoundCluster(address), for_s=for_s, record=record, force=force, before=None)
    writer, _ = writer_for(record, replace=force) if record else (None, "")
    try:
        source = FoundCluster(address).source
    except UserError:
        Session(describe(), writer=writer).close()
        raise
    session = Session(describe(), writer=writer)  # its time, and that of --for, begins now
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, lambda *_: source.stop())
    try:
        begin(source, session)
        follow(source, session, for_s, line_of if plain else None)
    finally:
        source.close()
    result = cluster_result(session, RUN)
    close_recording(session, unnamed=False)
    told_incomplete(session, record)
    if as_json:
        print_json(result)
    else:
        click.echo("\n".join(account(result)), err=True)
    return 0


def line_of(session: Session) -> str:
    """`12 s · 3.2 of 8 cores on 2 nodes · 4 workers, 8 threads, 5 busy · loop: 4 running, 20 waiting, 38/s`."""
    seen = snapshot(session, None, history_s=1.0, history_steps=1)
    now, cluster = duration(round(session.now_us() / 1e6)), seen.cluster
    if cluster is None:
        return now
    cores = plural(sum(node.cores for node in seen.nodes), "core")
    used = f"{seen.used_now:.1f} of {cores} on {plural(len(seen.nodes), 'node')}"
    counts = (
        f"{plural(len(cluster.workers), 'worker')}, {plural(cluster.threads, 'thread')}, {cluster.executing:,} busy"
    )
    tasks = [
        f"{each.row.name}: {each.running:,} running, {max(0, waits):,} waiting, {each.per_s:.1f}/s"
        for each in cluster.prefixes[:NAMED]
        if (waits := each.row.waiting + each.row.queued + each.row.processing - each.running) > 0
        or each.running
        or each.per_s
    ]
    return " · ".join((now, used, counts, *tasks))


def account(result: ClusterResult) -> list[str]:
    """The account for a person: machines, workers, tasks, sentences."""
    how = "its scheduler ended" if result.status == "ended" else "left running"
    workers, threads = len(result.workers), sum(each.threads for each in result.workers)
    there = f"{plural(len(result.nodes), 'node')}, {plural(workers, 'worker')}, {plural(threads, 'thread')}"
    lines = [f"Dask cluster: {how} after {duration(result.wall_s)}; {there}"]
    for node in result.nodes:
        used = (
            f"{node.cores_used:.2f} of {plural(node.cores, 'core')} used" if node.cores_used is not None else "unknown"
        )
        rest = f", {node.rest_used:.2f} by others" if node.rest_used is not None else ""
        clock = f"clock {node.offset_s:+.3f} s ± {duration(node.within_s)}"
        lines.append(f"  node {node.node}, {plural(node.workers, 'worker')}: {used}{rest}; {clock}")
    for worker in result.workers[:MOST_ROWS]:
        limit = f" of {size(worker.limit_bytes)}" if worker.limit_bytes else ""
        lines.append(
            f"  worker {worker.worker} on node {worker.node}, process {worker.pid}: {worker.status}, "
            f"{plural(worker.threads, 'thread')}, {size(worker.memory_bytes)}{limit}, {plural(worker.queued, 'task')} more there"
        )
    lines += _more(len(result.workers), "worker")
    lines += [f"  {_of_prefix(each)}" for each in result.tasks[:MOST_ROWS]]
    lines += _more(len(result.tasks), "prefix")
    if result.lost_spans:
        lines.append(f"  {result.lost_spans:,} tasks are counted and not drawn: they came too thick")
    return [*lines, *(f"  {text}" for text in result.says), *(f"  {why}" for why in result.missing)]


def _more(rows: int, what: str) -> list[str]:
    return [f"  {rows - MOST_ROWS:,} {what} rows more"] if rows > MOST_ROWS else []


def _of_prefix(each: PrefixDone) -> str:
    mean = f", {duration(each.compute_s / each.done)} each" if each.done else ""
    failed = f", {each.failed:,} failed" if each.failed else ""
    fetched = f", {duration(each.fetch_s)} of fetching" if each.fetch_s else ""
    open_ones = each.waiting + each.processing
    rest = f"; {open_ones:,} not done yet" if open_ones else ""
    return f"{each.prefix}: {plural(each.done, 'task')} done{mean}{failed}{fetched}{rest}"
