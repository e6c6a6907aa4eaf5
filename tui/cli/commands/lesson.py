"""`concviz lesson`: predict, run, reveal; the list of lessons, and a lecturer's rehearsal."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ....engine.export.whole_files import refuse_existing, whole_file
from ....engine.lessons.lesson import Lesson
from ....engine.lessons.lesson_page import lesson_page
from ....engine.lessons.lesson_shelf import built_in, find_lesson
from ....engine.lessons.measured.lesson_check import Checked, Rehearsal, rehearse, told_time
from ....engine.lessons.measured.lesson_needs import missing, needs_told
from ....engine.lessons.room.joined import Joined
from ....engine.probe.machine import describe
from ....engine.pythons import installed
from ....engine.sources.instrument import Instrument
from ....engine.text.lines import hanging, wrapped
from ....engine.text.printable import printable
from ....engine.text.quantities import duration
from .. import complete
from ..ending import stop_on_signals
from ..streams.printed_json import PrintedLesson, PrintedLessons, PrintedRehearsal, RehearsedStep, print_json
from ..streams.stream_looks import has_colours
from ..terminal_width import line_width


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    names = [(name.partition("-")[2], lesson.title) for name, lesson in built_in().items()]
    return [CompletionItem(name, help=title) for name, title in names if name.startswith(incomplete)]


@click.command("lesson")
@click.argument("wanted", required=False, metavar="[NAME|FILE.md]", shell_complete=_names)
@click.option(
    "--check", is_flag=True, help="Rehearse: measure all of it here, and say what isn't as expected (exit code 1)."
)
@click.option("--time", "timed", is_flag=True, help="Rehearse, and say how long the lesson takes here.")
@click.option(
    "--export",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Rehearse, and write the lesson with what was measured as one page.",
)
@click.option("--force", is_flag=True, help="Replace the page if it is there.")
@click.option(
    "-p",
    "--python",
    shell_complete=complete.pythons,
    metavar="PATH|VERSION|FOLDER",
    help="The Python that measures, e.g. 3.13t, where the lesson itself names none.",
)
@click.option(
    "--join",
    default="",
    metavar="ADDRESS",
    help="Take part in a class, by its page's address: J sends three figures.",
)
@click.option(
    "--notes", is_flag=True, help="The presenter's view: notes, next step and time; its keys drive the hall's screen."
)
@click.option("--json", "as_json", is_flag=True, help="The list, or the rehearsal, as JSON.")
def command(
    wanted: str | None,
    check: bool,
    timed: bool,
    page: Path | None,
    force: bool,
    python: str | None,
    join: str,
    notes: bool,
    as_json: bool,
) -> int:
    """Open a lesson in the app; without a NAME, list those there are.

    Who presents it opens `concviz lesson NAME --notes` in a second terminal of the same machine, before or after the hall's.
    """
    if notes:
        return _present(wanted)
    if wanted is None:
        if check or timed or page:
            raise click.UsageError("which lesson? concviz lesson lists them")
        _list(as_json=as_json)
        return 0
    lesson = find_lesson(wanted)
    if python:
        lesson = replace(lesson, python=installed.find(python))
    if page is not None:
        refuse_existing(page, force=force)  # before it is measured, not after
    if check or timed or page:
        return _rehearse(lesson, timed=timed, as_json=as_json, page=page, force=force)
    from ...terminal.launch import launch

    return launch(lesson=lesson, joined=Joined(join) if join else None)


def _present(wanted: str | None) -> int:
    from ...app.preferences import load, preferences_file
    from ...lessons.presenter.presenter_app import PresenterApp
    from ...terminal.launch import refuse_unfit

    lesson = find_lesson(wanted) if wanted is not None else None
    if refuse_unfit():
        return 2
    return PresenterApp(lesson, theme=load(preferences_file()).theme).run() or 0


def _list(*, as_json: bool) -> None:
    lessons, machine = list(built_in().values()), describe()
    if as_json:
        print_json(PrintedLessons([
            PrintedLesson(
                name=each.name, title=each.title, minutes=each.minutes, language=each.language,
                needs=needs_told(each.needs), missing=missing(each.needs, machine),
            ) for each in lessons
        ]))  # fmt: skip
        return
    width, language = line_width(), "en"
    for each in lessons:
        if each.language != language:
            language = each.language
            click.echo("")
        number, _, name = each.name.partition("-")
        more = "; ".join(filter(None, (f"{each.minutes:g} min", needs_told(each.needs), missing(each.needs, machine))))
        click.echo("\n".join(hanging(f"  {number:<4}", f"{each.title} ({name}; {more})", width)))
    click.echo("\n".join(wrapped("concviz lesson NAME opens one; --check rehearses it on this machine.", width, 0, 0)))


def _rehearse(lesson: Lesson, *, timed: bool, as_json: bool, page: Path | None, force: bool) -> int:
    from ..lesson_words import order_of

    instrument = Instrument.open(recording=False)
    stopped = stop_on_signals([instrument])
    try:
        found = rehearse(lesson, order_of, instrument, (lambda _: None) if as_json else _tell)
    finally:
        instrument.close()
    if as_json:
        print_json(_printed(found))
    else:
        last = "holds on this machine" if found.holds else "does not hold on this machine"
        click.echo(f"{lesson.title}: {last}{f'; {told_time(found)}' if timed else ''}")
    if stopped:
        return stopped[0]
    if page is not None:
        from ...export.lesson_players import players

        session = instrument.session
        played = players(found, session, (lambda _: None) if as_json else lambda text: click.echo(text, err=True))
        with whole_file(page, force=force) as place:
            place.write_text(lesson_page(found.walk, session.machine, played), encoding="utf-8")
    return 0 if found.holds else 1


def _tell(checked: Checked) -> None:
    colour = has_colours(sys.stdout)
    mark, ink = ("–", "yellow") if checked.left_out else ("✗", "red") if checked.problems else ("✓", "green")
    first = f"{checked.step}: {checked.words} ({duration(checked.seconds)})"
    text = f"left out: {checked.left_out}" if checked.left_out else ""
    click.echo(f"{click.style(mark, ink) if colour else mark} {printable(first)}")
    for line in filter(None, (*checked.problems, text, checked.hint)):
        click.echo("\n".join(hanging("    ", printable(line), line_width())))


def _printed(found: Rehearsal) -> PrintedRehearsal:
    return PrintedRehearsal(
        lesson=found.lesson.name,
        holds=found.holds,
        takes_s=round(found.takes_s, 1),
        measured=[
            RehearsedStep(
                step=each.step, words=each.words, seconds=round(each.seconds, 3), problems=list(each.problems),
                left_out=each.left_out, hint=each.hint,
            ) for each in found.checked
        ],
    )  # fmt: skip
