"""The recording: one write a line, and what happens where it can't go on."""

import errno
import getpass
import os
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from concviz.engine.catalogue.recent import remember
from concviz.engine.session import events as e
from concviz.engine.session.file import writer
from concviz.engine.session.file.checksum import Scrubber
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library import paths, pruning
from concviz.engine.session.memory.log import Session

from tests.support.session_samples import MACHINE, made_up, session, spans, told


def test_every_line_is_one_write(tmp_path, monkeypatch):
    written: list[bytes] = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: (written.append(bytes(data)), real(file, data))[1])
    live = session(SessionWriter(tmp_path / "a.concviz.jsonl"))
    for event in made_up(1):
        live.append(event)
    live.close()
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in written)
    assert b"".join(written) == (tmp_path / "a.concviz.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "Recording stopped: the disk is full."),
        (errno.EFBIG, "Recording stopped: the file would be larger than this process may write."),
        (errno.EROFS, "Recording stopped: the disk is read-only."),
        (errno.ESTALE, f"Recording stopped: {os.strerror(errno.ESTALE).lower()}."),
    ],
)
def test_a_failed_write_stops_the_recording_and_not_the_run(tmp_path, monkeypatch, number, says):
    path = tmp_path / "full.concviz.jsonl"
    recording = SessionWriter(path)
    live, log, real = session(recording), made_up(1), os.write
    room = [40]

    def write(file, data):
        room[0] -= 1
        if room[0] == 0:
            return real(file, data[:7])
        if room[0] < 0:
            raise OSError(number, os.strerror(number))
        return real(file, data)

    monkeypatch.setattr(os, "write", write)
    for event in log:
        live.append(event)
    live.close(compress=True)
    monkeypatch.undo()
    assert recording.stopped == says
    assert [(missing.what, missing.why) for missing in live.missing()][1:] == [("recording", says)]
    assert live.run_end(1) == log[-1]
    assert path.read_bytes().endswith(b"\n")
    assert load(path).notice == ""
    assert set(told(load(path), None)["spans"]) < set(told(live, None)["spans"])


def test_a_file_size_limit_does_not_kill_the_process(tmp_path):
    """SIGXFSZ would; Python ignores it, and we rely on that."""
    script = """
import resource, sys
from concviz.engine.session import events as e
from concviz.engine.session.memory.log import Session
from concviz.engine.session.file.writer import SessionWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
from pathlib import Path
recording = SessionWriter(Path(sys.argv[1]))
session = Session(e.Machine("L", "c", 1, 1, (0,), None, 1.0, 1, "3"), writer=recording)
for number in range(1000):
    session.append(e.Note(number, "A line that takes some room"))
print(len(session.notes()), recording.stopped)
"""
    path = tmp_path / "limited.concviz.jsonl"
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True, timeout=180)
    assert done.stdout == "1000 Recording stopped: the file would be larger than this process may write.\n"
    assert load(path).notice == ""
    assert 50 < len(load(path).notes()) < 1000


def test_a_folder_that_can_not_be_written_leaves_the_session_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "file"))
    path = paths.new_recording_path()
    recording = SessionWriter(path)
    live = session(recording)
    live.append(e.OwnUsage(5, 1, 1))
    live.close(compress=True)
    assert recording.stopped.startswith("Recording stopped: ")
    assert live.own() == e.OwnUsage(5, 1, 1)
    assert [missing.what for missing in live.missing()] == ["recording"]
    assert pruning.prune() == []


def test_a_read_only_folder(tmp_path, monkeypatch):
    def refuse(*_args, **_more):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    assert SessionWriter(paths.new_recording_path()).stopped == "Recording stopped: the disk is read-only."


def test_what_is_there_already_is_never_written_over(tmp_path):
    path = tmp_path / "kept.concviz.jsonl"
    path.write_text("something")
    recording = SessionWriter(path)
    assert recording.stopped == "Recording stopped: kept.concviz.jsonl exists already."
    recording.write(e.OwnUsage(1, 1, 1))
    recording.close()
    assert path.read_text() == "something"


def test_two_recordings_never_share_a_file(tmp_path):
    path = tmp_path / "same.concviz.jsonl"
    first, second = SessionWriter(path), SessionWriter(path)
    assert first.stopped == ""
    assert "exists already" in second.stopped
    first.close()


def test_closing_twice_and_writing_afterwards_do_nothing(tmp_path):
    recording = SessionWriter(tmp_path / "a.concviz.jsonl")
    live = session(recording)
    live.append(spans(5, 1, [(1, 0, 5, 5, 0, 0)]))
    live.close()
    size = recording.path.stat().st_size
    live.append(e.OwnUsage(9, 1, 1))
    live.close(compress=True)
    assert recording.path.stat().st_size == size
    assert len(load(recording.path).spans(1)) == 1


