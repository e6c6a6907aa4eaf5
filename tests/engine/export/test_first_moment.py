"""Where a film begins and which moment a still is of, where nobody said it."""

import pytest
from concviz.engine.export.options import ExportRequest
from concviz.engine.export.part import options_of, parts_of
from concviz.engine.session.events import Note, Study
from concviz.tui.export.exporter import still_at_us

from tests.support.made_sessions import made_run, made_session


def compared():
    """A comparison that begins 500 ms before its first run is asked for, and that run's workers 100 ms after."""
    session = made_session()
    session.append(Study(10_000, 1, "compare", "begun", {}))
    made_run(session=session, seconds=2.0)
    return made_run(session=session, seconds=1.0)


def begins_us(session, **wanted):
    return round(options_of(ExportRequest("gif", **wanted), parts_of(session)).from_s * 1e6)


def test_in_the_lab_a_comparison_begins_where_the_workers_of_its_first_run_have_worked_for_a_look():
    session = compared()
    first_us = int(session.spans(1).start_us.min())
    assert first_us > 600_000
    assert begins_us(session) == begins_us(session, panel="present") == first_us + 250_000


def test_of_a_run_that_is_shorter_than_a_look_the_end_is_seen():
    session = made_run(seconds=0.1)
    assert begins_us(session) == session.run_end(1).t_us < int(session.spans(1).start_us.min()) + 250_000


def test_on_its_own_screen_it_begins_with_itself():
    assert begins_us(compared(), screen="compare") == 10_000


def test_the_first_word_comes_before_the_first_run():
    session = made_session()
    session.append(Note(300_000, "Watch."))
    made_run(session=session)
    assert begins_us(session) == begins_us(session, screen="compare") == 300_000


def test_a_study_without_runs_is_all_there_is():
    session = made_session()
    session.append(Study(10_000, 1, "compare", "begun", {}))
    assert begins_us(session) == 10_000


@pytest.mark.parametrize(("panel", "of_the_run"), [("before-after", 1.0), ("present", 0.7), ("", 0.7)])
def test_a_still_of_two_runs_is_of_their_end_and_any_other_of_a_run_that_goes_on(panel, of_the_run):
    session = compared()
    begun, ended = session.runs()[-1].t_us, session.run_end(2).t_us
    at_us = still_at_us(ExportRequest("png", panel=panel), session)
    assert at_us == pytest.approx(begun + of_the_run * (ended - begun), abs=1)
