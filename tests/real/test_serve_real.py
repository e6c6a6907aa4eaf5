"""The app in a real browser: keys reach it, it fits the window, a reload starts anew, and leaving ends it and its lab."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import aiohttp
import psutil
import pytest

from tests.support.headless_chromium import CHROMIUM, Browser


def until(condition):
    end = time.monotonic() + 120
    while not (value := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return value


def apps(server):
    """The apps that it serves: its children."""
    return [each.pid for each in psutil.Process(server.pid).children()]


def labs(app):
    try:
        return [
            each.pid
            for each in psutil.Process(app).children(recursive=True)
            if "engine.lab" in " ".join(each.cmdline())
        ]
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def server(tmp_path):
    places = {"CONCVIZ_STATE": str(tmp_path / "state"), "CONCVIZ_CONFIG": f"{os.devnull}/settings.toml"}
    words = [sys.executable, "-m", "concviz", "serve", "--theme", "light"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | places | {"TERM": "dumb"}
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_app_in_a_browser(server, tmp_path):
    address = server.stdout.readline().strip()
    browser = Browser(tmp_path)
    try:
        browser.call("Page.navigate", url=address)
        browser.until("document.body.classList.contains('-first-byte')")
        browser.until("document.activeElement.classList.contains('xterm-helper-textarea')")
        assert browser.js("document.fonts.check('16px \"Roboto Mono\"')")
        (app,) = until(lambda: apps(server))
        browser.key("r")
        lab = until(lambda: labs(app))
        browser.call("Page.reload")
        until(lambda: not psutil.pid_exists(app) and not any(map(psutil.pid_exists, lab)))
        (other,) = until(lambda: apps(server))
        assert other != app
        browser.until("document.body.classList.contains('-first-byte') && !document.body.classList.contains('-closed')")
        browser.key("q")
        until(lambda: not psutil.pid_exists(other))
        browser.until("document.activeElement.textContent === 'Start again'")
        mine = address.split("/")[2]
        assert [each for each in browser.fetched if not each.startswith(("data:", f"http://{mine}/"))] == []
    finally:
        browser.close()
    server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0
    assert "Traceback" not in server.stderr.read()


def test_a_server_that_is_killed_takes_its_app_with_it(server):
    address = server.stdout.readline().strip()

    async def begin_and_kill():
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"{address}channel", headers={"Origin": address.rsplit("/", 2)[0]}) as page,
        ):
            assert (await asyncio.wait_for(page.receive(), 120)).data
            (app,) = apps(server)
            server.kill()
            return app

    app = asyncio.run(begin_and_kill())
    until(lambda: not psutil.pid_exists(app))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "somewhere.example"])
def test_other_machines_are_served_only_by_somebody_who_knows_what_that_means(host):
    done = subprocess.run(
        [sys.executable, "-m", "concviz", "serve", "--host", host],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert (
        f"whoever can reach {host} and has the address below can run any program on this machine as you" in done.stderr
    )
    assert "--anyone-can-run-code" in done.stderr
