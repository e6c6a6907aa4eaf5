"""A run's folder: private, swept when its owner is dead, and a stage for foreign Pythons."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from concviz.engine.labs.cleanup import folders


def test_a_folder_goes_away_with_its_run():
    folder = folders.RunFolder()
    scratch = folder.scratch()
    assert folder.lanes.is_dir()
    assert scratch.is_dir()
    folder.remove()
    assert not folder.path.exists()
    assert not scratch.exists()


def test_only_the_folders_of_the_dead_are_swept(monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "memory_folder", lambda: tmp_path)
    monkeypatch.setattr(folders, "scratch_folder", lambda: tmp_path)
    alive = folders.RunFolder()
    dead = folders.RunFolder()
    os.close(dead._lock)
    stranger = tmp_path / "concviz-but-not-ours"
    stranger.mkdir()
    never_locked = tmp_path / "concviz-1.0-killed-before-it-had-locked-it"
    for path in (never_locked, users := tmp_path / "concviz-checkout"):
        path.mkdir(exist_ok=True)
        os.utime(path, (0, 0))
    assert folders.sweep() == (2, 0)
    assert alive.path.exists()
    assert stranger.exists()
    assert users.exists()
    assert not never_locked.exists()
    assert not dead.path.exists()
    alive.remove()


HOLDERS = {
    "a run's folder, and what its task wrote": "print(folders.RunFolder().scratch().parent)",
    "standard input": "print(Path(option_pairs.save(io.BytesIO(b'1'))).parents[1])",
    "standard output": "held = output_file('-', '.csv'); print(held.__enter__().parents[1])",
    "a recording on standard input": (
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b'x')); held = input_file('-'); print(held.__enter__().parents[1])"
    ),
    "a function of a notebook": "held = handed_over(lambda x: x, [1]); print(Path(held.__enter__()[0]).parents[1])",
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_nothing_is_left_on_the_disk_by_who_was_killed(holder, tmp_path):
    script = (
        "import io, os, signal, sys\nfrom pathlib import Path\nfrom concviz.engine.hand_over import handed_over\n"
        f"from concviz.engine.labs.cleanup import folders\nfrom concviz.tui.cli import option_pairs\n"
        f"from concviz.tui.cli.streams.standard_files import input_file, output_file\n{HOLDERS[holder]}\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-u", "-c", script],
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    scratch = Path(killed.stdout.strip())
    assert scratch.is_relative_to(tmp_path)
    until = time.monotonic() + 60
    while list(scratch.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    assert list(scratch.iterdir()) == []


def test_the_stage_holds_the_lab_and_nothing_else_of_the_engine():
    folder = folders.RunFolder()
    try:
        code = (
            "import concviz.engine.lab.time_items, sys; import concviz.engine as e; print(e.__file__); "
            "print([m for m in sys.modules if m in ('psutil', 'msgspec', 'numpy', 'textual')])"
        )
        answer = subprocess.run(
            [sys.executable, "-P", "-c", code],
            env={**os.environ, "PYTHONPATH": str(folder.stage)},
            capture_output=True,
            text=True,
            check=True,
        )
        where, modules = answer.stdout.split("\n", 1)
        assert where.startswith(str(folder.stage))
        assert modules.strip() == "[]"
    finally:
        folder.remove()


def test_a_python_that_knows_nothing_of_us_finds_the_lab_in_its_folder():
    folder = folders.RunFolder()
    try:
        assert (folder.stage / "concviz" / "engine" / "lab" / "__main__.py").is_file()
    finally:
        folder.remove()
