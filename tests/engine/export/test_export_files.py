import errno
import os

import pytest
from concviz.engine.export.progress import ExportCancelled, ExportError
from concviz.engine.export.whole_files import whole_file, whole_folder


def write(target, text, failure=None, force=False):
    with whole_file(target, force=force) as beside:
        beside.write_text(text)
        if failure is not None:
            raise failure


def test_a_file_appears_whole(tmp_path):
    with whole_file(tmp_path / "a.gif") as beside:
        beside.write_text("half")
        assert not (tmp_path / "a.gif").exists()
    assert (tmp_path / "a.gif").read_text() == "half"
    assert os.listdir(tmp_path) == ["a.gif"]


@pytest.mark.parametrize("failure", [ExportCancelled(), KeyboardInterrupt(), RuntimeError("bug")])
def test_what_fails_leaves_what_was_there(tmp_path, failure):
    target = tmp_path / "a.gif"
    target.write_text("before")
    with pytest.raises(type(failure)):
        write(target, "half", failure, force=True)
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.gif"]


def test_a_full_disk_is_said_in_a_line(tmp_path):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(ExportError, match=r"can't write a\.gif: no space left"):
        write(tmp_path / "a.gif", "half", full)
    assert os.listdir(tmp_path) == []


def test_targets_that_are_refused(tmp_path):
    (tmp_path / "there").write_text("mine")
    (tmp_path / "folder").mkdir()
    for name, words in (("there", "--force"), ("folder", "is a folder"), ("no/where.gif", "make it first")):
        with pytest.raises(ExportError, match=words), whole_file(tmp_path / name) as beside:
            beside.write_text("x")
    with pytest.raises(ExportError, match="no regular file"), whole_file(tmp_path.__class__(os.devnull), force=True):
        pass


def test_what_appears_meanwhile_is_not_replaced(tmp_path):
    target = tmp_path / "a.gif"

    def slowly():
        with whole_file(target) as beside:
            beside.write_text("ours")
            target.write_text("theirs")

    with pytest.raises(ExportError, match="--force"):
        slowly()
    assert target.read_text() == "theirs"


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with whole_file(tmp_path / "link", force=True) as beside:
        beside.write_text("after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "after"


def test_a_long_name_still_fits(tmp_path):
    name = "x" * 250
    with whole_file(tmp_path / name) as beside:
        beside.write_text("ok")
    assert (tmp_path / name).read_text() == "ok"


def test_a_folder_is_replaced_only_if_it_is_ours(tmp_path):
    target = tmp_path / "tables"

    def make(text, **options):
        with whole_folder(target, ours=lambda folder: os.listdir(folder) == ["a.csv"], **options) as beside:
            (beside / "a.csv").write_text(text)

    make("one")
    with pytest.raises(ExportError, match="--force"):
        make("two")
    make("two", force=True)
    assert (target / "a.csv").read_text() == "two"
    (target / "thesis.doc").write_text("years of work")
    with pytest.raises(ExportError, match="other files"):
        make("three", force=True)
    assert sorted(os.listdir(target)) == ["a.csv", "thesis.doc"]
    assert os.listdir(tmp_path) == ["tables"]


def test_a_cancelled_folder_is_gone(tmp_path):

    def cancelled():
        with whole_folder(tmp_path / "tables", ours=lambda _: True) as beside:
            (beside / "a.csv").write_text("x")
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        cancelled()
    assert os.listdir(tmp_path) == []
