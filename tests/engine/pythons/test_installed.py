"""Which Pythons there are, and what `--python` means."""

import json
import subprocess
import sys
import time

import psutil
import pytest
from concviz.engine.model.plan import PlanError
from concviz.engine.pythons import installed, query
from concviz.engine.pythons.installed import Interpreter
from concviz.engine.pythons.python_files import candidates
from concviz.engine.pythons.remembered import Memory


@pytest.fixture
def some_pythons(monkeypatch):
    found = [
        Interpreter("/a/python3.11", "3.11.7", "CPython", False),
        Interpreter("/b/python3.14", "3.14.2", "CPython", False),
        Interpreter("/c/python3.14t", "3.14.2", "CPython", True),
    ]
    monkeypatch.setattr(installed, "pythons", lambda: found)
    return found


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("3.14", "/b/python3.14"),
        ("3.14.2", "/b/python3.14"),
        ("3.14t", "/c/python3.14t"),
        ("python3.11", "/a/python3.11"),
    ],
)
def test_a_version_finds_its_python(some_pythons, wanted, path):
    assert installed.find(wanted).path == path


def test_a_version_that_is_not_there_names_those_that_are(some_pythons):
    with pytest.raises(PlanError, match=r"this machine has 3\.11, 3\.14, 3\.14t;"):
        installed.find("3.99")


def test_a_path_is_asked(tmp_path):
    assert installed.find(sys.executable).version == installed.own().version
    with pytest.raises(PlanError, match="nothing is not there"):
        installed.find(str(tmp_path / "nothing"))


def test_what_is_no_python_is_passed_over(tmp_path):
    fake = tmp_path / "python3.12"
    fake.write_text("#!/bin/sh\necho hello\n")
    fake.chmod(0o755)
    assert installed.ask(str(fake)) is None


@pytest.mark.parametrize(
    ("version", "implementation", "usable"),
    [
        ("3.11.0", "CPython", True),
        ("3.10.9", "CPython", False),
        ("3.15.0rc1", "CPython", True),
        ("3.11.4", "PyPy", False),
    ],
)
def test_old_and_other_pythons_are_not_usable(version, implementation, usable):
    assert Interpreter("x", version, implementation, False).usable is usable


def test_answers_are_remembered(tmp_path):
    asked = []

    def answer(path):
        asked.append(path)
        return Interpreter(path, "3.12.1", "CPython", False)

    for _ in range(2):
        memory = Memory(tmp_path / "pythons.json", answer)
        assert memory.ask(sys.executable).version == "3.12.1"
    assert asked == [sys.executable]


def test_a_python_too_slow_to_answer_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    fake = tmp_path / "python3.12"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setattr(installed, "PATIENCE_S", 0.05)
    file = tmp_path / "pythons.json"
    assert Memory(file, installed._answer).ask(str(fake)) is None
    assert Memory(file, lambda path: Interpreter(path, "3.12.1", "CPython", False)).ask(str(fake)).version == "3.12.1"


def test_each_answer_is_remembered_as_it_comes_beside_what_another_has_learnt(tmp_path):
    first, second = tmp_path / "python3.12", tmp_path / "python3.13"
    file = tmp_path / "pythons.json"
    for python in (first, second):
        python.write_text("")
    mine = Memory(file, lambda path: Interpreter(path, "3.12.1", "CPython", False))
    other = Memory(file, lambda path: Interpreter(path, "3.13.0", "CPython", False))
    mine.ask(str(first))
    assert list(json.loads(file.read_text())) == [str(first)]
    other.ask(str(second))
    assert set(json.loads(file.read_text())) == {str(first), str(second)}


