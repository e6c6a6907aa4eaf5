"""The table of keys: a key means one thing on all screens, and footer, help, palette and docs/app.md are made of it."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from concviz.tui.app.key_table import BY_ID, NAMES, ROWS, SECTIONS, bindings, markdown, paired, rows
from concviz.tui.app.tabs import TABS
from concviz.tui.widgets.app_screen import AppScreen
from concviz.tui.widgets.footer import key

from tests.support.fakes import app_for
from tests.support.sources import nodes_of

ROOT = Path(__file__).parent.parent.parent.parent
SCREENS = tuple(tab.make for tab in TABS)


def test_a_key_means_one_thing_on_all_screens():
    meanings = defaultdict(set)
    for row in ROWS:
        for each in row.keys.split(","):
            meanings[each].add(row.meaning)
    assert {each: found for each, found in meanings.items() if len(found) > 1} == {}


def test_ids_are_their_own_and_every_group_has_a_title():
    assert len(BY_ID) == len(ROWS) > 60
    assert {row.group for row in ROWS} == set(SECTIONS)
    assert all(row.about for row in ROWS)


def test_no_screen_has_a_key_twice_nor_one_that_the_app_has():
    app = app_for()
    everywhere = {each for row in rows("app") for each in row.keys.split(",")}
    for make in SCREENS:
        screen = make(app)
        assert isinstance(screen, AppScreen)
        mine = [each for row in rows(*screen.KEYS) for each in row.keys.split(",")]
        assert len(mine) == len(set(mine)), screen.id
        assert not everywhere & set(mine), screen.id
        assert [each.id for each in screen.BINDINGS] == [row.id for row in rows(*screen.KEYS)]
        for row in rows(*screen.KEYS):
            space, _, rest = row.action.partition(".")
            owner, action = (app, rest) if space == "app" else (screen, row.action)
            assert hasattr(owner, f"action_{action.partition('(')[0]}"), row


def test_keeping_is_R_everywhere_and_measuring_again_renaming_and_colouring_are_not():
    assert {row.meaning for row in ROWS if "R" in row.keys.split(",")} == {"keep"}
    for make in SCREENS:
        assert "R" in [row.keys for row in rows(*make(app_for()).KEYS)]
    own = ("differences.again", "sessions.rename", "lab.cores", "lab.workers", "compare.compare", "compare.sweep")
    keys = [each for name in own for each in BY_ID[name].keys.split(",")]
    assert len(set(keys)) == len(keys)


def test_bindings_are_made_in_no_other_place_for_what_is_on_a_screen():
    """Dialogs have keys of their own; screens and what can have the focus on them have the table's."""
    wrong = [
        path.name
        for path in sorted((ROOT / "tui").rglob("*.py"))
        if "dialogs" not in path.parts
        and path.name not in ("key_table.py", *DIALOGS)
        and any(type(node).__name__ == "Call" and getattr(node.func, "id", "") == "Binding" for node in nodes_of(path))
    ]
    assert wrong == []


YES_OR_NO = ("confirm.yes", "confirm.no", "yesno.turn")
"""Answers to a question, which have the letters that such answers have everywhere."""
CLOSES = ("back", "close", "cancel")


def test_a_letter_means_in_a_dialog_what_it_means_on_screens_or_leads_back():
    meanings = {each: row.meaning for row in ROWS for each in row.keys.split(",") if len(each) == 1}
    calls = [
        node
        for path in sorted((ROOT / "tui").rglob("*.py"))
        if path.name != "key_table.py"
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding"
    ]
    others: list[tuple[str, str]] = []
    for call in calls:
        keys, action = (str(getattr(each, "value", "")) for each in call.args[:2])
        name = next((str(getattr(word.value, "value", "")) for word in call.keywords if word.arg == "id"), "")
        group, _, meaning = name.rpartition(".")
        for each in keys.split(","):
            same = meanings.get(each, meaning) == meaning or meanings[each] in (group, action)
            if not (same or meaning in CLOSES or name in YES_OR_NO):
                others.append((each, name))
    assert len(calls) > 20
    assert others == []


DIALOGS = (
    "models_screen.py",
    "evidence_screen.py",
    "concept_screen.py",
    "help_screen.py",
    "reading_screen.py",
    "export_screen.py",
)


def test_the_page_of_the_app_has_the_list():
    readme = (ROOT / "docs" / "app.md").read_text(encoding="utf-8")
    found = readme.partition("<!-- keys -->\n")[2].partition("<!-- /keys -->")[0]
    assert found == markdown(), "write what `concviz list keys --markdown` prints between the marks"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["left", "right"], "←→"),
        (["shift+left", "shift+right"], "shift ←→"),
        (["left_square_bracket", "right_square_bracket"], "[ ]"),
        (["plus,equals_sign", "minus"], "+ -"),
        (["f1"], "F1"),
    ],
)
def test_keys_that_stand_together(keys, shown):
    assert paired(keys) == shown


def test_a_footer_entry_is_made_of_its_rows():
    entry = key("time.before", "time.after", weight=3)
    assert (entry.keys, entry.label, entry.action) == ("[ ]", "chapters", "screen.time('chapter', -1)")
    assert key("app.help", weight=1).action == "app.help"
    assert key("lab.copy", weight=1).action == "app.copy_results"


def test_of_two_rows_with_one_key_the_first_is_the_screens():
    assert [each.id for each in bindings("differences", "time") if each.key == "left"] == ["differences.left"]


def test_what_a_key_does_is_said_on_one_line_of_the_help():
    assert [row.id for row in ROWS if len(row.about) > 36] == []


def test_textual_lists_all_but_these_and_asks_for_one_before_anything_else():
    assert [row.id for row in ROWS if not row.shown] == [
        "list.up",
        "list.down",
        "list.open",
        "list.find",
        "setting.left",
        "setting.right",
        "setting.up",
        "setting.down",
        "setting.open",
        "code.up",
        "code.down",
        "code.pageup",
        "code.pagedown",
    ]
    assert [row.id for row in ROWS if row.priority] == ["app.palette"]
    assert all(row.binding().show == row.shown and row.binding().priority == row.priority for row in ROWS)


def test_keys_are_written_for_people():
    told = {
        "question_mark": "?",
        "plus": "+",
        "minus": "-",
        "equals_sign": "=",
        "space": "space",
        "escape": "esc",
        "left": "←",
        "right": "→",
        "up": "↑",
        "down": "↓",
        "less_than_sign": "<",
        "greater_than_sign": ">",
        "comma": ",",
        "full_stop": ".",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "slash": "/",
        "delete": "del",
        "pageup": "PgUp",
        "pagedown": "PgDn",
        "shift+left": "shift ←",
        "shift+right": "shift →",
        "ctrl+p": "^p",
        "ctrl+o": "^o",
        "ctrl+q": "ctrl q",
        "f1": "F1",
        "f2": "F2",
        "f5": "F5",
    }
    assert {key: NAMES[key] for key in told} == told
