"""Trying changes: a fork for each, in which the changed code runs instead of the file's, and the tests that run its line.

Nothing on the disk is changed. The first fork runs the group's tests once and tells which of them run which line, what each costs, and
what they import of others; that is imported here, once. The second collects the tests and is forked for each change inside a function:
the functions that there are get the changed code. What runs when a module is imported is changed in a fork that has imported nothing of
ours yet and reads the changed text instead of the file. A change that never ends is ended by the kernel: CPU time is counted, not time,
so that a busy machine makes no difference.
"""

from __future__ import annotations

import ast
import gc
import os
import pickle
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.main import pytest_runtestloop
from coverage import Coverage, CoverageData

from .changes import Change

ROOT = Path(__file__).resolve().parents[2]
TIMES_LONGER = 10
"""A change that makes its tests take this many times as long (and `LEAST_S`) has been noticed: it hangs."""
LEAST_S = 10
WAITING_S = 300
"""As long may a change make its tests wait without computing."""
CHEAP_S = 0.02
"""A test that takes less CPU time than this costs next to nothing."""
DEFAULTS = "tests/engine/test_every_default.py"
"""Reads every table of every module; asked in every group."""
AT_IMPORT = 75
IS_FUNCTION = 1
"""The flag of code that has fast locals: no module and no class."""
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

    def tests_of(self, path: str, code: str, line: int) -> tuple[dict[str, float], bool]:
        """The tests that run the statement at a line, and their CPU time; and whether importing runs it. Where that alone does, or nobody
        knows (a constant): those that run anything of the file, and all that cost next to nothing: a table is read by who imports it."""
        first, last, in_function = statement_at(code, line)
        lines = self.lines.get(str(ROOT / path), {})
        own = {name for each in range(first, last + 1) for name in lines.get(each, [])}
        at_import = "" in own or not in_function
        if not own - {""} and not in_function:
            own = {name for names in lines.values() for name in names}
            own = own | self._cheap() if own - {""} else set(self.cost_s)
        return {name: self.cost_s[name] for name in own if name}, at_import

    def _cheap(self) -> set[str]:
        return {name for name, cost_s in self.cost_s.items() if cost_s < CHEAP_S or name.startswith(DEFAULTS)}


def statement_at(code: str, line: int) -> tuple[int, int, bool]:
    """First and last line of the innermost statement there, of one with a body its head alone; and whether a function runs it."""
    first, last, in_function = line, line, False
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line):
            body = [each for each in getattr(node, "body", []) if isinstance(each, ast.stmt)]
            head = bool(body) and line < body[0].lineno
            if head or not body:
                first, last = node.lineno, body[0].lineno - 1 if head else node.end_lineno or line
            in_function |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not head
    return first, max(first, last), in_function


class Watcher:
    """Sees which test runs which line, and what it costs."""

    def __init__(self, sources: list[str]) -> None:
        folders = {str((ROOT / each).parent if each.endswith(".py") else ROOT / each) for each in sources}
        self.coverage = Coverage(data_file=None, config_file=False, source=sorted(folders))
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


class Collected:
    """Runs `work` with the collected tests instead of running them."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self.work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.work(session)
        return True


def run_chosen(session: pytest.Session, cost_s: dict[str, float]) -> int:
    """Runs these of the collected tests, the cheapest first, up to the first that fails."""
    session.items = sorted(
        (each for each in session.items if each.nodeid in cost_s), key=lambda each: cost_s[each.nodeid]
    )
    with suppress(session.Failed, session.Interrupted):
        pytest_runtestloop(session)
    return int(bool(session.testsfailed))


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


def judged(changes: list[Change], found: Map, tests: list[str], to: Path) -> Iterator[Verdict]:
    """What became of each change; those that change nothing are left out."""

    def work(session: pytest.Session) -> None:
        functions = defaultdict(list)
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                functions[each.__code__.co_filename].append(each)
        for attempt in attempts:
            if attempt.cost_s and not attempt.at_import:
                attempt.how = forked(lambda attempt=attempt: attempt.in_functions(session, functions), attempt.cpu_s)
                to.write_bytes(pickle.dumps([each.how for each in attempts]))

    attempts = [attempt for change in changes if (attempt := Attempt.of(change, found))]
    forked(lambda: pytest.main([*PYTEST, "-s", *tests], plugins=[Collected(work)]), 24 * 3600)
    for attempt, tried in zip(attempts, pickle.loads(to.read_bytes()), strict=True):
        again = attempt.cost_s and tried in ("", "at import")
        how = forked(attempt.from_the_start, attempt.cpu_s) if again else tried
        yield Verdict(attempt.change, how in ("failed", "hung"), how or "no test runs the line", attempt.line)


@dataclass
class Attempt:
    """One change, and the tests that could notice it."""

    change: Change
    code: str
    changed: str
    cost_s: dict[str, float]
    at_import: bool
    how: str = ""

    @classmethod
    def of(cls, change: Change, found: Map) -> Attempt | None:
        """None where it changes nothing."""
        code = (ROOT / change.path).read_text()
        changed = change.apply(code)
        if changed is None or changed == code:
            return None
        return cls(change, code, changed, *found.tests_of(change.path, code, change.start[0]))

    @property
    def line(self) -> str:
        return self.changed.splitlines()[min(self.change.start[0], self.changed.count("\n")) - 1].strip()

    @property
    def cpu_s(self) -> float:
        return LEAST_S + TIMES_LONGER * sum(self.cost_s.values())

    def in_functions(self, session: pytest.Session, functions: dict[str, list[FunctionType]]) -> int:
        path = str(ROOT / self.change.path)
        if not swapped(
            functions[path], *(compile(text, path, "exec", dont_inherit=True) for text in (self.code, self.changed))
        ):
            return AT_IMPORT
        return run_chosen(session, self.cost_s)

    def from_the_start(self) -> int:
        read_instead(str(ROOT / self.change.path), self.changed)
        files = {name.partition("::")[0] for name in self.cost_s}
        return pytest.main(
            [*PYTEST, *files], plugins=[Collected(lambda session: os._exit(run_chosen(session, self.cost_s)))]
        )


def swapped(functions: list[FunctionType], old: CodeType, new: CodeType) -> bool:
    """Gives functions their changed code; False where what changed runs when the module is imported."""
    pairs = dict(_pairs(old, new))
    found = [function for function in functions if function.__code__ in pairs]
    for function in found:
        function.__code__ = pairs[function.__code__]
    return bool(found) and None not in pairs.values()


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType | None]]:
    """Code that differs, with what it became; None for that of modules and classes, which has run."""
    inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)]
    if old.co_flags & IS_FUNCTION:
        if old != new:
            yield old, new
    elif _alone(old) != _alone(new) or len(inner[0]) != len(inner[1]):
        yield old, None
    for one, other in zip(*inner, strict=False):
        yield from _pairs(one, other)


def _alone(code: CodeType) -> tuple[object, ...]:
    consts = [repr(each) for each in code.co_consts if not isinstance(each, CodeType)]
    return (code.co_code, consts, code.co_names)


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
    """`passed`, `failed`, `hung` or `at import`: what a fork that has so much CPU time came to; what it says goes nowhere."""
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
    return {0: "passed", AT_IMPORT: "at import"}.get(os.waitstatus_to_exitcode(ended[1]), "failed")
