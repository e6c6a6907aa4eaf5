"""The Lab's keys: what each does, and what its footer offers as things stand."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ..app.parts.play_head import STEP_US
from ..widgets.footer import Key

PANEL_BINDINGS: list[BindingType] = [
    Binding("plus,equals_sign", "workers(1)", "more workers", id="lab.more"),
    Binding("minus", "workers(-1)", "fewer workers", id="lab.fewer"),
    Binding("t", "pick('task')", "choose the task", id="lab.task"),
    Binding("m", "pick('model')", "choose the model", id="lab.model"),
    Binding("p", "pick('python')", "choose the Python", id="lab.python"),
    Binding("o", "pick('options')", "options of the task", id="lab.options"),
    Binding("a", "advise", "advice about your function", id="lab.advise"),
    Binding("O", "output", "what the run printed, its traceback", id="lab.output"),
    Binding("P", "view('present')", "present, for the back row", id="lab.present"),
    Binding("B", "view('before-after')", "two runs, before and after", id="lab.pair"),
    Binding("v", "view('code')", "code of the model, then of the task", id="lab.code"),
    Binding("enter", "view('zoom')", "the focused panel fills the screen", id="lab.zoom"),
    Binding("escape", "view('back')", "back", id="lab.escape"),
    Binding("comma,Z", "view('timeline', 1)", "Workers: more time", id="lab.wider"),
    Binding("full_stop,z", "view('timeline', -1)", "closer", id="lab.closer"),
    Binding("c", "view('core_colours')", "Workers: colour by core", id="lab.cores"),
    Binding("w", "view('by_worker')", "Answer: colour by worker", id="lab.byworker"),
    Binding("y", "app.copy_results", "copy the results", id="lab.copy"),
]
"""All but those of time, which other screens have too."""


def run_keys(*, running: bool, live: bool, turning: bool) -> tuple[Key, ...]:
    """What starts, holds and changes a run; weights say which stay where it is narrow. `turning`: a setting has the focus."""
    rewind = Key("←→", "rewind", f"screen.time('rewind', {-STEP_US})", 80)
    return (
        Key("r", "run", "screen.run", 100 if not running else 60),
        Key("s", "stop", "screen.stop", 99 if running else 50),
        Key("space", "pause" if live else "live", "screen.time('pause')", 90),
        Key("←→", "change", "screen.noop", 88) if turning else rewind,
        *(() if live else (Key("end", "live", "screen.time('live')", 45),)),
        Key("+-", "workers", "screen.workers(1)", 75),
        Key("t m p", "choose", "screen.pick('model')", 85),
    )


def view_keys(*, back: bool, shown: str = "", lanes: bool = True) -> tuple[Key, ...]:
    """What changes how it is shown.

    Args:
        back: there is something to come back from.
        shown: `present`, `before-after`, or '' for the Lab's own panels.
        lanes: there are workers to be shown.
    """
    of_workers = (
        Key("v", "code", "screen.view('code')", 65),
        Key(", .", "time", "screen.view('timeline', 1)", 40),
        Key("c", "cores", "screen.view('core_colours')", 35),
        Key("w", "by worker", "screen.view('by_worker')", 30),
    )
    return (
        Key("P", "leave" if shown == "present" else "present", "screen.view('present')", 68 if not shown else 91),
        Key(
            "B",
            "leave" if shown == "before-after" else "before and after",
            "screen.view('before-after')",
            33 if not shown else 90,
        ),
        Key("esc", "back", "screen.view('back')", 92) if back else Key("enter", "zoom", "screen.view('zoom')", 55),
        *(of_workers if lanes else ()),
        Key("y", "copy", "app.copy_results", 25),
        Key("d", "theme", "app.next_theme", 20),
        Key("?", "help", "app.help", 97),
        Key("^p", "palette", "app.command_palette", 70),
        Key("q", "quit", "app.quit", 96),
    )
