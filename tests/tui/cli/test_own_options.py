"""What commands take of a function of the user's: the call, and inputs that can be read once alone."""

import os
import threading
from pathlib import Path

import pytest
from concviz.engine.lab.own.home import CALL
from concviz.engine.model.plan import PlanError
from concviz.tui.cli.option_pairs import saved
from concviz.tui.cli.own_options import called


@pytest.mark.parametrize(
    ("task", "call", "reference"),
    [
        ("images.py", "resize(x)", f"images.py:{CALL}resize(x)"),
        ("images.py:resize", "await resize(x) ", f"images.py:{CALL}resize(x)"),
        ("json", "loads(x)", f"json:{CALL}loads(x)"),
        ("os.path", "exists(x)", f"os.path:{CALL}exists(x)"),
    ],
)
def test_the_call_of_a_file_or_a_module(task, call, reference):
    assert called(task, call) == reference


@pytest.mark.parametrize(
    ("task", "call", "words"), [("pi", "f(x)", "pi is a task"), ("images.py", " ", "--call is empty")]
)
def test_what_is_no_call(task, call, words):
    with pytest.raises(PlanError, match=words):
        called(task, call)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_pipe_by_its_name_is_read_once_and_kept(tmp_path):
    pipe = tmp_path / "63"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"one\ntwo\n",))
    writer.start()
    assert Path(saved(str(pipe))).read_bytes() == b"one\ntwo\n"
    writer.join(60)
    assert saved("range(3)") == "range(3)"
    assert saved(str(tmp_path)) == str(tmp_path)
