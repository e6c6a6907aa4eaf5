"""The keys as the user wants them: ids of bindings to keys, checked against the bindings that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from textual.binding import Binding

from ...engine.text.suggest import unknown
from .tabs import TABS

HOLDERS = (
    *((tab.module, tab.screen) for tab in TABS),
    ("concviz.tui.app.app", "ConcvizApp"),
    ("concviz.tui.widgets.choice_list", "ChoiceList"),
    ("concviz.tui.lab.setting_rows", "SettingRow"),
    ("concviz.tui.lab.panels.code_panel", "CodePanel"),
    ("concviz.tui.lab.dialogs.output", "OutputText"),
)
"""Who has keys: modules and classes, imported when asked for."""


def bindings() -> Iterator[Binding]:
    """All bindings that have an id, each once."""
    seen: set[str] = set()
    for module, name in HOLDERS:
        for binding in vars(getattr(import_module(module), name)).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and binding.id not in seen:
                seen.add(binding.id)
                yield binding


class Keys:
    """What was changed, as far as there is such a binding."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self.known: dict[str, str] = {}
        self.actions: dict[str, str] = {}
        """Actions, without `screen.` and `app.`, to their keys."""
        self.problem = ""
        """'' or one sentence: which of them there is not."""
        if not wanted:
            return
        there = {binding.id: binding.action for binding in bindings() if binding.id}
        for name, keys in wanted.items():
            if name in there:
                self.known[name] = keys
                self.actions[plain(there[name])] = keys
            else:
                self.problem = f"In the settings: {unknown('key', name, there)}"

    def of(self, action: str, otherwise: str) -> str:
        """The keys of an action, as they are shown."""
        return self.actions.get(plain(action), otherwise)


def plain(action: str) -> str:
    """An action without whose it is."""
    return action.removeprefix("screen.").removeprefix("app.")
