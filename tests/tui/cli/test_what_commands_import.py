"""What commands import that only print what is known, counted: nothing here depends on how fast a machine is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import contextlib, json, sys
from concviz.tui.cli import program

with contextlib.suppress(SystemExit):
    program.main()
sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
HEAVY = {"numpy", "textual", "psutil", "asyncio", "PIL"}
COMMANDS = {
    "--help": 26,
    "completion bash": 28,
    "replay --help": 28,
    "list tasks": 75,
    "list tasks --json": 75,
    "list models": 75,
    "list concepts": 75,
    "list keys": 84,
    "list keys --json": 84,
    "list schemas --json": 75,
    "sessions": 95,
    "sessions --json": 95,
    "sessions keep --help": 95,
    "doctor --help": 121,
}
"""The words to how many modules of concviz they may import: a few more than they do."""
TABS = {"": 53, "list": 75, "replay": 64, "run": 71, "sessions keep": 95, "doctor": 130}
"""Likewise for the Tab key behind these words."""


def imported(folder: Path, words: list[str], **more: str) -> tuple[str, set[str]]:
    """What is printed, and every module that was imported for it, in a fresh process in which a recording is kept."""
    kept = folder / "sessions" / "kept"
    kept.mkdir(parents=True)
    shutil.copy(Path(__file__).parents[2] / "support" / "recordings" / "compare-pi.concviz.jsonl.gz", kept)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CONCVIZ_", "_CONCVIZ"))}
    environment |= {"CONCVIZ_STATE": str(folder), "CONCVIZ_CONFIG": str(folder / "settings.toml"), **more}
    command = [sys.executable, "-c", SCRIPT, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout, set(json.loads(done.stderr.rpartition("\n")[2]))


def own(modules: set[str]) -> list[str]:
    """Those of concviz."""
    return sorted(name for name in modules if name.startswith("concviz"))


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_that_prints_what_is_known_imports_little(words: str, tmp_path: Path) -> None:
    said, modules = imported(tmp_path, words.split())
    assert said
    assert not HEAVY & modules
    assert len(own(modules)) <= COMMANDS[words], own(modules)


@pytest.mark.parametrize("words", TABS)
def test_the_tab_key_imports_little(words: str, tmp_path: Path) -> None:
    asked = f"concviz {words} "
    said, modules = imported(
        tmp_path, [], _CONCVIZ_COMPLETE="bash_complete", COMP_WORDS=asked, COMP_CWORD=str(len(asked.split()))
    )
    assert said
    assert not HEAVY & modules
    assert len(own(modules)) <= TABS[words], own(modules)
