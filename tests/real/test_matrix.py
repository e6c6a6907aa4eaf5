"""Every task under every model, for real, at a small size: equal digests, each item once, nothing refused without a reason."""

import pytest
from concviz.engine import catalogue
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.pythons import installed
from concviz.engine.sources.instrument import Instrument

from tests.support.nightly import chosen
from tests.support.pythons import OWN, pythons
from tests.support.real_processes import DEADLINE_S


@pytest.fixture(scope="module")
def instrument(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCVIZ_STATE", str(tmp_path_factory.mktemp("state")))
        instrument = Instrument.open(recording=False)
        yield instrument
        instrument.close()


def digest(instrument, task: str, model: str, *, python: str = OWN.path, items: int = 5, **options) -> str:
    info = catalogue.task(task)
    if "allow_tmpfs" in info.options:
        options["allow_tmpfs"] = True
    instrument.start(Plan(task, model=model, workers=3, items=items, python=python, options=options))
    assert instrument.wait(DEADLINE_S)
    session = instrument.session
    end = session.run_end(session.run_at().run)
    assert end.status == "done", (task, model, end.error)
    assert end.result.items == items
    return end.result.digest


TASKS = tuple(catalogue.tasks())
MODELS = tuple(name for name, model in catalogue.models().items() if model.runs_on(OWN.version) and not model.requires)
AT_A_TIME = 3


def by_day(place: int) -> tuple[str, ...]:
    """The models under which the task at that place is done: the first task's are all, so each model is tried; another's are asyncio,
    under which its items may be other code, and so many more, each task's the next ones."""
    if place == 0:
        return MODELS
    others = [model for model in MODELS if model != "asyncio"]
    return ("asyncio", *(others[(AT_A_TIME * place + each) % len(others)] for each in range(AT_A_TIME)))


@pytest.mark.parametrize("task", TASKS)
def test_every_model_gives_the_same_answer(task, instrument):
    models = chosen(by_day(TASKS.index(task)), MODELS)
    digests = {model: digest(instrument, task, model) for model in models}
    assert len(set(digests.values())) == 1, digests


ALONE = [name for name, task in catalogue.tasks().items() if not task.requires]


@pytest.mark.parametrize("task", chosen(ALONE[::3], ALONE))
def test_interpreters_give_it_too(task, instrument):
    newer = next((each for each in pythons() if catalogue.model("interpreters").runs_on(each.version)), None)
    if newer is None:
        pytest.skip("no Python 3.14 or newer on this machine")
    assert digest(instrument, task, "interpreters", python=newer.path) == digest(instrument, task, "sequential")


@pytest.mark.skipif(catalogue.model("interpreters").runs_on(OWN.version), reason="our own Python has interpreters")
def test_a_model_that_this_python_lacks_is_refused_with_the_reason(instrument):
    with pytest.raises(PlanError, match=r"interpreters needs Python 3\.14 or newer"):
        instrument.start(Plan("pi", model="interpreters", python=OWN.path))


def test_what_a_python_lacks_is_named_with_the_line_that_installs_it(instrument):
    bare = next(
        (python for python in pythons()[1:] if installed.missing_packages(python.path, ("httpx",))),
        None,
    )
    if bare is None:
        pytest.skip("every Python here has httpx")
    with pytest.raises(PlanError, match=r"download needs httpx under .*: .* -m pip install httpx"):
        instrument.start(Plan("download", python=bare.path))
