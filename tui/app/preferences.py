"""What concviz remembers of its user from one start to the next: one TOML file in the user's configuration folder.

A person may write into it, too, so a change of ours touches only the line that it is about, and what can't be understood is
passed over and told in one sentence. An option of a command beats an environment variable beats the file.

    theme = "light"        # dark, light, ansi-dark, ansi-light, contrast
    refresh = 4.0          # screen updates a second
    hints = true           # whether an empty Lab says what to press

    [keys]                 # ids of keys (concviz list keys) to keys, several with commas
    "lab.run" = "r,f9"

    [choice]               # what was chosen last: task, model, workers, size
    task = "pi"
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..theme.colours import NAMES
from .choice import Choice

SHORT = "concviz-"
THEMES = tuple(name.removeprefix(SHORT) for name in NAMES)
"""As people name them."""
REFRESH_HZ = (0.5, 30.0)
CHOSEN: Mapping[str, tuple[str, type]] = {
    "task": ("task", str),
    "model": ("model", str),
    "workers": ("workers", int),
    "size": ("size_s", float),
}
"""What of a choice is remembered: the name in the file, the field and its kind. Its bounds are the plan's."""


@dataclass(slots=True)
class Preferences:
    """What the file says; what it doesn't is as usual."""

    file: Path | None = None
    """Where changes are written; None: nowhere."""
    theme: str = NAMES[0]
    refresh_hz: float = 4.0
    hints: bool = True
    keys: dict[str, str] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    problem: str = ""
    """'' or one sentence: what of the file was passed over."""

    def remember_theme(self, name: str) -> None:
        """Begin with this theme the next time."""
        if name != self.theme and name in NAMES:
            self.theme = name
            self._write("", {"theme": name.removeprefix(SHORT)})

    def remember_choice(self, choice: Choice) -> None:
        """Begin with this task, model, workers and size the next time."""
        values = {name: getattr(choice, where) for name, (where, _) in CHOSEN.items()}
        if values != {name: getattr(self.choice, where) for name, (where, _) in CHOSEN.items()}:
            self.choice = choice
            self._write("choice", values)

    def _write(self, section: str, values: Mapping[str, object]) -> None:
        """Whole or not at all; where it can't be written, it is only not remembered."""
        if self.file is None:
            return
        with contextlib.suppress(OSError, ValueError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            before = self.file.read_text(encoding="utf-8") if self.file.exists() else ""
            beside = self.file.with_name(f".{self.file.name}.{os.getpid()}.part")
            try:
                beside.write_text(with_values(before, section, values), encoding="utf-8")
                beside.replace(self.file)
            finally:
                beside.unlink(missing_ok=True)


def preferences_file() -> Path:
    """`$CONCVIZ_CONFIG`, else `settings.toml` in the user's configuration folder. It may not exist."""
    from platformdirs import user_config_path

    chosen = os.environ.get("CONCVIZ_CONFIG")
    return Path(chosen).expanduser() if chosen else user_config_path("concviz", appauthor=False) / "settings.toml"


def load(file: Path) -> Preferences:
    """What the file says. Never raises: what is wrong is said in `problem`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Preferences(file)
    except (OSError, ValueError) as error:
        return Preferences(file, problem=f"{file.name} can't be read: {getattr(error, 'strerror', None) or 'no text'}.")
    try:
        return _understood(file, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # Nothing is written into what isn't understood.
        return Preferences(problem=f"{file.name} is no TOML and was passed over: {error}.")


def _understood(file: Path, told: dict[str, Any]) -> Preferences:
    found, wrong = Preferences(file), list[str]()
    theme = told.get("theme", found.theme.removeprefix(SHORT))
    if theme in THEMES:
        found.theme = SHORT + theme
    else:
        wrong.append("theme")
    refresh = told.get("refresh", found.refresh_hz)
    if _is(refresh, float) and REFRESH_HZ[0] <= refresh <= REFRESH_HZ[1]:
        found.refresh_hz = float(refresh)
    else:
        wrong.append("refresh")
    if isinstance(hints := told.get("hints", True), bool):
        found.hints = hints
    else:
        wrong.append("hints")
    for section, take in (("keys", _take_keys), ("choice", _take_choice)):
        table = told.get(section, {})
        wrong += take(found, table) if isinstance(table, dict) else [section]
    wrong += [name for name in told if name not in ("theme", "refresh", "hints", "keys", "choice")]
    if wrong:
        found.problem = f"{file.name}: passed over {', '.join(each[:40] for each in wrong[:5])}."
    return found


def _take_keys(found: Preferences, table: dict[str, Any]) -> list[str]:
    """Take the keys; which are wrong. Unquoted, `lab.run` is a table in a table."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        flat |= {f"{name}.{each}": key for each, key in value.items()} if isinstance(value, dict) else {name: value}
    good = {name: key for name, key in flat.items() if isinstance(key, str) and re.fullmatch(r"[\w+,]+", key)}
    found.keys = good
    return [f"keys.{name}" for name in flat if name not in good]


def _take_choice(found: Preferences, table: dict[str, Any]) -> list[str]:
    good = {name: value for name, value in table.items() if name in CHOSEN and _is(value, CHOSEN[name][1])}
    fields = {CHOSEN[name][0]: CHOSEN[name][1](value) for name, value in good.items()}
    if not (0 < fields.get("workers", 1) <= 10_000 and 0 < fields.get("size_s", 1.0) <= 3_600):
        return ["choice"]
    found.choice = found.choice.changed(**fields)
    return [f"choice.{name}" for name in table if name not in good]


def _is(value: object, kind: type) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float) if kind is float else kind)


def with_values(text: str, section: str, values: Mapping[str, object]) -> str:
    """The file with these values in a section ('' for its beginning); every other line stays as it is."""
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    if section:
        begin = next((at for at in heads if lines[at].split("#")[0].strip() == f"[{section}]"), None)
        if begin is None:
            lines += [*([""] if lines else []), f"[{section}]"]
            begin = len(lines) - 1
        begin += 1
    else:
        begin = 0
    end = next((at for at in heads if at >= begin), len(lines))
    for name, value in values.items():
        written = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        at = next((at for at in range(begin, end) if re.match(rf"\s*{re.escape(name)}\s*=", lines[at])), None)
        if at is not None:
            lines[at] = written
        else:
            while end > begin and not lines[end - 1].strip():
                end -= 1
            lines.insert(end, written)
            end += 1
    return "\n".join(lines) + "\n"