def test_a_compression_that_fails_leaves_the_plain_file(tmp_path, monkeypatch):
    recording = SessionWriter(tmp_path / "a.concviz.jsonl")
    live = session(recording)

    def refuse(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writer.os, "fsync", refuse)
    live.close(compress=True)
    assert recording.stopped == "The recording could not be compressed: the disk is full."
    assert [file.name for file in tmp_path.iterdir()] == ["a.concviz.jsonl"]
    assert load(recording.path).machine == MACHINE


def test_nothing_personal_is_written(tmp_path, monkeypatch):
    home = tmp_path / "home" / "ada.lovelace"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    recording = SessionWriter(tmp_path / "a.concviz.jsonl")
    live = Session(MACHINE, writer=recording)
    for event in made_up(1):
        live.append(event)
    trace = f'File "{home}/course/my.py", line 3\nopen("{home}")\n{home}-else'
    live.append(e.RunStarted(5_000_000, 2, {"task": f"{home}/my.py:work"}))
    live.append(e.Output(5_000_001, 2, trace))
    live.append(e.RunEnded(5_000_002, 2, "failed", {}, {"traceback": trace, "message": str(home)}))
    live.close()
    data = recording.path.read_text()
    assert '"task":"~/my.py:work"' in data
    assert 'File \\"~/course/my.py\\", line 3' in data
    assert "ada.lovelace" not in data.replace("ada.lovelace-else", "")
    for name in (socket.gethostname(), f"/{getpass.getuser()}/", str(Path.cwd())):
        assert name not in data


def test_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "here"))
    assert paths.state_folder() == tmp_path / "here"
    assert not (tmp_path / "here").exists()
    monkeypatch.delenv("CONCVIZ_STATE")
    assert paths.state_folder().name == "concviz"


def test_names_tell_the_time_and_never_clash(monkeypatch, tmp_path):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    now = datetime(2026, 11, 22, 14, 10, 5)
    made = [paths.new_recording_path(now) for _ in range(3)]
    assert [path.name for path in made] == [
        "2026-11-22T14-10-05.concviz.jsonl",
        "2026-11-22T14-10-05-2.concviz.jsonl",
        "2026-11-22T14-10-05-3.concviz.jsonl",
    ]
    recording = SessionWriter(made[0])
    assert recording.stopped == ""
    recording.write(e.OwnUsage(1, 1, 1))
    recording.close(compress=True)
    assert paths.new_recording_path(now).name == "2026-11-22T14-10-05-4.concviz.jsonl"
    assert made[1].stat().st_mode & 0o777 == 0o600
    assert made[1].parent.stat().st_mode & 0o777 == 0o700


def test_pruning_keeps_the_newest_the_named_and_the_living(monkeypatch, tmp_path):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    made = [paths.new_recording_path(datetime(2026, 11, 22, 14, 10, second)) for second in range(30)]
    (made[0].parent / "My lecture.concviz.jsonl").touch()
    living = SessionWriter(made[3])
    (made[0].parent / (made[4].name + ".gz")).touch()
    removed = pruning.prune(keep=20)
    assert [path.name for path in removed] == [
        *(path.name for path in made[:3]),
        *(made[4].name + more for more in ("", ".gz")),
        *(path.name for path in made[5:10]),
    ]
    assert living.path.exists()
    assert (made[0].parent / "My lecture.concviz.jsonl").exists()
    living.close()
    assert pruning.prune(keep=20) == [made[3]]
    assert pruning.prune(keep=20) == []


class Descriptors:
    """`os.write` and `os.close` that note on which descriptor, and write as many bytes as they are told."""

    def __init__(self, monkeypatch, *lengths: int | None) -> None:
        self.lengths, self.written, self.closed = list(lengths), [], []
        write, close = os.write, os.close

        def one_write(file, data):
            length = self.lengths.pop(0) if self.lengths else None
            self.written.append(file)
            return write(file, bytes(data) if length is None else bytes(data)[:length])

        monkeypatch.setattr(os, "write", one_write)
        monkeypatch.setattr(os, "close", lambda file: (self.closed.append(file), close(file))[1])


def test_after_a_failed_write_no_descriptor_but_its_own_is_touched(tmp_path, monkeypatch):
    """-1, or one that somebody else has by now (0 is standard input), must never be written to or closed."""
    recording = SessionWriter(tmp_path / "a.concviz.jsonl")
    own, descriptors = recording._file, Descriptors(monkeypatch, None, 5, 0)
    assert own > 2
    for number in range(3):
        recording.write(e.Note(number, "a line"))
        recording.flush()
    recording.close()
    recording.close(compress=True)
    assert recording.stopped == "Recording stopped: the disk is full."
    assert (descriptors.written, descriptors.closed) == ([own] * 3, [own])
    assert (tmp_path / "a.concviz.jsonl").read_bytes().count(b"\n") == 1


