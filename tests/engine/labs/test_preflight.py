"""What a plan's Python lacks is said before anything is started."""

import pytest
from concviz.engine import catalogue
from concviz.engine.labs.preflight import check_plan
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.pythons import installed
from concviz.tui.app.backend import unavailable


@pytest.fixture
def without_dask(monkeypatch):
    monkeypatch.setattr(
        installed, "missing_packages", lambda path, names: [name for name in names if name == "distributed"]
    )


def test_a_model_whose_package_is_missing_is_refused_with_the_line_that_installs_it(without_dask):
    with pytest.raises(PlanError, match=r"dask needs distributed under .*: .*install.* distributed"):
        check_plan(Plan("pi", model="dask"))
    assert check_plan(Plan("pi", model="threads"))[1].name == "threads"


def test_lists_say_which_package_it_needs(without_dask):
    assert unavailable(catalogue.model("dask"), installed.own()) == "needs distributed"
    assert unavailable(catalogue.model("threads"), installed.own()) == ""


def test_how_dask_starts_processes_can_not_be_chosen():
    takes = {model.name for model in catalogue.models().values() if model.takes_start_method}
    assert takes == {"processes", "process-pool", "mp-pool", "processes-threads"}
