"""Every command of docs/course.md exists."""

import itertools
import re
from pathlib import Path

import pytest
from concviz.engine import catalogue
from concviz.engine.differences.properties import MATRIX, PROPERTIES

COURSE = (Path(__file__).parent.parent / "docs" / "course.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"`concviz ([^`]+)`", COURSE)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"differences"}))
def test_its_commands_name_what_there_is(command):
    words = command.split()
    given = dict(itertools.pairwise(words))
    if words[0] == "differences":
        assert given["--only"] in PROPERTIES
        return
    assert words[0] in ("run", "compare")
    assert words[1] in catalogue.tasks()
    models = given.get("--models", given.get("--model", "threads")).split(",")
    assert set(models) <= catalogue.models().keys()


def test_every_property_of_the_course_and_every_task_is_in_it():
    shown = {command.split()[2] for command in COMMANDS if command.startswith("differences --only")}
    assert {*MATRIX, "race"} - shown == set()
    assert [name for name in catalogue.tasks() if f"`{name}`" not in COURSE] == []


def test_what_has_no_task_is_said():
    """The course names it; a toy in its place would teach nothing."""
    assert "camera" not in " ".join(catalogue.tasks())
    assert "A camera, which the course names among its I/O-bound examples, has no task" in COURSE
