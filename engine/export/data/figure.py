"""A session for print: of its last run cores over time, the workers' timeline, and where their time went; or a comparison, with the
table of differences if there is one (extra `figures`).

Colours follow Okabe and Ito, which colour-blind people can tell apart, and are made lighter or darker so that each has
its own lightness: the figure also reads in grey, where hatching helps. It is always on white.
"""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ...analysis.build import snapshot
from ...analysis.snapshot import Snapshot
from ...model.states import BY_CODE, LEDGER
from ...session.events import RunStarted
from ...session.memory.columns import CoreColumns
from ...session.memory.log import Session
from ...text.quantities import percent
from ..film.grid import one_line
from ..optional_packages import install
from ..options import Options, bounds_us
from ..progress import ExportError, Progress, never_cancel, tell
from ..whole_files import whole_file
from . import figure_differences, figure_pair, figure_present, figure_study

MISSING = f"a figure needs matplotlib: {install('matplotlib')}"
KINDS = ("png", "svg", "pdf")
Part = tuple[float, Callable[[Any], None]]
"""A part of the figure: its height in inches, and what draws it on an axis."""
Look = tuple[str, str, str]
"""Name, colour, hatching."""
STATES: dict[int, Look] = {code: (state.words, *state.paper) for code, state in enumerate(BY_CODE)}
MOST_LANES, MOST_STEPS = 48, 600
PIXELS_A_POINT = 96 / 72
"""As CSS has it."""
STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "svg.hashsalt": "concviz",
}


