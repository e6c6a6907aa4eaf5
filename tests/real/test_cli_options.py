"""Options of tasks on the command line, and what the app is told to begin with."""

import json

import pytest
from concviz.engine.session.file.reader import load

from tests.support.commands import call
from tests.support.real_processes import concviz, run_json


@pytest.mark.parametrize("words", [("--latency-ms", "60", "--body-kib=1"), ("--latency_ms=60", "-o", "body_kib=1")])
def test_an_option_of_a_task_is_a_plain_option(words, state, tmp_path):
    record = tmp_path / "kept.concviz.jsonl"
    far = run_json("download", "--items", "6", "-w", "1", *words, "--record", str(record), state=state)
    assert far["compute_s"] > 6 * 0.06
    (run,) = load(record).runs()
    assert run.plan.options == {"latency_ms": 60, "body_kib": 1}


def test_flags(capfd):
    assert call("script", "files", "--items", "3", "--allow-tmpfs") == 0
    assert "allow_tmpfs=True" in capfd.readouterr().out
    assert call("script", "files", "--items", "3", "--no-allow-tmpfs") == 0
    assert "allow_tmpfs=False" in capfd.readouterr().out


def test_a_file_of_the_users_has_options_too(state, tmp_path):
    task = tmp_path / "mine.py"
    task.write_text(
        "OPTIONS = {'depth_m': 3}\ndef items(count, seed, depth_m): return [depth_m] * count\n"
        "def work(item): return item\ndef combine(results): return f'depth {max(results)}'\n"
    )
    result = run_json(str(task), "--items", "4", "-w", "2", "--depth-m", "9", state=state)
    assert result["answer"] == "depth 9"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "printing", "--printer", "1"), "No such option '--printer'. Did you mean '--printers'?"),
        (("run", "printing", "--printers"), "Option '--printers' requires an argument."),
        (("run", "printing", "--printers", "many"), "the option printers is a number, not 'many'"),
        (("run", "pi", "--printers", "1"), "pi has no option 'printers'; its options are: none"),
        (("compare", "files", "--allow-tmpfs=perhaps"), "the option allow_tmpfs is true or false, not 'perhaps'"),
        (("--task", "phi"), "no task named 'phi': did you mean pi?"),
        (("--model", "threats"), "no model named 'threats': did you mean threads"),
        (("--python", "9.9"), "no Python '9.9' found"),
        (("--workers", "0"), "--workers must be between 1 and 10,000, not 0"),
        (("--theme", "pink"), "Invalid value for '--theme': no theme named 'pink': there are ansi-dark"),
        (("--task", "pi", "list", "tasks"), "options go behind the command: concviz list … --task pi"),
        (("--size", "5", "run", "pi"), "options go behind the command: concviz run … --size 5"),
        (("list",), "Missing argument"),
        (("run", "pi", "--inputs", "3"), "pi is a task and makes its own items"),
        (("run", "README.md"), "README.md is no Python file"),
        (("run", "pi", "-m", "asyncio", "--start-method", "spawn"), "under asyncio no processes are started"),
        (("sweep", "pi", "-m", "threads", "--start-method", "spawn"), "under threads no processes are started"),
        (("sweep", "pi", "-w", "8", "--counts", "1,2"), "--counts says how many workers already, so --workers 8 would"),
        (("run", "pi", "-m", "threads", "--chunk", "9"), "under threads items are taken one at a time"),
        (("compare", "pi", "--models", "threads@9.9"), "no Python '9.9' found"),
        (("run", "textwrap:"), "textwrap: which function of it? It has wrap, "),
    ],
)
def test_mistakes_are_one_line(arguments, says, state, monkeypatch, capfd):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    assert call(*arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"concviz: {says}")
    assert said.err.count("\n") == 1


def test_the_help_of_run_names_the_options_of_tasks(state, capfd):
    done = concviz("run", "--help", state=state)
    assert "--printers 8" in done.stdout
    assert "how many printers there are" in done.stdout
    assert "1 to 10,000" in done.stdout
    assert "0 to 19" in done.stdout
    assert "--allow-tmpfs" in done.stdout
    assert call("list", "tasks") == 0
    assert "how many printers there are" in capfd.readouterr().out


def test_paths_of_ones_own_work_are_in_no_session(state, tmp_path):
    secret = tmp_path / "secret-folder"
    secret.mkdir()
    (secret / "mine.py").write_text("def f(n): return n\n")
    record = tmp_path / "kept.concviz.jsonl"
    result = run_json(f"{secret}/mine.py:f", "--inputs", "range(111, 117)", "--record", str(record), state=state)
    assert result["task"] == "f"
    text = record.read_text()
    assert "secret-folder" not in text
    assert "range(111" not in text
    assert json.loads(text.splitlines()[0])


def test_a_recording_that_is_there_is_replaced_only_if_asked_to(state, tmp_path):
    record = tmp_path / "talk.concviz.jsonl"
    words = ("run", "pi", "--items", "6", "-w", "2", "--plain", "--record", str(record))
    assert concviz(*words, state=state).returncode == 0
    first = record.read_bytes()
    done = concviz(*words, state=state)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"concviz: {record} is there already: --force replaces it, or name another file\n"
    assert record.read_bytes() == first
    assert concviz(*words, "--force", state=state).returncode == 0
    assert record.read_bytes() != first


def test_a_failed_run_as_json(state, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text("def f(n): return 1 // n\n")
    done = concviz("run", f"{mine}:f", "--inputs", "[1, 0]", "--json", state=state)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["status"] == "failed"
    assert told["error"]["item"] == 1
    assert told["error"]["message"].startswith("ZeroDivisionError: ")
    assert done.stderr.startswith("concviz: ZeroDivisionError")


def test_what_can_not_be_imported_or_is_no_function_is_called_by_its_name(state, tmp_path):
    (tmp_path / "imp.py").write_text("import nothing_like_it\ndef f(n): return n\n")
    (tmp_path / "mine.py").write_text("VALUE = 3\n")
    done = concviz("run", f"{tmp_path}/imp.py:f", "--inputs", "[1]", state=state)
    assert "imp.py can't be imported: No module named 'nothing_like_it'" in done.stderr
    done = concviz("run", f"{tmp_path}/mine.py:VALUE", "--inputs", "[1]", state=state)
    assert "VALUE of mine.py is no function: it is 3" in done.stderr
