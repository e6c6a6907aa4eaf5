"""The app's own CPU beside that of others who draw what a machine does: one terminal of 120x40 each, one sitting, in turns.

    python tests/benchmarks/anchors.py [seconds a turn] [turns]

`htop` and `btop` are measured where they are installed, at their usual rate and at 4 Hz; `glances` too. A Textual dashboard of
16 series (a Sparkline each, fed at 4 Hz) says what Textual itself takes. All of them run at once and are read in turns, so that a
busy machine is as busy for each; a row's note is the cost of one refresh.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil
from app_cpu import SETTLE_S, lengthen
from table import Row, show
from terminal import Terminal, concviz

SERIES = 16
DASHBOARD = f"""
from math import sin
from textual.app import App
from textual.widgets import Sparkline
class Dashboard(App):
    CSS = "Screen {{ layout: grid; grid-size: 2 8; }} Sparkline {{ height: 1fr; border: round blue; }}"
    at = 0
    def compose(self):
        for number in range({SERIES}):
            yield Sparkline([0.0] * 60)
    def on_mount(self):
        self.set_interval(1 / 4, self.feed)
    def feed(self):
        self.at += 1
        for number, line in enumerate(self.query(Sparkline)):
            line.data = [1 + sin((self.at + place + number) / 5) for place in range(60)]
Dashboard().run()
"""
BTOP = 'show_init = False\ncheck_temp = False\nupdate_ms = {ms}\nshown_boxes = "cpu proc"\n'


def others(folder: str) -> dict[str, tuple[list[str], float]]:
    """Command and refreshes a second of everything that is here, by name."""
    found = {"a Textual dashboard of 16 series": ([sys.executable, "-c", DASHBOARD], 4.0)}
    if htop := shutil.which("htop"):
        found["htop at 1 Hz"] = [htop, "-d", "10"], 1.0
        found["htop at 4 Hz"] = [htop, "-d", "2"], 5.0  # it knows tenths of a second
    if btop := shutil.which("btop"):
        found["btop at 0.5 Hz"] = [btop, "-lc"], 0.5
    if glances := shutil.which("glances"):
        found["glances at 0.5 Hz"] = [glances, "-t", "2"], 0.5
    return found


def cpu_s(terminal: Terminal) -> float:
    """CPU time of the program in that terminal so far; what its children took is not counted."""
    times = psutil.Process(terminal.process.pid).cpu_times()
    return times.user + times.system


def measure(seconds: float = 10.0, turns: int = 3) -> list[Row]:
    """All of them, the app twice: idle, and with a run that goes on."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        commands = {"concviz, idle": (concviz(), 0.5), "concviz, a run going on": (concviz(), 4.0), **others(folder)}
        terminals = {
            name: stack.enter_context(Terminal(command, CONCVIZ_STATE=str(Path(folder, name)), XDG_CONFIG_HOME=folder))
            for name, (command, _) in commands.items()
        }
        for terminal in terminals.values():
            terminal.read_for(SETTLE_S / 2)
        begin_run(terminals["concviz, a run going on"])
        shares: dict[str, list[float]] = {name: [] for name in terminals}
        for _ in range(turns):
            before = {name: cpu_s(terminal) for name, terminal in terminals.items()}
            read_all(list(terminals.values()), seconds)
            for name, terminal in terminals.items():
                shares[name].append(100 * (cpu_s(terminal) - before[name]) / seconds)
    rows = []
    for name, (_, hz) in commands.items():
        share = median(shares[name])
        rows.append(Row(f"own CPU: {name}", share, "% core", note=f"{share * 10 / hz:.1f} ms a refresh"))
    return rows


def begin_run(terminal: Terminal) -> None:
    """Threads on π, for long."""
    lengthen(terminal)
    terminal.press("r")
    if terminal.until(lambda rows: any("thread 1" in row for row in rows), 60) is None:
        raise SystemExit("the run did not begin:\n" + "\n".join(terminal.display))


def read_all(terminals: list[Terminal], seconds: float) -> None:
    """Take what all of them write for so long: who isn't read stands still."""
    rounds = max(1, round(seconds / 0.1 / len(terminals)))
    for _ in range(rounds):
        for terminal in terminals:
            terminal.read_for(seconds / rounds / len(terminals))


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:3]]
    show(measure(*given[:1], *map(int, given[1:])))
