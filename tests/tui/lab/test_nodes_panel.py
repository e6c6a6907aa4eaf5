"""A cluster on the Lab's panels: the headline counts all nodes' cores, and the cores' panel has a row or a bar a node."""

from dataclasses import replace

import numpy as np
import pytest
from concviz.engine.analysis.snapshot import NodeView
from concviz.tui.lab.panels.cores_panel import CoresPanel
from concviz.tui.lab.panels.headline_panel import HeadlinePanel, headline_of
from concviz.tui.lab.panels.workers_panel import WorkersPanel

from tests.support.made_snapshots import ended, threads_snapshot
from tests.support.panel_app import PanelApp, lines, text_of


def on_nodes(count, *, base=None, used=9.3):
    nodes = tuple(NodeView(number, 1, 16, used, np.full(60, used)) for number in range(1, count + 1))
    return replace(base or threads_snapshot(2), nodes=nodes)


def test_the_headline_counts_the_cores_of_all_nodes_and_none_of_ours():
    told = headline_of(replace(on_nodes(4), run_cores=30.04))
    assert (told.used, told.cores, told.what) == (pytest.approx(37.2), 64, "cores on 4 nodes")
    assert (told.when, told.also) == ("now", "run 30.0")
    assert headline_of(on_nodes(1)).what == "cores on 1 node"
    over = headline_of(replace(on_nodes(4, base=ended()), run_cores=30.04))
    assert (over.used, over.when) == (30.04, "run")


async def test_it_fits_where_headlines_stand():
    panel = HeadlinePanel()
    async with PanelApp(panel).run_test(size=(44, 6)) as pilot:
        panel.show(on_nodes(4))
        await pilot.pause()
        assert "of 64 cores on 4 nodes" in text_of(panel)
        panel.show(on_nodes(1_000))
        await pilot.pause()
        assert "of 16000 cores" in text_of(panel)
        assert "…" not in text_of(panel)


@pytest.mark.parametrize(("count", "last"), [(2, "2  58%"), (4, "4  58%")])
async def test_few_nodes_have_a_row_each_numbered_from_one(count, last):
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(60, 12)) as pilot:
        panel.show(on_nodes(count))
        await pilot.pause()
        text = text_of(panel)
        assert "Nodes" in lines(panel)[0]
        assert "1  58%" in text
        assert last in text
        assert f"{count + 1}  " not in text
        assert "of the cores of each node" in lines(panel)[-1]


@pytest.mark.parametrize("size", [(56, 10), (36, 6)])
async def test_two_hundred_nodes_are_a_strip(size):
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=size) as pilot:
        panel.show(on_nodes(200))
        await pilot.pause()
        rows = lines(panel)
        assert all(len(row) == size[0] for row in rows)
        assert not any("…" in row for row in rows)
        first = [row.strip("│ ").split()[0] for row in rows[1:-1] if row.strip("│ ")[:1].isdigit()]
        assert first[0] == "1"
        assert len(first) >= 2
        assert all(int(number) <= 200 for number in first)


async def test_workers_of_a_cluster_have_no_rows_of_cores_above_them():
    """Two machines have cores of the same number, and neither is ours."""
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 24)) as pilot:
        panel.show(threads_snapshot(2))
        await pilot.pause()
        assert "core 0" in text_of(panel)
        panel.show(on_nodes(2))
        await pilot.pause()
        assert "core 0" not in text_of(panel)
