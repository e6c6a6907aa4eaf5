import builtins
import hashlib
import os
from pathlib import Path

import pytest
from concviz.engine.lab.tasks import files


def test_a_file_is_written_forced_out_read_and_removed(tmp_path, monkeypatch):
    forced = []
    monkeypatch.setattr(os, "fsync", lambda number: forced.append(os.fstat(number).st_size))
    items = files.items(3, seed=1, scratch=str(tmp_path), allow_tmpfs=True)
    results = [files.work(item) for item in items]
    assert forced == [64 * 1024] * 3
    assert len({digest for _, digest in results}) == 3
    assert {size for size, _ in results} == {64 * 1024}
    assert list(tmp_path.iterdir()) == []
    assert files.combine(results).startswith("0.2 MiB in 3 files, all intact, checksum ")


def test_the_digest_is_that_of_the_bytes_on_disk(tmp_path, monkeypatch):
    read = []
    unlink = os.unlink
    monkeypatch.setattr(os, "unlink", lambda path: (read.append(Path(path).read_bytes()), unlink(path)))
    size, digest = files.work(files.items(1, seed=1, scratch=str(tmp_path), file_kib=3, allow_tmpfs=True)[0])
    assert (size, digest) == (3072, hashlib.sha256(read[0]).hexdigest())


def test_a_disk_that_gives_back_something_else_is_noticed(tmp_path, monkeypatch):
    def lying(path, mode):
        return builtins.open(path if mode == "wb" else os.devnull, mode)

    monkeypatch.setattr(files, "open", lying, raising=False)
    with pytest.raises(ValueError, match="holds something else"):
        files.work(files.items(1, seed=1, scratch=str(tmp_path), allow_tmpfs=True)[0])


def test_memory_is_no_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "filesystem", lambda folder: "tmpfs")
    with pytest.raises(ValueError, match=r"is in memory \(tmpfs\).*allow_tmpfs"):
        files.items(3, seed=1, scratch=str(tmp_path))
    assert len(files.items(3, seed=1, scratch=str(tmp_path), allow_tmpfs=True)) == 3


@pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="this machine has no /dev/shm")
def test_a_real_tmpfs_is_known_as_one():
    assert files.filesystem("/dev/shm") == "tmpfs"
    assert files.filesystem("/proc") == "proc"