def write_figure(
    session: Session, path: Path, options: Options | None = None, progress: Progress = never_cancel
) -> None:
    """Draw the last run of the range, or what was compared by its end, and what was measured, as PNG, SVG or PDF by the file's ending.

    Beside a comparison a run is drawn only where `at_s` or `from_s` lies in one that was not made for a comparison.

    Raises:
        ExportError: matplotlib is missing, there is nothing to draw, the ending is another, or the file can't be written.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise ExportError(f"a figure is a .png, .svg or .pdf file, not {path.suffix or path.name!r}")
    plt = _matplotlib()
    tell(progress, 0, 3)
    parts, title = _parts(session, options)
    with plt.rc_context(STYLE), whole_file(path, force=options.force) as beside:
        figure = _drawn(plt, parts, title)
        try:
            tell(progress, 2, 3)
            about = {"Date": None} if kind == "svg" else {"CreationDate": None} if kind == "pdf" else None
            drawn = io.BytesIO()  # on a full disk some of matplotlib's writers fail in closing the file, and hide why
            figure.savefig(drawn, format=kind, dpi=200 * options.scale, metadata=about)
            beside.write_bytes(_in_pixels(drawn.getvalue()) if kind == "svg" else drawn.getbuffer())
        finally:
            plt.close(figure)
    tell(progress, 3, 3)


def _in_pixels(svg: bytes) -> bytes:
    """The same size without a unit: some renderers (resvg, unless told a resolution) refuse one in points."""
    head, end, rest = svg.partition(b"viewBox=")
    lengths = re.sub(rb'"([\d.]+)pt"', lambda found: b'"%.2f"' % (float(found[1]) * PIXELS_A_POINT), head)
    return lengths + end + rest


def _matplotlib() -> Any:
    try:
        importlib.import_module("matplotlib").use("Agg")
        return importlib.import_module("matplotlib.pyplot")
    except ImportError as error:
        raise ExportError(MISSING) from error


def _parts(session: Session, options: Options) -> tuple[list[Part], str]:
    """What there is to draw, from top to bottom, and the title over it."""
    t0_us, t1_us = bounds_us(options, session.length_us)
    if options.panel == "before-after":
        return _pair_parts(session, t1_us)
    if options.panel == "present":
        started = _run_of(session, options, t1_us, alone=True)
        parts, words = figure_present.present_parts(session, started, t1_us)
        return parts, _plain(one_line(words, 110))
    if options.panel:
        raise ExportError(f"a figure shows whole runs: --panel present or before-after, not {options.panel[:40]!r}")
    study = figure_study.measured(session, t1_us)
    started = _run_of(session, options, t1_us, alone=study is None)
    parts, title = _run_parts(session, started, t0_us, t1_us)
    if study is not None:
        title = title or _title(session, [figure_study.title_of(study[0])])
        parts.append((figure_study.height_of(study[1]), lambda axis: figure_study.draw(axis, *study)))
    table = figure_differences.measured(session, t1_us)
    if table is not None:
        parts.append((table.height, lambda axis: figure_differences.draw(axis, table)))
    if not parts:
        raise ExportError("there is no run and nothing measured in this part of the session")
    return parts, title or _title(session, [])


def _pair_parts(session: Session, t1_us: int) -> tuple[list[Part], str]:
    """Two runs on one axis of time, and what they come to."""
    both = figure_pair.measured(session, t1_us)
    runs, used = (both.before, both.after), [one.ledger.shares for one in (both.before, both.after)]
    parts: list[Part] = [(1.7, lambda axis, one=one: figure_pair.draw(axis, one, both)) for one in runs]
    looks = [(state.words, *state.paper) for state in LEDGER if any(share[state.name] >= 0.005 for share in used)]
    parts.append((0.3, lambda axis: _states(axis, looks)))
    return parts, _plain(one_line(f"{both.task} · {both.text}", 110))


def _states(axis: Any, looks: list[Look]) -> None:
    axis.set_axis_off()
    _legend(axis, looks, hatched=True)


def _run_of(session: Session, options: Options, t1_us: int, *, alone: bool) -> RunStarted | None:
    """The run to draw: the last one, or the one that is named; beside a comparison only one that was not made for any."""
    named_s = options.at_s if options.at_s is not None else options.from_s or None
    if alone:
        return session.run_at(t1_us if options.at_s is None else min(round(options.at_s * 1e6), t1_us))
    run = session.run_at(round(named_s * 1e6)) if named_s is not None else None
    if run is None or named_s is None or figure_study.made_for_one(session, run.t_us):
        return None
    end = session.run_end(run.run, t1_us)
    return run if end is None or end.t_us >= named_s * 1e6 else None


def _run_parts(session: Session, started: RunStarted | None, t0_us: int, t1_us: int) -> tuple[list[Part], str]:
    """A run within the range, and its title; nothing where there is none."""
    end = session.run_end(started.run, t1_us) if started else None
    first = max(started.t_us, t0_us) if started else t0_us
    last = min(end.t_us if end else t1_us, t1_us)
    if started is None or last <= first:
        return [], ""
    shot = snapshot(session, last, timeline_us=last - first)
    lanes = min(len(shot.lanes), MOST_LANES)
    parts: list[Part] = [
        (1.9, lambda axis: _cores(axis, session.cores(first, last), shot, first, last)),
        (0.7 + 0.19 * max(lanes, 2), lambda axis: _workers(axis, shot, first, last)),
        (0.42, lambda axis: _ledger(axis, shot)),
    ]
    plan = started.plan
    words = [f"{plan.task}: {plan.model}, {plan.workers or '?'} workers"]
    words.append(f"CPython {shot.run.python}" if shot.run and shot.run.python else "")
    return parts, _title(session, words)


def _drawn(plt: Any, parts: list[Part], title: str) -> Any:
    heights = [height for height, _ in parts]
    size = (7.2, sum(heights) + 0.65 * len(heights))
    figure, axes = plt.subplots(
        len(heights), 1, figsize=size, height_ratios=heights, layout="constrained", squeeze=False
    )
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    for axis, (_, draw) in zip(axes[:, 0], parts, strict=True):
        draw(axis)
    return figure


def _title(session: Session, words: list[str]) -> str:
    machine = session.machine
    words = [*words, machine.cpu or machine.system]
    words += [f"{machine.usable_cores:g} usable core{'s' * (machine.usable_cores != 1)}"] if len(words) <= 2 else []
    return _plain(one_line(" · ".join(word for word in words if word), 110))


def _plain(text: str) -> str:
    """Text in which nothing is taken for mathematics."""
    return text.replace("$", r"\$")


def _cores(axis: Any, columns: CoreColumns, shot: Snapshot, t0_us: int, t1_us: int) -> None:
    times, ours, busy = _stepped(columns, t0_us)
    rest = np.maximum(busy - ours, 0)
    look = {"step": "post", "linewidth": 0.6}
    axis.fill_between(times, ours, label="this run", color="#00466f", **look)
    grey = {"facecolor": "#c9c9c9", "hatch": "....", "edgecolor": "#8a8a8a"}
    axis.fill_between(times, ours, ours + rest, label="rest of the machine", **grey, **look)
    usable = shot.machine.usable_cores
    axis.axhline(usable, color="black", linewidth=0.9, linestyle="--")
    axis.text((t1_us - t0_us) / 1e6, usable, f"{usable:g} usable cores ", ha="right", va="bottom", fontsize=8)
    axis.set(ylim=(0, max(usable, 1) * 1.22), xlim=(0, (t1_us - t0_us) / 1e6), ylabel="cores", xlabel="seconds")
    axis.set_title("Cores in use")
    axis.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=8, borderaxespad=0)


def _stepped(columns: CoreColumns, t0_us: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(edges in seconds, cores used by the run, cores busy), at most `MOST_STEPS` steps, the last value twice."""
    if not len(columns):
        return np.zeros(1), np.zeros(1), np.zeros(1)
    group = np.arange(len(columns)) // max(1, -(-len(columns) // MOST_STEPS))
    first = np.flatnonzero(np.diff(group, prepend=-1))
    weight = np.add.reduceat(columns.dt_us, first).clip(1)
    ours = np.add.reduceat(columns.run_total * columns.dt_us, first) / weight
    busy = np.add.reduceat(columns.busy.sum(axis=1) * columns.dt_us, first) / weight
    starts = (columns.t_us[first] - columns.dt_us[first] - t0_us) / 1e6
    end = (columns.t_us[-1] - t0_us) / 1e6
    return np.append(np.maximum(starts, 0), end), np.append(ours, ours[-1]), np.append(busy, busy[-1])


