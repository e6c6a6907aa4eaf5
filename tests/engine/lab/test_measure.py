"""What models get as `work`: it measures, and turns whatever an item does into a result that can be handed back."""

import os
import pickle
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from concviz.engine.lab import measure
from concviz.engine.lab.lanes.lane_file import FAILED, WHOLE
from concviz.engine.lab.lanes.lane_reader import LaneReader, claimed
from concviz.engine.lab.measure import Failure, Work, end_lanes, load_task

TASK = '''
import os, sys, threading

class Rude(Exception):
    def __str__(self):
        raise RuntimeError("no words")

class TwoArguments(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")

class Plain:
    """Can be pickled, because every process loads the file under the same name."""
    def __init__(self, value):
        self.value = value

def helper(item):
    return 1 / item

def work(item):
    if item == "divide":
        return helper(0)
    if item == "exit":
        sys.exit("enough")
    if item == "interrupt":
        raise KeyboardInterrupt
    if item == "leave":
        raise GeneratorExit("left")
    if item == "rude":
        raise Rude
    if item == "chained":
        try:
            helper(0)
        except ZeroDivisionError as problem:
            raise Rude from problem
    if item == "deep":
        return work(item)
    if item == "home":
        raise OSError("no file " + os.path.expanduser("~/notes.txt"))
    if item == "long":
        raise ValueError("x" * 100_000)
    if item == "lock":
        return threading.Lock()
    if item == "own":
        return Plain(3)
    if item == "two":
        return TwoArguments(1, 2)
    if item == "fork":
        pid = os.fork()
        if pid:
            os.waitpid(pid, 0)
        return pid
    return item * 2
'''


@pytest.fixture
def task(tmp_path: Path) -> str:
    path = tmp_path / "demo task.py"
    path.write_text(TASK)
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def flags(folder: Path, number: int = 1) -> list[tuple[int, int]]:
    return [(span.item, span.flag) for span in LaneReader(folder / f"lane-{number:05d}").drain()]


def fail(task: str, folder: Path, item: Any, kind: str = "main") -> Failure:
    index, failure = Work(task, str(folder), kind, 16)((7, item))
    assert index == 7
    assert isinstance(failure, Failure)
    assert pickle.loads(pickle.dumps(failure)) == failure
    return failure


def test_the_result_comes_back_with_its_index_and_leaves_a_span(task: str, folder: Path) -> None:
    work = Work(task, str(folder), "main", 16)
    assert [work((index, index + 10)) for index in range(3)] == [(0, 20), (1, 22), (2, 24)]
    assert flags(folder) == [(0, WHOLE), (1, WHOLE), (2, WHOLE)]


def test_an_installed_module_is_a_task_too(folder: Path) -> None:
    work = Work("concviz.engine.lab.tasks.pi", str(folder), "main", 16)
    assert work((0, 5)) == (0, load_task("concviz.engine.lab.tasks.pi").work(5))


def test_pools_unpickle_it_for_every_item_and_it_stays_on_one_lane(task: str, folder: Path) -> None:
    data = pickle.dumps(Work(task, str(folder), "main", 16))
    for index in range(5):
        assert pickle.loads(data)((index, 1)) == (index, 2)
    assert claimed(folder) == 1


def test_every_thread_has_its_own_lane_which_ends_with_it(task: str, folder: Path) -> None:
    work = Work(task, str(folder), "thread", 16)
    for index in range(3):
        thread = threading.Thread(target=work, args=((index, 1),))
        thread.start()
        thread.join()
    readers = [LaneReader(folder / f"lane-{number:05d}") for number in (1, 2, 3)]
    assert [reader.totals().items for reader in readers] == [1, 1, 1]
    assert all(reader.totals().ended for reader in readers)


