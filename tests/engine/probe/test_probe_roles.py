import pytest
from concviz.engine.probe.roles import process_role, thread_role

TRACKER = b"python\0-c\0from multiprocessing.resource_tracker import main;main(5)\0"
SERVER = b"python\0-c\0import sys; from multiprocessing.forkserver import main; main(4, 5, [])\0"
LAB = b"python\0-m\0lab\0"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("QueueFeederThread", "feeder"),
        ("QueueFeederThre", "feeder"),
        ("ThreadPoolExecutor-0_1", "executor"),
        ("ThreadPoolExecu", "executor"),
        ("asyncio_3", "executor"),
        ("InterpreterPoolExecutor-0_0", "executor"),
        ("Thread-3 (_handle_workers)", "executor"),
        ("Thread-1 (_hand", "executor"),
        ("Thread-10 (_han", "executor"),
        ("Thread-1234 (_h", "executor"),
        ("Thread-2 (_ExecutorManagerThread)", "executor"),
        ("Thread-2 (half)", "helper"),
        ("Thread-2 (fetch)", "helper"),
        ("python3.14", "helper"),
        ("", "helper"),
    ],
)
def test_roles_of_threads_without_a_lane(name: str, role: str) -> None:
    assert thread_role(7, 8, 0, name) == role


def test_a_main_thread_is_main_even_with_a_lane_and_a_lane_makes_a_worker() -> None:
    assert thread_role(7, 7, 3, "MainThread") == "main"
    assert thread_role(7, 8, 3, "ThreadPoolExecutor-0_1") == "worker"


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({"lab": True, "command": LAB}, "lab"),
        ({"lab": True, "has_lane": True, "command": LAB}, "lab"),
        ({"command": TRACKER, "parent_command": LAB}, "helper"),
        ({"command": SERVER, "parent_command": LAB}, "helper"),
        ({"command": SERVER, "parent_command": SERVER}, "child"),
        ({"command": SERVER, "parent_command": SERVER, "has_lane": True}, "worker"),
        ({"command": SERVER + b"2", "parent_command": SERVER}, "helper"),
        ({"command": LAB, "parent_command": LAB}, "child"),
        ({"command": LAB, "parent_command": LAB, "name": "SyncManager-2"}, "helper"),
        ({"command": b"sh\0", "parent_command": LAB}, "child"),
    ],
)
def test_roles_of_processes(facts: dict, role: str) -> None:
    defaults = {"lab": False, "has_lane": False, "command": b"", "parent_command": b"", "name": ""}
    assert process_role(**(defaults | facts)) == role
