"""Where a file of the user's stands, and how it is imported from there."""

import subprocess
import sys

import pytest
from concviz.engine.lab.own.home import CALL, Home, folders_of, home_of, split


@pytest.mark.parametrize(("reference", "parts"), [
    ("mine.py:job", ("mine.py", "job")),
    ("a/b.py:partial(resize, sizes={'a': 1})", ("a/b.py", "partial(resize, sizes={'a': 1})")),
    (f"mine.py:{CALL}two(x, c=4)", ("mine.py", "lambda x, /: two(x, c=4)")),
    ("mine.py::test_add", ("mine.py", "test_add")),
    ("mine.py::TestCart::test_add", ("mine.py", "TestCart().test_add")),
    ("pkg.jobs:Scraper.parse", ("pkg.jobs", "Scraper.parse")),
    ("textwrap:dedent", ("textwrap", "dedent")),
    ("mine.py", ("mine.py", "")),
    ("mine.py:", ("mine.py", "")),
    ("concviz.engine.lab.tasks.pi", ("concviz.engine.lab.tasks.pi", "")),
])  # fmt: skip
def test_a_reference_is_a_place_and_what_of_it(reference, parts):
    assert split(reference) == parts


@pytest.fixture
def tree(tmp_path):
    def make(*files, **contents):
        for name in files:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(contents.get(path.stem, ""))
        return tmp_path

    return make


@pytest.mark.parametrize(("files", "asked", "root", "module"), [
    (["main.py"], "main.py", "", "main"),
    (["pkg/__init__.py", "pkg/jobs.py"], "pkg/jobs.py", "", "pkg.jobs"),
    (["pkg/__init__.py"], "pkg/__init__.py", "", "pkg"),
    (["src/shop/__init__.py", "src/shop/deep/__init__.py", "src/shop/deep/core.py", "pyproject.toml"],
     "src/shop/deep/core.py", "src", "shop.deep.core"),
    (["pyproject.toml", "jobs/run.py"], "jobs/run.py", "jobs", "run"),
    (["not-a-name/__init__.py", "not-a-name/main.py"], "not-a-name/main.py", "not-a-name", "main"),
])  # fmt: skip
def test_the_true_name_of_a_file(tree, files, asked, root, module):
    top = tree(*files)
    assert home_of(str(top / asked)) == Home(str(top / root).rstrip("/"), module)


def test_a_file_that_imports_relatively_is_a_member_of_a_package_without_an_init(tree):
    top = tree("pyproject.toml", "src/ns/deep/jobs.py", jobs="from ..tools import scale\n")
    assert home_of(str(top / "src/ns/deep/jobs.py")) == Home(str(top / "src"), "ns.deep.jobs")
    top = tree("alone/ns/jobs.py", jobs="from .tools import scale\n")
    (top / "pyproject.toml").unlink()
    assert home_of(str(top / "alone/ns/jobs.py")) == Home(str(top / "alone"), "ns.jobs")


def test_a_file_that_imports_by_the_name_of_a_folder_above_it_is_a_member_of_that_namespace(tree):
    top = tree("corp/billing/jobs.py", "corp/core/num.py", jobs="from corp.core.num import scale\n")
    assert home_of(str(top / "corp/billing/jobs.py")) == Home(str(top), "corp.billing.jobs")
    assert home_of(str(top / "corp/core/num.py")) == Home(str(top / "corp/core"), "num")
    top = tree("src/shop/__init__.py", "src/shop/cart.py", "src/shop/price.py", cart="import src.shop.price\n")
    assert home_of(str(top / "src/shop/cart.py")) == Home(str(top), "src.shop.cart")
    top = tree("bin/mine.py", "other/num.py", mine="import other.num\n")
    assert home_of(str(top / "bin/mine.py")) == Home(str(top / "bin"), "mine"), "its own folder's name isn't in it"
    top = tree("numpy/mine.py", mine="import numpy.random\n")
    assert home_of(str(top / "numpy/mine.py")) == Home(str(top / "numpy"), "mine"), "that is another numpy"


def test_the_folders_of_a_file_are_its_root_its_project_and_where_one_stands(tree, monkeypatch, tmp_path_factory):
    top = tree("pyproject.toml", "src/shop/__init__.py", "tests/test_shop.py")
    here = tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    assert folders_of(str(top / "tests/test_shop.py")) == [
        str(each) for each in (top / "tests", top / "src", top, here)
    ]
    assert folders_of("shop.core") == [str(here)]


SCRIPT = """
import sys
from concviz.engine.lab.loading import load_task
task = load_task(sys.argv[1])
print(task.work(3), sys.modules[task.work(None)].__name__)
import random
print(random.random() < 1, [name for name in sys.modules if name.startswith("concviz_file")] != [])
"""
TELLS = "def job(n):\n    return __name__ if n is None else n * FACTOR\n"


@pytest.mark.parametrize(("files", "asked", "made_up"), [
    ({"helper.py": "FACTOR = 2", "main.py": f"from helper import FACTOR\n{TELLS}"}, "main.py", False),
    ({"p/__init__.py": "", "p/t.py": "FACTOR = 2", "p/jobs.py": f"from .t import FACTOR\n{TELLS}"}, "p/jobs.py", False),
    ({"random.py": "raise SystemExit('the neighbour')", "main.py": f"import random\nFACTOR = 2\n{TELLS}"}, "main.py", False),
    ({"queue.py": f"FACTOR = 2\n{TELLS}"}, "queue.py", True),
])  # fmt: skip
def test_it_is_imported_as_the_user_would_and_no_neighbour_hides_the_standard_library(files, asked, made_up, tmp_path):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    command = [sys.executable, "-P", "-c", SCRIPT, f"{tmp_path / asked}:job"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    answer, module, works, has_made_up = done.stdout.split()
    assert (answer, works, has_made_up) == ("6", "True", str(made_up))
    if not made_up:
        assert module == asked.removesuffix(".py").replace("/", ".")
