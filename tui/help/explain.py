"""`?`: what the panel, figure or word that has the focus is; without one, a choice of all that stand here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from ...engine.lessons.concepts import CONCEPTS
from ..dialogs.picker import PickerScreen
from ..widgets.choice_list import Row
from .concept_screen import WORD_OF_WORKER, open_word
from .figures import FIGURES, WORDED, Figure

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import RunView
    from ..app.contract import Concviz
    from ..widgets.app_screen import AppScreen


def explain(concviz: Concviz, app: App[Any], screen: AppScreen) -> None:
    """What the screen's subject is, or a choice."""
    subject = screen.subject()
    if subject:
        open_subject(concviz, app, subject)
        return
    rows = choices(screen, _run(concviz))

    def done(name: str | None) -> None:
        if name is not None:
            open_subject(concviz, app, name)

    about = partial(_about, _run(concviz))
    app.push_screen(PickerScreen("What is it?", rows, rows[1].name, about), done)


def open_subject(concviz: Concviz, app: App[Any], name: str) -> None:
    """A figure with the word behind it, or a word."""
    figure = FIGURES.get(name)
    word = word_of_figure(figure, _run(concviz)) if figure is not None else name
    open_word(concviz, app, word, figure)


def _run(concviz: Concviz) -> RunView | None:
    snapshot = concviz.state.snapshot
    return snapshot.run if snapshot is not None else None


def word_of_run(run: RunView | None) -> str:
    """The word that says most about the run that is shown: `gil` of threads under one."""
    if run is None:
        return "parallelism"
    kind = run.plan.worker or "thread"
    if kind == "thread":
        return "thread" if run.gil is False else "gil"
    return WORD_OF_WORKER.get(kind, "parallelism")


def word_of_figure(figure: Figure, run: RunView | None) -> str:
    """The word behind a figure."""
    return word_of_run(run) if figure.name in WORDED else figure.word


def choices(screen: AppScreen, run: RunView | None) -> list[Row]:
    """The word of the run first, then the figures that are seen, then the words."""
    likely = word_of_run(run)
    seen = [name for name in FIGURES if any(each.display and each.region for each in screen.query(f"#{name}"))]
    words = [likely, *(name for name in CONCEPTS if name != likely)]
    return [
        Row("Words"),
        Row(CONCEPTS[words[0]].title, words[0]),
        *([Row("On this screen"), *(Row(FIGURES[name].title, name, "panel") for name in seen)] if seen else ()),
        Row("More words"),
        *(Row(CONCEPTS[name].title, name) for name in words[1:]),
    ]


def _about(run: RunView | None, name: str) -> tuple[str, ...]:
    text = FIGURES[name].text if name in FIGURES else CONCEPTS[name].text if name in CONCEPTS else ""
    return (text.partition(". ")[0].rstrip(".") + ".",) if text else ()
