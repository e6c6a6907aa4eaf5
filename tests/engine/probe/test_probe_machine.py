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


def lay_out(sys: Path, *siblings: str) -> None:
    for number, shared in enumerate(siblings):
        folder = sys / f"devices/system/cpu/cpu{number}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(shared + "\n")


@pytest.mark.parametrize(
    ("siblings", "cores"),
    [(("0-1", "0-1"), 1), (("0,2", "1,3", "0,2", "1,3"), 2), (("0", "1"), 2), (("0-1", "0-1", "2"), 2), ((), None)],
)
def test_physical_cores_by_who_shares_with_whom(tmp_path: Path, siblings: tuple[str, ...], cores: int | None) -> None:
    lay_out(tmp_path, *siblings)
    (tmp_path / "devices/system/cpu/cpufreq").mkdir(parents=True, exist_ok=True)
    assert machine.physical_cores(tmp_path) == cores


def test_what_shared_cores_mean_is_said_where_they_are_shared(tmp_path: Path) -> None:
    lay_out(tmp_path, "0,2", "1,3", "0,2", "1,3")
    (tmp_path / "devices/system/cpu/online").write_text("0-3\n")
    told = machine.shared_cores(machine.describe(sys=tmp_path))
    assert told == (
        "These 4 cores are what the system calls processors; they share 2 physical cores, so 4 workers that compute gain less than 4 "
        "times: sweep draws 2 as a second ceiling."
    )
    for number in range(4):
        (tmp_path / f"devices/system/cpu/cpu{number}/topology/thread_siblings_list").write_text(f"{number}\n")
    assert machine.shared_cores(machine.describe(sys=tmp_path)) == ""


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
