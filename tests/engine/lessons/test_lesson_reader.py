"""Lessons from their Markdown: what they say, and the line of each mistake."""

from __future__ import annotations

import msgspec
import pytest
from concviz.engine.lessons.block_reader import LessonError
from concviz.engine.lessons.lesson import Needs, Predict, Prose, Reveal, Run
from concviz.engine.lessons.lesson_reader import parse_lesson, read_lesson
from concviz.engine.lessons.measured.conditions import condition
from hypothesis import given
from hypothesis import strategies as st

TEXT = """\
+++
title = "Threads"
minutes = 6
needs = { cores = 2 }
sources = ["https://docs.python.org/3/"]
+++
# Threads

Before the first step nothing is shown.

## One

Some *text*.
<!-- notes: say hello -->

```python
## no heading
```

```concviz
predict = "How many cores?"
quantity = "four.cores_used"
choices = ["one", "two"]
bounds = [1.3]
```

```concviz
run = "pi --model threads"
label = "four"
expect = "cores_used < 1.2"
```

```concviz
reveal = "four.cores_used"
panel = "cores"
```

After.

## Two

The end.
"""


def test_a_lesson_is_its_steps():
    lesson = parse_lesson(TEXT, "threads")
    assert (lesson.name, lesson.title, lesson.minutes) == ("threads", "Threads", 6)
    assert lesson.needs == Needs(cores=2)
    assert [step.heading for step in lesson.steps] == ["One", "Two"]
    text, asked, measured, told, after = lesson.steps[0].parts
    assert text == Prose("Some *text*.\n\n\n```python\n## no heading\n```", 12)
    assert asked == Predict(
        line=20, predict="How many cores?", quantity="four.cores_used", choices=("one", "two"), bounds=(1.3,)
    )
    assert measured == Run(line=27, run="pi --model threads", label="four", expect=condition("cores_used < 1.2"))
    assert told == Reveal(line=33, reveal="four.cores_used", panel="cores")
    assert after == Prose("After.", 37)
    assert lesson.steps[0].notes == "say hello"
    assert lesson.predictions == 1


MISTAKES = [
    ('title = "Threads"', "title = Threads", "line 2: Invalid value"),
    ("minutes = 6", "minuts = 6", "line 3: no key named 'minuts' here: did you mean minutes?"),
    ("minutes = 6", 'minutes = "six"', "line 3: minutes: Expected `float`, got `str`"),
    ("cores = 2 }", "cors = 2 }", "line 4: needs: Object contains unknown field `cors`"),
    ("bounds = [1.3]", "bonds = [1.3]", "line 24: no key named 'bonds' here: did you mean bounds or needs?"),
    ("bounds = [1.3]", "bounds = []", "line 24: bounds are numbers between the choices, in their order: one fewer than choices"),
    ("bounds = [1.3]", "draw = true", "line 21: what is drawn has a quantity, and no choices"),
    ("bounds = [1.3]", 'when = ["gil"]', "line 24: when has one condition for each choice"),
    ('choices = ["one", "two"]', 'choices = ["one"]', "line 21: a prediction has choices, at least two, or draw = true"),
    ('quantity = "four.cores_used"', 'quantity = "four.core_used"',
     "line 22: no quantity named 'core_used': did you mean cores_used, cores or compute_s?"),
    ('quantity = "four.cores_used"', "", "line 21: what decides between the choices is missing: a quantity with bounds, or when"),
    ("cores_used < 1.2", "cores_used <> 1.2",
     "line 30: expect: 'cores_used <> 1.2' is no condition: it says things like cores_used < 1.2, or gil, joined by and"),
    ('expect = "cores_used < 1.2"', 'against = "one"', "line 27: against = 'one' names no run before it that has this label"),
    ('label = "four"', 'label = "Four!"', "line 29: a label is one word of small letters, digits, - and _"),
    ('run = "pi --model threads"', 'runn = "pi --model threads"',
     "line 28: a block says what it is: no block named 'runn': did you mean run?"),
    ('run = "pi --model threads"', 'run = "pi"\nwatch = "cores"', "line 29: a block is one thing, and this one is run and watch"),
    ('run = "pi --model threads"', "run = 1", "line 28: run: Expected `str`, got `int`"),
    ("+++\ntitle", "title", "line 1: a lesson begins with +++, and its title in TOML"),
    ("2 }\nsources = [\"https://docs.python.org/3/\"]\n+++", "2 }", "line 1: the second +++ is missing, which ends the head"),
    ("## One", "", "line 20: a block stands below a heading that begins with ##"),
    ('reveal = "four.cores_used"\npanel', 'watch = "cores"\nwhy',
     "line 20: this prediction is never revealed: a reveal has to follow"),
    ('panel = "cores"', 'panel = "core"', "line 35: no panel named 'core': did you mean cores or workers?"),
    ("After.", '```concviz\nwatch = "lanes"\n```',
     "line 39: no panel named 'lanes': there are cores, findings, headline, ledger, processes, threads, workers"),
    ("After.", '- a\n\n  ```concviz\n  reveal = "gil"\n  ```',
     "line 40: a block stands by itself, not inside a list or a quotation"),
    ("After.", '```concviz\nshow = "../x.jsonl"\n```',
     "line 39: a recording lies beside the lesson: show is a file name, without folders"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "why"), MISTAKES, ids=[why[:40] for *_, why in MISTAKES])
def test_every_mistake_has_its_line(old, new, why):
    assert old in TEXT
    with pytest.raises(LessonError) as raised:
        parse_lesson(TEXT.replace(old, new, 1), "threads")
    assert str(raised.value) == why


def test_words_of_a_lesson_act_on_no_terminal():
    lesson = parse_lesson(TEXT.replace("Some *text*", "Some \x1b[31mtext").replace("one", "o\\u001bne"), "threads")
    assert "\x1b" not in repr(msgspec.to_builtins([str(part) for part in lesson.steps[0].parts]))


def test_a_file_is_named_with_its_mistake(tmp_path):
    path = tmp_path / "mine.md"
    path.write_text(TEXT.replace("minutes", "minuts"), encoding="utf-8")
    with pytest.raises(LessonError, match=r"^mine\.md, line 3: no key named"):
        read_lesson(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LessonError, match=r"^mine\.md can't be read"):
        read_lesson(path)
    with pytest.raises(LessonError, match=r"^gone\.md can't be read: No such file"):
        read_lesson(tmp_path / "gone.md")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_any_text_is_a_lesson_or_a_mistake(text):
    for whole in (text, TEXT.replace("After.", text), TEXT.replace("minutes = 6", text)):
        said = "line "
        try:
            assert parse_lesson(whole, "any").steps
        except LessonError as error:
            said = str(error)
        assert said.startswith("line ")
