"""Items that never end: when it is told, and at which lines of the user's his workers are."""

import os

import pytest
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.rules.life import standing_still
from concviz.engine.labs.trouble import standstill
from concviz.engine.labs.trouble.stack_lines import crash, own_line, stacks
from concviz.engine.labs.trouble.standstill import AFTER_S, ANSWER_S, StandstillWatch, places
from concviz.engine.model.run_facts import RunPlan
from concviz.engine.session.events import LaneTotals, RunStarted, Standstill
from concviz.engine.session.memory.log import Session

from tests.support.fakes import MACHINE

LAB = "/run/concviz-x/stage/concviz/engine/lab"
WORKER = f"""Thread 0x00007f01 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 327 in wait
  File "/home/ann/shop/core.py", line 12 in fetch
  File "/usr/lib/python3.11/site-packages/retry/api.py", line 33 in call
  File "/home/ann/shop/core.py", line 30 in job
  File "{LAB}/own/function.py", line 143 in work
  File "{LAB}/measure.py", line 109 in __call__
  File "{LAB}/models/threads.py", line 22 in worker
  File "/usr/lib/python3.11/threading.py", line 982 in run
"""
MAIN = f"""
Current thread 0x00007f00 [MainThread] (most recent call first):
  File "{LAB}/models/threads.py", line 41 in run
  File "{LAB}/__main__.py", line 190 in drive
"""


def test_the_users_innermost_line_is_meant_and_no_librarys():
    worker, main = stacks(WORKER + MAIN)
    assert own_line(worker).said == "core.py line 12, in fetch()"
    assert own_line(main) is None
    asleep = stacks(WORKER.replace("/home/ann/shop/", "/usr/lib/python3.11/"))[0]
    assert own_line(asleep).said == "threading.py line 327, in wait()"


def test_workers_at_the_same_line_are_counted(tmp_path):
    (tmp_path / "stacks-11").write_text(WORKER + WORKER + MAIN)
    (tmp_path / "stacks-12").write_text(WORKER.replace("line 12", "line 14"))
    assert places(tmp_path) == {"core.py line 12, in fetch()": 2, "core.py line 14, in fetch()": 1}


class Asked(list):
    def __call__(self, folder):
        self.append(folder)
        (folder / "stacks-11").write_text(WORKER * 4)


def test_it_is_told_once_after_a_while_until_an_item_ends(tmp_path):
    watch, asked = StandstillWatch(tmp_path), Asked()
    assert watch.observe(100.0, 0, 0, asked) == ""
    assert watch.observe(100.0 + AFTER_S - 0.1, 0, 4, asked) == ""
    assert asked == []
    assert watch.observe(100.0 + AFTER_S, 0, 4, asked) == ""
    assert asked == [tmp_path]
    assert watch.observe(100.0 + AFTER_S + ANSWER_S / 2, 0, 4, asked) == ""
    at = 100.01 + AFTER_S + ANSWER_S
    assert watch.observe(at, 0, 4, asked) == "No item has ended for 8 s: 4 workers at core.py line 12, in fetch()"
    assert watch.observe(at + 60, 0, 4, asked) == ""
    assert watch.observe(at + 61, 1, 4, asked) == ""
    assert watch.observe(at + 61 + AFTER_S, 1, 4, asked) == ""
    assert len(asked) == 2


def test_where_nobody_answers_it_is_said_how_many_are_at_work(tmp_path):
    watch = StandstillWatch(tmp_path)
    watch.observe(0.0, 3, 2, print)
    watch.observe(AFTER_S, 3, 2, lambda folder: None)
    assert watch.observe(AFTER_S + 1, 3, 2, print) == "No item has ended for 9 s: 2 workers at work"


@pytest.mark.parametrize("text", ["", "it printed: Fatal\n", WORKER])
def test_what_is_no_crash_has_no_lines(text):
    assert crash(text) == ""


