from pathlib import Path

import msgspec
import pytest
from concviz.engine.probe import machine


@pytest.mark.parametrize(("online", "cores"), [("0-7\n", 8), ("0\n", 1), ("0-2,4-5\n", 6), ("0,2\n", 3)])
def test_core_count_keeps_a_place_for_a_core_that_is_off(tmp_path: Path, online: str, cores: int) -> None:
    (tmp_path / "devices/system/cpu").mkdir(parents=True)
    (tmp_path / "devices/system/cpu/online").write_text(online)
    assert machine.core_count(tmp_path) == cores


def test_core_count_without_sys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    assert machine.core_count(tmp_path) == 5


def test_affinity_is_all_cores_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    assert machine.affinity(3) == (0, 1, 2)


@pytest.mark.parametrize(("quota", "usable"), [(None, 4.0), (1.5, 1.5), (16.0, 4.0)])
def test_usable_cores(quota: float | None, usable: float) -> None:
    assert machine.usable_cores((0, 1, 4, 5), quota) == usable


def test_processor_name(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: Fast Chip 9\n\n")
    assert machine.processor(tmp_path) == "Fast Chip 9"


def test_describe_this_machine_survives_the_session_file() -> None:
    found = machine.describe()
    assert found.cores >= max(found.affinity) + 1
    assert 0 < found.usable_cores <= len(found.affinity)
    assert found.memory_bytes > 1_000_000
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found


def test_quota_that_can_not_be_seen_is_none(tmp_path: Path) -> None:
    assert machine.quota(tmp_path) is None
