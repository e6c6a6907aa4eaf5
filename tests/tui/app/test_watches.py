"""What the app watches, without an app: programs come and go, and the lab's session steps aside for them."""

import signal
from dataclasses import dataclass, field

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session.memory.log import Session
from concviz.tui.app.backend import Backend
from concviz.tui.app.parts.play_head import Live, Paused
from concviz.tui.app.parts.watches import MODE, Watches

from tests.support.fake_host import FakeHost, Parts
from tests.support.fakes import MACHINE, Clock, FakeInstrument, shelf


@dataclass
class Program:
    """A watched program that does what it is told."""

    name: str = "server.py"
    ours: bool = False
    running: bool = True
    exit_code_known: int | None = None
    why_not: str = ""
    trying: str = ""
    did: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.session = Session(MACHINE, clock=Clock(), created="2026-01-01T00:00:00Z")

    def ask_to_end(self):
        self.did.append("end")

    def ask_for_lines(self, *, wanted):
        self.did.append(f"lines {wanted}")
        return self.why_not

    def close(self):
        self.did.append("close")


class Home:
    """An app's parts, and what it watches."""

    def __init__(self):
        self.parts, self.loaded = Parts(), 0
        self.host: FakeHost = self.parts.host
        self.state = self.parts.state
        self.part = Watches(self.state, self.parts.clock, self.host, self.load)

    def load(self):
        self.loaded += 1
        lab = FakeInstrument()
        return Backend(lab.session, shelf(), snapshot, lab)

    def watch(self, program):
        self.part._begun(program)
        return program


@pytest.fixture
def home():
    return Home()


def test_a_program_comes_to_the_screen_and_the_lab_waits_aside(home):
    lab = home.state.backend
    home.parts.clock.go(Paused(100_000))
    program = home.watch(Program())
    assert home.state.backend.session is program.session
    assert home.state.backend.instrument is program
    assert (home.state.aside.backend, home.state.aside.head) == (lab, Paused(100_000))
    assert (home.host.modes, home.state.head, home.state.watched_shown) == ([MODE], Live(), True)


def test_the_one_before_is_let_go_of(home):
    lab = home.state.backend
    first, second = home.watch(Program()), home.watch(Program("other.py"))
    assert (first.did, second.did) == (["close"], [])
    assert home.state.aside.backend is lab
    assert home.state.backend.session is second.session


def test_each_screen_has_its_session_and_the_place_in_it(home):
    lab = home.state.backend
    program = home.watch(Program())
    home.parts.clock.go(Paused(200_000))
    home.part.follow("lab")
    assert (home.state.backend, home.state.aside, home.state.watched_shown) == (lab, None, False)
    assert (home.host.choices_shown, home.state.head) == (1, Live())
    home.part.follow("sessions")
    assert home.state.backend is lab
    home.part.follow(MODE)
    assert home.state.backend.session is program.session
    assert (home.state.aside.backend, home.state.head, home.state.watched_shown) == (lab, Paused(200_000), True)
    home.part.follow(MODE)
    assert home.state.backend.session is program.session


@pytest.mark.parametrize("mode", [MODE, "lab"])
def test_where_nothing_is_watched_no_session_changes(home, mode):
    before = home.state.backend
    home.part.follow(mode)
    assert (home.state.backend, home.host.choices_shown, home.loaded) == (before, 0, 0)


@pytest.mark.parametrize("backend", ["a recording", "none yet"])
def test_neither_does_it_in_a_recording_or_before_the_engine_is_there(home, backend):
    home.watch(Program())
    live = home.state.backend
    home.state.backend = Backend(live.session, live.shelf, snapshot, None) if backend == "a recording" else None
    before = home.state.backend
    home.part.follow("lab")
    assert (home.state.backend, home.host.choices_shown) == (before, 0)


def test_who_began_with_a_program_gets_a_lab_once_it_is_wanted(home):
    program = Program()
    home.state.backend = Backend(program.session, shelf(), snapshot, program)
    home.part.adopt(program)
    home.host.later = []
    home.host.current_mode = "lab"
    home.part.follow("lab")
    home.part.follow("lab")
    assert len(home.host.later) == 1
    home.host.later[0]()
    assert (home.loaded, home.state.watched_shown) == (1, False)
    assert home.state.backend.session is not program.session
    home.part.follow(MODE)
    assert home.state.backend.session is program.session


@pytest.mark.parametrize(
    ("program", "did", "said"),
    [
        (Program(ours=True), ["end"], "Ending server.py …"),
        (Program(), ["end"], "server.py goes on; what was seen of it stays."),
        (Program(running=False), [], "Nothing is being watched now: ctrl+o picks a program."),
    ],
)
def test_stopping_ends_what_is_ours_and_takes_leave_of_another(home, program, did, said):
    home.watch(program)
    home.part.stop()
    assert (program.did, home.host.said) == (did, [(said, "information")])


def test_lines_are_asked_for_and_no_longer(home):
    program = home.watch(Program())
    home.part.toggle_lines()
    assert home.part.lines
    home.part.toggle_lines()
    assert not home.part.lines
    assert program.did == ["lines True", "lines False"]
    assert [said for said, _ in home.host.said] == [
        "Each thread's line of Python is asked for twice a second.",
        "Lines are off.",
    ]


def test_lines_that_are_not_to_be_had_say_why(home):
    home.watch(Program(why_not="no rights"))
    home.part.toggle_lines()
    assert (home.part.lines, home.host.said) == (False, [("Lines are not to be had here: no rights.", "warning")])
    home.watch(Program(running=False))
    home.part.toggle_lines()
    assert home.host.said[-1] == (
        "Nothing is being watched now: lines can only be asked of a program that runs.",
        "information",
    )


def test_what_was_started_here_and_goes_on_is_not_left_for_another(home, monkeypatch):
    asked = []
    monkeypatch.setattr("concviz.tui.app.parts.watches.attached", lambda pid: asked.append(pid) or Program("other.py"))
    program = home.watch(Program(ours=True))
    home.part.attach(77)
    assert home.host.said == [("server.py was started here and goes on: end it first (s in Watch).", "warning")]
    assert asked == []
    program.running = False
    home.part.attach(77)
    assert (asked, home.part.watched.name) == ([77], "other.py")


@pytest.mark.parametrize(
    ("program", "code", "held"),
    [
        (None, 0, ""),
        (Program(), 0, ""),
        (Program(ours=True), 128 + signal.SIGTERM, "server.py"),
        (Program(ours=True, running=False, exit_code_known=3), 3, ""),
        (Program(ours=True, running=False), 0, ""),
        (Program(running=False, exit_code_known=3), 0, ""),
    ],
)
def test_our_exit_code_is_that_of_what_was_started_here(home, program, code, held):
    home.part.watched = program
    assert (home.part.exit_code, home.part.held) == (code, held)


def test_at_the_end_all_that_waits_aside_is_closed(home):
    lab, program = home.parts.lab, home.watch(Program())
    home.part.close()
    assert (program.did, lab.closed) == (["close"], 1)
    home.part.follow("lab")
    home.part.close()
    assert program.did == ["close"] * 3
