"""A watched program: its processes as a tree, and of each thread what it does now, its last two seconds, and its shares so far.

    python app.py          71                                        core  held   GIL  lock
      main                 █ runs or is ready    ████████████████──    92%   91%    4%     ·
      worker-1             ─ waiting for the GIL ──────────────████    8%    6%   90%     ·
    python worker.py       80
      main                 ░ waiting for I/O     ░░░░░░░░░░░░░░░░░░     ·     ·     ·     ·   pipe → process 71

With more threads than rows those that want a core come first, and the others of a process share a row that says what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from rich.cells import cell_len, set_cell_size

from ....engine.analysis.program.program_limits import wants_s
from ....engine.analysis.program.program_view import ProcessRow, ProgramView, TaskRow, ThreadRow
from ....engine.model.program_facts import ThreadTime
from ....engine.model.states import ASLEEP, CORE, GIL, LOOKED, ON_CORE, State
from ....engine.text.quantities import percents
from ....engine.text.words import plural
from ...charts.cells import BLANK, Cells, Row, fit, fit_all, joined

UNSEEN = State("unseen", "not looked at", "unseen", "dim", "?", "not looked at", ("", ""))
SHOWN = (ON_CORE, CORE, *LOOKED, UNSEEN)
"""In the order of the parts of a bar."""
READY = ("runs or is ready", "runs/ready")
"""What one look can say of a thread that isn't blocked; how much of it it spent on a core the kernel's clock says, in the bar."""
BY_NAME = {state.name: state for state in SHOWN}
NUMBER = 6
"""Cells of a number."""
WIDE, NARROW = 90, 60
"""Cells from which on a state has all its words, and a bar beside it."""
LEAST_SHARE = 0.005
GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A share, as a number."""

    title: str
    field: str
    always: bool = False


