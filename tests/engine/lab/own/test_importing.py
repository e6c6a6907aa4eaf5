"""How the user's module is imported in the lab: under which name, behind which folders, and what is left where it fails."""

import os
import re
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest
from concviz.engine.lab.own import importing
from concviz.engine.lab.own.import_errors import ImportFailed
from concviz.engine.lab.own.importing import import_place, prepare

LIBRARY = os.path.dirname(os.__file__)


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    """The path, the command line, and the modules that a test made."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    before = set(sys.modules)
    prepare.cache_clear()
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize(("path", "expected"), [
    (["/mine", LIBRARY, f"{LIBRARY}/lib-dynload", "/more"], ["/mine", LIBRARY, f"{LIBRARY}/lib-dynload", "HERE", "/more"]),
    ([f"{LIBRARY}/lib-dynload", f"{LIBRARY}/site-packages"], [f"{LIBRARY}/lib-dynload", "HERE", f"{LIBRARY}/site-packages"]),
    ([f"{LIBRARY}-of-another", "/more"], ["HERE", f"{LIBRARY}-of-another", "/more"]),
    ([], ["HERE"]),
])  # fmt: skip
def test_the_users_folders_come_behind_the_standard_library_and_before_what_is_installed(
    path, expected, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(path))
    prepare(str(tmp_path / "mine.py"))
    assert sys.path == [str(tmp_path) if each == "HERE" else each for each in expected]
    prepare.cache_clear()
    prepare(str(tmp_path / "mine.py"))
    assert sys.path.count(str(tmp_path)) == 1


def test_a_task_of_ours_needs_no_folder(monkeypatch):
    before = list(sys.path)
    prepare("concviz.engine.lab.tasks.pi")
    assert sys.path == before


def test_a_file_is_imported_once_under_its_own_name_and_finds_itself_on_the_command_line(tmp_path):
    path = tmp_path / "imported_here.py"
    path.write_text("import sys\nFOUND = list(sys.argv)\n")
    module = import_place(str(path))
    assert (module.__name__, module.FOUND) == ("imported_here", [str(path)])
    assert import_place(str(path)) is module
    assert sys.modules["imported_here"] is module


def test_a_file_whose_name_means_something_else_has_a_name_of_its_own_the_same_each_time(tmp_path):
    path = tmp_path / "queue.py"
    path.write_text("MINE = 1\n")
    module = import_place(str(path))
    assert re.fullmatch(r"concviz_file_[0-9a-f]{8}_queue", module.__name__)
    assert import_place(str(path)) is module
    assert not hasattr(sys.modules.get("queue"), "MINE")


def test_a_member_of_a_package_is_found_in_it_afterwards(tmp_path):
    package = tmp_path / "packed_here"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "jobs.py").write_text("from . import tools\n")
    (package / "tools.py").write_text("")
    module = import_place(str(package / "jobs.py"))
    assert module.__name__ == "packed_here.jobs"
    assert sys.modules["packed_here"].jobs is module
    assert import_place("packed_here.jobs") is module
    assert import_place(str(package / "__init__.py")) is sys.modules["packed_here"]


def test_a_folder_without_a_file_of_its_own_is_a_module_too(tmp_path, monkeypatch):
    (tmp_path / "bare_here").mkdir()
    monkeypatch.chdir(tmp_path)
    assert import_place("bare_here").__name__ == "bare_here"


def test_what_failed_while_it_was_imported_is_not_left_there(tmp_path):
    path = tmp_path / "broken_here.py"
    path.write_text("1 / 0\n")
    with pytest.raises(ImportFailed) as caught:
        import_place(str(path))
    assert str(caught.value) == "broken_here.py can't be imported (line 1): ZeroDivisionError: division by zero"
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "broken_here" not in sys.modules


def test_a_module_that_puts_another_in_its_place_is_that_one(tmp_path):
    path = tmp_path / "replaced_here.py"
    path.write_text("import sys, types\nsys.modules[__name__] = types.SimpleNamespace(ANSWER=42)\n")
    assert import_place(str(path)).ANSWER == 42


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(ImportFailed, match=rf"^there is no Python file {re.escape(str(tmp_path))}/none\.py$"):
        import_place(str(tmp_path / "none.py"))
    with pytest.raises(ImportFailed, match=r"^no_such_here can't be imported: No module named 'no_such_here' in "):
        import_place("no_such_here")
    with pytest.raises(ImportFailed, match=r"^textwrap\.no_such can't be imported: "):
        import_place("textwrap.no_such")


@pytest.mark.parametrize(("module", "spec", "means"), [
    ("mine", ModuleSpec("mine", None, origin="/x/mine.py"), True),
    ("mine", ModuleSpec("mine", None, origin="/y/mine.py"), False),
    ("mine", None, False),
    ("mine", ImportError("broken"), False),
    ("mine", ValueError("no spec"), False),
    ("mine.mine", ModuleSpec("mine", None, origin="/x/__init__.py", is_package=True), True),
    ("mine", ModuleSpec("mine", None, is_package=True), False),
    ("mine.other", ModuleSpec("mine", None, is_package=True), False),
])  # fmt: skip
def test_a_name_means_a_file_where_its_first_part_leads_there(module, spec, means, monkeypatch):
    def find(name):
        assert name == "mine"
        if isinstance(spec, Exception):
            raise spec
        return spec

    if spec and not isinstance(spec, Exception) and spec.submodule_search_locations is not None:
        spec.submodule_search_locations.append("/x")
    monkeypatch.setattr(importing, "find_spec", find)
    assert importing._means(module, "/x/mine.py") is means


def test_a_package_means_its_own_init(monkeypatch):
    spec = ModuleSpec("pkg", None, is_package=True)
    spec.submodule_search_locations.append("/x/pkg")
    monkeypatch.setattr(importing, "find_spec", lambda name: spec)
    assert importing._means("pkg", "/x/pkg/__init__.py")
    assert importing._means("pkg.deep", "/x/pkg/deep.py")
    assert importing._means("pkg.deep", "/x/pkg/deep/__init__.py")
    assert not importing._means("pkg.deep", "/x/pkg/__init__.py/x")


def test_a_module_that_is_there_already_is_taken(monkeypatch):
    made = ModuleType("made_here")
    made.__spec__ = ModuleSpec("made_here", None)
    monkeypatch.setitem(sys.modules, "made_here", made)
    assert import_place("made_here") is made


def put(folder, **files):
    """Files by name; `pkg__init` is `pkg/init.py`, with `INIT` for `__init__`."""
    for name, text in files.items():
        path = folder / (name.replace("__", os.sep).replace("INIT", "__init__") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize("init", [True, False])
def test_a_package_that_hides_behind_the_standard_library_has_a_name_of_its_own(init, tmp_path):
    put(
        tmp_path,
        json__core="from . import util\nfrom .util import scale\n",
        json__util="def scale(n):\n    return n * 10\n",
    )
    if init:
        put(tmp_path, json__INIT="HERE = True\n")
    module = import_place(str(tmp_path / "json" / "core.py"))
    assert re.fullmatch(r"concviz_package_[0-9a-f]{8}_json\.core", module.__name__)
    assert module.scale(2) == 20
    assert module.util.__name__ == module.__name__.replace("core", "util")
    assert sys.modules["json"].__file__.startswith(LIBRARY)
    if init:
        package = sys.modules[module.__package__]
        assert import_place(str(tmp_path / "json" / "util.py")) is module.util
        assert sys.modules[module.__package__] is package, "it was made once"
        assert import_place(str(tmp_path / "json" / "__init__.py")).HERE


def test_a_link_to_a_member_of_a_package_is_that_member(tmp_path):
    put(
        tmp_path,
        linkedpack__INIT="",
        linkedpack__m="from .h import scale\n",
        linkedpack__h="def scale(n):\n    return n\n",
    )
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "m.py").symlink_to(tmp_path / "linkedpack" / "m.py")
    assert import_place(str(tmp_path / "elsewhere" / "m.py")).__name__ == "linkedpack.m"


@pytest.mark.parametrize(
    ("asked", "files", "told"),
    [
        (
            "circle_a",
            {"circle_a": "\nfrom circle_b import scale\n", "circle_b": "from circle_a import job\n"},
            "circle_a.py can't be imported: circle_a.py imports circle_b.py (line 2), which asks for job of circle_a.py (line 1) before "
            "that has got to it: import it inside the function that uses it, or put what both need into a module of its own",
        ),
        (
            "circle_c",
            {"circle_c": "import circle_d\n", "circle_d": "import circle_c\nX = circle_c.job\n"},
            "circle_c.py can't be imported: circle_c.py imports circle_d.py (line 1), which asks for job of circle_c.py (line 2) before ",
        ),
        (
            "roundpack/m",
            {"roundpack__INIT": "from .m import job\n", "roundpack__m": "\nfrom .n import k\n", "roundpack__n": "from . import job\n"},
            "m.py can't be imported: roundpack/__init__.py imports m.py (line 1), which imports n.py (line 2), which asks for job of "
            "roundpack/__init__.py (line 1) before ",
        ),
        (
            "itself_e",
            {"itself_e": "from itself_e import get\n"},
            "itself_e.py can't be imported: it asks itself for get (line 1); if it is a library called itself_e that is meant, rename "
            "itself_e.py",
        ),
        (
            "asks_f",
            {"asks_f": "from whole_g import nothing\n", "whole_g": ""},
            "asks_f.py can't be imported (line 1): cannot import name 'nothing' from 'whole_g'",
        ),
    ],
)  # fmt: skip
def test_modules_that_import_each_other_are_named_in_their_order(asked, files, told, tmp_path):
    put(tmp_path, **files)
    with pytest.raises(ImportFailed) as raised:
        import_place(str(tmp_path / f"{asked}.py"))
    assert str(raised.value).startswith(told)
