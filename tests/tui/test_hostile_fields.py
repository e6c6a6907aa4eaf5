"""Fifty hostile words through what a watched program, a lesson, a class and the settings can fill: pure, without an app."""

import json

import msgspec
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.program.program_result import program_result
from concviz.engine.analysis.run_title import run_title
from concviz.engine.lessons.lesson import Lesson
from concviz.engine.lessons.lesson_page import lesson_page
from concviz.engine.lessons.lesson_reader import LessonError, parse_lesson
from concviz.engine.lessons.room.poster import Poster, poster, question_at
from concviz.engine.lessons.room.votes import Ballot
from concviz.engine.lessons.walk import Walk
from concviz.engine.probe.watchable import Watchable
from concviz.engine.session.events import (
    Chapter,
    LessonStep,
    Note,
    Output,
    Predicted,
    Revealed,
    RunStarted,
    Study,
)
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.memory.log import Session
from concviz.tui.app.preferences import load
from concviz.tui.charts.cells import plain
from concviz.tui.charts.prose import finding_rows
from concviz.tui.cli.watch.account_lines import account_lines
from concviz.tui.lessons.ask_panel import Asking
from concviz.tui.lessons.lesson_markdown import step_markdown
from concviz.tui.watch.panels.program_tree import tree_rows
from concviz.tui.watch.process_picker import rows_of
from concviz.tui.watch.program_title import title_parts
from concviz.tui.widgets.foreign import foreign
from concviz.tui.widgets.line import Part

from tests.support.fakes import MACHINE
from tests.support.hostile_words import FORBIDDEN, WORDS
from tests.support.made_studies import empty
from tests.support.watched import told_session

WORDED = ("names", "targets", "lines", "tasks")
"""Kinds of events whose words are a program's own."""


def calm(*texts: str) -> None:
    """Nothing in these acts on a terminal, or turns its direction."""
    for text in texts:
        assert not FORBIDDEN & set(text), ascii(text)


def watched(word: str) -> Session:
    """A live session of a program that calls all that it can name by this word."""
    made = Session(MACHINE, clock=lambda: 0, created="2026-01-01T00:00:00Z")
    for event in events_of(told_session()):
        told = msgspec.to_builtins(event)
        if isinstance(event, RunStarted):
            told[3] |= {"title": word}
        elif told[0] in WORDED:
            rows = [[each if isinstance(each, int) else word for each in row] for row in told[3]]
            told = [*told[:3], rows, *told[4:]]
        made.append(msgspec.convert(told, type(event)))
    return made


@pytest.mark.parametrize("word", WORDS)
def test_what_a_watched_program_calls_its_things(word):
    session = watched(word)
    shown = snapshot(session, session.length_us)
    assert shown.program is not None
    title = run_title(shown)
    assert title is not None
    for width, height in ((120, 30), (80, 8), (40, 6)):
        calm(plain(tree_rows(shown.program, width, height)))
        said = [(each.headline, each.text, each.tone, each.tries) for each in shown.findings]
        calm(plain(finding_rows(said, width, height)))
    calm(foreign(title.task).plain, *(part.text for part in title_parts(shown, None)))
    calm(*account_lines(program_result(session, 1)))
    others = rows_of([Watchable(1, word, True, 1, 1.0), Watchable(2, word, False, 1, 1.0, word)])
    calm(*(Part(text).text for row in others for text in (row.label, row.note)))


def lesson_of(word: str) -> Lesson | None:
    """A lesson whose every text is this word; None where it is refused, in calm words."""
    quoted = json.dumps(word.encode("utf-8", "ignore").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
    text = f"""\
+++
title = {quoted}
sources = [{quoted}]
+++
## {word}
{word}

<!-- notes: {word} -->
```concviz
predict = {quoted}
quantity = "cores_used"
choices = [{quoted}, {quoted}]
bounds = [1.4]
```
```concviz
run = "pi"
```
```concviz
reveal = "cores_used"
```
```concviz
say = {quoted}
when = "cores_used > 0"
```
"""
    try:
        return parse_lesson(text, "hostile")
    except LessonError as error:
        calm(str(error))
        return None


@pytest.mark.parametrize("word", WORDS)
def test_what_a_lesson_and_its_class_can_say(word):
    lesson = lesson_of(word)
    if lesson is None:
        return
    walk, ballot = Walk(lesson, {"cores": 2.0, "gil": 1.0}, lambda needs: ""), Ballot()
    ballot.admit("a", 0.0)
    question = question_at(walk)
    assert question is not None
    ballot.ask(question)
    ballot.vote("a", question.key, 1)
    calm(plain(Asking(lesson.title, question.text, question.choices, 1, hint=lesson.title).rows(60, 12)))
    for go in (lambda: walk.predict(None), lambda: walk.measured({"cores_used": 1.02}), walk.go_on, lambda: None):
        shown = poster(walk, ballot, measuring=False)
        calm(step_markdown(walk, shown), msgspec.json.decode(msgspec.json.encode(shown), type=Poster).heading)
        calm(*(bar.label for outcome in shown.outcomes for bar in outcome.bars), shown.title, shown.text)
        go()
    calm(lesson.steps[0].notes, lesson_page(walk, MACHINE))


def test_most_hostile_words_make_a_lesson_all_the_same():
    assert sum(lesson_of(word) is not None for word in WORDS) >= 40


@pytest.mark.parametrize("word", WORDS)
def test_what_the_settings_can_name(word, tmp_path):
    quoted = json.dumps(word).replace("\x7f", "\\u007f")
    surrogates = "\\ud" in quoted
    file = tmp_path / "settings.toml"
    file.write_text(
        f'theme = {quoted}\n{quoted} = 1\n[keys]\n{quoted} = "r"\n"lab.run" = {quoted}\n[choice]\n{quoted} = 1\n',
        "utf-8",
    )
    told = load(file)
    assert told.problem
    assert surrogates or told.keys.get("lab.run", "r") in (word, "r")
    calm(Part(told.problem).text, foreign(told.problem).plain)


@pytest.mark.parametrize("word", WORDS)
def test_what_people_write_into_a_session(word):
    made = Session(MACHINE, clock=lambda: 0, created="2026-01-01T00:00:00Z")
    steps = (
        LessonStep(1, word, word, 1, word),
        Predicted(2, word, 1, 0, word, word, word),
        Revealed(3, word, 1, 0, word),
        Chapter(4, word),
        Note(5, word),
        Output(6, 1, word),
        Study(7, 1, "compare", "row", empty(word, word)),
    )
    for event in steps:
        made.append(event)
    for event in events_of(made):
        calm(*texts(msgspec.to_builtins(event)))


def texts(value: object) -> list[str]:
    """All of them in a value, at any depth."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for each in inner for text in texts(each)]
