"""What an expression after the colon stands for, and what a file offers, without importing it."""

import ast
from pathlib import Path

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.callables import meaning, title
from concviz.engine.catalogue.own_inputs import inputs_of
from concviz.engine.catalogue.own_work import absolute, offers
from concviz.engine.lab.own.home import CALL
from concviz.engine.model.plan import PlanError

MINE = '''
raise SystemExit("this file must never be imported by the interface")
from functools import partial
import requests

class Scraper:
    def __init__(self, delay=0.01): ...
    def fetch(self, n):
        """Gets one."""
    async def afetch(self, n): ...
    def stream(self, n):
        yield n
    @property
    def size(self): ...
    @functools.cached_property
    def sizer(self): ...
    @staticmethod
    def parse(n): ...
    @classmethod
    def make(cls, n): ...

class Store:
    def __init__(self, path): ...
    def put(self, row): ...

class Plain:
    def tick(self): ...

scraper = Scraper()
fetch = scraper.fetch
cube = partial(two, b=3)
circle = circle_too
circle_too = circle

def two(a, b=2): ...
def by_name(*, size): ...
def tick(): ...
def options(*, depth=3): ...
'''


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    return path


@pytest.mark.parametrize(("what", "function", "bound"), [
    ("two", "two", False), ("Scraper.parse", "parse", False), ("Scraper.make", "make", True), ("Scraper.fetch", "fetch", False),
    ("scraper.fetch", "fetch", True), ("Scraper(0.02).fetch", "fetch", True), ("fetch", "fetch", True), ("cube", "two", False),
    ("partial(two, b=9)", "two", False), (f"{CALL}two(x, b=1)", "two", False), ("requests.get", None, False),
    ("circle", None, False), ("Scraper", None, False),
])  # fmt: skip
def test_an_expression_stands_for_a_function(what, function, bound, mine):
    found = meaning(ast.parse(MINE), what, mine)
    assert (getattr(found.function, "name", None), found.bound) == (function, bound)


@pytest.mark.parametrize(("what", "needs", "may"), [
    ("two", True, True), ("by_name", True, True), ("tick", False, False), ("options", False, True), ("Plain().tick", False, False),
    ("scraper.fetch", True, True), ("cube", True, True), ("requests.get", True, True),
])  # fmt: skip
def test_whether_it_takes_inputs(what, needs, may, mine):
    info = catalogue.task(f"{mine}:{what}")
    assert (info.inputs, "inputs" in info.options) == (needs, may)
    assert info.counts_inputs({"inputs": "range(3)"}) is True
    assert info.counts_inputs({}) is needs


@pytest.mark.parametrize(("what", "words"), [
    ("tow", "no function in mine.py named 'tow': did you mean two"),
    ("Scrapr.parse", "no function or class in mine.py named 'Scrapr': did you mean scraper"),
    ("Scraper.pars", "no method of Scraper named 'pars': did you mean parse?"),
    ("scraper.fetsh", "no method of Scraper named 'fetsh': did you mean fetch"),
    ("Scraper(", "'Scraper(' is no Python expression"),
    ("scraper.stream", "stream() is a generator function: calling it runs nothing of it"),
])  # fmt: skip
def test_what_is_not_there_is_told_with_what_is_near(what, words, mine):
    with pytest.raises(PlanError) as caught:
        catalogue.task(f"{mine}:{what}")
    assert words in str(caught.value)


@pytest.mark.parametrize(("what", "said"), [
    ("two", "two()"), ("Scraper('secret', key=TOKEN).fetch", "Scraper(…).fetch()"), ("partial(two, b='secret')", "partial(two, …)()"),
    (f"{CALL}two(x, 'secret')", "two(x, …)"), (f"{CALL}two(x, len('secret'))", "two(x, …)"),
])  # fmt: skip
def test_nothing_that_was_typed_into_a_call_is_in_its_name(what, said, mine):
    assert title(what) == said
    assert catalogue.task(f"{mine}:{what}").title == said


def test_a_file_offers_functions_what_stands_for_one_and_methods(mine):
    assert [offer.label for offer in offers(mine)] == [
        "two(a, b=2)", "by_name(*, size)", "tick()", "options(*, depth=3)", "fetch(n)", "cube(…)",
        "scraper.fetch(n)", "async scraper.afetch(n)", "scraper.stream(n)", "Scraper.parse(n)", "Scraper.make(n)", "Plain().tick()",
    ]  # fmt: skip
    named = {offer.name: offer.about for offer in offers(mine)}
    assert named["scraper.fetch"] == "Gets one."
    assert named["scraper.stream"] == "A generator: calling it runs nothing of it."


def test_a_neighbour_that_the_standard_library_hides_is_told(tmp_path):
    path = tmp_path / "main.py"
    path.write_text("import random\nimport queue\ndef job(n): ...\n")
    assert catalogue.task(f"{path}:job").notes == ()
    (tmp_path / "random.py").write_text("")
    assert [note.partition(" here")[0] for note in catalogue.task(f"{path}:job").notes] == [
        "random is imported from the standard library"
    ]
    hidden = tmp_path / "queue.py"
    hidden.write_text("def job(n): ...\n")
    assert "has the name of a module of the standard library" in catalogue.task(f"{hidden}:job").notes[0]


def test_a_module_in_the_current_folder_counts_as_with_python_m(tmp_path, monkeypatch):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "pkg" / "jobs.py").write_text("def job(n): ...\n")
    (tmp_path / "random.py").write_text("def job(n): ...\n")
    monkeypatch.chdir(tmp_path)
    assert catalogue.task("pkg.jobs:job").reference == "pkg.jobs:job"
    assert catalogue.task("pkg.jobs:job").path == tmp_path / "pkg" / "jobs.py"
    assert catalogue.task("random:shuffle").path != tmp_path / "random.py"
    with pytest.raises(PlanError, match=r"no module 'pkg\.job' with Python source"):
        catalogue.task("pkg.job:job")


def test_a_path_becomes_whole_and_what_stands_behind_it_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute("mine.py:a.b") == f"{tmp_path}/mine.py:a.b"
    assert absolute("mine.py::TestX::test_a") == f"{tmp_path}/mine.py:TestX().test_a"
    assert absolute("mine.py") == f"{tmp_path}/mine.py"
    assert absolute("textwrap:dedent") == "textwrap:dedent"
    assert absolute("pi") == "pi"


@pytest.mark.parametrize(("text", "words"), [
    ("nothere.csv", "there is no file nothere.csv"),
    ("data/nothere.jsonl", "there is no file data/nothere.jsonl"),
    ("~/nothere", "there is no file ~/nothere"),
    ("range(", "'range(' is no Python expression: '(' was never closed, and no file either"),
    (".", ". is a folder; --inputs takes an expression, or a file"),
])  # fmt: skip
def test_a_missing_file_of_inputs_is_called_missing(text, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError) as caught:
        inputs_of(text)
    assert str(caught.value) == words


def test_an_expression_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert inputs_of(" ROWS.values() ") == "ROWS.values()"
    Path("rows.csv").write_text("a\n1\n")
    assert inputs_of("rows.csv") == f"{tmp_path}/rows.csv"
