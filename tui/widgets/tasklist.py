"""The tasks, grouped by what they wait for."""

from __future__ import annotations

from ..backend import Shelf
from ..choice import Choice
from .choicelist import ChoiceList, Row

GROUPS = {"cpu": "CPU-bound", "io": "I/O-bound", "released": "C code, GIL released"}


def task_rows(shelf: Shelf) -> list[Row]:
    """All tasks under their headings; a kind that we don't know makes a heading of its own."""
    kinds: list[str] = [*GROUPS, *sorted({task.kind for task in shelf.tasks.values()} - set(GROUPS))]
    rows: list[Row] = []
    for kind in kinds:
        members = [task for task in shelf.tasks.values() if task.kind == kind]
        if members:
            rows.append(Row(str(GROUPS.get(kind, kind))))
            rows.extend(Row(task.title, task.name) for task in members)
    return rows


def task_about(shelf: Shelf, name: str) -> tuple[str, ...]:
    """What a task says of itself, three lines; empty while it isn't known."""
    task = shelf.tasks.get(name)
    return tuple(task.about) if task else ()


class TaskList(ChoiceList):
    """What is computed."""

    def show_choice(self, shelf: Shelf, choice: Choice) -> None:
        """Show the tasks with the chosen one marked."""
        self.offer(task_rows(shelf), choice.task)
