"""The export screen: what can be chosen, the preview, the bar, cancelling; the export itself is a process of its own."""

import threading
from pathlib import Path

import numpy as np
import pytest
from concviz.engine.export.formats import FORMATS
from concviz.engine.export.progress import ExportError
from concviz.engine.labs.cleanup import folders
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.export import export_job
from concviz.tui.export.export_choices import choices_of, form_rows, row_value, turned_choice, typed_choice
from concviz.tui.export.export_job import JobResult
from concviz.tui.export.export_lines import ExportLine, KeysLine
from concviz.tui.export.export_screen import ExportScreen
from concviz.tui.export.preview import SHAPES, Preview, blocks, pixels
from concviz.tui.lab.setting_rows import SettingRow
from PIL import Image

from tests.support.fakes import frame
from tests.support.replays import EVIL, pressed, replay, said, two_runs


@pytest.fixture
def recording(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "My [b]talk.concviz.jsonl"
    two_runs(path)
    return path


class Job:
    """Stands for the process: makes a picture at once, and anything else when the test says so."""

    made: list  # every request

    def __init__(self, source, request):
        self.request, self.cancelled = request, threading.Event()
        Job.made.append(self)

    def run(self, tell):
        if "preview" in self.request.out:
            Image.new("RGB", (1200, 880), (10, 20, 30)).save(self.request.out)
            return JobResult(True)
        tell(1, 4)
        Job.half.set()
        Job.go.wait(120)
        if self.cancelled.is_set():
            return JobResult(False, "")
        Path(self.request.out).write_text("made")
        return Job.end

    def cancel(self):
        self.cancelled.set()
        if "preview" not in self.request.out:
            Job.go.set()


@pytest.fixture
def jobs(monkeypatch):
    Job.made, Job.half, Job.go, Job.end = [], threading.Event(), threading.Event(), JobResult(True)
    monkeypatch.setattr(export_job, "ExportJob", Job)
    return Job


async def opened(pilot, path):
    pilot.app.export(path)
    await settle(pilot)


async def settle(pilot):
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def until(pilot, true):
    for _ in range(10_000):
        if true():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came")


# ---------------------------------------------------------------- choices


def test_rows_speak_of_what_the_format_can(recording):
    choices = choices_of(recording)
    assert choices.rows == frozenset(form_rows())
    for name, one in FORMATS.items():
        rows = choices.changed(to=name).rows
        assert ("speed" in rows) == (one.of == "movie")
        assert ("theme" in rows) == (one.of != "session")
    assert choices.changed(to="csv").out.endswith("My [b]talk-csv")
    assert choices.changed(to="trace").out.endswith("My [b]talk.trace.json.gz")


def test_every_row_turns_around_and_back(recording):
    choices = choices_of(recording)
    for name in set(form_rows()) - {"file"}:
        seen, at = [], choices
        for _ in range(40):
            seen.append(row_value(name, at))
            at = turned_choice(name, at, 1)
            if row_value(name, at) == seen[0]:
                break
        assert row_value(name, at) == seen[0], name
        assert row_value(name, turned_choice(name, turned_choice(name, choices, 1), -1)) == seen[0]
        assert len(seen) > 1, name


def test_times_can_be_typed_as_the_row_shows_them(recording):
    choices = choices_of(recording)
    for typed in ("14", "0:14", "00:14 π by Monte Carlo · threads"):
        assert typed_choice("from", choices, typed).request.from_ == "14.000"
    assert row_value("from", typed_choice("from", choices, "14")) == "00:14 π by Monte Carlo · threads"
    assert typed_choice("until", choices, "the end").request.until == ""
    assert typed_choice("size", choices, " 90 x 30 ").request.size == "90x30"
    assert typed_choice("file", choices, "x.gif").out == "x.gif"
    for name, typed in (("from", "nosuch"), ("size", "12")):
        with pytest.raises(ExportError):
            typed_choice(name, choices, typed)


# ---------------------------------------------------------------- the screen


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_it_offers_the_rows_and_shows_a_preview(recording, jobs, size, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "scratch_folder", lambda: tmp_path)
    app = replay(load(recording), recording)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, recording)
        await until(pilot, lambda: app.screen.query_one(Preview)._rows)
        rows = frame(app)
        assert all(len(row) == size[0] for row in rows)
        text = "\n".join(rows)
        assert "Export My [b]talk" in text
        assert "◂ gif ▸" in text
        assert "e export" in text
        assert (jobs.made[0].request.to, jobs.made[0].request.at) == ("png", "")
    assert Path(jobs.made[0].request.out).parent.parent == tmp_path
    assert list(tmp_path.glob(f"{folders.PREFIX}*")) == []


