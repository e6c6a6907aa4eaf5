"""Which Pythons there are, and what `--python` means."""

import sys

import pytest
from concviz.engine.model.plan import PlanError
from concviz.engine.pythons import installed
from concviz.engine.pythons.installed import Interpreter
from concviz.engine.pythons.python_files import candidates


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
    with pytest.raises(PlanError, match=r"only 3\.11, 3\.14, 3\.14t"):
        installed.find("3.99")


def test_a_path_is_asked(tmp_path):
    assert installed.find(sys.executable).version == installed.own().version
    with pytest.raises(PlanError, match="no Python that can be started"):
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


def test_answers_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    asked = []
    monkeypatch.setattr(
        installed, "_answer", lambda path: asked.append(path) or Interpreter(path, "3.12.1", "CPython", False)
    )
    for _ in range(2):
        with installed._Memory() as memory:
            assert memory.ask(sys.executable).version == "3.12.1"
    assert asked == [sys.executable]


def test_a_python_too_slow_to_answer_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    fake = tmp_path / "python3.12"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setattr(installed, "PATIENCE_S", 0.05)
    with installed._Memory() as memory:
        assert memory.ask(str(fake)) is None
    monkeypatch.setattr(installed, "_answer", lambda path: Interpreter(path, "3.12.1", "CPython", False))
    with installed._Memory() as memory:
        assert memory.ask(str(fake)).version == "3.12.1"


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

    monkeypatch.setattr(installed, "ThreadPoolExecutor", lambda count: (_ for _ in ()).throw(RuntimeError("no")))
    monkeypatch.setattr(installed.subprocess, "run", no)
    assert installed.pythons.__wrapped__() == [installed.own()]
    assert "null" not in (tmp_path / "pythons.json").read_text()
