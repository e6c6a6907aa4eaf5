"""Which Python the user's code belongs to."""

import os
import sys
from pathlib import Path

import pytest
from concviz.engine import api
from concviz.engine.catalogue.own_work import passed_over, python_for
from concviz.engine.model.plan import PlanError
from concviz.engine.pythons import environments, installed
from concviz.engine.pythons.interpreter import Interpreter


@pytest.fixture
def nothing_active(monkeypatch):
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    environments.folder_of.cache_clear()
    installed.belonging.cache_clear()
    yield
    environments.folder_of.cache_clear()
    installed.belonging.cache_clear()


def make(folder, conda=False):
    """A virtual environment as far as anybody looks at it; its Python is ours."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    if conda:
        (folder / "conda-meta").mkdir()
    else:
        (folder / "pyvenv.cfg").write_text(f"home = {os.path.dirname(os.path.realpath(sys.executable))}\n")
    return str(folder / "bin" / "python")


def test_without_any_it_is_ours(tmp_path, nothing_active):
    assert environments.choose(tmp_path) == sys.executable
    assert environments.name_of(os.path.realpath(sys.executable)) == ""


def test_one_beside_the_file_or_above_it_the_nearest_first(tmp_path, nothing_active):
    deep = tmp_path / "shop" / "src" / "shop"
    deep.mkdir(parents=True)
    above = make(tmp_path / "shop" / ".venv")
    assert environments.choose(deep) == above
    assert environments.name_of(above) == "shop/.venv"
    nearer = make(deep / "venv")
    assert environments.choose(deep) == nearer
    assert environments.choose(tmp_path) == sys.executable


def test_the_active_one_comes_first(tmp_path, nothing_active, monkeypatch):
    make(tmp_path / ".venv")
    active = make(tmp_path / "other" / "env")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "other" / "env"))
    assert environments.choose(tmp_path) == active


def test_condas_base_and_our_own_step_back_where_there_is_one_beside_the_file(tmp_path, nothing_active, monkeypatch):
    base = make(tmp_path / "conda", conda=True)
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "conda"))
    project = tmp_path / "shop"
    project.mkdir()
    assert environments.choose(project) == base
    beside = make(project / ".venv")
    assert environments.choose(project) == beside
    course = make(tmp_path / "conda" / "envs" / "course", conda=True)
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "conda" / "envs" / "course"))
    assert environments.choose(project) == course
    assert environments.name_of(course) == "course"
    monkeypatch.delenv("CONDA_PREFIX")
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    assert environments.choose(project) == beside


def test_one_that_is_broken_or_another_users_is_passed_over(tmp_path, nothing_active, monkeypatch):
    make(tmp_path / ".venv")
    (tmp_path / ".venv" / "bin" / "python").unlink()
    (tmp_path / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert environments.choose(tmp_path) == sys.executable
    (said,) = passed_over(f"{tmp_path}/core.py:price")
    name = f"{tmp_path.name}/.venv"
    assert said == (
        f"{name} has no Python: its bin/python leads to /nowhere/python3, which can't be started, so Python {installed.own().label} "
        f"(concviz's own) is taken: make it again (python -m venv --clear {tmp_path}/.venv), or name one with --python"
    )
    assert passed_over("pi") == ()
    with pytest.raises(
        PlanError, match=f"^{name} has no Python: .*: make it again .*, or name another with --python; this"
    ):
        installed.find(str(tmp_path))
    with pytest.warns(UserWarning, match=f"^{name} has no Python"):
        assert api._python(f"{tmp_path}/core.py:price", None) == sys.executable
    make(tmp_path / "venv")
    assert [each.problem[:5] for each in environments.passed_over(tmp_path)] == [name[:5]]
    assert environments.choose(tmp_path) == str(tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(environments.os, "getuid", lambda: 54321)
    if os.stat(tmp_path).st_uid != 0:
        assert environments.choose(tmp_path) == sys.executable


def test_a_variable_that_names_no_environment_is_said(tmp_path, nothing_active, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "gone"))
    assert [each.problem for each in environments.passed_over(tmp_path)] == [
        f"VIRTUAL_ENV names {tmp_path}/gone, where there is no environment"
    ]


def test_a_python_that_is_too_old_is_refused_with_what_to_do(tmp_path, nothing_active, monkeypatch):
    python = make(tmp_path / "shop" / ".venv")
    monkeypatch.setattr(installed, "ask", lambda path: Interpreter(path, "3.9.18", "CPython", False))
    monkeypatch.setattr(installed, "pythons", lambda: [Interpreter("/a", "3.13.0", "CPython", False, False)])
    with pytest.raises(PlanError) as error:
        python_for(f"{tmp_path}/shop/core.py:price", None)
    assert str(error.value) == (
        f"{python} is CPython 3.9.18, and a run needs CPython 3.11 or newer: the code in shop belongs to it; make the environment again "
        f"(python3.X -m venv --clear {tmp_path}/shop/.venv), or name another with --python; this machine has 3.13"
    )
    with pytest.raises(
        PlanError, match=r"^Python 3\.9 is too old: a run needs CPython 3\.11 or newer; this machine has 3\.13$"
    ):
        installed.find("3.9")


def test_a_folder_names_its_python(tmp_path, nothing_active):
    python = make(tmp_path / "shop" / ".venv")
    assert os.path.realpath(installed.find(str(tmp_path / "shop" / ".venv")).path) == os.path.realpath(python)
    assert installed.find(str(tmp_path / "shop")).path == installed.find(python).path, (
        "the project's folder names it too"
    )
    (tmp_path / "other").mkdir()
    with pytest.raises(PlanError, match=r"is a folder, and no environment with a Python in it: make one there"):
        installed.find(str(tmp_path / "other"))


def test_environments_that_share_a_base_are_listed_each(tmp_path, nothing_active, monkeypatch):
    first, second = make(tmp_path / "a" / ".venv"), make(tmp_path / "a" / "b" / "venv")
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path / "a" / "b")
    monkeypatch.setattr(installed, "candidates", lambda: [sys.executable, *environments.known()])
    answer = {path: installed.Interpreter(path, "3.11.7", "CPython", False) for path in (sys.executable, first, second)}
    monkeypatch.setattr(installed, "_answer", lambda path: answer[str(Path(path))])
    found = installed.pythons.__wrapped__()
    assert [each.path for each in found[1:]] == [second, first]
    assert [each.environment for each in found[1:]] == ["b/venv", "a/.venv"]


def test_work_named_by_its_file_or_module_is_run_where_it_belongs_and_a_task_of_ours_by_us(
    tmp_path, nothing_active, monkeypatch
):
    beside = make(tmp_path / "shop" / ".venv")
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.setattr(installed, "find", lambda wanted: Interpreter(wanted, "3.13.0", "CPython", False))
    assert python_for(str(tmp_path / "shop" / "core.py:price"), None) == beside
    assert python_for("shop.core:price", None) == beside
    assert python_for("core.py:price", "3.14") == "3.14"
    assert python_for("pi", None) == sys.executable
    assert python_for(str(tmp_path / "shop" / "price.handed"), None) == sys.executable


@pytest.mark.parametrize("verb", [api.run, api.compare, api.sweep, api.advise])
def test_from_python_too_named_work_is_run_where_it_belongs(verb, tmp_path, nothing_active, monkeypatch):
    beside = make(tmp_path / "shop" / ".venv")
    (tmp_path / "shop" / "core.py").write_text("def price(n):\n    return n\n")
    monkeypatch.setattr(installed, "find", lambda wanted: Interpreter(wanted, "3.13.0", "CPython", False))
    planned = []

    class Planned(Exception):
        pass

    def plan(**fields):
        planned.append(fields["python"])
        raise Planned

    monkeypatch.setattr(api, "Plan", plan)
    with pytest.raises(Planned):
        verb(str(tmp_path / "shop" / "core.py:price"), inputs="range(3)")
    assert planned == [beside]
