"""Foreign words: no new place may show them without `foreign`, and none of fifty hostile ones acts or ends the app anywhere."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session import events as e
from concviz.engine.session.file.checksum import sealed
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Live, Paused
from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.dialogs.picker import PickerScreen
from concviz.tui.dialogs.prompt import PromptScreen
from concviz.tui.lab.dialogs.options import OptionsScreen
from concviz.tui.lab.dialogs.output import OutputScreen
from concviz.tui.widgets.choice_list import Row
from concviz.tui.widgets.foreign import foreign
from textual.widgets import Static

from tests.support.fakes import OWN, FakeInstrument, Info, Python, app_for, frame, shelf
from tests.support.hostile_words import FORBIDDEN, WORDS, in_turn
from tests.support.made_studies import MACHINE, add_comparison, add_differences, add_sweep, compared, session
from tests.support.nightly import chosen

TUI = Path(__file__).parent.parent.parent / "tui"
FILES = sorted(TUI.rglob("*.py"))
BORDERS = ("border_title", "border_subtitle", "tooltip")
WORDED = ("Static", "Label", "Option")
TEXT_KINDS = {"chapter": ("title",), "note": ("text",), "output": ("text",)}
KEPT = ("lane", "cores", "spans", "totals", "threads", "looks", "phase", "own")
"""Kinds of lines in which words mean something to us: left as they are."""
KEYS = {
    "lab": (*"O", "escape", *"vv", "escape", "enter", "escape", "o", "escape", *"tt", "escape", "b", "escape", "f1", "escape",
        "M", "down", "slash", "x", "escape", "escape", "question_mark", "escape", "ctrl+p", "escape"),
    "compare": ("down", "enter", "escape", "v", "y"),
    "differences": ("right", "enter", "escape", "down", "y"),
    "sessions": ("f5",),
}  # fmt: skip


# -------------------------------------------------------------------- no new place


def targets(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """(attribute, value) of an assignment; of a tuple its parts."""
    if not isinstance(node, ast.Assign):
        return []
    found: list[tuple[str, ast.expr]] = []
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=True)
        else:
            pairs = iter([(target, node.value)])
        found += [(each.attr, value) for each, value in pairs if isinstance(each, ast.Attribute)]
    return found


def is_safe(value: ast.expr) -> bool:
    """Whether these are words of our own source, or went through `foreign`."""
    if isinstance(value, ast.IfExp):
        return is_safe(value.body) and is_safe(value.orelse)
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "foreign"
    if isinstance(value, ast.Name):
        return value.id.isupper()  # a constant of ours
    return isinstance(value, ast.Constant) and "[" not in str(value.value)


def unsafe(source: str) -> list[int]:
    """The lines of a source that hand words to Textual as markup."""
    wrong: list[int] = []
    for node in ast.walk(ast.parse(source)):
        wrong += [node.lineno for name, value in targets(node) if name in BORDERS and not is_safe(value)]  # pyright: ignore[reportAttributeAccessIssue]
        if isinstance(node, ast.Attribute) and node.attr == "from_markup":
            wrong.append(node.lineno)
        if isinstance(node, ast.keyword) and node.arg == "markup" and getattr(node.value, "value", None) is not False:
            wrong.append(node.value.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Input":
            wrong.append(node.lineno)  # `TypedLine` is the one that takes nothing that acts
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDED:
            words = node.args[0] if node.args else ast.Constant("")
            own_rich = isinstance(words, ast.Call) and isinstance(
                words.func, ast.Attribute
            )  # a Rich renderable of ours
            if not (is_safe(words) or own_rich):
                wrong.append(node.lineno)
    return wrong


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("box.border_title = title", [1]),
        ("box.border_title = f'Options of {x}'", [1]),
        ("a.border_title, a.border_subtitle = x, foreign(y)", [1]),
        ("box.border_title = foreign(title) if title else ''", []),
        ("Static(name)", [1]),
        ("Static(name, markup=False)", [1]),
        ("Static('words of ours')", []),
        ("Input(value)", [1]),
        ("app.notify(text, markup=True)", [1]),
        ("Content.from_markup(text)", [1]),
    ],
)
def test_a_place_without_it_would_be_found(source, found):
    assert unsafe(source) == found


def test_every_foreign_word_goes_through_one_function():
    wrong = {f"{path.relative_to(TUI)}:{line}" for path in FILES for line in unsafe(path.read_text(encoding="utf-8"))}
    assert wrong == set()


def test_words_are_shown_as_they_are_and_nothing_of_them_acts():
    assert len(WORDS) == 50
    for word in WORDS:
        shown = foreign(word)
        assert not FORBIDDEN & set(shown.plain)
        assert shown.spans == []
    assert foreign("[@click=app.quit]leave[/]").plain == "[@click=app.quit]leave[/]"


# -------------------------------------------------------------------- through every field


def recorded(turn: int) -> list[bytes]:
    """Lines of a session with all kinds of events, in which every field for words holds one of the fifty."""
    studied, lab = session(2.0), FakeInstrument()
    add_comparison(studied, compared())
    add_sweep(studied)
    add_differences(studied)
    lab.start(Choice(python=OWN).plan())
    lab.idle(1.0)
    lab.end()
    header = e.Header(1, "2026-11-22T14:10:05Z", "x", MACHINE)
    marks = (e.Chapter(1_000_000, "x"), e.Note(1_200_000, "x"), e.Output(1_300_000, 1, "x"))
    own = [each for each in events_of(lab.session) if getattr(each, "run", 0)]
    lines = [json.loads(json.dumps(_built(each))) for each in (header, *events_of(studied), *own, *marks)]
    at = [turn]
    changed = [line if line[0] in KEPT else [line[0], *_words(line[1:], at)] for line in lines]
    return [sealed(json.dumps(line).encode()) for line in changed]


def _built(event):
    import msgspec

    return msgspec.to_builtins(event)


STATUS = (
    "done",
    "failed",
    "stopped",
    "running",
    "thread",
    "process",
    "coroutine",
    "interpreter",
    "main",
    "compare",
    "sweep",
)


def _words(value, at):
    """Words but those that mean something: where they are hurt, the line is left out and nothing of it is seen."""
    if isinstance(value, str):
        return value if value in STATUS else in_turn(value, at)
    if isinstance(value, list):
        return [_words(each, at) for each in value]
    if isinstance(value, dict):
        return {name: _words(each, at) for name, each in value.items()}
    return value


def nothing_acts(app: ConcvizApp, word: str = "") -> None:
    """Nothing on the screen acts on a terminal, and the app has not ended."""
    assert not FORBIDDEN & set("".join(frame(app))), word
    assert app.is_running, word
    assert app.return_code in (0, None), word


TURNS = chosen((0, 30), (0, 10, 20, 30, 40))
"""The word with which the fields begin; by day one at each of two sizes."""


@pytest.mark.parametrize("turn", TURNS)
async def test_hostile_words_of_a_recording_on_every_screen(tmp_path, turn):
    path = tmp_path / "[bold]\u202e[@click=app.quit].concviz.jsonl"
    path.write_bytes(b"".join(recorded(turn)))
    back = load(path)
    app = ConcvizApp(Backend(back, shelf(), snapshot, None, recorded=path), choice=Choice(python=OWN))
    async with app.run_test(size=((120, 40), (80, 24))[turn // 10 % 2]) as pilot:
        for mode, keys in KEYS.items():
            await app.switch_mode(mode)
            for head in (Live(), Paused(0), Paused(1_250_000), Paused(back.length_us // 2)):
                app.state.head = head
                app.clock.tick(force=True)
                await pilot.pause()
                nothing_acts(app)
            for key in keys:
                await pilot.press(key)
                nothing_acts(app)


def hostile_shelf(turn: int):
    """A catalogue in which every word is a hostile one."""
    word = [WORDS[(turn + place) % 50] for place in range(12)]
    task = Info(
        "pi", word[0], "cpu", (word[1], word[2], word[3]), text=f"'''{word[4]}'''\n",
        options={"text": word[5], "flag": True}, options_about={"text": word[6]}, refuses={"interpreter": word[7]},
    )  # fmt: skip
    model = Info("threads", word[8], "many", word[9], "thread", word[10], text=f"# {word[11]}\n")
    mine = shelf()
    own = {f"/tmp/{word[0]}.py": _with_path(task, word[1])}
    return replace(
        mine,
        tasks={**mine.tasks, "pi": task},
        models={**mine.models, "threads": model},
        pythons=(Python(OWN, "3.14.2"), Python(f"/opt/{word[2]}", word[3])),
        own=own,
        inputs={next(iter(own)): word[4]},
    )


def _with_path(info: Info, name: str) -> Info:
    mine = replace(info)
    mine.path = Path("/tmp") / name.replace("/", "_").replace("\x00", "_")  # type: ignore[attr-defined]
    return mine


@pytest.mark.parametrize("turn", TURNS)
async def test_hostile_words_of_a_catalogue_in_every_dialog(turn):
    app = app_for(FakeInstrument())
    app.state.inventory = hostile_shelf(turn)
    async with app.run_test(size=((120, 40), (80, 24))[turn // 10 % 2]) as pilot:
        app.show_choice()
        await pilot.pause()
        nothing_acts(app)
        for what in ("task", "model", "python", "options", "own", "workers"):
            app.screen.pickers.pick(what)
            await pilot.pause()
            for key in ("down", "down", "up"):
                await pilot.press(key)
                nothing_acts(app)
            for _ in range(3):
                if app.screen.id != "lab":
                    await pilot.press("escape")
            assert app.screen.id == "lab"


def dialogs_of(word):
    """One of each kind, with the word wherever one can stand."""
    rows = [Row(word), Row(word, "a", word), Row(word, "b", word, word, word)]
    return (
        PromptScreen(word, word, word),
        ConfirmScreen(word, word, word),
        PickerScreen(word, rows, "a", lambda _: (word,)),
    )


async def test_hostile_words_in_titles_questions_rows_and_notifications():
    app = app_for(FakeInstrument(), begins_with="sessions")  # the screen with the fewest widgets below them
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for word in WORDS:
            for screen in dialogs_of(word):
                await app.push_screen(screen)
                await pilot.pause()
                nothing_acts(app, word)
                await screen.dismiss(None)
            app.notify(word, title=word, markup=True)
            app.screen.notify(word, markup=True)
            await pilot.pause()
            nothing_acts(app, word)


async def test_markup_is_read_and_not_obeyed():
    app = app_for(FakeInstrument())
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ConfirmScreen("[bold]title[/]", "[@click=app.quit]leave[/]", "[red]yes"))
        await pilot.pause()
        text = "\n".join(frame(app))
        assert "[bold]title[/]" in text
        assert "[@click=app.quit]leave[/]" in text
        assert "[red]yes" in text
        await pilot.click(Static)
        assert app.is_running


async def test_an_output_and_options_of_hostile_words_are_read():
    app = app_for(FakeInstrument())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(OptionsScreen(hostile_shelf(0).tasks["pi"], {}))
        await pilot.pause()
        nothing_acts(app)
        await pilot.press("escape")
        lab = app.state.instrument
        lab.start(Choice(python=OWN).plan())
        lab.session.append(e.Output(lab.session.now_us(), 1, "\n".join(WORDS)))
        app.clock.tick(force=True)
        await app.push_screen(OutputScreen(app.state.snapshot.run))
        await pilot.pause()
        nothing_acts(app)
