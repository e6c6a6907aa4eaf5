"""The models, grouped by how many threads of control they have; what the chosen Python can't run is dim."""

from __future__ import annotations

from ..backend import Shelf, unavailable
from ..choice import Choice
from .choicelist import ChoiceList, Row

GROUPS = {"one thread": "One thread", "many": "Many"}


def model_rows(shelf: Shelf, choice: Choice) -> list[Row]:
    """All models under their headings, with what they use (`Thread`, `coroutines`) at the right."""
    python = shelf.python(choice.python)
    kinds: list[str] = [*GROUPS, *sorted({model.kind for model in shelf.models.values()} - set(GROUPS))]
    rows: list[Row] = []
    for kind in kinds:
        members = [model for model in shelf.models.values() if model.kind == kind]
        if members:
            rows.append(Row(str(GROUPS.get(kind, kind))))
            rows.extend(Row(m.title, m.name, note=m.uses, refusal=unavailable(m, python)) for m in members)
    return rows


def model_about(shelf: Shelf, name: str) -> tuple[str, ...]:
    """What a model says of itself, one line; empty while it isn't known."""
    model = shelf.models.get(name)
    return (model.about,) if model else ()


class ModelList(ChoiceList):
    """How it is scheduled."""

    def show_choice(self, shelf: Shelf, choice: Choice) -> None:
        """Show the models with the chosen one marked."""
        self.offer(model_rows(shelf, choice), choice.model)
