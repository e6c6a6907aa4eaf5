"""A copy of the repository in which changes are tried.

The copy's own packages come first on the path of every Python that is started in it, so that nothing installed is in the way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from .changes import Change

TIMES_LONGER = 5
"""A change that makes the tests take this many times as long as all of the group's has been noticed: it hangs."""
PYTEST = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not real"]


@dataclass(frozen=True)
class Verdict:
    """What became of a change."""

    change: Change
    noticed: bool
    how: str
    """`failed`, `hung`, `passed`, `no test runs the line`."""
    line: str
    """The line as it became."""


def copy_of(root: Path, place: Path) -> Path:
    """What the repository has, tracked or not yet, with a package `concviz` that is made of the copy's folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        if (root / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, place / name)
    package = place / "path" / "concviz"
    package.mkdir(parents=True)
    for path in (place / "tui" / "concviz").iterdir():
        (package / path.name).symlink_to(path)
    for layer in ("engine", "tui"):
        (package / layer).symlink_to(place / layer)
    return place


def run_tests(place: Path, arguments: list[str], timeout_s: float) -> str:
    """`passed`, `failed` or `hung`."""
    environment = {**os.environ, "PYTHONPATH": str(place / "path"), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [sys.executable, *PYTEST, *arguments],
        cwd=place, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    ) as child:  # fmt: skip
        try:
            return "passed" if child.wait(timeout_s) == 0 else "failed"
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            return "hung"


def covered(place: Path, sources: list[str], tests: list[str]) -> CoverageData:
    """Which test runs which line.

    Raises:
        SystemExit: the tests fail without any change.
    """
    settings = place / "coverage.ini"
    settings.write_text(
        f"[run]\ndata_file = {place}/coverage.data\nsource =\n" + "".join(f"  {place}/{each}\n" for each in sources)
    )
    told = run_tests(place, ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=", *tests], 3600)
    if told != "passed":
        raise SystemExit(f"the tests in {' '.join(tests)} {told} before anything was changed")
    data = CoverageData(str(place / "coverage.data"))
    data.read()
    return data


def judge(place: Path, change: Change, data: CoverageData, measured: Path, timeout_s: float) -> Verdict | None:
    """Makes the change, asks the tests that run its line, takes it back; None where it changes nothing.

    Args:
        place: the copy in which it is made.
        change: what is changed.
        data: which test runs which line.
        measured: the copy in which that was measured.
        timeout_s: when it is said to hang.
    """
    path = place / change.path
    code = path.read_text()
    changed = change.apply(code)
    if changed is None or changed == code:
        return None
    line = changed.splitlines()[min(change.start[0], changed.count("\n")) - 1].strip()
    tests = tests_of(data, measured / change.path, change)
    if not tests:
        return Verdict(change, False, "no test runs the line", line)
    (place / "tests.txt").write_text("\n".join(tests))
    path.write_text(changed)
    try:
        how = run_tests(place, [f"@{place}/tests.txt"], timeout_s)
    finally:
        path.write_text(code)
    return Verdict(change, how != "passed", how, line)


def tests_of(data: CoverageData, path: Path, change: Change) -> list[str]:
    """The tests that run the change's line; where it runs at import only, all that run anything of the file, or else all."""
    contexts = data.contexts_by_lineno(str(path.resolve()))
    own = [name for line in range(change.start[0], change.end[0] + 1) for name in contexts.get(line, [])]
    if own and not any(own):
        own = [name for names in contexts.values() for name in names]
    if own and not any(own):
        own = list(data.measured_contexts())
    return sorted({name.split("|")[0] for name in own if name})
