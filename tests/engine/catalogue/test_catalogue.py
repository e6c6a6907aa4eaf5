"""Tasks and models are found by looking into their folders."""

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.describe import numbers
from concviz.engine.model.plan import PlanError

KINDS = {"cpu", "io", "released"}
WORKERS = {"main", "thread", "process", "interpreter", "coroutine"}


@pytest.mark.parametrize("info", catalogue.tasks().values(), ids=lambda info: info.name)
def test_a_task_says_what_it_is(info):
    assert info.kind in KINDS
    assert info.title
    assert len(info.about) == 3
    assert all(line.strip() and len(line) < 120 for line in info.about)
    assert "def work(" in catalogue.source(info)
    assert info.options.keys() == info.options_about.keys()
    assert all(text and len(text) <= 90 for text in info.options_about.values())


@pytest.mark.parametrize("info", catalogue.models().values(), ids=lambda info: info.name)
def test_a_model_fits_on_a_slide(info):
    assert info.worker in WORKERS
    assert info.kind in {"one thread", "many"}
    code = catalogue.source(info).split("def ", 1)[1]
    assert len(code.splitlines()) <= 52


def test_the_first_ones_are_there():
    assert {"pi", "fractal", "download"} <= set(catalogue.tasks())
    assert {"sequential", "threads", "processes", "asyncio"} <= set(catalogue.models())


def test_an_unknown_name_gets_the_nearest_one():
    with pytest.raises(PlanError, match="did you mean fractal"):
        catalogue.task("fractl")
    with pytest.raises(PlanError, match="did you mean threads"):
        catalogue.model("thread")


def test_versions_are_compared_as_numbers():
    assert numbers("3.9.1") < numbers("3.14")
    assert numbers("3.14.0rc1") >= numbers("3.14")
    assert numbers("3.13.5t") == (3, 13, 5)


def test_options_that_are_no_table_are_one_sentence(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("OPTIONS = 3\ndef items(): ...\ndef work(): ...\ndef combine(): ...\n")
    with pytest.raises(PlanError, match=r"mine\.py says OPTIONS = 3; it must be a dictionary"):
        catalogue.task(str(path))
