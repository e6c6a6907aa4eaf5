"""What the app does before its first frame is on the screen, counted: nothing here depends on how fast a machine is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WIDGETS = 36
"""Of the Lab at its first start."""
MODULES, RULES = 104, 106
"""Of concviz, and in the style sheets: a few more than there are."""
SCRIPT = """
import json, os, sys
sys.argv = ["concviz"]
from concviz.tui.cli import program
from concviz.tui.terminal import launch
from textual.css.stylesheet import Stylesheet

styled = []
apply = Stylesheet.apply

def count(self, node, **extra):
    styled.append(node)
    return apply(self, node, **extra)

def run(make):
    from concviz.tui.app.app import ConcvizApp

    def told(self):
        told = {
            "modules": sorted(sys.modules),
            "widgets": len(list(self.screen.walk_children())),
            "styled": len(styled),
            "rules": len(self.stylesheet.rules),
        }
        os.write(1, json.dumps(told).encode())
        os._exit(0)

    ConcvizApp.on_ready = told
    make().run(headless=True, size=(120, 40))

Stylesheet.apply = count
launch.launch_app = run
program.main()
"""


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was imported and made when the first frame was on a screen of 120x40."""
    folder: Path = tmp_path_factory.mktemp("first")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONCVIZ_")}
    environment |= {"CONCVIZ_STATE": str(folder), "CONCVIZ_CONFIG": str(folder / "settings.toml")}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_no_words_are_read_and_nothing_is_measured_before_the_first_frame(first_frame: dict[str, Any]) -> None:
    """click reads words, and there are none; NumPy and msgspec are the engine's."""
    assert not {"click", "numpy", "msgspec", "psutil"} & set(first_frame["modules"])


def test_little_of_our_own_is_imported_before_the_first_frame(first_frame: dict[str, Any]) -> None:
    own = [name for name in first_frame["modules"] if name.startswith("concviz")]
    assert len(own) <= MODULES, own


def test_the_style_sheets_of_the_first_frame_are_small(first_frame: dict[str, Any]) -> None:
    assert first_frame["rules"] <= RULES


def test_each_widget_is_styled_once(first_frame: dict[str, Any]) -> None:
    """And the app, the screen that Textual begins with, and the Lab."""
    assert first_frame["widgets"] == WIDGETS, "the anchor in tests/benchmarks/first_frame.py has as many"
    assert first_frame["styled"] == WIDGETS + 3
