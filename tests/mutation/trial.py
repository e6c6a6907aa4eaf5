"""Trying changes: a fork of a warm process for each, which reads the changed text instead of the file and runs the tests of that line.

Nothing on the disk is changed. The first fork runs the group's tests once and tells which of them run which line, what each costs, and
what they import of others; that is imported here, once, so that a later fork has only our own modules and tests to read. A change that
never ends is ended by the kernel: CPU time is counted, not time, so that a busy machine makes no difference.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

from .changes import Change

ROOT = Path(__file__).resolve().parents[2]
TIMES_LONGER = 10
"""A change that makes its tests take this many times as long (and `LEAST_S`) has been noticed: it hangs."""
LEAST_S = 10
WAITING_S = 300
"""As long may a change make its tests wait without computing."""
PYTEST = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:rerunfailures", "-m", "not real"]


@dataclass(frozen=True)
class Verdict:
    """What became of a change."""

    change: Change
    noticed: bool
    how: str
    """`failed`, `hung`, `passed`, `no test runs the line`."""
    line: str
    """The line as it became."""


@dataclass(frozen=True)
class Map:
    """Which tests there are and what each runs."""

    lines: dict[str, dict[int, list[str]]]
    """Tests by line, by file (absolute); "" is importing."""
    cost_s: dict[str, float]
    """CPU time of each test."""
    modules: list[str]
    """What they import that isn't ours."""

    def tests_of(self, path: str, first: int, last: int) -> dict[str, float]:
        """The tests that run these lines, and their CPU time; where they run at import only, all that run anything of the file, or all."""
        lines = self.lines.get(str(ROOT / path), {})
        own = {name for line in range(first, last + 1) for name in lines.get(line, [])}
        if own == {""}:
            own = {name for names in lines.values() for name in names}
            own = set(self.cost_s) if own == {""} else own
        return {name: self.cost_s[name] for name in own if name}


class Watcher:
    """Sees which test runs which line, and what it costs."""

    def __init__(self, sources: list[str]) -> None:
        self.coverage = Coverage(data_file=None, config_file=False, source=[str(ROOT / each) for each in sources])
        self.cost_s: dict[str, float] = {}
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.coverage.switch_context(item.nodeid)
        begun_s = time.process_time()
        result = yield
        self.cost_s[item.nodeid] = time.process_time() - begun_s
        return result

    def pytest_sessionfinish(self, session):
        self.coverage.stop()

    def map(self) -> Map:
        data: CoverageData = self.coverage.get_data()
        ours = ("concviz", "tests", "__")
        modules = [name for name, module in sys.modules.items() if not name.startswith(ours) and _is_of_others(module)]
        lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
        return Map(lines, self.cost_s, modules)


def _is_of_others(module) -> bool:
    return "site-packages" in (getattr(module, "__file__", None) or "") or getattr(module, "__spec__", None) is not None


class Chosen:
    """These tests and no others, the cheapest first."""

    def __init__(self, cost_s: dict[str, float]) -> None:
        self.cost_s = cost_s

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items[:] = sorted(
            (item for item in items if item.nodeid in self.cost_s), key=lambda item: self.cost_s[item.nodeid]
        )


def covered(sources: list[str], tests: list[str], to: Path) -> Map:
    """Asks coverage, in a fork, which test runs which line; then imports what the tests import of others.

    Raises:
        SystemExit: the tests fail without any change.
    """

    def run() -> int:
        watcher = Watcher(sources)
        code = pytest.main([*PYTEST, *tests], plugins=[watcher])
        to.write_bytes(pickle.dumps(watcher.map()))
        return code

    if forked(run, 3600) != "passed":
        raise SystemExit(f"the tests in {' '.join(tests)} fail before anything was changed")
    found: Map = pickle.loads(to.read_bytes())
    for name in found.modules:
        with suppress(Exception):
            import_module(name)
    return found


def judge(change: Change, found: Map) -> Verdict | None:
    """Makes the change and asks the tests that run its line; None where it changes nothing."""
    path = ROOT / change.path
    code = path.read_text()
    changed = change.apply(code)
    if changed is None or changed == code:
        return None
    line = changed.splitlines()[min(change.start[0], changed.count("\n")) - 1].strip()
    cost_s = found.tests_of(change.path, change.start[0], change.end[0])
    if not cost_s:
        return Verdict(change, False, "no test runs the line", line)

    def run() -> int:
        read_instead(str(path), changed)
        return pytest.main([*PYTEST, *{name.partition("::")[0] for name in cost_s}], plugins=[Chosen(cost_s)])

    how = forked(run, LEAST_S + TIMES_LONGER * sum(cost_s.values()))
    return Verdict(change, how != "passed", how, line)


def read_instead(path: str, text: str) -> None:
    """From now on whoever imports this file gets `text`."""
    read, ask = SourceFileLoader.get_data, SourceFileLoader.path_stats

    def get_data(self, asked):
        return text.encode() if asked == path else read(self, asked)

    def path_stats(self, asked):
        if asked == path:
            raise OSError("not as it was compiled")
        return ask(self, asked)

    SourceFileLoader.get_data, SourceFileLoader.path_stats = get_data, path_stats


def forked(run: Callable[[], int], cpu_s: float) -> str:
    """`passed`, `failed` or `hung`: what a fork that has so much CPU time came to; what it says goes nowhere."""
    child = os.fork()
    if not child:
        code = 70
        with suppress(BaseException):
            os.setsid()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 1,) * 2)
            code = int(run())
        os._exit(code)
    until_s = time.monotonic() + WAITING_S + 10 * cpu_s
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until_s:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)
    if os.WIFSIGNALED(ended[1]) and os.WTERMSIG(ended[1]) in (signal.SIGXCPU, signal.SIGKILL):
        return "hung"
    return "passed" if ended[1] == 0 else "failed"
