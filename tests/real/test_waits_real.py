"""Functions whose limit is known by construction, run by the command and looked at in the app: neither says what is false of them.

How near shares come to the truth is for a quiet machine (`python -m tests.truth`). What is asserted here holds on any: however few
cores a run gets, what sleeps under one lock overlaps with nothing, and what waits for its child waits for no I/O.
"""

import json
import os

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.probe.linux.witness import available
from concviz.engine.session.file.reader import load
from concviz.tui.lab.panels.findings_panel import FindingsPanel

from tests.support.panel_app import PanelApp, text_of
from tests.support.real_processes import run_json

pytestmark = pytest.mark.skipif(bool(available(os.getpid())), reason="what threads wait for isn't told here")

MODULE = """
import asyncio, hashlib, os, subprocess, sys, threading, time

LOCK, GATE, BIG = threading.Lock(), asyncio.Semaphore(4), os.urandom(1 << 20) * 4

def lock_sleep(n):
    with LOCK:
        time.sleep(0.02)

def lock_hash(n):
    with LOCK:
        hashlib.sha256(BIG).digest()

def half_sleep(n):
    begun = time.thread_time()
    while time.thread_time() - begun < 0.005:
        sum(range(1000))
    time.sleep(0.005)

def short_child(n):
    subprocess.run([sys.executable, "-S", "-E", "-c", "sum(range(10**6))"], check=True)

async def blocking(n):
    time.sleep(0.02)

async def gated(n):
    async with GATE:
        await asyncio.sleep(0.02)
"""
OVERLAPS = ("overlaps", "Concurrent", "Parallel", "at the same time")
FALSE = {
    ("lock_sleep", "threads", 80): (*OVERLAPS, "I/O", "the GIL runs"),
    ("lock_hash", "threads", 160): (*OVERLAPS, "I/O", "the GIL runs"),
    ("half_sleep", "threads", 200): ("I/O", "a lock"),
    ("short_child", "threads", 30): ("I/O", "slept", "a lock", "the GIL runs"),
    ("blocking", "asyncio", 80): ("overlaps", "Concurrent", "Parallel", "I/O", "a lock"),
    ("gated", "asyncio-threads", 300): ("blocked", "child", "Parallel"),
}
"""Function, model, items that take a second and a half: what no sentence may say of it."""


@pytest.mark.parametrize(("name", "model", "items"), FALSE)
async def test_no_sentence_is_false_in_the_command_or_the_app(name, model, items, state, tmp_path):
    (tmp_path / "waits.py").write_text(MODULE)
    recording = tmp_path / "waits.jsonl"
    said = run_json(
        f"{tmp_path / 'waits.py'}:{name}", "--inputs", f"range({items})", "-m", model, "-w", "4", "--record", str(recording), state=state
    )  # fmt: skip
    assert [words for words in FALSE[name, model, items] if words in said["verdict"]] == [], said["verdict"]
    shown = snapshot(load(recording), None, timeline_us=1_000_000)
    assert " ".join(f"{each.headline} {each.text}" for each in shown.findings) == said["verdict"]
    panel = FindingsPanel()
    async with PanelApp(panel).run_test(size=(120, 14)) as pilot:
        panel.show(shown)
        await pilot.pause()
        told = " ".join(text_of(panel).split())
    assert shown.findings[0].headline in told
    assert [words for words in FALSE[name, model, items] if words in told] == []


AT_IMPORT = """
import threading, time

def warm():
    while time.thread_time() < 0.6:
        sum(range(10_000))

thread = threading.Thread(target=warm)
thread.start()
thread.join()

def job(n):
    return sum(i * i for i in range(20_000))
"""


@pytest.mark.parametrize("model", ["threads", "processes"])
def test_what_importing_the_module_used_is_no_item_s(model, state, tmp_path):
    """The import takes 0.6 s of CPU, on a thread that has ended before any item begins."""
    (tmp_path / "at_import.py").write_text(AT_IMPORT)
    said = run_json(f"{tmp_path / 'at_import.py'}:job", "--inputs", "range(60)", "-m", model, "-w", "2", state=state)
    assert said["cores_used"] <= 1.02 * said["usable_cores"], json.dumps(said)
    assert said["cpu_s"] <= said["rusage_s"] + 0.2, json.dumps(
        said
    )  # which begins after the import, and ends with the workers
