"""`concviz doctor`: it tries what can be measured, and says why where something can't be."""

import json
import os
import sys

import msgspec
import pytest
from concviz.engine.labs.cleanup import folders
from concviz.engine.probe import capabilities
from concviz.engine.probe.capabilities import CORE_WAITS, HIDDEN, QUOTA, SPLIT, STATES, examine
from concviz.engine.probe.linux.witness import available
from concviz.engine.probe.machine import describe
from concviz.engine.probe.psutil.psutil_watcher import PsutilWatcher
from concviz.engine.probe.readings import Sources, of_this_machine

from tests.engine.probe.linux.witness.conftest import MadeUpProc
from tests.support.commands import call
from tests.support.session_samples import made_up, recorded


def test_each_thing_is_told_once_and_with_a_reason():
    found = examine()
    assert [each.what for each in found][:5] == [STATES, CORE_WAITS, SPLIT, HIDDEN, QUOTA]
    assert len({each.what for each in found}) == len(found)
    assert all(each.why for each in found)


@pytest.mark.skipif(sys.platform != "linux", reason="the witness reads /proc")
def test_what_is_tried_on_has_its_interpreter_in_place():
    with capabilities._sleeper() as pid:
        assert available(pid) == available(os.getpid()), "asked at once, and of a process that has long begun"


def denied_by(proc, scope):
    proc.files["/proc/70/task/70/syscall"] = PermissionError(1, "Operation not permitted")
    proc.owners["/proc/70"] = 1000
    proc.files["/proc/sys/kernel/yama/ptrace_scope"] = scope


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda proc: proc.files.clear(), "there is no /proc here"),
        (lambda proc: proc.files.pop("/proc/70/task/70/syscall"), "no /proc/PID/syscall"),
        (lambda proc: denied_by(proc, b"1\n"), "Yama's ptrace_scope is 1"),
        (lambda proc: denied_by(proc, b"2\n"), "Yama's ptrace_scope is 2"),
        (lambda proc: (denied_by(proc, b"0\n"), proc.owners.update({"/proc/70": 33})), "another user (id 33)"),
        (lambda proc: denied_by(proc, b"0\n"), "SYS_PTRACE"),
        (lambda proc: proc.files.update({"/proc/70/task/70/schedstat": b"0 0 0\n"}), "CONFIG_SCHED_INFO"),
    ],
)
def test_why_the_witness_can_not_look_is_what_doctor_says(spoil, words, monkeypatch, capsys):
    proc = MadeUpProc()
    proc.thread(70, 70, cpu=5, turns=3)
    spoil(proc)
    monkeypatch.setattr(capabilities, "available", lambda _: available(70, files=proc, machine="x86_64", user=1000))
    assert call("doctor") == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f"✗ {STATES}: " in told
    assert words in told.partition(STATES)[2].partition("✓")[0]


def test_where_nobody_tells_of_the_memory_the_machine_is_described_all_the_same(monkeypatch):
    def none():
        raise FileNotFoundError(2, "none", "/proc/meminfo")

    monkeypatch.setattr("psutil.virtual_memory", none)
    assert describe().memory_bytes == 0
    assert describe().cores >= 1


def test_where_only_psutil_tells_it_says_what_is_missing():
    def watch(pid, told, clock, children):
        return PsutilWatcher(pid, told, "There is no /proc here.")

    told = {each.what: each for each in examine(Sources(1, of_this_machine().core_times, watch))}
    assert not told[CORE_WAITS].works
    assert told[CORE_WAITS].why == "There is no /proc here."
    assert not told[HIDDEN].works


@pytest.mark.parametrize(("physical", "told"), [(1, True), (2, False), (None, False)])
def test_two_processors_on_one_core_are_told(physical, told, monkeypatch, capsys):
    here = msgspec.structs.replace(describe(), cores=2, physical_cores=physical)
    monkeypatch.setattr("concviz.tui.cli.commands.doctor.describe", lambda: here)
    monkeypatch.setattr(capabilities, "_tried", lambda *_: iter(()))
    assert call("doctor") == 0
    assert ("they share 1 physical core" in " ".join(capsys.readouterr().out.split())) is told


@pytest.mark.parametrize(("why", "code", "mark"), [("", 0, "✓"), ("the kernel won't say", 1, "✗")])
def test_the_exit_code_says_whether_something_is_missing(why, code, mark, monkeypatch, capsys):
    monkeypatch.setattr(
        capabilities, "_tried", lambda *_: iter([capabilities.Capability(STATES, not why, why or "asked")])
    )
    assert call("doctor") == code
    assert f"{mark} {STATES}: {why or 'asked'}" in capsys.readouterr().out
    assert call("doctor", "--json") == code
    assert json.loads(capsys.readouterr().out)["capabilities"] == [
        {"what": STATES, "works": not why, "why": why or "asked"}
    ]


def test_a_recording_is_whole_or_it_says_what_is_not(tmp_path, capsys):
    whole, torn, other = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl", tmp_path / "other.jsonl"
    recorded(whole, made_up(1))
    holds = "1 run in 00:03"
    torn.write_bytes(whole.read_bytes()[:-9])
    other.write_text("no session")
    assert call("doctor", whole) == 0
    assert capsys.readouterr().out == f"✓ {whole}: whole, {holds}\n"
    assert call("doctor", "--json", whole, torn, other) == 1
    told = json.loads(capsys.readouterr().out)["recordings"]
    assert [each["whole"] for each in told] == [True, False, False]
    assert told[1]["why"] == f"{holds}. The last line was cut off and is left out."
    assert told[2]["why"].startswith("other.jsonl is no session")
    assert call("doctor", tmp_path / "nowhere") == 2


def test_it_cleans_up_after_the_dead(monkeypatch, tmp_path, capsys):
    for name in ("memory_folder", "scratch_folder"):
        monkeypatch.setattr(folders, name, lambda: tmp_path)
    dead = folders.RunFolder()
    os.close(dead._lock)
    assert call("doctor", "--clean") == 0
    assert capsys.readouterr().err == "1 folder of dead runs removed\n"
    assert not dead.path.exists()
    named = [tmp_path / f"{kind}{dead.path.name}-abc" for kind in ("", "sem.")]
    kept = [tmp_path / "psm_12345678", tmp_path / "sem.mp-abc", tmp_path / "concviz-of-the-user"]
    for path in (*named, *kept):
        path.touch()
    with folders.RunFolder() as alive:
        kept.append(tmp_path / f"{alive.name}-abc")
        kept[-1].touch()
        assert call("doctor", "--clean") == 0
        assert capsys.readouterr().err == "0 folders of dead runs and 2 files of memory that they shared removed\n"
        assert [path.exists() for path in (*named, *kept)] == [False] * 2 + [True] * 4
