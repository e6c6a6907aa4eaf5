"""What the README and the pages of docs/ show works, and their links lead somewhere."""

import json
import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from concviz.engine.study.calls import MANY
from concviz.tui.cli.main import concviz

from tests.support.commands import call

ROOT = Path(__file__).parent.parent
PAGES = {
    path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
README, ALL = PAGES["README.md"], "\n".join(PAGES.values())


def block(mark: str) -> str:
    """The code block after a mark."""
    found = re.search(rf"<!-- {mark} -->\n```\w*\n(.*?)```", ALL, re.DOTALL)
    assert found, mark
    return found.group(1)


def test_its_commands_are_one_line_each():
    assert len(block("start").strip().splitlines()) == 1
    assert len(block("test").strip().splitlines()) == 1


def test_it_says_how_the_later_commands_are_found():
    """Installed into `.venv` by the first block, `concviz` is on the PATH after the second."""
    assert ".venv/bin/pip install" in block("start")
    assert block("activate").strip() == ". .venv/bin/activate"
    assert README.index("<!-- activate -->") < README.index("concviz run pi")


@pytest.mark.parametrize("words", ["--yes", "`loop_lag_s`", "postgresql://", f"more than {MANY} times"])
def test_it_says_what_users_look_for(words):
    assert words in ALL


def test_the_readme_is_four_screens():
    assert len(README.splitlines()) <= 4 * 45


def anchors(page: str) -> set[str]:
    """What a link may name in a page: its headings, as sites and repositories make them."""
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_no_link_is_dead(name):
    folder = ROOT if name == "README.md" else ROOT / "docs"
    for link in re.findall(r"\]\((?!https?://)([^)\s]+)\)", PAGES[name]):
        path, _, anchor = link.partition("#")
        assert not path or (folder / path).exists(), link
        assert not anchor or anchor in anchors(PAGES[Path(path).name if path else name]), link


def commands() -> list[str]:
    """Every command of the pages, without its remark, once; in blocks for a shell, and in words that begin with `concviz `."""
    found = [line for body in re.findall(r"```sh\n(.*?)```", ALL, re.DOTALL) for line in body.splitlines()]
    found += re.findall(r"`(concviz [^`…|\[]+)`", ALL)
    told = dict.fromkeys(line.split("  #")[0].removesuffix(" \\").strip() for line in found)
    return [line for line in told if line.startswith("concviz ")]


@pytest.mark.parametrize("line", commands())
def test_every_command_is_one_that_concviz_takes(line):
    """Its options and their values are understood: it is read as the command would read it, and not run."""
    words = shlex.split(line)[1:]
    name, command = words[0], concviz.get_command(click.Context(concviz), words[0])
    if command is None:
        with concviz.make_context("concviz", words, resilient_parsing=True):
            return
    while isinstance(command, click.Group) and len(words) > 1:
        words = words[1:]
        name, command = words[0], command.get_command(click.Context(command), words[0])
        assert command is not None, line
    if len(words) > 1:
        command.make_context(name, words[1:])


QUICK = ("list ", "sessions", "lesson", "script pi ")
"""What a command of the pages begins with, or is, that needs nothing and takes no measurement."""
MORE = (
    "--help",
    "--version",
    "list models",
    "list pythons --json",
    "completion bash",
    "completion zsh",
    "completion fish",
)


def quick() -> list[str]:
    """Those of the pages that are run, not only read, and what a reader tries first."""
    told = [line.removeprefix("concviz ") for line in commands()]
    return [
        *(line for line in told if line in QUICK or line.startswith(tuple(each for each in QUICK if each[-1] == " "))),
        *MORE,
    ]


def test_commands_that_need_nothing_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    assert len(quick()) >= len(MORE) + 5
    for line in quick():
        assert call(*shlex.split(line)) == 0, line
        out = capfd.readouterr().out
        assert out.strip() or line == "sessions", line
        if "--json" in line:
            json.loads(out)
    assert call("run", "pi", "--model", "threads", "--workers", 2, "--size", 0.1, "--json") == 0
    assert json.loads(capfd.readouterr().out)["status"] == "done"


def test_its_own_task_runs_under_its_own_model(tmp_path):
    task, model = tmp_path / "collatz.py", tmp_path / "dealt.py"
    task.write_text(block("example"))
    model.write_text(block("model"))
    arguments = ["run", str(task), "--model", str(model), "--items", "20", "--workers", "2", "--plain"]
    command = [sys.executable, "-m", "concviz.tui", *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "CONCVIZ_STATE": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the longest way has" in done.stdout


def test_its_own_model_hands_on_what_an_item_raises():
    names: dict = {}
    exec(block("model"), names)
    before = threading.active_count()
    assert sorted(names["run"](abs, [-1, -2, -3], 2)) == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        list(names["run"](lambda item: 1 // item, [1, 0, 1, 1], 2))
    assert threading.active_count() == before
