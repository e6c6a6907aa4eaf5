"""Every key of the screens, one row a key: the bindings, the footer, the help, the palette and the list of docs/app.md are made of it.

A row's id names whose key it is and, behind the dot, what the key means: `compare.compare`, `lab.turn`. A key means one thing on
all screens, so rows that share a key share what stands behind the dot (a test keeps that). Users give keys others by these ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .parts.play_head import LEAP_US, STEP_US
from .tabs import TABS

if TYPE_CHECKING:
    from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key, or several that do the same."""

    id: str
    keys: str
    """As Textual calls them, with commas."""
    action: str
    """Of the screen or widget that has it."""
    title: str
    """In the palette; '' where it stands in none."""
    about: str
    """In the help and in docs/app.md."""
    label: str = ""
    """In the footer."""
    shown: bool = True
    """Whether Textual may list it."""
    priority: bool = False

    @property
    def group(self) -> str:
        """Whose key it is."""
        return self.id.partition(".")[0]

    @property
    def meaning(self) -> str:
        """What it means, on every screen that has it."""
        return self.id.rpartition(".")[2]

    def binding(self) -> Binding:
        """As Textual takes it, which is not loaded for the list of keys."""
        from textual.binding import Binding

        return Binding(self.keys, self.action, self.about, id=self.id, show=self.shown, priority=self.priority)


