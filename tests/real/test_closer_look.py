"""Lines of the user's at which workers wait, and what a worker's own event loop awaits: in a run, its result and its recording.

Every run has long enough items, and enough of them, to be looked at several times on the busiest machine; what is asserted is which
line and which wait, never how much of it.
"""

import pytest
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.session.events import Awaits, Places
from concviz.engine.session.file.reader import load

from tests.support.real_processes import run_json

pytestmark = pytest.mark.real
MODULE = """
import asyncio, threading, time

LOCK = threading.Lock()

def queue_up(n):
    with LOCK:  # the line at which three of four wait
        time.sleep(0.02)

async def sleep(n):
    await asyncio.sleep(0.2)
"""
LINE = MODULE.splitlines().index("    with LOCK:  # the line at which three of four wait") + 1


@pytest.fixture
def ran(tmp_path):
    """Runs a function of the module with so many inputs in four workers; its result, and its recording as it is opened."""
    (tmp_path / "mine.py").write_text(MODULE)

    def run(function, model, inputs):
        kept = tmp_path / "kept.concviz.jsonl"
        result = run_json(
            f"{tmp_path / 'mine.py'}:{function}", "--inputs", f"range({inputs})", "-m", model, "-w", "4", "--record", str(kept),
            state=tmp_path / "state",
        )  # fmt: skip
        return result, load(kept)

    return run


def test_the_line_at_which_workers_queue_is_in_the_recording_and_in_what_is_said(ran):
    result, session = ran("queue_up", "threads", 200)
    told = session.latest(Places, 1)
    assert told is not None
    assert told.looks >= 8
    assert told.places[0][0] == f"mine.py line {LINE}, in queue_up()"
    if "at a lock" in result["verdict"]:  # so it is, but for a machine on which nobody may look
        assert f"(mostly at mine.py line {LINE}, in queue_up())" in result["verdict"]


@pytest.mark.parametrize("model", ["threads", "asyncio-threads"])
def test_a_worker_with_an_event_loop_of_its_own_sleeps_where_it_awaits_a_sleep(ran, model):
    result, session = ran("sleep", model, 40)
    told = session.latest(Awaits, 1)
    assert told is not None
    assert told.asleep_us > 10 * (told.io_us + told.lock_us + told.child_us)
    ledger = run_figures(session, session.runs()[0], session.length_us).ledger
    assert ledger.asleep > 10 * ledger.wait_io or not ledger.looks
    assert result["ledger"]["asleep"] == pytest.approx(ledger.asleep, abs=0.05)
