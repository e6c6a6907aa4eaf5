"""Tasks in a real lab: what only shows there."""

import json

import pytest

from tests.support.real_processes import concviz, run_json

pytestmark = pytest.mark.real


def test_blas_starts_no_threads_of_its_own(state):
    words = ("run", "matmul", "--model", "sequential", "--workers", "1", "--items", "200", "--json")
    result = json.loads(concviz(*words, state=state).stdout)
    assert result["peak_threads"] == 1
    assert result["cores_used"] < 1.2


@pytest.mark.parametrize("model", ["sequential", "asyncio", "asyncio-threads", "mp-pool", "processes-threads"])
def test_streams_end_with_their_workers(model, state):
    result = run_json("streams", "--model", model, "--workers", "3", "--items", "12", state=state)
    assert result["answer"].startswith("12 readings")


def test_the_scratch_folder_is_gone_after_the_run(state, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    result = run_json("files", "--items", "20", "--option", "allow_tmpfs=true", state=state)
    assert result["answer"].startswith("1.2 MiB in 20 files, all intact")
    assert list(cache.rglob("scratch"))
    assert not list(cache.rglob("concviz-*"))