ROWS: tuple[KeyRow, ...] = (
    # ---------------------------------------------------------------- everywhere
    *(KeyRow(f"app.{tab.mode}", tab.key, f"tab('{tab.mode}')", f"Screen: {tab.title}", tab.title) for tab in TABS),
    KeyRow("app.explain", "question_mark", "explain", "What is it? …", "explain what has the focus", "what is it"),
    KeyRow("app.help", "f1", "help", "Help", "all keys, colours and words", "help"),
    KeyRow("app.palette", "ctrl+p", "command_palette", "", "all commands and words, by typing", "palette", priority=True),
    KeyRow("app.watch-one", "ctrl+o", "look_at", "Look at a program …", "look at a program that runs", "look at"),
    KeyRow("app.theme", "d", "next_theme", "", "dark, light, or the terminal's", "theme"),
    KeyRow("app.quit", "q", "quit", "Quit", "leave; asks while it measures", "quit"),
    # ---------------------------------------------------------------- the Lab
    KeyRow("lab.run", "r", "run", "Run", "run what is chosen", "run"),
    KeyRow("lab.stop", "s", "stop", "Stop", "stop; what is measured stays", "stop"),
    KeyRow("lab.more", "plus,equals_sign", "workers(1)", "", "more workers"),
    KeyRow("lab.fewer", "minus", "workers(-1)", "", "fewer workers"),
    KeyRow("lab.task", "t", "pick('task')", "Task …", "choose the task"),
    KeyRow("lab.model", "m", "pick('model')", "Model …", "choose the model"),
    KeyRow("lab.python", "p", "pick('python')", "Python …", "choose the Python"),
    KeyRow("lab.options", "o", "pick('options')", "Options …", "options of the task"),
    KeyRow("lab.advise", "a", "advise", "Advice", "advice about your function"),
    KeyRow("lab.output", "O", "output", "What it printed", "what the run printed, its traceback"),
    KeyRow("lab.present", "P", "view('present')", "Present", "present, for the back row", "present"),
    KeyRow("lab.pair", "B", "view('before-after')", "Before and after", "two runs, before and after", "before and after"),
    KeyRow("lab.turn", "v", "view('code')", "Code", "turn to the code, and back", "code"),
    KeyRow("lab.open", "enter", "view('zoom')", "Zoom", "the focused panel fills the screen", "zoom"),
    KeyRow("lab.back", "escape", "view('back')", "", "back", "back"),
    KeyRow("lab.wider", "comma,Z", "view('timeline', 1)", "Show more time", "Workers: more time", "time"),
    KeyRow("lab.closer", "full_stop,z", "view('timeline', -1)", "Look closer", "closer"),
    KeyRow("lab.cores", "C", "view('core_colours')", "Colour by core", "Workers: colour by core", "cores"),
    KeyRow("lab.workers", "W", "view('by_worker')", "Shade by worker", "Answer: shade by worker, or don't", "by worker"),
    KeyRow("lab.copy", "y", "app.copy_results", "Copy results", "copy the results", "copy"),
    # ---------------------------------------------------------------- time, marks and recordings
    KeyRow("time.pause", "space", "time('pause')", "Pause", "pause, and go on; play a recording", "pause"),
    KeyRow("time.left", "left", f"time('rewind', {-STEP_US})", "", "1 s back", "1 s"),
    KeyRow("time.right", "right", f"time('rewind', {STEP_US})", "", "1 s on"),
    KeyRow("time.left10", "shift+left", f"time('rewind', {-LEAP_US})", "", "10 s back", "10 s"),
    KeyRow("time.right10", "shift+right", f"time('rewind', {LEAP_US})", "", "10 s on"),
    KeyRow("time.home", "home", "time('rewind_to_start')", "Rewind to the beginning", "to the beginning"),
    KeyRow("time.end", "end", "time('live')", "Live", "to the end: live", "live"),
    KeyRow("time.before", "left_square_bracket", "time('chapter', -1)", "Chapter before", "chapter before", "chapters"),
    KeyRow("time.after", "right_square_bracket", "time('chapter', 1)", "Next chapter", "next chapter"),
    KeyRow("time.slower", "less_than_sign", "time('speed', -1)", "Play slower", "play slower", "play"),
    KeyRow("time.faster", "greater_than_sign", "time('speed', 1)", "Play faster", "play faster"),
    KeyRow("time.idle", "i", "time('skip_idle')", "Skip what is idle", "skip what is idle, or don't", "skip idle"),
    KeyRow("time.chapter", "b", "time('set_chapter')", "Set a chapter …", "set a chapter here", "chapter"),
    KeyRow("time.caption", "n", "time('set_note')", "Set a caption …", "set a caption here", "caption"),
    KeyRow("time.marks", "M", "time('list_marks')", "Marks …", "go to, correct, delete marks", "marks"),
    KeyRow("time.undo", "u", "time('undo')", "Take back", "take back a mark, name or deletion", "undo"),
    KeyRow("time.keep", "R", "time('keep')", "Keep …", "keep this session under a name", "keep"),
    KeyRow("time.export", "e", "time('export')", "Export …", "export this session", "export"),
    KeyRow("time.leave", "l", "time('leave_recording')", "Leave the recording", "leave the recording, back to live", "live"),
    # ---------------------------------------------------------------- Compare
    KeyRow("compare.compare", "c", "compare", "Compare", "compare the models", "compare"),
    KeyRow("compare.sweep", "w", "sweep", "Sweep", "sweep the marked model", "sweep"),
    KeyRow("compare.up", "up,k", "row(-1)", "", "the row above"),
    KeyRow("compare.down", "down,j", "row(1)", "", "the row below"),
    KeyRow("compare.open", "enter", "open_run", "Open the run", "open the marked row's run in the Lab", "open run"),
    KeyRow("compare.model", "m", "choose_models", "Models …", "choose models and Pythons", "models"),
    KeyRow("compare.turn", "v", "turn", "Waterfall or sweep", "turn to the sweep or the waterfall", "sweep / waterfall"),
    KeyRow("compare.find", "slash", "find", "", "find a row by typing", "find"),
    KeyRow("compare.last", "H", "last_study", "The last comparison", "open what was compared last", "last one"),
    KeyRow("compare.copy", "y", "copy_table", "Copy the table", "copy the table", "copy"),
    # ---------------------------------------------------------------- Differences
    KeyRow("differences.run", "r", "measure", "Measure all", "measure all of it", "measure all"),
    KeyRow("differences.again", "A", "measure_row", "Measure the row", "measure the marked row, again too", "this row"),
    KeyRow("differences.up", "up,k", "move(-1,0)", "", "the row above"),
    KeyRow("differences.down", "down,j", "move(1,0)", "", "the row below"),
    KeyRow("differences.left", "left", "move(0,-1)", "", "the column before"),
    KeyRow("differences.right", "right", "move(0,1)", "", "the next column"),
    KeyRow("differences.open", "enter", "evidence", "Evidence", "what the marked cell stands on", "evidence"),
    KeyRow("differences.find", "slash", "find", "", "find a row by typing", "find"),
    KeyRow("differences.last", "H", "last_study", "The last table", "open the last table measured", "last one"),
    KeyRow("differences.copy", "y", "copy_table", "Copy the table", "copy the table", "copy"),
    # ---------------------------------------------------------------- Lessons
    KeyRow("lessons.open", "enter", "do", "Go on", "what the step asks for", "go on"),
    KeyRow("lessons.up", "up,k", "choose(-1)", "", "the choice above"),
    KeyRow("lessons.down", "down,j", "choose(1)", "", "the choice below"),
    KeyRow("lessons.left", "left", "draw(-1)", "", "predict less"),
    KeyRow("lessons.right", "right", "draw(1)", "", "predict more"),
    KeyRow("lessons.pass", "f", "pass_over", "Pass over", "pass over what is asked", "pass over"),
    KeyRow("lessons.back", "escape", "back", "The step before", "the step before, or the list", "back"),
    KeyRow("lessons.again", "A", "again", "The step again", "this step again", "again"),
    KeyRow("lessons.vote", "V", "vote_again", "The class votes again", "a class: the second round of votes", "vote again"),
    KeyRow("lessons.send", "J", "send_machine", "Send what was measured", "a class: send three figures to it", "send"),
    KeyRow("lessons.alone", "T", "turn", "Text or Lab", "the Lab's panels alone, and back", "Lab"),
    KeyRow("lessons.pageup", "pageup", "scroll(-1)", "", "text: page up"),
    KeyRow("lessons.pagedown", "pagedown", "scroll(1)", "", "text: page down"),
    # ---------------------------------------------------------------- the presenter's view
    KeyRow("presenter.open", "enter", "ask('next')", "", "what the step in the hall asks for", "next"),
    KeyRow("presenter.pagedown", "pagedown", "ask('next')", "", "the same: a presenter's remote"),
    KeyRow("presenter.right", "right", "ask('next')", "", "the same"),
    KeyRow("presenter.run", "r", "run", "", "measure, where that is due", "measure"),
    KeyRow("presenter.back", "escape", "ask('back')", "", "the step before", "back"),
    KeyRow("presenter.pageup", "pageup", "ask('back')", "", "the same: a presenter's remote"),
    KeyRow("presenter.left", "left", "ask('back')", "", "the same"),
    KeyRow("presenter.again", "A", "ask('again')", "", "this step again", "again"),
    KeyRow("presenter.stop", "s", "ask('stop')", "", "stop what is measured", "stop"),
    KeyRow("presenter.vote", "V", "ask('vote')", "", "a class: the second round of votes", "vote again"),
    KeyRow("presenter.quit", "q", "leave", "", "leave; the hall's lesson goes on", "leave"),
    # ---------------------------------------------------------------- Watch
    KeyRow("watch.lines", "L", "lines", "Lines of Python", "each thread's line of Python, or not", "lines"),
    KeyRow("watch.pair", "B", "pair", "Before and after", "another recording beside this one", "before and after"),
    KeyRow("watch.open", "enter", "zoom", "Zoom", "the focused panel fills the screen", "zoom"),
    KeyRow("watch.back", "escape", "back", "", "back", "back"),
    # ---------------------------------------------------------------- Sessions
    KeyRow("sessions.open", "enter", "open", "Open", "open the recording in the Lab", "open"),
    KeyRow("sessions.pair", "B", "pair", "Before and after …", "two of its runs, before and after", "two runs"),
    KeyRow("sessions.export", "e", "export", "Export …", "export the recording", "export"),
    KeyRow("sessions.keep", "R", "keep", "Keep …", "keep the recording under a name", "keep"),
    KeyRow("sessions.rename", "N,f2", "rename", "Rename …", "rename the kept recording", "rename"),
    KeyRow("sessions.delete", "delete,backspace,x", "delete", "Delete …", "delete, after asking", "delete"),
    KeyRow("sessions.reload", "f5", "reload", "Look again", "look again"),
    KeyRow("sessions.back", "escape", "app.tab('lab')", "", "back to the Lab", "Lab"),
    # ---------------------------------------------------------------- what has the focus
    KeyRow("list.up", "up,k", "move(-1)", "", "previous", shown=False),
    KeyRow("list.down", "down,j", "move(1)", "", "next", shown=False),
    KeyRow("list.open", "enter", "done", "", "pick", shown=False),
    KeyRow("list.find", "slash", "find", "", "find by typing (dialogs: at once)", "find", shown=False),
    KeyRow("setting.left", "left", "turn(-1)", "", "less", shown=False),
    KeyRow("setting.right", "right", "turn(1)", "", "more", shown=False),
    KeyRow("setting.up", "up,k", "app.focus_previous", "", "previous", shown=False),
    KeyRow("setting.down", "down,j", "app.focus_next", "", "next", shown=False),
    KeyRow("setting.open", "enter", "ask", "", "pick from a list", shown=False),
    KeyRow("code.up", "up,k", "scroll_by(-1)", "", "up", shown=False),
    KeyRow("code.down", "down,j", "scroll_by(1)", "", "down", shown=False),
    KeyRow("code.pageup", "pageup", "scroll_by(-10)", "", "page up", shown=False),
    KeyRow("code.pagedown", "pagedown", "scroll_by(10)", "", "page down", shown=False),
)  # fmt: skip
"""All of them, in the order in which they are listed."""

