"""The app's part of lessons: the one that is open, answered, measured, revealed; what happens stays in the live session as events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ..app.host import Host
from ..app.parts.clock import Clock
from ..app.parts.state import State
from ..app.parts.studies import MeasureLesson, Studies
from .in_class import InClass
from .moment import Moment

if TYPE_CHECKING:
    from ...engine.lessons.lesson import Lesson, Measure, Needs
    from ...engine.lessons.measured.conditions import Figures
    from ...engine.lessons.measured.lesson_orders import Order
    from ...engine.lessons.room.cue import Cue, Deed
    from ...engine.lessons.walk import Answer, Judged, Place, Walk
    from .presenter.hall_end import HallEnd

Read = Callable[["Lesson", "Measure"], "Order"]


def read_words(lesson: Lesson, part: Measure) -> Order:
    """What a block's words ask for, as the command of that name reads them."""
    from ..cli.lesson_words import order_of

    return order_of(lesson, part)


class Lessons:
    """One lesson at a time."""

    def __init__(self, state: State, clock: Clock, host: Host, studies: Studies, read: Read = read_words) -> None:
        self.walk: Walk | None = None
        """None while no lesson is open."""
        self.on_change: Callable[[], object] = lambda: None
        """Called whenever there is something else to be seen."""
        self.moment = Moment(host)
        """The recording that the lesson shows, if it shows one."""
        self.do: Callable[[Deed], object] = lambda _: None
        """Does what a key in the hall would: of the screen that has the keys."""
        self.answers_presenters = False
        """Whether views in other terminals may follow; where the app has a terminal of its own."""
        self.hall: HallEnd | None = None
        """Where they are answered, from the first lesson on."""
        self.in_class = InClass(self, state, host)
        """The class that is led here, or taken part in."""
        self._begun_us: int | None = None
        """When the first thing was done in this lesson."""
        self._state, self._clock, self._host, self._studies, self._read = state, clock, host, studies, read
        self._runs: dict[str, int] = {}
        """The session's numbers of the runs, by their labels."""
        self._missing: dict[Needs, str] = {}

    @property
    def measured_any(self) -> bool:
        """Whether this lesson has measured something, or is at it."""
        return self.walk is not None and (bool(self._state.measuring) or len(self.walk.figures) > 2)

    def open(self, lesson: Lesson) -> None:
        """Begin this lesson, as soon as the engine is there; Pythons that it needs are looked for on a thread."""
        self._host.when_ready(lambda: self._host.work(partial(self._look, lesson), self._opened, "lesson"))

    def _look(self, lesson: Lesson) -> Lesson:
        """On a thread: ask once for everything that the lesson needs."""
        from ...engine.lessons.measured.lesson_needs import missing

        assert self._state.backend is not None
        machine = self._state.backend.session.machine
        wanted = {getattr(part, "needs", lesson.needs) for _, _, part in lesson.parts()} | {lesson.needs}
        self._missing = {needs: missing(needs, machine, lesson.python) for needs in wanted}
        return lesson

    def _opened(self, lesson: Lesson) -> None:
        from ...engine.lessons.measured.lesson_needs import known_before
        from ...engine.lessons.walk import Walk

        assert self._state.backend is not None
        self._runs.clear()
        self._begun_us = None
        if self.answers_presenters and self.hall is None:
            self._answer_presenters()
        here = known_before(self._state.backend.session.machine, lesson.python)
        self.walk = Walk(lesson, here, lambda needs: self._missing.get(needs, ""))
        if why := self._missing.get(lesson.needs, ""):
            self._host.notify(f"{why[0].upper()}{why[1:]}: what can't be measured is left out.", severity="warning")
        self._reached()

    def close(self) -> None:
        """Leave the lesson; its measurements and predictions stay in the session."""
        self.walk = None
        self.on_change()

    # ------------------------------------------------------------------ what one does

    def _begin_time(self) -> None:
        """The lesson's time runs from the first thing that is done."""
        if self._begun_us is None:
            self._begun_us = self._clock.real_us()

    def predict(self, answer: Answer | None) -> None:
        """Answer the question that is asked, or (None) pass it over."""
        from ...engine.lessons.lesson_summary import said
        from ...engine.session.events import Predicted

        walk = self.walk
        if walk is None:
            return
        self._begin_time()
        asked, place = walk.stop, walk.place
        walk.predict(answer)
        if answer is not None:
            words = said(getattr(asked, "choices", ()), getattr(asked, "quantity", ""), answer)
            self._tell(partial(Predicted, question=getattr(asked, "predict", ""), quantity=getattr(asked, "quantity", ""),
                               said=words, value=answer.value), place)  # fmt: skip
        self.on_change()

    def measure(self) -> None:
        """Measure what the lesson asks for here."""
        from ...engine.lessons.lesson import Measure, Run
        from ...engine.model.errors import UserError

        walk = self.walk
        if walk is None or not isinstance(part := walk.stop, Measure):
            return
        self._begin_time()
        try:
            order = self._read(walk.lesson, part)
        except UserError as error:
            self._host.notify(str(error), severity="warning")
            return
        if isinstance(part, Run) and part.against and self._state.backend is not None:
            order = order.beside(self._state.backend.session, self._runs.get(part.against))
        begun = walk.place
        self._studies.begin("the lesson's measurement", MeasureLesson(order), partial(self._measured, walk, begun))
        self.on_change()

    def _measured(self, walk: Walk, begun: Place, found: object) -> None:
        """It is over; where somebody has gone elsewhere meanwhile it belongs to the place where it was begun all the same."""
        from ...engine.lessons.lesson import Measure

        step, walk.step = walk.step, begun[0]
        part = walk.stop
        if walk is self.walk and walk.place == begun and isinstance(part, Measure):
            figures: Figures = found  # pyright: ignore[reportAssignmentType]
            run = self._state.backend.session.run_at() if self._state.backend is not None else None
            if part.label and part.kind == "run" and run is not None:
                self._runs[part.label] = run.run
            walk.measured(figures)
        walk.step = step
        self.on_change()

    def go_on(self) -> None:
        """Past a reveal, or to the next step."""
        walk = self.walk
        if walk is None:
            return
        self._begin_time()
        before = walk.step
        judged = walk.go_on()
        for each in judged:
            place = next(at for at, known in walk.judged.items() if known is each)
            self._reveal(each, place)
        if walk.step != before:
            self._reached()
        self.on_change()

    def go_back(self) -> None:
        """To the step before; from the first one to the list of lessons."""
        if self.walk is None:
            return
        if self.walk.step == 0:
            self.close()
        else:
            self.walk.go_back()
        self.on_change()

    def again(self) -> None:
        """This step from its beginning."""
        if self.walk is not None and not self._state.measuring:
            self.walk.again()
            self.in_class.forget(self.walk.step)
            self.on_change()

    def show_moment(self) -> bool:
        """Show the recording that is to be seen at this place, or none; whether that is another one than before."""
        walk = self.walk
        part = walk.moment if walk is not None else None
        return self.moment.follow(part, walk.lesson.folder if walk is not None else "", self._moment_is_there)

    def _moment_is_there(self) -> None:
        self.on_change()
        self._clock.tick(force=True)

    # ------------------------------------------------------------------ who presents

    def cue(self) -> Cue | None:
        """What who presents is told now; None while no lesson is open."""
        from ...engine.lessons.room.cue import cue

        if self.walk is None:
            return None
        used_s = (self._clock.real_us() - self._begun_us) / 1e6 if self._begun_us is not None else 0.0
        return cue(self.walk, used_s, measuring=bool(self._state.measuring), **self.in_class.for_cue())

    def _answer_presenters(self) -> None:
        """Let views in other terminals follow this app's lessons, and drive them."""
        from .presenter.hall_end import HallEnd

        self.hall = HallEnd(self.cue, self.act)
        self.hall.begin()

    def act(self, what: Deed) -> None:
        """Do what a presenter asks for, by whichever screen has the keys by now."""
        self.do(what)

    def end(self) -> None:
        """No view is to find this app any more; from any thread."""
        if self.hall is not None:
            self.hall.close()

    # ------------------------------------------------------------------ what stays

    def _reached(self) -> None:
        from ...engine.session.events import LessonStep

        walk, session = self.walk, self._state.live_session
        if walk is not None and session is not None:
            lesson = walk.lesson
            session.append(LessonStep(session.now_us(), lesson.name, lesson.title, walk.step + 1, walk.now.heading))
        self.on_change()

    def _reveal(self, judged: Judged, place: Place) -> None:
        from ...engine.lessons.lesson_summary import measured_words
        from ...engine.session.events import Revealed

        words = partial(Revealed, measured=measured_words(judged), value=judged.measured, right=judged.right)
        self._tell(words, place)

    def _tell(self, event: Callable[..., object], place: Place) -> None:
        walk, session = self.walk, self._state.live_session
        if walk is not None and session is not None:
            made = event(t_us=session.now_us(), lesson=walk.lesson.name, step=place[0] + 1, place=place[1])
            session.append(made)  # pyright: ignore[reportArgumentType]
