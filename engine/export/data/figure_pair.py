"""Before and after as parts of the figure: the cores that each of two runs used over one axis of time, and where its workers' time went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...analysis.before_after import SLICES, BeforeAfter, RunPicture, before_after
from ...model.states import LEDGER
from ...session.memory.log import Session
from ...text.quantities import duration
from ...text.words import noun
from ..progress import ExportError

SHADES = ("#00466f", "#5aa9d6", "#2d7fb0", "#a9d0e8")
"""Of the cores, one on another: all are of the colour of what runs, and they differ in grey too."""
MOST_NAMED = 8
"""Cores in the legend."""
TOGETHER = SLICES // 120
"""Slices that are one step on paper: where workers take turns, each of them alone is ragged."""


def measured(session: Session, t1_us: int) -> BeforeAfter:
    """The last two runs of the same task.

    Raises:
        ExportError: there are no two.
    """
    both = before_after(session, t1_us)
    if both is None:
        raise ExportError("before and after takes two runs of the same task, and there are none up to here")
    return both


def draw(axis: Any, one: RunPicture, both: BeforeAfter) -> None:
    """One of the two: cores in use, one on another, and below them its ledger as a bar as long as the run."""
    share = one.share.reshape(len(one.share), -1, TOGETHER).mean(axis=2)
    steps = np.linspace(0.0, both.span_s, share.shape[1] + 1)
    floor = np.zeros(share.shape[1])
    for core in np.flatnonzero(share.sum(axis=1) > 0):
        top = floor + share[core]
        shade = SHADES[core % len(SHADES)]
        axis.stairs(top, steps, baseline=floor, fill=True, color=shade, label=f"core {core}")
        floor = top
    cores = len(share)
    axis.set(
        xlim=(0, both.span_s), ylim=(-0.45, cores * 1.05), ylabel="cores", xlabel="seconds", yticks=range(cores + 1)
    )
    left = 0.0
    for state in LEDGER:
        length = float(getattr(one.ledger, state.name, 0.0)) * one.wall_s
        if length > 0:
            colour, hatch = state.paper
            bar = {"color": colour, "hatch": hatch, "edgecolor": "#333333", "linewidth": 0.4, "height": 0.22}
            axis.barh(-0.25, length, left=left, **bar)
            left += length
    if 0 < len(axis.get_legend_handles_labels()[1]) <= MOST_NAMED:
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": MOST_NAMED}
        axis.legend(frameon=False, fontsize=8, borderaxespad=0, **place)
    axis.axvline(one.wall_s, color="black", linewidth=0.8, linestyle="--")
    used = "" if one.cores_used is None else f" on {one.cores_used:.1f} {noun(round(one.cores_used, 1), 'core')}"
    axis.set_title(f"{one.title.workers} · {one.title.python}: {duration(one.wall_s)}{used}")
