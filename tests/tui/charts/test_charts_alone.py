"""Charts are pure: they know no session, no app and no widget."""

import pkgutil
import subprocess
import sys

import concviz.tui.charts

WORDS = ("concviz.engine.text", "concviz.engine.model", "concviz.engine.model.states", "concviz.engine.model.numbers")
"""How things are said; the table of states is among what travels."""
NAMES = sorted(module.name for module in pkgutil.iter_modules(concviz.tui.charts.__path__, "concviz.tui.charts."))


def test_charts_import_neither_textual_nor_the_engine_but_for_how_things_are_said():
    code = f"import sys, {', '.join(NAMES)}; print(*(m for m in sys.modules if m.startswith(('textual', 'concviz.engine.'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name not in WORDS and not name.startswith(WORDS[0])] == []


def test_the_frame_needs_no_numpy():
    code = "import sys, concviz.tui.charts.frame, concviz.tui.theme.palette; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
