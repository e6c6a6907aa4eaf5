"""What the README shows works."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from concviz.engine.study.calls import MANY

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def block(mark: str) -> str:
    """The code block after a mark."""
    found = re.search(rf"<!-- {mark} -->\n```\w*\n(.*?)```", README, re.DOTALL)
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
    assert words in README


def test_its_pictures_are_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (Path(__file__).parent.parent / path).is_file(), path


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