def test_the_lines_of_a_crash_are_the_users_in_the_order_of_a_traceback(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    text = f"hello\nFatal Python error: Segmentation fault\n\n{MAIN}{WORKER.replace('Thread', 'Current thread')}"
    assert crash(text.replace(MAIN, MAIN.replace("Current thread", "Thread"))).splitlines() == [
        "Fatal Python error: Segmentation fault",
        '  File "~/shop/core.py", line 30, in job',
        '  File "/usr/lib/python3.11/site-packages/retry/api.py", line 33, in call',
        '  File "~/shop/core.py", line 12, in fetch',
        '  File "/usr/lib/python3.11/threading.py", line 327, in wait',
    ]


def totals(t_us, items):
    return LaneTotals(t_us, 1, 1, items, *[0] * 8, 3, 0, False)


def test_it_holds_until_an_item_ends():
    session = Session(MACHINE)
    session.append(RunStarted(10, 1, RunPlan(task="job", model="threads", workers=1, items=5)))
    session.append(totals(20, 2))
    session.append(Standstill(9_000_000, 1, 2, "No item has ended for 8 s: 1 worker at core.py line 12, in fetch()"))
    assert session.standstill(1, 8_000_000) == ""
    assert session.standstill(1, 9_500_000).startswith("No item has ended for 8 s")
    session.append(totals(10_000_000, 3))
    assert session.standstill(1, 11_000_000) == ""
    assert session.standstill(1, 9_500_000).startswith("No item")


def test_what_one_sees_is_where_the_workers_are():
    found = standing_still(
        Facts(machine=MACHINE, status="running", still="No item has ended for 8 s: 1 worker at a.py line 2, in f()")
    )
    assert (found.headline, found.text) == (
        "Standing still.",
        "No item has ended for 8 s: 1 worker at a.py line 2, in f().",
    )
    assert standing_still(Facts(machine=MACHINE, status="running")) is None


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="who answers can't be told")
def test_who_does_not_answer_is_not_sent_the_signal_that_would_end_him(tmp_path):
    from concviz.engine.labs.trouble.standstill import ask

    (tmp_path / f"stacks-{os.getpid()}").write_text("")
    (tmp_path / "stacks-999999999").write_text("")
    ask(tmp_path)
    assert (tmp_path / f"stacks-{os.getpid()}").read_text() == ""


def test_it_is_read_as_soon_as_the_time_for_an_answer_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(standstill, "ANSWER_S", 0.5)
    watch, asked = StandstillWatch(tmp_path), []
    assert watch.observe(0.0, 0, 1, asked.append) == ""
    assert watch.observe(7.875, 0, 1, asked.append) == ""
    assert asked == []
    assert watch.observe(8.0, 0, 1, asked.append) == ""
    assert watch.observe(8.375, 0, 1, asked.append) == ""
    assert watch.observe(8.5, 0, 1, asked.append) == "No item has ended for 8 s: 1 worker at work"
    assert watch.observe(60.0, 0, 0, asked.append) == ""
    assert watch.observe(67.0, 0, 1, asked.append) == ""
    assert len(asked) == 1


def test_who_answers_is_asked_and_nobody_else(tmp_path, monkeypatch):
    sent = []
    monkeypatch.setattr(standstill, "catches", lambda pid, signal: pid != 72)
    monkeypatch.setattr(standstill, "SIGNAL", 12)
    monkeypatch.setattr(os, "kill", lambda pid, signal: sent.append((pid, signal)))
    for pid in (71, 72, 73):
        (tmp_path / f"stacks-{pid}").write_text("of an earlier time")
    standstill.ask(tmp_path)
    assert sorted(sent) == [(71, 12), (73, 12)]
    assert [(tmp_path / f"stacks-{pid}").read_text() for pid in (71, 72, 73)] == ["", "of an earlier time", ""]


def test_where_no_thread_is_called_the_current_one_the_first_has_crashed(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    told = f"Fatal Python error: Segmentation fault\n\n{MAIN}"
    assert crash(told) != ""
    assert crash(told.replace("Current thread", "Thread")) == crash(told)
