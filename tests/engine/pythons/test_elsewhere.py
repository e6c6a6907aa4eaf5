"""Environments that tools keep elsewhere, and the version that a project asks for."""

import base64
import hashlib
import os
import sys

import pytest
from concviz.engine.pythons import elsewhere, environments

from tests.engine.pythons.test_environments import make, nothing_active  # noqa: F401


@pytest.fixture
def project(tmp_path, nothing_active, monkeypatch):  # noqa: F811
    for name in (
        "PYENV_VERSION",
        "WORKON_HOME",
        "UV_PROJECT_ENVIRONMENT",
        "POETRY_CACHE_DIR",
        "POETRY_VIRTUALENVS_PATH",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("POETRY_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(elsewhere.platform, "python_version", lambda: "3.11.7")
    folder = tmp_path / "My Shop" / "src"
    folder.mkdir(parents=True)
    return folder.parent


def poetrys(project, home, minor):
    digest = base64.urlsafe_b64encode(hashlib.sha256(str(project).encode()).digest()).decode()[:8]
    return make(home / f"my_shop-{digest}-py{minor}")


@pytest.mark.parametrize("told", ["variable", "cache", "config"])
def test_poetrys_the_newest_or_the_one_that_was_chosen(project, tmp_path, monkeypatch, told):
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "My Shop"\n')
    home = tmp_path / "cache" / "virtualenvs"
    if told == "variable":
        monkeypatch.setenv("POETRY_VIRTUALENVS_PATH", str(home))
    elif told == "cache":
        monkeypatch.setenv("POETRY_CACHE_DIR", str(tmp_path / "cache"))
    else:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text(f'cache-dir = "{tmp_path}/cache"\n')
    older, newer = poetrys(project, home, "3.9"), poetrys(project, home, "3.13")
    assert environments.choose(project / "src") == newer
    digest = os.path.basename(os.path.dirname(os.path.dirname(older))).removesuffix("-py3.9")
    (home / "envs.toml").write_text(f'[{digest}]\nminor = "3.9"\npatch = "3.9.18"\n')
    assert environments.choose(project / "src") == older
    (project / "pyproject.toml").write_text('[project]\nname = "My Shop"\n')
    assert environments.choose(project / "src") != older, "nothing says that poetry made it"
    (project / "poetry.lock").touch()
    assert environments.choose(project / "src") == older


def test_pipenvs_pdms_and_the_one_that_uv_is_told(project, tmp_path, monkeypatch):
    (project / "Pipfile").touch()
    monkeypatch.setenv("WORKON_HOME", str(tmp_path / "work"))
    pipenvs = make(tmp_path / "work" / "shop-1234")
    assert environments.choose(project / "src") != pipenvs
    (tmp_path / "work" / "shop-1234" / ".project").write_text(str(project))
    assert environments.choose(project / "src") == pipenvs
    pdms = make(tmp_path / "pdm")
    (project / ".pdm-python").write_text(pdms)
    assert environments.choose(project / "src") == pdms
    (project / "pyproject.toml").touch()
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "env")
    uvs = make(project / "env")
    assert environments.choose(project / "src") == uvs


def a_python(folder):
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    return str(folder / "bin" / "python")


@pytest.mark.parametrize(
    ("pin", "folder"),
    [
        ("3.12.1", "pyenv/versions/3.12.1"),
        ("3.12", "pyenv/versions/3.12.10"),
        ("# ours\ncpython-3.12\n", "pyenv/versions/3.12.10"),
        ("3.14", "uv/cpython-3.14.2-linux-x86_64-gnu"),
        ("3.14t", "uv/cpython-3.14.2+freethreaded-linux-x86_64-gnu"),
        ("3.13t", "pyenv/versions/3.13.5t"),
    ],
)
def test_the_version_that_a_project_asks_for(project, tmp_path, pin, folder):
    names = ("3.12.1", "3.12.9", "3.12.10", "3.13.0", "3.13.5t", "3.14.0rc2")
    made = [tmp_path / "pyenv" / "versions" / name for name in names]
    made += [tmp_path / "uv" / f"cpython-3.14.{name}-linux-x86_64-gnu" for name in ("1", "2", "2+freethreaded")]
    for each in made:
        a_python(each)
    (project / ".python-version").write_text(pin)
    assert environments.choose(project / "src") == str(tmp_path / folder / "bin" / "python")


def test_a_version_that_is_ours_or_the_systems_changes_nothing_and_a_named_environment_is_one(project, tmp_path):
    for pin in ("3.11", "3.11.7", "3", "system", "", "# nothing"):
        (project / ".python-version").write_text(pin)
        assert (environments.choose(project), environments.passed_over(project)) == (sys.executable, ())
    shops = make(tmp_path / "pyenv" / "versions" / "shops")
    (project / ".python-version").write_text("shops")
    assert environments.choose(project) == shops
    beside = make(project / ".venv")
    assert environments.choose(project) == beside, "an environment comes before a version"


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("3.12", "asks for Python 3.12, which isn't here"),
        ("../..", "asks for Python ../.., which isn't here"),
        ("3.9", "asks for Python 3.9, and a run needs CPython 3.11 or newer"),
        ("pypy3.10-7.3.12", "asks for Python pypy3.10-7.3.12, and a run needs CPython 3.11 or newer"),
        ("old", "asks for Python old, and a run needs CPython 3.11 or newer"),
    ],
)
def test_a_version_that_cannot_be_had_is_said(project, tmp_path, pin, says):
    for name in ("3.9.18", "pypy3.10-7.3.12", "old"):
        a_python(tmp_path / "pyenv" / "versions" / name)
    (tmp_path / "pyenv" / "versions" / "old" / "pyvenv.cfg").write_text("home = /x\nversion = 3.8.1\n")
    (project / ".python-version").write_text(pin)
    assert environments.choose(project) == sys.executable
    assert [each.problem for each in environments.passed_over(project)] == [f"My Shop/.python-version {says}"]


def test_what_the_tools_write_and_cannot_be_read_is_no_reason_to_stop(project):
    (project / "pyproject.toml").write_text("[tool.poetry\n")
    (project / ".python-version").write_bytes(b"\xff\xfe")
    (project / ".pdm-python").mkdir()
    assert environments.choose(project) == sys.executable
