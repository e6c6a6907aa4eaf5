import os
from pathlib import Path

import pytest
from concviz.engine.probe.linux.procfs import Folder, Handles, Kept, key_values, stat_fields


@pytest.mark.parametrize("name", [b"python", b"a b", b"((", b"x) R 7 (", b") "])
def test_a_programs_name_can_hold_anything(name: bytes) -> None:
    fields = stat_fields(b"71 (" + name + b") S 5 6 7 0 -1\n")
    assert fields[:4] == [b"S", b"5", b"6", b"7"]


def test_key_values_skips_what_is_no_number() -> None:
    assert key_values(b"Name:\tx\nPss:   12 kB\nvoluntary_ctxt_switches:\t4\n0-1 [rollup]\n") == {
        b"Pss": 12,
        b"voluntary_ctxt_switches": 4,
    }


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_few_open_files_change_nothing_but_the_cost(tmp_path: Path, limit: int) -> None:
    handles = Handles(limit)
    folder = Folder(str(tmp_path), handles)
    files = [Kept(folder, name) for name in ("a", "b", "c")]
    for text in ("1", "2"):
        for name in "abc":
            (tmp_path / name).write_text(name + text)
        assert [file.read(9) for file in files] == [f"{name}{text}".encode() for name in "abc"]
    assert handles.left == max(0, limit - 3)
    for file in files:
        file.close()
        file.close()
    assert handles.left == limit
    folder.close()
    folder.close()


def test_a_folder_of_a_process_that_is_gone_never_tells_about_the_next_one(proc) -> None:
    proc.process(71, rss_pages=3)
    folder = Folder(str(proc.root / "71"), Handles())
    assert folder.read("statm").split()[1] == b"3"
    proc.end(71)
    proc.process(71, rss_pages=9)
    with pytest.raises(OSError, match="statm"):
        folder.read("statm")
    folder.close()


def test_thread_count_is_the_number_of_threads_on_this_system() -> None:
    if not os.path.exists("/proc/self/task"):
        pytest.skip("this system has no /proc")
    folder = Folder("/proc/self", Handles())
    assert folder.thread_count() == len(folder.thread_ids())
    folder.close()


def test_what_is_read_rarely_leaves_half_of_the_open_files_to_the_others(tmp_path: Path) -> None:
    handles = Handles(2)
    folder = Folder(str(tmp_path), handles)
    for name in "abc":
        (tmp_path / name).write_text(name)
    files = [Kept(folder, "a", rarely=True), Kept(folder, "b", rarely=True), Kept(folder, "c")]
    assert [file.read(9) for file in files] == [b"a", b"b", b"c"]
    assert handles.left == 0
    (tmp_path / "b").unlink()
    with pytest.raises(FileNotFoundError):
        files[1].read(9)  # this one was not kept
    for file in files:
        file.close()
    folder.close()