def test_a_short_write_that_can_go_on_loses_no_byte(tmp_path, monkeypatch):
    path = tmp_path / "a.concviz.jsonl"
    recording = SessionWriter(path)
    Descriptors(monkeypatch, 7, None, None, 1, None)
    for number in range(3):
        recording.write(e.Note(number, "a line"))
    recording.close()
    assert recording.stopped == ""
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    assert all(line.endswith(b"\n") and b"a line" in line for line in lines)


def test_what_was_written_before_a_failure_is_kept_to_the_byte(tmp_path, monkeypatch):
    path = tmp_path / "a.concviz.jsonl"
    recording = SessionWriter(path)
    for number in range(2):
        recording.write(e.Note(number, "a line"))
    whole = path.read_bytes()
    assert whole.count(b"\n") == 2
    Descriptors(monkeypatch, 9, 3)
    recording.write(e.Note(2, "a line"))
    assert (path.read_bytes(), recording.stopped) == (whole, "Recording stopped: the disk is full.")


def test_a_closed_recording_takes_nothing_more_and_closes_once(tmp_path, monkeypatch):
    path = tmp_path / "a.concviz.jsonl"
    recording = SessionWriter(path)
    recording.write(e.Note(0, "a line"))
    own, descriptors = recording._file, Descriptors(monkeypatch)
    recording.close()
    recording.write(e.Note(1, "another"))
    recording.flush()
    recording.close()
    assert (descriptors.written, descriptors.closed) == ([], [own])
    assert path.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("home", "line", "clean"),
    [
        ("/home/ada", b'"/home/ada/x.py"', b'"~/x.py"'),
        ("/home/ada", b"/home/adam /home/ada-2 /home/ada.x", b"/home/adam /home/ada-2 /home/ada.x"),
        ("/home/ada", b"in /home/ada", b"in ~"), ("/h", b"/h/x", b"~/x"), ("/", b"/usr/bin", b"/usr/bin"),
    ],
)  # fmt: skip
def test_the_home_folder_is_taken_out_of_a_line(monkeypatch, home, line, clean):
    monkeypatch.setattr(Path, "home", lambda: Path(home))
    assert Scrubber()(line) == clean


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EDQUOT, "the disk quota is used up"), (errno.EACCES, "the folder can't be written to"),
        (errno.EPERM, "the folder can't be written to"), (errno.ENOENT, "the folder is not there"),
        (errno.ENOTDIR, "the folder is not a folder"), (errno.EIO, "the disk reports an error"), (errno.EEXIST, "It is there"),
        (0, "it is there"),
    ],
)  # fmt: skip
def test_why_a_recording_can_not_be_begun(tmp_path, monkeypatch, number, reason):
    def refused(*_about, **_more):
        raise OSError(number, "It is there")

    monkeypatch.setattr(os, "open", refused)
    assert SessionWriter(tmp_path / "a").stopped.endswith(f"{reason}.")


def test_a_chapter_brings_all_before_it_to_the_disk(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(writer.os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
    path = tmp_path / "new.concviz.jsonl"
    one = SessionWriter(path)
    one.write(e.Note(5, "first"))
    assert synced == []
    one.write(e.Chapter(9, "second"))
    assert synced == [path.stat().st_size]
    one.write(e.Note(10, "third"))
    one.close()
    assert synced[1:] == [path.stat().st_size]


def test_a_disk_that_takes_no_more_at_a_chapter_stops_the_recording(tmp_path, monkeypatch):
    def full(_file):
        raise OSError(errno.EIO, "x")

    one = SessionWriter(tmp_path / "new.concviz.jsonl")
    monkeypatch.setattr(writer.os, "fsync", full)
    one.write(e.Chapter(9, "second"))
    assert one.stopped == "Recording stopped: the disk reports an error."


def test_what_is_remembered_is_read_by_nobody_else(tmp_path, monkeypatch):
    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    assert remember("own.py:work", "range(3)")
    paths.new_recording_path()
    assert [path.stat().st_mode & 0o777 for path in (state, state / "sessions")] == [0o700, 0o700]
    assert (state / "recent.json").stat().st_mode & 0o777 == 0o600


def test_why_it_stopped_stays_what_it_was(tmp_path, monkeypatch):
    """Nothing is written after that: neither what comes, nor a chapter, nor what was held back."""
    (tmp_path / "a").write_bytes(b"taken")
    recording = SessionWriter(tmp_path / "a")
    said, written = recording.stopped, []
    assert said == "Recording stopped: a exists already."
    monkeypatch.setattr(os, "write", lambda file, data: written.append((file, data)) or len(data))
    monkeypatch.setattr(os, "fsync", written.append)
    for event in (
        e.Header(1, "now", "0", MACHINE),
        e.Note(1, "Look"),
        e.Chapter(2, "Here"),
        spans(3, 1, [(1, 1, 1, 1, 0, 0)]),
    ):
        recording.write(event)
    recording.flush()
    recording.close()
    assert (recording.stopped, written) == (said, [])
