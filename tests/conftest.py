"""What holds for every test: async tests run, examples are few by day and many by night, and no skip goes unseen.

`HYPOTHESIS_PROFILE=nightly` tries many new examples of every property; without it each has a few, always the same ones, so that a
test that passed passes again. Every skipped test is listed with its reason at the end; `CONCVIZ_REQUIRE_ALL=1` makes skips failures, for
machines that are meant to have everything (Chromium, PostgreSQL, every Python).

Tests under `tests/real` are marked `real`: `-m "not real"` leaves out whatever starts the program or a lab of its own. A real process may
meet what no test can foresee (a machine that gives it no core for seconds), so a real test that fails is run again, twice at most, as
CPython's own suite does with `--rerun`. Each such failure is listed at the end, for it is one; `CONCVIZ_NO_RERUN=1` lets it fail.
"""

import asyncio
import gc
import inspect
import os
import tempfile
from pathlib import Path

import pytest
import textual.app
import textual.pilot
from hypothesis import HealthCheck, settings
from textual.css.stylesheet import Stylesheet

from tests.support.bytecode import compile_ours
from tests.support.event_loop import wait_for_screen, wait_until_idle
from tests.support.parsed_styles import parse_once

REAL = Path(__file__).parent / "real"
RERUNS = 0 if os.environ.get("CONCVIZ_NO_RERUN") else 2
ALWAYS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""On a busy machine an example may take long: time is nothing that a property says."""

os.environ["CONCVIZ_CONFIG"] = f"{os.devnull}/settings.toml"
"""No test reads or changes what the user has set, and none finds what another has chosen."""
STATE = tempfile.TemporaryDirectory(prefix="concviz-tests-", ignore_cleanup_errors=True)
os.environ["CONCVIZ_STATE"] = STATE.name
"""Nor does any show what was recorded here before."""

for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
    os.environ.pop(name, None)
"""Nor does any depend on what colours its caller likes."""

textual.app.wait_for_idle = textual.pilot.wait_for_idle = wait_until_idle
textual.pilot.Pilot._wait_for_screen = wait_for_screen
Stylesheet._parse_rules = parse_once

settings.register_profile("fast", max_examples=25, derandomize=True, database=None, **ALWAYS)
settings.register_profile("nightly", max_examples=1_000, **ALWAYS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        compile_ours()


def pytest_unconfigure():
    """At the end of a worker process too, which leaves without Python's own end."""
    STATE.cleanup()


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
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))


def pytest_collection_finish():
    """What is loaded stays loaded: the collector need not walk through it again and again for the rest of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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


def error_of(report):
    """What a test failed with, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else str(report.longrepr)).partition("\n")[0]


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if not hasattr(report, "wasxfail")]
    list_by_name(terminalreporter, "skipped", skipped, reason_of)
    list_by_name(terminalreporter, "failed and were run again", terminalreporter.stats.get("rerun", []), error_of)


def list_by_name(terminalreporter, what, reports, say):
    if reports:
        terminalreporter.section(f"{len(reports)} {what}")
    for report in sorted(reports, key=lambda report: report.nodeid):
        terminalreporter.write_line(f"{report.nodeid}: {say(report)}")
