"""What holds for every test: async tests run, examples are few by day and many by night, and no skip goes unseen.

`HYPOTHESIS_PROFILE=nightly` tries many new examples of every property; without it each has a few, always the same ones, so that a
test that passed passes again. Every skipped test is listed with its reason at the end; `CONCVIZ_REQUIRE_ALL=1` makes skips failures, for
machines that are meant to have everything (Chromium, PostgreSQL, every Python).

Tests under `tests/real` are marked `real`: `-m "not real"` leaves out whatever starts the program or a lab of its own.
"""

import asyncio
import inspect
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REAL = Path(__file__).parent / "real"
ALWAYS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""On a busy machine an example may take long: time is nothing that a property says."""

settings.register_profile("fast", max_examples=25, derandomize=True, database=None, **ALWAYS)
settings.register_profile("nightly", max_examples=1_000, **ALWAYS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Runs `async def` tests, each in an event loop of its own; no plugin is needed for that."""
    function = pyfuncitem.obj
    if not inspect.iscoroutinefunction(function):
        return None
    names = inspect.signature(function).parameters
    asyncio.run(function(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


def pytest_collection_modifyitems(items):
    for item in items:
        if REAL in item.path.parents:
            item.add_marker("real")


def reason_of(report):
    """Why a test was skipped."""
    found = report.longrepr
    return (found[2] if isinstance(found, tuple) else str(found)).removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if os.environ.get("CONCVIZ_REQUIRE_ALL") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped: {reason_of(report)}"
    return report


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if not hasattr(report, "wasxfail")]
    if skipped:
        terminalreporter.section(f"{len(skipped)} skipped")
    for report in sorted(skipped, key=lambda report: report.nodeid):
        terminalreporter.write_line(f"{report.nodeid}: {reason_of(report)}")