BY_ID = {row.id: row for row in ROWS}
SECTIONS = {
    "lab": "In the Lab",
    "time": "Time, marks and recordings",
    "compare": "Compare",
    "differences": "Differences",
    "lessons": "Lessons",
    "presenter": "Presenter's view (concviz lesson NAME --notes)",
    "watch": "Watch",
    "sessions": "Sessions",
    "app": "Everywhere",
    "list": "In a list that has the focus",
    "setting": "On a setting that has the focus",
    "code": "In the code that has the focus",
}
"""Title of each group, in the order of docs/app.md."""

NAMES = {
    "question_mark": "?", "plus": "+", "minus": "-", "equals_sign": "=", "space": "space", "escape": "esc", "left": "←",
    "right": "→", "up": "↑", "down": "↓", "less_than_sign": "<", "greater_than_sign": ">", "comma": ",", "full_stop": ".",
    "left_square_bracket": "[", "right_square_bracket": "]", "slash": "/", "delete": "del",
    "pageup": "PgUp", "pagedown": "PgDn", "shift+left": "shift ←", "shift+right": "shift →", "ctrl+p": "^p", "ctrl+o": "^o",
    "ctrl+q": "ctrl q", "f1": "F1", "f2": "F2", "f5": "F5",
}  # fmt: skip
"""How keys are written for people."""


