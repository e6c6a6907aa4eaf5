"""The user's own work is the same work however it is named: on the command line, from Python, and in the app's dialog."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest
from concviz.engine import api
from concviz.engine.catalogue import module_files
from concviz.engine.catalogue.own_work import absolute, python_for
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.pythons import environments, installed
from concviz.tui.app.choice import Choice
from concviz.tui.cli.commands import run as run_command
from concviz.tui.lab.dialogs.own import OwnScreen

from tests.support.commands import call
from tests.support.fakes import FakeInstrument, app_for
from tests.support.own_cases import CASES, OwnCase, write_cases


class Catching:
    """An instrument that begins nothing and keeps what it was asked for."""

    def __init__(self) -> None:
        self.plan: Plan | None = None

    def start(self, plan: Plan) -> None:
        self.plan = plan
        raise PlanError("caught")

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder)
    return folder


def stand(case: OwnCase, root: Path, monkeypatch) -> None:
    """With the case's folder as the current one and its environment active."""
    monkeypatch.setenv("CONCVIZ_STATE", str(root / "state"))
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.setenv("VIRTUAL_ENV", str(root / case.folder / case.active) if case.active else "")
    monkeypatch.chdir(root / case.folder)
    for cached in (environments.folder_of, installed.belonging, module_files._asked):
        cached.cache_clear()


def of_command(case: OwnCase, monkeypatch) -> Plan:
    instrument = Catching()
    monkeypatch.setattr(run_command, "opened", lambda *_, **__: instrument)
    words = [*(["--inputs", case.inputs] if case.inputs else []), *(["--python", case.python] if case.python else [])]
    call("run", case.task, *words)
    assert instrument.plan is not None
    return instrument.plan


def of_api(case: OwnCase, monkeypatch) -> Plan:
    instrument = Catching()
    monkeypatch.setattr(api.Instrument, "open", lambda **_: instrument)
    with pytest.raises(PlanError, match="caught"):
        api.run(case.task, inputs=case.inputs or None, python=case.python or None)
    assert instrument.plan is not None
    return instrument.plan


async def of_app(case: OwnCase, app, pilot) -> Plan:
    async def settled() -> None:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

    app.state.choice = Choice(python=python_for("pi", case.python) if case.python else sys.executable)
    await app.screen.run_action("screen.pick('own')")
    await settled()
    assert isinstance(app.screen, OwnScreen)
    for line, text in (("#path", case.task), ("#inputs", case.inputs)):
        if text:
            app.screen.query_one(line).value = text
            await settled()
            await pilot.press("enter")
            await settled()
    if isinstance(app.screen, OwnScreen):  # a whole file is chosen in the list of what it has
        await pilot.press("enter")
        await settled()
    assert app.screen.id == "lab", str(app.screen.query("#about").first().render())
    return app.state.choice.plan()


async def test_command_python_and_app_make_one_plan(root, monkeypatch):
    app = app_for(FakeInstrument(), choice=Choice())
    async with app.run_test(size=(80, 24)) as pilot:
        for case in CASES:
            stand(case, root, monkeypatch)
            plans = [of_command(case, monkeypatch), of_api(case, monkeypatch), await of_app(case, app, pilot)]
            plans = [msgspec.structs.replace(plan, task=absolute(plan.task)) for plan in plans]
            assert plans[0] == plans[1] == plans[2], case
            environment = case.active or (".venv" if "shop" in case.task else "")
            assert environments.name_of(plans[0].python).rpartition("/")[2] == environment or not environment, case