@pytest.mark.parametrize("text", ["", "[1]", '{"x": 3}', "no json", '{"%s": [0, {"nonsense": 1}]}'])
def test_rubbish_in_the_file_of_answers_is_passed_over(tmp_path, text):
    python, file = tmp_path / "python3.12", tmp_path / "pythons.json"
    python.write_text("")
    status = python.stat()
    stamp = [str(python.resolve()), status.st_size, int(status.st_mtime)]
    file.write_text(json.dumps({str(python): [stamp, {"nonsense": 1}]}) if "%s" in text else text)
    assert Memory(file, lambda path: Interpreter(path, "3.12.1", "CPython", False)).ask(str(python)).version == "3.12.1"


def test_whoever_stops_asking_leaves_no_child(tmp_path):
    """In a process of its own: nothing is asked after the end."""
    slow = tmp_path / "python3.12"
    slow.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nsleep 600\n")
    slow.chmod(0o755)
    code = f"""
import threading, time, pathlib
from concviz.engine.pythons import query
threading.Thread(target=lambda: query.output_of([{str(slow)!r}], 600), daemon=True).start()
pid = pathlib.Path({str(tmp_path / "pid")!r})
while not (pid.exists() and pid.read_text().endswith("\\n")):
    time.sleep(0.01)
query.end_all()
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=180, stderr=subprocess.DEVNULL)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 180
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nobody_is_asked_who_was_about_to_be_when_all_was_ended():
    """The end comes between the choice of whom to ask and the asking: with four threads that is where each of them can stand."""
    begun = []

    def ask(path):
        query.end_all()
        with pytest.raises(query.Abandoned):
            begun.append(query.output_of([sys.executable, "-c", ""], 180))
        return path

    paths = [str(number) for number in range(query.AT_ONCE * 3)]
    answers = query.all_of(ask, paths)
    assert begun == []
    assert len([answer for answer in answers if answer]) <= query.AT_ONCE, "each thread asks at most once more"
    assert query.output_of([sys.executable, "-c", "print(1)"], 180) == b"1\n", "somebody else may ask"
    assert query.all_of(lambda path: path, paths) == paths


def test_missing_packages_are_named():
    assert installed.missing_packages(sys.executable, ("json", "no_such_package_at_all")) == ["no_such_package_at_all"]


@pytest.mark.parametrize(("variable", "value", "folder"), [
    ("PYENV_ROOT", "my pyenv [2]", "my pyenv [2]/versions/3.12.1/bin"),
    ("UV_PYTHON_INSTALL_DIR", "uv", "uv/cpython-3.13-linux/bin"),
    ("CONDA_PREFIX", "conda", "conda/envs/course/bin"),
    ("CONDA_PREFIX", "conda/envs/other", "conda/envs/course/bin"),
])  # fmt: skip
def test_pythons_are_looked_for_where_the_tools_were_told_to_put_them(variable, value, folder, tmp_path, monkeypatch):
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME", "CONDA_PREFIX", "MAMBA_ROOT_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    python = tmp_path / folder / "python3"
    python.parent.mkdir(parents=True)
    (tmp_path / value).mkdir(parents=True, exist_ok=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    assert str(python) not in set(candidates())
    monkeypatch.setenv(variable, str(tmp_path / value))
    assert str(python) in set(candidates())


def test_where_no_thread_or_process_can_be_started_there_is_the_one_that_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))

    def no(*_args, **_options):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(query, "_begins", lambda _thread: False)
    monkeypatch.setattr(query.subprocess, "Popen", no)
    assert installed.pythons.__wrapped__() == [installed.own()]
    assert not (tmp_path / "pythons.json").exists()


def test_a_python_that_is_slow_has_what_it_needs_until_the_run_says_otherwise(monkeypatch):
    def slow(command, patience_s):
        raise subprocess.TimeoutExpired(command, patience_s)

    monkeypatch.setattr(installed.query, "output_of", slow)
    assert installed.missing_packages("/a/slow/python", ("numpy",)) == []
    monkeypatch.setattr(installed.query, "output_of", lambda command, patience_s: b"numpy\n")
    assert installed.missing_packages("/a/slow/python", ("numpy",)) == ["numpy"], (
        "and that it was slow is not remembered"
    )
