"""What is sent to workers of a cluster: it works where nothing of concviz can be imported."""

import pickle
import subprocess
import sys
import types

import pytest
from concviz.engine.lab.cluster import at_worker, sent
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import Elsewhere
from concviz.engine.lab.lanes.lane_reader import LaneReader

BARE = """
import pickle, sys, types
beside = types.SimpleNamespace(due=lambda: (7, 8))
worker = types.SimpleNamespace(address="tcp://a", plugins={"beside": beside})
sys.modules["distributed"] = types.SimpleNamespace(get_worker=lambda: worker)
measured = pickle.load(sys.stdin.buffer)
for item in (4, 0):
    index, (result, raised, span, reading) = measured(tens, "beside", (9, item))
    print(index, result, raised and raised[0], span[0], span[4] <= span[5], 0 <= span[6] <= span[7], "concviz" in sys.modules, reading)
    print(raised[2] if raised else "")
"""


def test_what_is_sent_needs_nothing_of_concviz(tmp_path):
    sent.send_by_value("concviz.engine.lab.tasks.pi")
    payload = pickle.dumps(sent.Sent(at_worker.measured))
    code = "def tens(x):\n    return 40 / x\n" + BARE
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], input=payload, capture_output=True, cwd=tmp_path, check=False
    )
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "9 10.0 None tcp://a True True False (7, 8)", done.stderr.decode()
    assert lines[2] == "9 None ZeroDivisionError tcp://a True True False (7, 8)"
    assert "in tens" in lines[4], lines
    assert not [line for line in lines if "in measured" in line]


def test_packages_of_the_users_own_folders_are_sent_and_installed_ones_are_not(tmp_path, monkeypatch):
    (tmp_path / "work.py").write_text("def f(x):\n    return x\n")
    for name, path in (("shop.core", "shop/core.py"), ("numbers_of", ".venv/lib/site-packages/numbers_of.py")):
        module = types.ModuleType(name)
        module.__file__ = str(tmp_path / path)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(sys.modules, "shop", types.ModuleType("shop"))
    monkeypatch.chdir("/")
    found = sent.own_packages(f"{tmp_path}/work.py:f")
    assert "shop" in found
    assert "numbers_of" not in found
    assert sent.own_packages("concviz.engine.lab.tasks.pi") == set()


def test_functions_of_a_model_are_wrapped_and_still_work():
    model = types.ModuleType("a_model")
    exec("def each(x):\n    return x + 1\ndef run(x):\n    return each(x)", vars(model))
    sent.send_functions_of(model)
    assert isinstance(model.each, sent.Sent)
    assert model.run(4) == 5
    assert pickle.loads(pickle.dumps(model.each))(1) == 2


@pytest.mark.parametrize("failed", [False, True])
def test_a_lane_is_written_for_a_worker_elsewhere(tmp_path, failed):
    lane = Lane.claim(str(tmp_path), "process", 16, Elsewhere(3, 70, 71, True))
    lane.told(5, 1_000, 4_000, 2_000, 9_000, 6, failed=failed)
    lane.told(6, 5_000, 6_000, 500, 9_700, -1, failed=failed)
    reader = LaneReader(tmp_path / "lane-00001")
    assert (reader.header.node, reader.header.pid, reader.header.tid) == (3, 70, 71)
    spans = reader.drain()
    assert [(span.item, span.core, span.flag, span.start_ns, span.end_ns, span.cpu_ns) for span in spans] == [
        (5, 6, int(failed), 1_000, 4_000, 2_000),
        (6, -1, int(failed), 5_000, 6_000, 500),
    ]
    totals = reader.totals()
    assert (totals.items, totals.wall_ns, totals.cpu_ns, totals.first_ns, totals.last_ns) == (
        2,
        4_000,
        2_500,
        1_000,
        6_000,
    )
    assert (totals.thread_cpu_first_ns, totals.thread_cpu_last_ns) == (7_000, 9_700)
    reader.close()
    lane.close()
