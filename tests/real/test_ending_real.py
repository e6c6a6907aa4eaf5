"""The app in a terminal that stops it, holds it up or goes away: nothing piles up, and nothing outlives it."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import termios
import threading
import time
from itertools import product

import psutil
import pytest

from tests.support.nightly import chosen
from tests.support.real_processes import CONCVIZ, alive, group, labs_of, until


class App:
    """The app in a terminal of its own; what it draws is read and thrown away, until somebody stops reading."""

    def __init__(self, state):
        self.leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (40, 120))
        environment = {**os.environ, "CONCVIZ_STATE": str(state), "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            CONCVIZ, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
        )
        os.close(follower)
        self.reading = threading.Event()
        self.reading.set()
        self.drawn = 0
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        while self.reading.is_set():
            if select.select([self.leader], [], [], 0.05)[0]:
                try:
                    self.drawn += len(os.read(self.leader, 65536))
                except OSError:
                    return

    def stop_reading(self):
        self.reading.clear()
        self._reader.join()

    def press(self, keys):
        os.write(self.leader, keys)

    def lab(self):
        """The lab process of a run that was asked for with r."""
        asked = 0.0

        def running():
            nonlocal asked
            if not labs_of(self.process.pid) and time.monotonic() - asked > 2:
                asked = time.monotonic()
                self.press(b"r")
            return labs_of(self.process.pid)

        return until(running, "a lab")[0]

    def close_terminal(self):
        self.stop_reading()
        if self.leader >= 0:
            os.close(self.leader)
            self.leader = -1

    def end(self):
        self.close_terminal()
        self.process.kill()
        self.process.wait()


@pytest.fixture
def app(state):
    app = App(state)
    yield app
    app.end()


def threads_at_rest(process):
    """How many threads there are once their number has stayed the same for a second."""
    seen = [process.num_threads()]

    def same():
        time.sleep(0.1)
        seen.append(process.num_threads())
        return len(seen) > 10 and len(set(seen[-10:])) == 1

    until(same, "a number of threads that stays")
    return seen[-1]


def test_stopped_and_continued_it_gathers_no_threads(app):
    process = psutil.Process(app.process.pid)
    until(lambda: app.drawn > 5_000 and process.num_threads() > 3, "the first frame")
    before = threads_at_rest(process)
    for _ in range(4):
        process.send_signal(signal.SIGSTOP)
        until(lambda: process.status() == psutil.STATUS_STOPPED, "stopped")
        drawn = app.drawn
        process.send_signal(signal.SIGCONT)
        until(lambda: app.drawn > drawn + 2_000, "all of it drawn again")  # noqa: B023 (called at once)
    # A thread more may have begun since, as the app's work goes on; one for each stop would be a leak.
    until(lambda: process.num_threads() <= before + 1, "about as many threads as before")
    app.close_terminal()
    until(lambda: app.process.poll() is not None, "it is gone")


def slow_pythons(folder):
    """Files that are called like Pythons and never answer."""
    folder.mkdir()
    for number in range(6):
        python = folder / f"python3.{20 + number}"
        python.write_text("#!/bin/sh\nsleep 600\n")
        python.chmod(0o755)
    return folder


WAYS = ("q", signal.SIGTERM, signal.SIGHUP, "the terminal goes")
EVERY = [*product(("a search", "a run"), WAYS)]


@pytest.mark.parametrize(("going_on", "how"), chosen([*EVERY[:2], *EVERY[6:]], EVERY))
def test_whatever_goes_on_nothing_is_left_when_the_app_is_left(how, going_on, state, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("CONCVIZ_PYTHONS", str(slow_pythons(tmp_path / "pythons")))
    app = App(state)
    try:
        process = psutil.Process(app.process.pid)
        until(lambda: any("sleep" in each.name() for each in below(process)), "Pythons are asked")
        if going_on == "a run":
            app.lab()
        members = [*below(process), process]
        if how == "q":
            app.press(b"q")
        elif isinstance(how, str):
            app.close_terminal()
        else:
            process.send_signal(how)
        if how == "q" and going_on == "a run":
            until(lambda: says_yes(app), "the end of the app")
        until(lambda: app.process.poll() is not None and not alive(members), "nothing of it is left")
        assert list(temporary.iterdir()) == []
    finally:
        app.end()


def says_yes(app):
    """A run is asked about, sooner or later: y again and again until the app has gone."""
    with contextlib.suppress(OSError):
        app.press(b"y")
    time.sleep(0.2)
    return app.process.poll() is not None


def below(process):
    """All that it has started, and they."""
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@pytest.mark.parametrize("how", ["SIGTERM", "the terminal goes"])
def test_an_app_held_up_by_its_terminal_ends_all_the_same(how, app):
    """Nobody reads what it draws: the thread that runs the app waits to write."""
    lab = app.lab()
    members = [*group(lab.pid), psutil.Process(app.process.pid)]
    app.stop_reading()
    process = psutil.Process(app.process.pid)

    def held_up():
        before = process.cpu_times()
        app.press(b"d?d\x1b")
        time.sleep(0.5)
        after = process.cpu_times()
        return after.user + after.system - before.user - before.system < 0.02

    until(held_up, "the app is held up")
    if how == "SIGTERM":
        process.send_signal(signal.SIGTERM)
    else:
        app.close_terminal()
    until(lambda: app.process.poll() is not None and not alive(members), "nothing of it is left")
