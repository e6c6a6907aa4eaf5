from pathlib import Path

import pytest
from concviz.engine.probe.linux.cgroup import Throttling, find_quota, read_throttling


class Tree:
    """Control groups under a folder, and what /proc/self says about them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.proc = root / "proc"
        (self.proc / "self").mkdir(parents=True)

    def ours(self, *lines: str) -> None:
        (self.proc / "self/cgroup").write_text("\n".join(lines) + "\n")

    def mounts(self, *mounts: tuple[str, str, str, str]) -> None:
        """(root in the hierarchy, folder, kind, options)"""
        lines = [f"31 23 0:28 / {self.root} rw - tmpfs tmpfs rw"]
        for top, folder, kind, options in mounts:
            place = str(self.root / folder).replace(" ", "\\040")
            lines.append(f"32 31 0:29 {top} {place} rw,relatime shared:9 - {kind} {kind} {options}")
        (self.proc / "self/mountinfo").write_text("\n".join(lines) + "\n")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_version_2_the_tightest_on_the_way_up_counts(tree: Tree) -> None:
    tree.ours("0::/user/app/inner")
    tree.mounts(("/", "cg", "cgroup2", "rw"))
    tree.write("cg/user/app/inner/cpu.max", "max 100000\n")
    tree.write("cg/user/app/cpu.max", "150000 100000\n")
    tree.write("cg/user/cpu.max", "800000 100000\n")
    quota = find_quota(tree.proc)
    assert quota is not None
    assert quota.cores == 1.5
    assert quota.folder == tree.root / "cg/user/app"


def test_version_1_with_cpuacct_mounted_together(tree: Tree) -> None:
    tree.ours("4:memory:/other", "3:cpu,cpuacct:/app", "2:cpuset:/")
    tree.mounts(("/", "cg/cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"), ("/", "cg/cpuset", "cgroup", "rw,cpuset"))
    tree.write("cg/cpu,cpuacct/app/cpu.cfs_quota_us", "50000\n")
    tree.write("cg/cpu,cpuacct/app/cpu.cfs_period_us", "100000\n")
    tree.write("cg/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
    tree.write("cg/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
    quota = find_quota(tree.proc)
    assert quota is not None
    assert quota.cores == 0.5


def test_hybrid_both_are_asked(tree: Tree) -> None:
    tree.ours("1:cpu:/", "0::/")
    tree.mounts(("/", "cg/cpu", "cgroup", "rw,cpu"), ("/", "cg/unified", "cgroup2", "rw"))
    tree.write("cg/cpu/cpu.cfs_quota_us", "300000")
    tree.write("cg/cpu/cpu.cfs_period_us", "100000")
    assert find_quota(tree.proc).cores == 3.0
    tree.write("cg/unified/cpu.max", "200000 100000")
    assert find_quota(tree.proc).cores == 2.0


def test_in_a_container_the_mounts_own_top_is_ours(tree: Tree) -> None:
    tree.ours("1:cpu:/docker/abc")
    tree.mounts(("/docker/abc", "cg/cpu", "cgroup", "rw,cpu"))
    tree.write("cg/cpu/cpu.cfs_quota_us", "100000")
    tree.write("cg/cpu/cpu.cfs_period_us", "100000")
    assert find_quota(tree.proc).cores == 1.0


@pytest.mark.parametrize("path", ["/../../elsewhere", "/docker/abcd", "/"])
def test_a_group_that_only_the_host_sees(tree: Tree, path: str) -> None:
    tree.ours(f"0::{path}")
    tree.mounts(("/docker/abc" if path != "/" else "/", "c g", "cgroup2", "rw"))
    tree.write("c g/cpu.max", "250000 100000")
    tree.write("elsewhere/cpu.max", "1 100000")
    assert find_quota(tree.proc).cores == 2.5


def test_no_limit_anywhere(tree: Tree) -> None:
    tree.ours("0::/")
    tree.mounts(("/", "cg", "cgroup2", "rw"))
    assert find_quota(tree.proc) is None


def test_what_can_not_be_read_is_an_error_and_not_no_limit(tree: Tree) -> None:
    with pytest.raises(OSError, match="cgroup"):
        find_quota(tree.proc)


def test_throttling_in_both_versions(tmp_path: Path) -> None:
    stat = tmp_path / "cpu.stat"
    assert read_throttling(tmp_path) is None
    stat.write_text("nr_periods 90\nnr_throttled 4\nthrottled_time 5000000\n")
    assert read_throttling(tmp_path) == Throttling(4, 5000)
    stat.write_text("usage_usec 9\nnr_periods 9\nnr_throttled 3\nthrottled_usec 70\n")
    assert read_throttling(tmp_path) == Throttling(3, 70)
    stat.write_text("usage_usec 9\n")
    assert read_throttling(tmp_path) is None