async def test_nothing_is_left_of_a_preview_whose_screen_has_gone(recording, jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "scratch_folder", lambda: tmp_path)
    begun, go = threading.Event(), threading.Event()

    def slow(job, tell):
        begun.set()
        go.wait(120)
        if Path(job.request.out).parent.is_dir():
            Image.new("RGB", (12, 8)).save(job.request.out)
        return JobResult(True)

    monkeypatch.setattr(jobs, "run", slow)
    app = replay(load(recording), recording)
    async with app.run_test(size=(80, 24)) as pilot:
        app.export(recording)
        await until(pilot, begun.is_set)
        app.screen.dismiss(None)
        await pilot.pause()
        go.set()
        await settle(pilot)
    assert list(tmp_path.glob(f"{folders.PREFIX}*")) == []


async def test_the_rows_follow_the_format(recording, jobs):
    app = replay(load(recording), recording)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        while app.screen.choices.request.to != "csv":
            await pressed(pilot, "right")
        shown = {row.setting for row in app.screen.query(SettingRow) if row.display}
        assert shown == {"format", "from", "until", "run", "file"}
        await pressed(pilot, "down", "right")
        assert app.screen.choices.request.from_ == "1.000"


async def test_the_bar_moves_and_the_end_is_said(recording, jobs):
    app = replay(load(recording), recording)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        await pilot.press("e")
        await until(pilot, jobs.half.is_set)
        await until(pilot, lambda: "25%" in app.screen.query_one(ExportLine).words)
        assert app.screen.query_one(KeysLine).words.startswith("esc cancel")
        await pilot.press("right")
        assert app.screen.choices.request.to == "gif", "nothing can be changed meanwhile"
        jobs.go.set()
        await settle(pilot)
        assert not isinstance(app.screen, ExportScreen)
        assert said(app)[-1].startswith("Made")
        assert (recording.parent / "My [b]talk.gif").read_text() == "made"


async def test_esc_cancels_and_a_second_one_leaves(recording, jobs):
    app = replay(load(recording), recording)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        await pilot.press("e")
        await until(pilot, jobs.half.is_set)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert "cancelled" in app.screen.query_one(ExportLine).words
        await pressed(pilot, "escape")
        assert not isinstance(app.screen, ExportScreen)


async def test_a_failure_is_one_line_and_the_choice_stays(recording, jobs):
    jobs.end = JobResult(False, "the disk is full")
    jobs.go.set()
    app = replay(load(recording), recording)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        await pilot.press("e")
        await settle(pilot)
        assert app.screen.query_one(ExportLine).words == "the disk is full"


@pytest.mark.parametrize(("answer", "made"), [("y", True), ("n", False)])
async def test_what_is_there_is_replaced_only_if_asked(recording, jobs, answer, made):
    (recording.parent / "My [b]talk.gif").write_text("mine")
    jobs.go.set()
    app = replay(load(recording), recording)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        await pressed(pilot, "e")
        assert isinstance(app.screen, ConfirmScreen)
        assert any("y replace it   n no" in row for row in frame(app))
        await pilot.press(answer)
        await settle(pilot)
        exports = [job for job in jobs.made if "preview" not in job.request.out]
        assert [job.request.force for job in exports] == ([True] if made else [])


async def test_a_recording_that_cannot_be_read_is_one_line(recording, jobs):
    app = replay(load(recording), recording)
    recording.write_bytes(b"rubbish")
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, recording)
        assert not isinstance(app.screen, ExportScreen)
        assert "is no session" in said(app)[-1]


async def test_evil_chapters_stay_words(recording, jobs):
    session = load(recording)
    from concviz.engine.session.file.writer import SessionWriter

    path = recording.with_name("evil.concviz.jsonl")
    lab = type(session)(session.machine, clock=lambda: 0, writer=SessionWriter(path))
    for event in (e.Chapter(5, EVIL), e.Chapter(900_000, "[bold]x[/nope]")):
        lab.append(event)
    lab.close()
    app = replay(load(path), path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, path)
        await pressed(pilot, "down", "right", "right")
        rows = frame(app)
        assert all(len(row) == 80 and row.isprintable() for row in rows)


# ---------------------------------------------------------------- the preview


def test_a_picture_becomes_blocks_of_its_colours(tmp_path):
    picture = np.zeros((880, 1200, 3), np.uint8)
    picture[:440, 600:] = (0, 200, 100)
    Image.fromarray(picture).save(tmp_path / "a.png")
    made = blocks(pixels(tmp_path / "a.png", 60, 20))
    assert len(made) == 20
    assert len(made[0]) == 60
    assert made[0][0].style.bgcolor.triplet == (0, 0, 0)
    right = made[0][59]
    assert (right.style.color if right.text == "█" else right.style.bgcolor).triplet[1] >= 200


def test_each_shape_has_its_quarters():
    white, black = (255, 255, 255), (0, 0, 0)
    for number in range(1, 15):
        quarters = [white if number & bit else black for bit in (8, 4, 2, 1)]
        cell = np.array([[quarters[0], quarters[1]], [quarters[2], quarters[3]]], np.uint8)
        ((segment,),) = blocks(cell)
        assert segment.text == SHAPES[number]
        assert segment.style.color.triplet == white
        assert segment.style.bgcolor.triplet == black
