"""What a shell completes: commands, tasks, models, Pythons, recordings, formats; and a shell that does."""

import shutil
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from concviz.engine import catalogue
from concviz.engine.export.formats import FORMATS
from concviz.tui.cli.commands.completion import SHELLS, VARIABLE
from concviz.tui.cli.main import COMMANDS, concviz

from tests.support.commands import call


def completed(*words):
    """What the last word is completed to."""
    found = ShellComplete(concviz, {}, "concviz", VARIABLE).get_completions(list(words[:-1]), words[-1])
    return [item.value for item in found if item.type == "plain"]


def test_the_first_word_is_a_command_or_a_task():
    assert set(completed("")) == {*COMMANDS, *catalogue.tasks()}
    assert completed("pi") == ["pi"]


@pytest.mark.parametrize("command", ["run", "sweep", "script"])
def test_tasks_and_models_are_completed_where_they_are_asked_for(command):
    assert completed(command, "fr") == ["fractal"]
    assert set(completed(command, "pi", "--model", "")) == set(catalogue.models())


def test_of_several_models_the_last_is_completed():
    assert completed("compare", "pi", "-m", "threads,async") == ["threads,asyncio", "threads,asyncio-threads"]


def test_formats_and_recordings_are_completed():
    assert set(completed("export", "last", "--to", "")) == set(FORMATS)
    assert completed("replay", "las") == ["last"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(shell, capsys):
    assert call("completion", shell) == 0
    assert VARIABLE in capsys.readouterr().out
    assert call("completion", "tcsh") == 2
    assert "no shell named 'tcsh'" in capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes(tmp_path):
    program = tmp_path / "concviz"
    program.write_text(f"#!{sys.executable}\nfrom concviz.tui.cli.main import main\nmain()\n")
    program.chmod(0o755)
    script = (
        f'PATH={tmp_path}:$PATH; eval "$(concviz completion bash)"; complete -p concviz; '
        "COMP_WORDS=(concviz run fr); COMP_CWORD=2; _concviz_completion concviz fr run; echo ${COMPREPLY[0]}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "fractal"