def rows(*names: str) -> list[KeyRow]:
    """The rows of these groups, and those of these ids; of two with the same key the first one has it."""
    found: list[KeyRow] = []
    taken: set[str] = set()
    for name in names:
        mine = [row for row in ROWS if name in (row.group, row.id) and not taken & set(row.keys.split(","))]
        found += mine
        taken |= {key for row in mine for key in row.keys.split(",")}
    return found


def bindings(*names: str) -> list[Binding]:
    """The bindings of a screen or widget (see `rows`)."""
    return [row.binding() for row in rows(*names)]


def key_names(keys: str) -> tuple[str, ...]:
    """`plus,equals_sign` as `+`, `=`."""
    return tuple(NAMES.get(key.strip(), key.strip()) for key in keys.split(","))


def key_of(id: str) -> str:
    """Its first key as it is written for people: what sentences name."""
    return key_names(BY_ID[id].keys)[0]


def paired(keys: list[str]) -> str:
    """Keys that stand together: `←→`, `[ ]`, `shift ←→`."""
    names = [key_names(each)[0] for each in keys]
    if len(names) > 1 and all(name.startswith("shift ") for name in names):
        return f"shift {''.join(name.removeprefix('shift ') for name in names)}"
    return ("" if set("".join(names)) <= set("←→↑↓") else " ").join(names)


def markdown() -> str:
    """The list of docs/app.md."""
    lines = ["| key | what it does |", "| --- | --- |"]
    for group, title in SECTIONS.items():
        lines.append(f"| | **{title}** |")
        for row in rows(group):
            keys = " ".join(f"`{name}`" for name in key_names(row.keys))
            lines.append(f"| {keys} | {row.about} |")
    return "\n".join(lines) + "\n"
