"""The tasks, grouped by what they wait for."""

from __future__ import annotations

from textual.events import Blur

from ..app.backend import Inventory
from ..app.choice import Choice
from ..widgets.choice_list import ChoiceList, Row

OWN = "…"
"""The name of the last row, which leads to the user's own work."""
OWN_ABOUT = ("enter: a file of yours, or one of its functions and what to call it with.",)
GROUPS = {"cpu": "CPU-bound", "io": "I/O-bound", "released": "C code, GIL released"}


def task_rows(shelf: Inventory) -> list[Row]:
    """All tasks under their headings, then the user's own; a kind that we don't know makes a heading of its own."""
    kinds: list[str] = [*GROUPS, *sorted({task.kind for task in shelf.tasks.values()} - set(GROUPS))]
    rows: list[Row] = []
    for kind in kinds:
        members = [task for task in shelf.tasks.values() if task.kind == kind]
        if members:
            rows.append(Row(str(GROUPS.get(kind, kind))))
            rows.extend(Row(task.title, task.name) for task in members)
    rows.append(Row("Your own"))
    rows.extend(Row(task.title, name, task.path.name) for name, task in shelf.own.items())
    rows.append(Row("your own …", OWN))
    return rows


def task_about(shelf: Inventory, name: str) -> tuple[str, ...]:
    """What a task says of itself, three lines; empty while it isn't known."""
    if name == OWN:
        return OWN_ABOUT
    task = shelf.task(name)
    if task is None or name not in shelf.inputs or not shelf.inputs[name]:
        return tuple(task.about) if task else ()
    return (task.about[0], f"Its inputs: {shelf.inputs[name]}", *task.about[2:])


class TaskList(ChoiceList):
    """What is computed."""

    _chosen = ""

    def show_choice(self, shelf: Inventory, choice: Choice) -> None:
        """Show the tasks with the chosen one marked."""
        self._chosen = choice.task
        self.offer(task_rows(shelf), choice.task)

    def on_blur(self, _event: Blur) -> None:
        """The last row leads on and is no choice: the mark goes back to the task that is chosen."""
        self.offer(self.rows, self._chosen)
