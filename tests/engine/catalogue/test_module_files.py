"""The file behind a module's name, without importing anything."""

import sys

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue import lookup
from concviz.engine.catalogue.module_files import can_be_parsed, file_of_module
from concviz.engine.model.plan import PlanError


@pytest.mark.parametrize("folders", [(), ("corp",), ("corp", "corp/billing")])
def test_a_module_below_folders_with_and_without_a_file_of_their_own(tmp_path, monkeypatch, folders):
    file = tmp_path / "corp/billing/jobs.py"
    file.parent.mkdir(parents=True)
    file.write_text("def job(n): ...")
    for folder in folders:
        (tmp_path / folder / "__init__.py").write_text("")
    monkeypatch.chdir(tmp_path)
    assert file_of_module("corp.billing.jobs", sys.executable) == file
    assert "corp" not in sys.modules


def test_a_file_in_the_folder_of_the_sources_is_named(tmp_path, monkeypatch):
    file = tmp_path / "src/acme/core.py"
    file.parent.mkdir(parents=True)
    file.write_text("def job(n): ...")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match=r"^no module 'acme.core' .*; src/acme/core.py:NAME is there, and"):
        file_of_module("acme.core", sys.executable)


def test_a_module_in_c_and_one_whose_names_are_made_when_it_is_imported():
    assert catalogue.task("math:factorial").inputs
    assert catalogue.task("hashlib:sha256").title == "sha256()"
    assert catalogue.task("asyncio:sleep").title == "sleep()"
    assert catalogue.source(catalogue.task("math:factorial")) == "# math has no source in Python."
    assert catalogue.task("operator:add").notes == ()
    with pytest.raises(PlanError, match=r"^no module 'nothing_like_it' with Python source"):
        catalogue.task("nothing_like_it:f")


def test_a_file_that_this_python_can_not_read_is_left_to_the_one_that_can(tmp_path, monkeypatch):
    path = tmp_path / "newer.py"
    path.write_text("def job(n):\n    return new syntax n\n")
    monkeypatch.setattr(lookup, "can_be_parsed", lambda path, python: python == "newer")
    assert catalogue.task(f"{path}:job", "newer").inputs
    for python in ("older", sys.executable):
        with pytest.raises(PlanError, match=r"^newer.py line 2 is no Python"):
            catalogue.task(f"{path}:job", python)


def test_who_can_read_a_file_is_asked_of_him(tmp_path):
    path = tmp_path / "some.py"
    path.write_text("def job(n): ...")
    assert can_be_parsed(path, sys.executable)
    path = tmp_path / "none.py"
    path.write_text("def job(n) ...")
    assert not can_be_parsed(path, sys.executable)
    assert not can_be_parsed(path, str(tmp_path / "no-python"))


def test_a_file_without_its_ending_is_named(tmp_path, monkeypatch):
    (tmp_path / "two-words.py").write_text("def job(n): ...")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match=r"^two-words is no module's name; the file of that name is two-words.py:job$"):
        catalogue.task("two-words:job")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("m.pyi:job", r"^m\.pyi holds types and nothing to run: name the module that it is about, m:job$"),
        ("./m.pyi:job", r"^\./m\.pyi holds types and nothing to run"),
        ("fast.cpython-313-x86_64-linux-gnu.so:job", r"gnu\.so is compiled: name it as it is imported, fast:job$"),
        ("tool:job", r"^tool is no Python file: .* gets a link, ln -s tool tool\.py$"),
        ("./M.PY", r"^\./M\.PY is no Python file: .* gets a link, ln -s \./M\.PY M\.py$"),
        ("notes.zip:job", r"^notes\.zip is no Python file: a task of your own is a file that ends in \.py$"),
        ("deep/:job", r"^deep/ is a folder: name a file in it, FILE\.py:job, or, where it is a package, deep:job$"),
        ("deep", r"^deep is a folder: name a file in it, FILE\.py:NAME"),
        ("json.core:job", r"^json is the standard library's, and not the json in this folder: .* by its file, json/core\.py:NAME$"),
    ],
)  # fmt: skip
def test_what_python_does_not_import_is_named_with_what_it_does(name, says, tmp_path, monkeypatch):
    for file in ("m.pyi", "tool", "M.PY", "json/core.py", "json/__init__.py", "deep/x.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("def job(n): ...\n")
    for file in ("notes.zip", "fast.cpython-313-x86_64-linux-gnu.so"):
        (tmp_path / file).write_bytes(b"PK\x03\x04\x00")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match=says):
        catalogue.task(name)


def test_a_package_that_hides_behind_the_standard_library_is_told_of(tmp_path):
    (tmp_path / "json").mkdir()
    for file in ("__init__.py", "core.py"):
        (tmp_path / "json" / file).write_text("def job(n): ...\n")
    told = ("the package json has the name of a module of the standard library, so it is imported under another name",)
    assert catalogue.task(f"{tmp_path}/json/core.py:job").notes == told
    assert catalogue.task(f"{tmp_path}/json/__init__.py:job").notes == told
    assert catalogue.task("json.decoder:JSONDecoder").notes == ()
