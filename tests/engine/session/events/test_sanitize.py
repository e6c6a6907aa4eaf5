"""Words that can't act, whatever a file holds."""

import msgspec
from concviz.engine.model.run_facts import RunError
from concviz.engine.session import events as e
from concviz.engine.session.events.sanitize import sanitized
from concviz.engine.session.library.summary import Summary

from tests.support.session_samples import made_up


def test_lines_stay_where_they_belong():
    error = sanitized(e.RunEnded(1, 1, "failed", {}, {"message": "a\nb", "traceback": "a\n\tb\x1b[31m\r\nc"}))
    assert error.error == RunError(message="a b", traceback="a\n\tb\ufffd[31m\nc")
    assert sanitized(e.Output(1, 1, "a\nb\x07")).text == "a\nb\ufffd"
    assert sanitized(e.Chapter(1, "a\nb")).title == "a b"


def test_keys_are_one_line_and_what_stands_under_them_may_have_more():
    started = sanitized(e.RunStarted(1, 1, {"options": {"a\nb": "c\nd"}}))
    assert started.plan.options == {"a b": "c d"}


def test_an_event_that_is_fine_is_the_same_object():
    for event in made_up(1):
        assert sanitized(event) is event


def test_no_event_can_be_changed_by_who_reads_it():
    kinds = [each for each in vars(e).values() if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    assert len(kinds) > 20
    assert [each.__name__ for each in (*kinds, Summary) if not each.__struct_config__.frozen] == []
