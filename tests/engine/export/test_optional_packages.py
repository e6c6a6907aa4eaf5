"""How an optional package is got, in every way in which concviz itself can have come; and ffmpeg, which may be there already."""

import sys

import pytest
from concviz.engine.export.film import mp4
from concviz.engine.export.optional_packages import install
from concviz.engine.export.progress import ExportError

WAYS = {
    "pip": ({"pyvenv.cfg": "home = /usr/bin\nversion = 3.14.0\n"}, "/p/bin/python -m pip install matplotlib"),
    "no environment": ({}, "/p/bin/python -m pip install matplotlib"),
    "pipx": ({"pipx_metadata.json": "{}"}, "pipx inject concviz matplotlib"),
    "uv tool": ({"uv-receipt.toml": ""}, "uv pip install --python /p/bin/python matplotlib"),
    "uv venv": ({"pyvenv.cfg": "home = /x\nuv = 0.9.1\n"}, "uv pip install --python /p/bin/python matplotlib"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_package_is_got_as_concviz_came(way, tmp_path, monkeypatch):
    files, expected = WAYS[way]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/p/bin/python")
    assert install("matplotlib") == expected


def test_for_one_run_of_uvx_it_comes_with_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "archive-v0" / "x1"))
    said = install("matplotlib").split()
    assert said[:3] == ["uvx", "--with", "matplotlib"]
    assert said[-1] == "concviz"


@pytest.fixture
def no_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


def test_an_ffmpeg_on_the_path_will_do(no_package, tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert mp4.ffmpeg_program() == str(program)


def test_without_any_ffmpeg_it_is_said_how_to_get_one(no_package, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError, match=r"mp4 needs ffmpeg on the PATH, or .*imageio-ffmpeg"):
        mp4.ffmpeg_program()
