"""What is to be read of a step, as Markdown: the lesson's own text, and between it what was predicted, measured and found out."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.lessons.lesson import Lesson, Measure, Part, Predict, Prose, Reveal, Say, Show, Watch
from ...engine.lessons.lesson_summary import measured_words, said, summary
from ...engine.lessons.room.poster import Outcome, Poster
from ...engine.lessons.walk import Judged, Place, Walk

PANELS = {
    "headline": "Cores used",
    "cores": "Cores",
    "processes": "Processes",
    "threads": "Threads",
    "ledger": "Where the workers' time went",
    "workers": "Workers",
    "findings": "What you see",
}
"""What the panels are called that a lesson may point to."""


def step_markdown(walk: Walk, poster: Poster | None = None, recorded: str = "") -> str:
    """All that is to be read now; with what a class's votes came to, where one is led, and what a recording is one of."""
    parts = [f"## {walk.now.heading}"]
    for place, part in walk.shown():
        parts += filter(None, (_text(walk, place, part), recorded if part is walk.moment else ""))
    parts += [_votes(each) for each in (poster.outcomes if poster is not None else ())]
    if walk.at_end:
        parts += [
            "---",
            "## What you predicted",
            *_predictions(walk),
            *summary(walk.judged.values()),
            *_sources(walk.lesson),
        ]
    return "\n\n".join(parts)


def _text(walk: Walk, place: Place, part: Part) -> str:
    here = place == walk.place
    match part:
        case Prose():
            return part.text
        case Say():
            return part.say
        case Predict():
            return "" if here else f"> {_predicted(walk, place, part)}"
        case Measure():
            if why := walk.skipped.get(place):
                return f"*Left out here: {why}.*"
            return f"`concviz {part.kind} {part.words}`" if here else ""
        case Watch():
            return f"*Look at **{PANELS.get(part.watch, part.watch)}**. {part.why}*" if part.why else ""
        case Reveal():
            return "" if here or place in walk.skipped else _revealed(walk, place, part)
        case Show():
            return part.caption


def _predicted(walk: Walk, place: Place, part: Predict) -> str:
    if why := walk.skipped.get(place):
        return f"**{part.predict}** *Not asked here: {why}.*"
    answer = said(part.choices, part.quantity, walk.answers.get(place))
    return f"**{part.predict}** {f'You said *{answer}*.' if answer else 'You made no prediction.'}"


def _revealed(walk: Walk, place: Place, part: Reveal) -> str:
    told = " · ".join(f"{name} **{value}**" for name, value in walk.told(part))
    judged = [f"{mark(each)} {each.asked.predict} {outcome(each)}" for each in walk.predictions_before(place)]
    return "\n\n".join(filter(None, (f"**Measured:** {told}", _quoted(judged))))


def mark(judged: Judged) -> str:
    """✓, ✗, or – where there is nothing to be judged."""
    return {True: "✓", False: "✗", None: "–"}[judged.right]


def outcome(judged: Judged) -> str:
    """`**about one** (1.02 cores)`: what turned out."""
    words = measured_words(judged)
    if not words:
        return "*This could not be told here.*"
    choice = judged.asked.choices[judged.correct] if judged.correct is not None else ""
    return f"**{choice}** ({words})" if choice and choice != words else f"**{words}**"


def _votes(outcome: Outcome) -> str:
    """`**The room** on *Cores?* …`: a choice a line, with its votes of one round or two."""
    rows = [
        f"- {'✓' if bar.right else '–'} {bar.label}: **{bar.first}{f' → {bar.second}' if outcome.rounds == 2 else ''}**"
        for bar in outcome.bars
    ]
    return "\n".join((f"**The room said:** {outcome.question}", "", *rows))


def _quoted(lines: list[str]) -> str:
    return "\n>\n".join(f"> {line}" for line in lines)


def _predictions(walk: Walk) -> Iterator[str]:
    for place, each in sorted(walk.judged.items()):
        answer = said(each.asked.choices, each.asked.quantity, walk.answers.get(place))
        yield f"- {mark(each)} {each.asked.predict} You said *{answer or 'nothing'}*; it was {outcome(each)}."


def _sources(lesson: Lesson) -> list[str]:
    return ["### Sources", "\n".join(f"- {source}" for source in lesson.sources)] if lesson.sources else []
