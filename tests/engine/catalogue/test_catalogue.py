"""Tasks and models are found by looking into their folders."""

import shutil

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue import lookup
from concviz.engine.catalogue.describe import numbers
from concviz.engine.catalogue.script import script
from concviz.engine.model.plan import Plan, PlanError

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


@pytest.fixture
def lab(monkeypatch, tmp_path):
    """Folders of our tasks and models, to drop files into."""
    for kind in ("tasks", "models"):
        shutil.copytree(lookup.LAB / kind, tmp_path / kind)
    monkeypatch.setattr(lookup, "LAB", tmp_path)
    for found in (lookup.tasks, lookup.models):
        found.cache_clear()
    yield tmp_path
    for found in (lookup.tasks, lookup.models):
        found.cache_clear()


BACKWARDS = '''"""One after the other, the last one first."""
TITLE = "backwards"
KIND = "one thread"
WORKER = "main"
USES = "a loop"
ABOUT = "The last item first."
NEEDS = ""
PLACE = 15


def run(work, items, workers):
    """Yield each result."""
    for item in reversed(items):
        yield work(item)
'''
SUM = '''"""A sum."""
TITLE = "a sum"
ABOUT = ("one", "two", "three")


def items(count, seed):
    return list(range(count))


def work(item):
    return item


def combine(results):
    return f"{sum(results)} is the sum"
'''


def test_a_model_and_a_task_are_one_new_file_each(lab, capsys):
    before = list(catalogue.models())
    (lab / "models" / "backwards.py").write_text(BACKWARDS)
    (lab / "tasks" / "summing.py").write_text(SUM)
    for found in (lookup.tasks, lookup.models):
        found.cache_clear()
    assert list(catalogue.models()) == [before[0], "backwards", *before[1:]]
    assert catalogue.task("summing").kind == "cpu"
    plan = Plan(task="summing", model="backwards", workers=1, items=5)
    names = {"__name__": "__main__"}
    exec(script(catalogue.task("summing"), catalogue.model("backwards"), plan), names)
    assert "10 is the sum" in capsys.readouterr().out


def test_a_place_that_is_no_number_is_one_sentence(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BACKWARDS.replace("15", "'first'"))
    with pytest.raises(PlanError, match=r"mine\.py says PLACE = 'first'; it must be a whole number"):
        catalogue.model(str(path))


def test_an_option_can_make_a_task_another_kind():
    database = catalogue.task("database")
    assert database.kind_of({}) == database.kind_of({"database": ""}) == "released"
    assert database.kind_of({"database": "postgresql://someone@here/shop"}) == "io"
    assert catalogue.task("files").kind_of({"database": "x"}) == "io"
