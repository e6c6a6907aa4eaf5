"""Everything that the command palette offers: what has a key, and what has none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from ..theme.themes import THEMES, TITLES
from .tabs import TABS

if TYPE_CHECKING:
    from .app import ConcvizApp

LAB = (
    ("Run", "start what is chosen (r)", "run"),
    ("Stop", "end the run (s)", "stop"),
    ("Pause", "hold the picture, or go back to live; the run goes on (space)", "time('pause')"),
    ("Live", "follow the end of the session (end)", "time('live')"),
    ("Rewind to the beginning", "move the play head to the session's first moment (home)", "time('rewind_to_start')"),
    ("Next chapter", "move the play head to the next chapter (])", "time('chapter', 1)"),
    ("Chapter before", "move the play head to the chapter before ([)", "time('chapter', -1)"),
    ("Set a chapter …", "at the play head, with a title (b)", "time('set_chapter')"),
    ("Set a caption …", "at the play head, shown while it is read (n)", "time('set_note')"),
    ("Take back", "the last chapter, caption or deletion (u)", "time('undo')"),
    ("Keep …", "keep this session under a name, from its beginning and going on (R)", "time('keep')"),
    ("Export …", "this session as a picture, a film, a page or data (e)", "time('export')"),
    ("Play faster", "and from the past of a live session: play (>)", "time('speed', 1)"),
    ("Play slower", "and from the past of a live session: play (<)", "time('speed', -1)"),
    ("Skip what is idle", "leap over stretches in which nothing runs, or don't (i)", "time('skip_idle')"),
    ("Leave the recording", "back to the live session (l)", "time('leave_recording')"),
    ("Task …", "choose what is computed (t)", "pick('task')"),
    ("Model …", "choose how it is scheduled (m)", "pick('model')"),
    ("Python …", "choose the interpreter (p)", "pick('python')"),
    ("Workers …", "type how many workers (+ and - change them by one)", "pick('workers')"),
    ("Size …", "type how many seconds of work", "pick('size')"),
    ("Items …", "type how many items, instead of a size", "pick('items')"),
    ("Start method …", "fork, spawn or forkserver, for models with processes", "pick('start')"),
    ("Chunk …", "type how many items are handed over at once, for models that can", "pick('chunk')"),
    ("Options …", "change the options of the task (o)", "pick('options')"),
    ("Your own work …", "run a Python file of yours, or one of its functions", "pick('own')"),
    ("Seed …", "type the seed that the items are made from", "pick('seed')"),
    ("Nice …", "type how much the lab gives way to other programs", "pick('nice')"),
    ("What it printed", "what the run has printed, and its traceback if it failed (O)", "output"),
    ("Present", "headline, cores, workers and verdict for the back row, or back (P)", "view('present')"),
    ("Before and after", "the last two runs of the same task on one axis, or back (B)", "view('before-after')"),
    ("Code", "show the model's source, then the task's (v)", "view('code')"),
    ("Zoom", "the focused panel fills the screen (enter)", "view('zoom')"),
    ("Look closer", "less time in the Workers panel (. or z)", "view('timeline', -1)"),
    ("Show more time", "more time in the Workers panel (, or Z)", "view('timeline', 1)"),
    ("Colour by core", "colour the Workers panel by core, or by worker again (c)", "view('core_colours')"),
    ("Shade by worker", "shade the picture in Answer by worker (w)", "view('by_worker')"),
)
"""(title, help, action) of the Lab."""


def commands(app: ConcvizApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """The commands of the screen, then those of the app."""
    if screen.id == "lab":
        for title, about, action in LAB:
            yield SystemCommand(title, about, partial(screen.run_action, f"screen.{action}"))
    if screen.id in ("compare", "differences"):
        for binding in vars(type(screen))["BINDINGS"]:
            title = f"{binding.description[:1].upper()}{binding.description[1:]}"
            yield SystemCommand(title, f"({binding.key})", partial(screen.run_action, f"screen.{binding.action}"))
    yield SystemCommand("Copy results", "put the results on the clipboard (y)", app.action_copy_results)
    for tab in TABS:
        yield SystemCommand(f"Screen: {tab.title}", f"({tab.key})", partial(app.action_tab, tab.mode))
    for name in THEMES:
        yield SystemCommand(f"Theme: {TITLES[name]}", "colours (d: the next)", partial(app.action_use_theme, name))
    yield SystemCommand("Help", "all keys, colours and words (?)", app.action_help)
    yield SystemCommand("Quit", "end the run and leave (q)", app.action_quit)
