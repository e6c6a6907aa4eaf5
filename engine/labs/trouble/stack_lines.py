"""Stacks as `faulthandler` writes them, and which of their lines are the user's own."""

from __future__ import annotations

import os
import re
import sysconfig
from dataclasses import dataclass

FATAL = "Fatal Python error: "
THREAD = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+.*:$")
FRAME = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)$')
INSTALLED = re.compile(r"/lib(64)?/python3\.\d+t?/|-packages/")
STANDARD = sysconfig.get_paths()["stdlib"]
LAB = "/concviz/engine/lab/"
WORK = f"{LAB}measure.py"
NOTES_STARTS = f"{LAB}life/starts.py"


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a stack."""

    file: str
    line: int
    name: str

    @property
    def said(self) -> str:
        """`waits.py line 66, in never()`."""
        return f"{os.path.basename(self.file)} line {self.line}, in {self.name}()"


def stacks(text: str) -> list[list[Frame]]:
    """The stacks that `faulthandler` wrote, the innermost frame of each first."""
    found: list[list[Frame]] = []
    for line in text.splitlines():
        if THREAD.match(line):
            found.append([])
        elif found and (frame := FRAME.match(line)):
            found[-1].append(Frame(frame["file"], int(frame["line"]), frame["name"]))
    return found


def own_line(stack: list[Frame]) -> Frame | None:
    """The innermost frame that is the user's own: inside the item, and not the standard library's or a package's, if there is one."""
    inside = inside_of_item(stack)
    own = [frame for frame in inside if not _is_library(frame.file)]
    return next(iter([*own, *inside]), None)


def inside_of_item(stack: list[Frame]) -> list[Frame]:
    """The frames of the item, without those that called it."""
    inside: list[Frame] = []
    for frame in stack:
        if NOTES_STARTS in frame.file:
            continue  # between an item's line and the thread or process that it starts
        if LAB in frame.file and "/tasks/" not in frame.file:
            break
        inside.append(frame)
    return inside


def _is_library(file: str) -> bool:
    return file.startswith(("<", STANDARD)) or INSTALLED.search(file) is not None


def crash(text: str) -> str:
    """The user's own lines at which a process crashed, as Python prints them; '' where the text tells of no crash."""
    _, fatal, rest = text.rpartition(FATAL)
    if not fatal:
        return ""
    current = rest.find("Current thread")
    inside = inside_of_item(next(iter(stacks(rest[max(0, current) :])), []))
    lines = [f'  File "{frame.file}", line {frame.line}, in {frame.name}' for frame in reversed(inside)]
    home = os.path.expanduser("~").rstrip(os.sep) + os.sep
    return "\n".join([f"{FATAL}{rest.partition(chr(10))[0]}", *lines]).replace(home, f"~{os.sep}")