COLUMNS = (
    Column("core", "on_core", always=True),
    Column("held", "held_gil"),
    Column("GIL", "wait_gil"),
    Column("ready", "wait_core"),
    *(Column("sleep" if state is ASLEEP else state.word, state.name) for state in LOOKED if state is not GIL),
)
"""Most important first: where it is narrow the last ones go. `ready` is waiting for a core."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Cells of each part of a row; 0: it isn't there."""

    name: int
    state: int
    bar: int
    columns: tuple[Column, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Threads of a process that share a row."""

    threads: tuple[ThreadRow, ...]


Item = tuple[int, ProcessRow | ThreadRow | TaskRow | Rest]
"""(depth, what)."""


def tree_rows(view: ProgramView, width: int, height: int) -> Cells:
    """The tree in exactly `width` x `height` cells, the first row a heading."""
    if not view.processes or height <= 0:
        return fit_all(
            [[("Nothing of it is there yet." if not view.so_far.threads else "It has ended.", "dim")]], width, height
        )
    head = 1 if height >= 4 else 0
    items = arranged(view.processes, height - head)
    plan = laid_out(view, items, width)
    rows = [_heading(plan)] if head else []
    rows += [_row(depth, what, plan) for depth, what in items]
    return fit_all(rows, width, height)


def states_shown(view: ProgramView) -> list[State]:
    """The states that any thread is in or was lately, for a legend."""
    now = {row.state for process in view.processes for row in process.threads}
    return [
        state
        for state in SHOWN
        if state.name in now or any(_share(each, state.name) >= 0.02 for each in view.now.threads)
    ]


def arranged(processes: Sequence[ProcessRow], height: int) -> list[Item]:
    """What has a row, in the order of the tree."""
    room = height - len(processes)
    threads = [(row, process.pid) for process in processes for row in process.threads]
    tasks = sum(len(process.tasks) for process in processes)
    if len(threads) + tasks <= room:
        kept = {(pid, row.tid) for row, pid in threads}
        most_tasks = tasks
    else:
        several = sum(1 for process in processes if len(process.threads) > 1)
        by_want = sorted(threads, key=lambda pair: (-_want(pair[0].now), -pair[0].so_far.on_core))
        most_tasks = min(tasks, max(0, room // 3))
        kept = {(pid, row.tid) for row, pid in by_want[: max(0, room - several - most_tasks)]}
    items: list[Item] = []
    for process in processes:
        items.append((process.depth, process))
        rest = tuple(row for row in process.threads if (process.pid, row.tid) not in kept)
        items += [(process.depth + 1, row) for row in process.threads if (process.pid, row.tid) in kept]
        if rest:
            items.append((process.depth + 1, Rest(rest)))
        shown = process.tasks[:most_tasks]
        most_tasks -= len(shown)
        items += [(process.depth + 1, task) for task in shown]
    if len(items) > height > 0:
        return _cut(items, height)
    return items


def _cut(items: list[Item], height: int) -> list[Item]:
    """The first items, and what is below them in one row."""
    left = items[height - 1 :]
    threads: list[ThreadRow] = []
    for _, what in left:
        threads += what.threads if isinstance(what, Rest) else [what] if isinstance(what, ThreadRow) else []
    return [*items[: height - 1], (0, Rest(tuple(threads)))]


def laid_out(view: ProgramView, items: Sequence[Item], width: int) -> Layout:
    """How the cells of a row are shared out."""
    state = 22 if width >= WIDE else 12
    longest = max((2 * depth + cell_len(_name(what)) for depth, what in items), default=0)
    name = min(longest, max(12, width // 4))
    told = [c for c in COLUMNS if c.always or any(_share(each, c.field) >= LEAST_SHARE for each in view.so_far.threads)]
    room = width - name - state - 2 * GAP
    least_bar = 10 if width >= NARROW else 0
    wanted = max((cell_len(_words(what)) for _, what in items), default=0)
    words = min(wanted, width // 4) if width >= WIDE else 0
    room -= words + GAP if words else 0
    columns = tuple(told[: max(1, (room - least_bar) // NUMBER)])
    room -= NUMBER * len(columns)
    more = max(0, min(wanted - words, room - 2 * least_bar)) if words else 0
    words, room = words + more, room - more
    bar = min(40, room)
    return Layout(name, state, bar if bar >= 4 else 0, columns, words)


def _heading(plan: Layout) -> Row:
    numbers = "".join(f"{column.title:>{NUMBER}}" for column in plan.columns)
    bar = f"{'last 2 s':<{plan.bar}}"[: plan.bar] if plan.bar >= 8 else " " * plan.bar
    left = f"{'':<{plan.name + GAP}}{'now':<{plan.state}}{'':<{GAP}}{bar}"
    return [(left, "dim"), (numbers, "dim")]


def _row(depth: int, what: ProcessRow | ThreadRow | TaskRow | Rest, plan: Layout) -> Row:
    name = fit([("  " * depth, BLANK), (_cut_name(what, plan.name - 2 * depth), _ink(what))], plan.name)
    space: Row = [(" " * GAP, BLANK)]
    if isinstance(what, ProcessRow):
        return joined(name, space, [(f"process {what.pid}", "dim"), (f" · {what.cores:.1f} cores", "text")])
    if isinstance(what, TaskRow):
        awaited = f" · awaited by {what.awaited_by}" if what.awaited_by else ""
        return joined(name, space, [("task ", "dim"), (what.stands, "text"), (awaited, "dim")])
    if isinstance(what, Rest):
        return joined(name, space, _stack(_together([row.now for row in what.threads]), plan.state + GAP + plan.bar))
    state = BY_NAME[what.state]
    words = state.words if plan.state >= 22 else state.short
    if state is ON_CORE:
        words = READY[0] if plan.state >= 22 else READY[1]
    now = fit([(f"{state.glyph} ", state.ink), (words, "text")], plan.state)
    numbers = [_number(_share(what.so_far, column.field)) for column in plan.columns]
    said: Row = [
        (" " * GAP, BLANK),
        (_shortened(_words(what), plan.words), "io" if what.on and not what.line else "dim"),
    ]
    return joined(name, space, now, space, _stack(what.now, plan.bar), *numbers, said if plan.words else [])


def _ink(what: ProcessRow | ThreadRow | TaskRow | Rest) -> str:
    return "bold title" if isinstance(what, ProcessRow) else "dim" if isinstance(what, Rest) else "strong"


def _name(what: ProcessRow | ThreadRow | TaskRow | Rest) -> str:
    if isinstance(what, ProcessRow | TaskRow):
        return what.name or "process"
    if isinstance(what, Rest):
        return f"{plural(len(what.threads), 'thread')} more"
    return f"{what.name or 'thread'} {what.tid}"


def _cut_name(what: ProcessRow | ThreadRow | TaskRow | Rest, cells: int) -> str:
    """Its name, cut before its number where there is no room for both."""
    name = _name(what)
    if isinstance(what, ThreadRow) and cell_len(name) > cells:
        number = f" {what.tid}"
        return _shortened(what.name or "thread", cells - len(number)) + number if cells > len(number) + 3 else name
    return name


def _words(what: ProcessRow | ThreadRow | TaskRow | Rest) -> str:
    """Its line of Python, or what it waits for: now, else most of the time."""
    if not isinstance(what, ThreadRow):
        return ""
    most = what.so_far.io_on[0] if what.so_far.io_on else ("", 0.0)
    on = what.on or (f"mostly {most[0]}" if most[1] >= 0.2 * what.so_far.wall_s > 0 else "")
    return " · ".join(filter(None, (what.line, on)))


def _shortened(text: str, cells: int) -> str:
    return text if cell_len(text) <= cells else f"{set_cell_size(text, max(0, cells - 1))}…"


def _number(share: float) -> Row:
    text = "·" if share < LEAST_SHARE else f"{percents([share, 1 - share])[0]}%"
    return [(f"{text:>{NUMBER}}", "text" if share >= LEAST_SHARE else "faint")]


def _share(thread: ThreadTime, field: str) -> float:
    return (getattr(thread, field) or 0.0) / thread.wall_s if thread.wall_s else 0.0


def _want(thread: ThreadTime) -> float:
    return wants_s(thread) / thread.wall_s if thread.wall_s else 0.0


def _together(threads: Sequence[ThreadTime]) -> ThreadTime:
    """Several threads' times as one."""
    sums = {state.name: sum(getattr(each, state.name) for each in threads) for state in SHOWN}
    return msgspec.structs.replace(ThreadTime(pid=0, tid=0), wall_s=sum(each.wall_s for each in threads), **sums)


def _stack(thread: ThreadTime, width: int) -> Row:
    """One bar of all states in their glyphs, as long as the time was."""
    if width <= 0:
        return []
    if not thread.wall_s:
        return [(" " * width, BLANK)]
    cells = _cells_of([getattr(thread, state.name) / thread.wall_s for state in SHOWN], width)
    stack = [(state.glyph * count, state.ink) for state, count in zip(SHOWN, cells, strict=True) if count]
    return fit(joined(stack), width)


def _cells_of(shares: Sequence[float], width: int) -> list[int]:
    """Whole cells that add up to the width; what is there for more than two percent has at least one."""
    cells = [max(int(share * width), 1 if share >= 0.02 else 0) for share in shares]
    order = sorted(range(len(shares)), key=lambda place: cells[place] - shares[place] * width)
    for place in order * width:
        difference = width - sum(cells)
        if not difference:
            break
        if difference > 0 and shares[place] > 0:
            cells[place] += 1
        elif difference < 0 and cells[place] == max(cells):
            cells[place] -= 1
    return cells
