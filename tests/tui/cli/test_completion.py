"""What a shell completes: commands, tasks, models, Pythons, recordings, formats; and a shell that does."""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time

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


@pytest.fixture
def path(tmp_path):
    """A search path on which `concviz` is this one."""
    program = tmp_path / "concviz"
    program.write_text(f"#!{sys.executable}\nfrom concviz.tui.cli.program import main\nmain()\n")
    program.chmod(0o755)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes(path):
    script = (
        'eval "$(concviz completion bash)"; complete -p concviz; '
        "COMP_WORDS=(concviz run fr); COMP_CWORD=2; _concviz_completion concviz fr run; echo ${COMPREPLY[0]}"
    )
    done = subprocess.run(
        ["bash", "-c", script], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "fractal"


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not here")
def test_fish_completes(path):
    script = "concviz completion fish | source; complete -C 'concviz run fr'"
    done = subprocess.run(
        ["fish", "-c", script], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [f"fractal\t{catalogue.tasks()['fractal'].title}"]


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not here")
def test_zsh_completes(path, tmp_path):
    """In a terminal, where alone zsh completes: what is typed and Tab becomes the whole word."""
    (tmp_path / ".zshrc").write_text(
        'PROMPT=""; autoload -U compinit; compinit -D -u; eval "$(concviz completion zsh)"; print "NOW""READY"\n'
    )
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe("zsh", ["zsh", "-i"], os.environ | {"PATH": path, "ZDOTDIR": str(tmp_path), "TERM": "xterm"})
    try:
        assert seen(terminal, b"NOWREADY")
        os.write(terminal, b"concviz run fract\t")
        assert seen(terminal, b"fractal")
    finally:
        os.close(terminal)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def seen(terminal, words, within_s=90):
    """Whether these words come from a terminal in time."""
    until, read = time.monotonic() + within_s, b""
    while words not in read and (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            read += os.read(terminal, 4096)
    return words in read


def test_the_list_of_commands_loads_none_of_them(path):
    """`concviz --help` and the first Tab: click and the table, no package that a command needs."""
    asked = (
        "import sys; from concviz.tui.cli.main import concviz\n"
        "try: concviz(['--help'])\n"
        "finally: print(sorted({'numpy', 'textual', 'rich', 'psutil', 'msgspec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Run one task under one model" in done.stdout


def test_the_manual_has_a_page_for_each_command(tmp_path):
    made = subprocess.run(
        [sys.executable, "docs/manual.py", tmp_path / "man"], capture_output=True, text=True, check=True
    )
    pages = {page.name: page.read_text() for page in (tmp_path / "man").iterdir()}
    assert {"concviz.1", *(f"concviz-{name}.1" for name in COMMANDS)} <= set(pages)
    assert made.stdout.startswith(f"{len(pages)} pages")
    assert r"\-\-workers" in pages["concviz-run.1"]
    assert "Cut FILE to the part from one time to another" in pages["concviz-sessions-trim.1"].split(".SH SYNOPSIS")[0]
