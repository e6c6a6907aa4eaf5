"""`concviz export`, `replay` and `sessions`: results, one line for every mistake, nothing half-written."""

import json
import os
import signal
import subprocess
import sys
import threading

import click
import pytest
from concviz.engine.export.formats import FORMATS
from concviz.engine.export.glyphs.atlas import Atlas
from concviz.engine.export.options import ExportRequest, arguments, export_options
from concviz.engine.session.file.reader import load
from concviz.engine.session.library import find
from concviz.tui.cli.commands.export import click_options
from concviz.tui.export import export_job
from concviz.tui.export.export_job import ExportJob, JobResult, end_all

from tests.support.commands import call
from tests.support.replays import two_runs


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "talk.concviz.jsonl"
    two_runs(path)
    return path


@pytest.mark.parametrize("to", [name for name in FORMATS if name not in ("mp4", "figure")])
def test_every_format_is_made_under_the_recordings_name(recording, tmp_path, capsys, to):
    before = set(os.listdir(tmp_path))
    assert call("export", recording, "--to", to, "--until", "3", "--fps", "1", "--plain") == 0
    (made,) = set(os.listdir(tmp_path)) - before - {"state"}
    assert made.startswith("talk")
    assert made in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--to", "gf"], "did you mean gif"),
        (["--to", "gif", "--size", "12"], "--size is COLUMNSxROWS"),
        (["--to", "gif", "--size", "10x4"], "--size must be between"),
        (["--to", "gif", "--theme", "drak"], "did you mean dark"),
        (["--to", "gif", "--panel", "core"], "did you mean cores"),
        (["--to", "gif", "--from", "nosuch"], "no time or chapter 'nosuch'"),
        (["--to", "gif", "--from", "99"], "lies outside of the session"),
        (["--to", "gif", "--from", "5", "--until", "2"], "must lie after --from"),
        (["--to", "gif", "--speed", "0"], "--speed must be between"),
        (["--to", "gif", "--fps", "1000"], "--fps must be between"),
        (["--to", "cast", "--cast-version", "4"], "--cast-version must be 2 or 3"),
        (["--to", "png", "--at", "99"], "lies after the session's end"),
        (["--to", "gif", "-o", "no/such/folder.gif"], "no folder folder|no folder such"),
        (["--to", "png", "-o", "talk.concviz.jsonl"], "is the recording itself"),
        (["--to", "figure", "-o", "x.gif"], "a figure is a .png, .svg or .pdf"),
        ([], "which format"),
    ],
)
def test_every_mistake_is_one_line_and_leaves_nothing(recording, tmp_path, capsys, words, line):
    assert call("export", recording, "--plain", *words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert any(part in said for part in line.split("|"))
    assert set(os.listdir(tmp_path)) <= {recording.name, "state"}


def test_a_recording_that_is_none_is_one_line(tmp_path, capsys):
    (tmp_path / "x.concviz.jsonl").write_bytes(b"\x00\x1b[31m" * 99)
    for words in (["export", "x.concviz.jsonl", "--to", "gif"], ["replay", "x.concviz.jsonl"], ["replay", "nosuch"]):
        assert call(*words) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "\x1b" not in said


def test_what_is_there_is_replaced_only_by_force(recording, tmp_path, capsys):
    (tmp_path / "a.png").write_text("mine")
    assert call("export", recording, "--to", "png", "-o", "a.png", "--plain") == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "a.png").read_text() == "mine"
    assert call("export", recording, "--to", "png", "-o", "a.png", "--plain", "--force") == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.real
def test_ctrl_c_leaves_nothing_and_is_130(recording, tmp_path):
    command = [
        sys.executable,
        "-m",
        "concviz.tui",
        "export",
        str(recording),
        "--to",
        "gif",
        "--plain",
        "--tell",
        "--fps",
        "60",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    for line in process.stdout:
        if int(line.split()[0]) > 3:
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=180)
    assert process.returncode == 130
    assert said == "concviz: cancelled, nothing was written\n"
    assert set(os.listdir(tmp_path)) <= {recording.name, "state"}


def test_a_job_tells_how_far_it_is_and_ends(recording, tmp_path):
    told = []
    request = ExportRequest("cast", out=str(tmp_path / "a.cast"), fps=2.0)
    assert ExportJob(recording, request).run(lambda done, total: told.append((done, total))) == JobResult(True)
    assert told[-1][0] == told[-1][1] > 0
    assert (tmp_path / "a.cast").exists()


@pytest.mark.parametrize(("title", "said"), [("漢字", "the bundled font has no 字 漢: drawn as boxes"), ("plain", "")])
def test_characters_that_the_font_lacks_are_told(recording, capsys, monkeypatch, title, said):
    monkeypatch.setattr(Atlas, "absent", set())
    assert call("export", recording, "--to", "png", "--at", "2", "--title", title, "--window", "--plain") == 0
    problem = capsys.readouterr().err
    assert said in problem
    assert bool(said) == bool(problem)


def test_a_job_that_can_not_be_done_says_why(recording):
    ended = ExportJob(recording, ExportRequest("gif", size="1x1")).run(lambda done, total: None)
    assert not ended.made
    assert "--size must be between" in ended.problem


