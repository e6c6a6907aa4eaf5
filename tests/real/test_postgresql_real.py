"""The database task on a real PostgreSQL, started here on a free port of loopback, through the proxy of the world."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from concviz.engine.lab.tasks import database

from tests.support.real_processes import DEADLINE_S

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.real


def programs() -> tuple[str, str] | None:
    """initdb and postgres, where this machine has them."""
    places = os.pathsep.join([os.environ["PATH"], *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))])
    found = shutil.which("initdb", path=places), shutil.which("postgres", path=places)
    return found if all(found) else None  # pyright: ignore[reportReturnType]


def other_user() -> str | None:
    """PostgreSQL refuses to run as root: then, somebody else's name."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The URL of a fresh PostgreSQL."""
    found = programs()
    if found is None:
        pytest.skip("this machine has no initdb and postgres")
    initdb, postgres = found
    user = other_user()
    folder = Path("/tmp", f"concviz-test-{os.getpid()}")
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    data, port = str(folder / "data"), free_port()
    subprocess.run(
        [initdb, "-D", data, "-U", "tester", "--auth=trust", "-N"], check=True, capture_output=True, user=user, cwd="/"
    )
    command = [postgres, "-D", data, "-p", str(port), "-k", str(folder), "-h", "127.0.0.1", "-c", "fsync=off"]
    process = subprocess.Popen(command, user=user, cwd="/", stderr=subprocess.DEVNULL)
    url = f"postgresql://tester@127.0.0.1:{port}/postgres"
    try:
        wait_for(url, process)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(DEADLINE_S)
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL did not start")


@pytest.fixture(scope="module")
def world(server):
    """The world's address book, with the proxy in it."""
    request = {"services": ["proxy"], "options": {"database": server, "latency_ms": 20}}
    process = subprocess.Popen(
        [sys.executable, "-m", "concviz.engine.world"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    yield json.loads(process.stdout.readline())
    process.stdin.close()
    process.wait(DEADLINE_S)
    process.stdout.close()


@pytest.fixture(scope="module")
def items(server, world, tmp_path_factory):
    return database.items(24, seed=1, scratch=str(tmp_path_factory.mktemp("s")), world=world, database=server)


def test_it_answers_what_sqlite_answers(items, tmp_path):
    sqlite = database.items(24, seed=1, scratch=str(tmp_path))
    start = time.perf_counter()
    results = list(map(database.work, items))
    assert time.perf_counter() - start > 24 * 0.020
    assert repr(results) == repr(list(map(database.work, sqlite)))
    assert database.combine(results).startswith("24 queries found ")


def test_awaited_the_waiting_overlaps(items, capfd):
    async def gather():
        return await asyncio.gather(*map(database.awork, items))

    in_order = list(map(database.work, items))
    assert asyncio.run(gather()) == in_order
    assert capfd.readouterr().err == ""


def test_queries_use_the_indexes(items, server):
    with psycopg.connect(server) as connection:
        query = database.QUERY.replace("?", "1")
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}").fetchall())
    assert "concviz_by_customer" in plan
    assert "concviz_by_product" in plan
