"""The file behind a module's name, without importing anything."""

import sys

import pytest
from concviz.engine.catalogue.module_files import file_of_module
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