def test_the_task_is_imported_before_the_lane_says_whether_there_is_a_gil(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import can turn the GIL on in a free-threaded Python, so it is asked for afterwards."""
    path = tmp_path / "imports.py"
    path.write_text("import sys\nsys._is_gil_enabled = lambda: True\ndef work(item): return item\n")
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    Work(str(path), str(folder), "main", 4)((0, 1))
    assert LaneReader(folder / "lane-00001").header.gil is True


def test_a_failure_says_what_and_where_in_the_tasks_own_code(task: str, folder: Path) -> None:
    failure = fail(task, folder, "divide")
    assert failure[:4] == (1, 7, "ZeroDivisionError", "division by zero")
    lines = failure.traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert "demo task.py" in lines[1]
    assert lines[1].endswith("in work")
    assert "return helper(0)" in lines[2]
    assert "measure.py" not in failure.traceback
    assert failure.traceback.endswith("ZeroDivisionError: division by zero\n")
    assert flags(folder) == [(7, FAILED)]


def test_sys_exit_is_a_failure_and_does_not_end_the_worker(task: str, folder: Path) -> None:
    assert fail(task, folder, "exit")[2:4] == ("SystemExit", "enough")


def test_what_is_no_exception_of_the_common_kind_is_a_failure_too(task: str, folder: Path) -> None:
    assert fail(task, folder, "leave")[2:4] == ("GeneratorExit", "left")


def test_an_interrupt_is_the_items_own_for_nobody_presses_a_key_in_a_lab(task: str, folder: Path) -> None:
    assert fail(task, folder, "interrupt")[2:4] == ("KeyboardInterrupt", "")
    assert flags(folder) == [(7, FAILED)]


def test_an_exception_whose_text_can_not_be_had(task: str, folder: Path) -> None:
    failure = fail(task, folder, "rude")
    assert failure.type == "Rude"
    assert "RuntimeError" in failure.message
    assert "in work" in failure.traceback


def test_a_chain_of_exceptions_is_shown_whole(task: str, folder: Path) -> None:
    failure = fail(task, folder, "chained")
    assert "ZeroDivisionError: division by zero" in failure.traceback
    assert "direct cause" in failure.traceback


def test_endless_recursion_gives_a_short_traceback(task: str, folder: Path) -> None:
    failure = fail(task, folder, "deep")
    assert failure.type == "RecursionError"
    assert "repeated" in failure.traceback
    assert len(failure.traceback) < 3_000


def test_long_texts_are_cut_in_the_middle(task: str, folder: Path) -> None:
    failure = fail(task, folder, "long")
    assert len(failure.message) < 2_100
    assert len(failure.traceback) < 16_100
    assert "characters left out" in failure.message


def test_the_home_folder_is_not_named(task: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    failure = fail(task, folder, "home")
    assert failure.message == "no file ~/notes.txt"
    assert "~/demo task.py" in failure.traceback
    assert str(tmp_path) not in failure.traceback


def test_a_wrong_signature_is_a_failure_without_our_frames(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text("def work(one, two): return one\n")
    failure = fail(str(tmp_path / "two.py"), folder, 1)
    assert failure.type == "TypeError"
    assert "missing 1 required positional argument: 'two'" in failure.message
    assert "measure.py" not in failure.traceback


@pytest.mark.parametrize(
    ("code", "type_name"),
    [
        ("import no_such_module_here", "ModuleNotFoundError"),
        ("raise RuntimeError('not today')", "RuntimeError"),
        ("def work(:", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("x = 1", "AttributeError"),
    ],
)
def test_a_task_that_can_not_be_imported_is_a_failure(folder: Path, tmp_path: Path, code: str, type_name: str) -> None:
    (tmp_path / "bad.py").write_text(code)
    failure = fail(str(tmp_path / "bad.py"), folder, 1)
    assert failure.type == type_name
    assert "loading.py" not in failure.traceback
    assert "importlib" not in failure.traceback


def test_a_missing_file_is_an_import_error(tmp_path: Path) -> None:
    with pytest.raises(ImportError, match="there is no Python file"):
        load_task(str(tmp_path / "none.py"))


def test_a_file_is_loaded_once(task: str) -> None:
    assert load_task(task) is load_task(task)


@pytest.mark.parametrize("kind", ["process", "interpreter"])
def test_a_result_that_can_not_be_handed_back_is_a_failure(task: str, folder: Path, kind: str) -> None:
    failure = fail(task, folder, "lock", kind)
    assert failure.type == "ResultError"
    assert failure.message.startswith("its result, a lock, can't be handed back (it must be picklable): ")
    assert fail(task, folder, "two", kind).type == "ResultError", "it can be pickled, but never unpickled"


def test_a_result_that_stays_in_the_process_may_be_anything(task: str, folder: Path) -> None:
    _, result = Work(task, str(folder), "thread", 16)((0, "lock"))
    assert not isinstance(result, Failure)


def test_a_class_of_a_task_file_can_be_handed_back(task: str, folder: Path) -> None:
    _, result = Work(task, str(folder), "process", 16)((0, "own"))
    assert result.value == 3


def test_a_lane_that_can_not_be_opened_is_a_failure(task: str, folder: Path) -> None:
    folder.rmdir()
    failure = fail(task, folder, 1)
    assert (failure.lane, failure.type) == (0, "FileNotFoundError")
    assert failure.message == "a worker could not open its log: No such file or directory"


def test_only_what_may_fail_is_pickled_to_try_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []
    monkeypatch.setattr(measure, "cost_of", tried.append)
    short, long, deep, listed = (1,) * measure.SHORT, (1,) * (measure.SHORT + 1), ((1,),), [1]
    assert [measure.sendable(each, 1, 0) for each in ((), short, long, deep, listed)] == [(), short, long, deep, listed]
    assert tried == [long, deep, listed]


@pytest.mark.real
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")
def test_a_task_that_forks_does_not_write_its_parents_lane_twice(task: str, folder: Path) -> None:
    work = Work(task, str(folder), "main", 16)
    work((0, 1))
    parent = os.getpid()
    _, pid = work((1, "fork"))
    if os.getpid() != parent:
        # The task's own child comes back here too. Its next item goes on a lane of its own.
        work((2, 1))
        os.kill(os.getpid(), signal.SIGKILL)
    assert pid > 0
    work((3, 1))
    assert flags(folder) == [(0, WHOLE), (1, WHOLE), (3, WHOLE)]
    assert flags(folder, 2) == [(2, WHOLE)]
    assert LaneReader(folder / "lane-00002").header.pid == pid


def test_lanes_are_marked_when_their_process_ends(task: str, folder: Path) -> None:
    work = Work(task, str(folder), "main", 16)
    work((0, 1))
    reader = LaneReader(folder / "lane-00001")
    assert not reader.totals().ended
    end_lanes()
    assert reader.totals().ended
