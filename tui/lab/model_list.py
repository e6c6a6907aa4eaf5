"""The models, grouped by how many threads of control they have; what the chosen Python or task can't run is dim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..app.backend import Inventory, refused, unavailable
from ..app.choice import Choice
from ..widgets.choice_list import ChoiceList, Row

if TYPE_CHECKING:
    from ...engine.catalogue.describe import ModelInfo, TaskInfo
    from ...engine.pythons.installed import Interpreter

REFUSED = "not here"
"""Marks a model that the chosen task can't run under, where there is no room for the reason."""
GROUPS = {"one thread": "One thread", "many": "Many"}


def model_rows(shelf: Inventory, choice: Choice) -> list[Row]:
    """All models under their headings, with what they use (`Thread`, `coroutines`) at the right."""
    python = shelf.python(choice.python)
    kinds: list[str] = [*GROUPS, *sorted({model.kind for model in shelf.models.values()} - set(GROUPS))]
    rows: list[Row] = []
    for kind in kinds:
        members = [model for model in shelf.models.values() if model.kind == kind]
        if members:
            rows.append(Row(str(GROUPS.get(kind, kind))))
            rows.extend(_row(model, python, shelf.task(choice.task)) for model in members)
    return rows


def _row(model: ModelInfo, python: Interpreter | None, task: TaskInfo | None) -> Row:
    """Dim where the Python lacks it (`needs 3.14`) or the task refuses it."""
    lacks, why = unavailable(model, python), refused(model, task)
    return Row(model.title, model.name, model.uses, lacks or (REFUSED if why else ""), "" if lacks else why)


def model_about(shelf: Inventory, name: str, choice: Choice | None = None) -> tuple[str, ...]:
    """What a model says of itself, and (with the choice) why others can't be picked; empty while it isn't known."""
    model = shelf.models.get(name)
    refusals = [row for row in model_rows(shelf, choice) if row.why] if choice is not None else ()
    return (model.about, *(f"{row.label}: {row.why}." for row in refusals)) if model else ()


class ModelList(ChoiceList):
    """How it is scheduled."""

    def show_choice(self, shelf: Inventory, choice: Choice) -> None:
        """Show the models with the chosen one marked."""
        self.offer(model_rows(shelf, choice), choice.model)