def _workers(axis: Any, shot: Snapshot, t0_us: int, t1_us: int) -> None:
    shown = shot.lanes[:MOST_LANES]
    pieces = shot.segments
    used: list[Look] = []
    for state, look in STATES.items():
        for row, lane in enumerate(shown):
            mine = (pieces.lane == lane.lane) & (pieces.state == state)
            starts = (pieces.start_us[mine] - t0_us) / 1e6
            widths = (pieces.end_us[mine] - pieces.start_us[mine]) / 1e6
            if len(starts):
                bars = np.column_stack([starts, widths])
                axis.broken_barh(bars, (row - 0.4, 0.8), facecolor=look[1], edgecolor="none")
                used += [look] if look not in used else []
    names = [_plain(lane.name) for lane in shown]
    axis.set_yticks(range(len(names)), names, fontsize=8 if len(names) < 20 else 6)
    axis.set(ylim=(max(len(names), 1) - 0.4, -0.6), xlim=(0, (t1_us - t0_us) / 1e6), xlabel="seconds")
    more = len(shot.lanes) - len(shown)
    axis.set_title("Workers" + (f" (the first {len(shown)} of {len(shot.lanes)})" if more > 0 else ""))
    _legend(axis, used)


def _legend(axis: Any, looks: list[Look], *, hatched: bool = False, below: bool = False) -> None:
    patches = importlib.import_module("matplotlib.patches")
    edge = "#333333" if hatched else "none"
    handles = [
        patches.Patch(facecolor=colour, edgecolor=edge, linewidth=0.6, hatch=hatch if hatched else None, label=name)
        for name, colour, hatch in looks
    ]
    place = (
        {"loc": "upper left", "bbox_to_anchor": (0, 0)} if below else {"loc": "lower right", "bbox_to_anchor": (1, 1)}
    )
    if handles:
        axis.legend(handles=handles, ncols=3, frameon=False, fontsize=8, borderaxespad=0.2, **place)


def _ledger(axis: Any, shot: Snapshot) -> None:
    left, used = 0.0, []
    for state in LEDGER:
        colour, hatch = state.paper
        share = float(getattr(shot.ledger, state.name, 0.0))
        if share < 0.0005:
            continue
        inferred = " (inferred)" if state.name in shot.ledger.inferred else ""
        used.append((f"{state.words} {percent(share, 1)}{inferred}", colour, hatch))
        axis.barh(0, share, left=left, color=colour, hatch=hatch, edgecolor="#333333", linewidth=0.6)
        left += share
    axis.set(xlim=(0, 1), ylim=(-0.45, 0.45), yticks=[], xticks=[])
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.set_title("Where the workers' time went" if left else "Where the workers' time went: not measured")
    _legend(axis, used, hatched=True, below=True)