def test_a_job_is_cancelled(recording, tmp_path):
    job = ExportJob(recording, ExportRequest("gif", out=str(tmp_path / "a.gif"), fps=20.0))
    assert job.run(lambda done, total: job.cancel()) == JobResult(False, "")
    assert not (tmp_path / "a.gif").exists()
    assert set(os.listdir(tmp_path)) <= {recording.name, "state"}


def test_a_job_that_is_cancelled_before_it_begins_makes_nothing(recording, tmp_path):
    job = ExportJob(recording, ExportRequest("gif", out=str(tmp_path / "a.gif")))
    job.cancel()
    assert not job.run(lambda done, total: None).made
    assert not (tmp_path / "a.gif").exists()


def test_the_end_misses_no_job_whose_process_is_just_being_started(monkeypatch, tmp_path):
    started, start = [], subprocess.Popen

    def end_meanwhile(*args, **options):
        thread = threading.Thread(target=end_all)
        thread.start()
        started.append((start(*args, **options), thread))
        return started[0][0]

    monkeypatch.setattr(export_job.subprocess, "Popen", end_meanwhile)
    request, command = (
        ExportRequest("gif", out=str(tmp_path / "a.gif")),
        [sys.executable, "-c", "import time; time.sleep(600)"],
    )
    assert not ExportJob(tmp_path / "none", request, command=command).run(lambda done, total: None).made
    ((process, thread),) = started
    thread.join()
    assert process.poll() is not None


CHANGED = ExportRequest(
    "gif", out="-o.gif", from_="1", until="2", run="2", at="3", speed=2.0, idle_s=1.0, fps=8.0, size="80x24", scale=2.0, theme="light",
    panel="cores", screen="compare", title="T", captions=False, window=True, cast_version=3, force=True,
)  # fmt: skip


def test_every_option_comes_through_to_the_process_that_fulfils_it():
    @click.command()
    @click_options()
    def command(**fields):
        return ExportRequest(**fields)

    usual = ExportRequest("gif")
    assert all(
        getattr(CHANGED, each.name) != getattr(usual, each.name) for each in export_options() if each.name != "to"
    )
    for request in (usual, CHANGED):
        assert command.main(arguments(request), standalone_mode=False) == request
    assert arguments(usual) == ["--to", "gif"]


# ---------------------------------------------------------------- sessions


def test_sessions_lists_keeps_renames_and_deletes(recording, capsys):
    assert call("sessions") == 0
    assert "Nothing is recorded yet" in capsys.readouterr().out
    assert call("sessions", "keep", recording, "For the hall") == 0
    assert call("sessions", "rename", "For the hall", "Talk [bold]1[/]") == 0
    capsys.readouterr()
    assert call("sessions") == 0
    assert "Talk [bold]1[ ]" in capsys.readouterr().out
    assert call("sessions", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kept"], row["length_s"], len(row["runs"])) == (True, pytest.approx(17, abs=0.01), 2)
    assert call("sessions", "delete", row["path"], "--yes") == 0
    assert find.recordings() == []
    assert recording.exists()


def test_trimming_and_joining(recording, tmp_path, capsys):
    assert call("sessions", "trim", recording, "--from", "10", "-o", "b.concviz.jsonl") == 0
    assert "00:10 to 00:17" in capsys.readouterr().out
    assert [run.run for run in load(tmp_path / "b.concviz.jsonl").runs()] == [2]
    assert call("sessions", "join", recording, "b.concviz.jsonl", "-o", "c.concviz.jsonl.gz") == 0
    assert [run.run for run in load(tmp_path / "c.concviz.jsonl.gz").runs()] == [1, 2, 4]
    assert call("sessions", "trim", recording, "--until", "2", "--in-place") == 0
    assert "a run is kept whole" in capsys.readouterr().out
    assert [run.run for run in load(recording).runs()] == [1]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["trim", "talk.concviz.jsonl"], "say where to"),
        (["trim", "talk.concviz.jsonl", "--from", "x", "-o", "o"], "no time or chapter"),
        (["trim", "talk.concviz.jsonl", "--from", "99", "-o", "o"], "outside of the session"),
        (["trim", "talk.concviz.jsonl", "-o", "talk.concviz.jsonl"], "exists already"),
        (["join", "talk.concviz.jsonl", "-o", "o"], "at least two"),
        (["join", "talk.concviz.jsonl", "nosuch", "-o", "o"], "no file and no kept session"),
        (["rename", "nosuch", "x"], "no file and no kept session"),
        (["keep", "talk.concviz.jsonl", "..."], "at least one letter"),
        (["nosuch"], "No such command"),
    ],
)
def test_mistakes_with_sessions_are_one_line(recording, tmp_path, capsys, words, line):
    assert call("sessions", *words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert line in said
    assert set(os.listdir(tmp_path)) <= {recording.name, "state"}


def test_replay_needs_a_terminal(recording, capsys):
    assert call("replay", recording) == 2
    assert "needs a terminal" in capsys.readouterr().err
    assert call("replay", recording, "--at", "99") == 2
    assert "after the session's end" in capsys.readouterr().err
