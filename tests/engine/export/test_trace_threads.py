"""A watched program's trace: a track a thread, with its states."""

import gzip
import json

import pytest
from concviz.engine.export.data.trace import write_trace
from concviz.engine.export.data.trace_threads import thread_slices

from tests.support.watched import S, told_session


def test_each_thread_has_slices_named_by_what_it_did_for_the_most_part(tmp_path):
    write_trace(told_session(ends=True), tmp_path / "a.json.gz")
    events = json.loads(gzip.decompress((tmp_path / "a.json.gz").read_bytes()))["traceEvents"]
    slices = {each["tid"]: each for each in events if each.get("cat") == "state"}
    assert {tid: each["name"] for tid, each in slices.items()} == {
        71: "on a core", 72: "waiting for the GIL", 73: "waiting for the GIL", 74: "waiting for the GIL",
        75: "waiting for a lock", 80: "waiting for I/O",
    }  # fmt: skip
    assert slices[72]["dur"] == 3.5 * S
    assert slices[72]["args"]["shares"]["waiting for the GIL"] == pytest.approx(0.964, abs=0.01)
    names = [(each["tid"], each["args"]["name"]) for each in events if each["name"] == "thread_name"]
    assert names[-4:] == [(71, "main"), (72, "worker-1"), (73, "worker-2"), (74, "worker-3")]
    assert [each["name"] for each in events if each.get("cat") == "run"] == ["python server.py"]
    assert "python job.py" in [each["args"]["name"] for each in events if each["name"] == "process_name"]


def test_only_what_lies_between_the_moments():
    assert all(
        begin >= S and begin + length <= 3 * S for _, _, begin, length, *_ in thread_slices(told_session(), 1, S, 3 * S)
    )
