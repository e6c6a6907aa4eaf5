"""`concviz sessions`: what is recorded and kept, and small changes to it. What opens a recording is imported by who opens one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
from rich.cells import cell_len

from ....engine.session.library import find, names
from ....engine.text.clocks import clock
from ....engine.text.lines import hanging, wrapped
from ....engine.text.printable import printable
from ...sessions.recording_words import fitted, recording_words
from .. import complete
from ..streams.printed_json import PrintedRecording, RecordedChapter, RecordedMachine, RecordedRun, print_json
from ..terminal_width import WIDE, line_width

NAME_CELLS, LEAST_NAME = 40, 24


@click.group("sessions", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> int:
    """List the recordings: the kept ones by name, then the last 20."""
    if context.invoked_subcommand is not None:
        return 0
    found = find.recordings()
    if as_json:
        print_json([printed(each) for each in found])
        return 0
    for line in lines(found, line_width()):
        click.echo(line)
    return 0


def printed(recording: find.Recording) -> PrintedRecording:
    """One recording for a program."""
    told = recording.summary
    machine = told.machine
    return PrintedRecording(
        name=recording.name,
        path=str(recording.path),
        kept=recording.kept,
        recording=recording.living,
        created=told.created,
        machine=RecordedMachine(machine.system, machine.cpu, machine.cores) if machine else None,
        length_s=told.length_us / 1e6,
        size_bytes=told.size_bytes,
        runs=[RecordedRun(run.title, run.model, run.workers, run.status, run.wall_s) for run in told.runs],
        chapters=[RecordedChapter(t_us / 1e6, title) for t_us, title in told.chapters],
        notice=told.notice,
    )


def lines(found: list[find.Recording], width: int = WIDE) -> Iterator[str]:
    """The list for people; where there is no room for a column it is named at the end."""
    if not found:
        nothing = "Nothing is recorded yet: `concviz` records while it is used, and R in the app keeps a session."
        yield from wrapped(nothing, width)
        return
    all_words = [recording_words(each) for each in found]
    columns = {
        "machine": [words.machine for words in all_words],
        "runs": [words.runs for words in all_words],
        "length": [f"{words.length:>7}" for words in all_words],
        "date": [words.date for words in all_words],
    }
    room = {title: max(map(cell_len, cells)) + 2 for title, cells in columns.items()}
    left_out: list[str] = []
    while room and width - 2 - sum(room.values()) < LEAST_NAME:
        left_out.append(next(iter(room)))
        del room[left_out[-1]]
    cells = min(NAME_CELLS, width - 2 - sum(room.values()))
    shown = [title for title in reversed(columns) if title in room]
    for kept, title in ((True, "Kept"), (False, "The last ones, which nobody has named")):
        rows = [each for each in found if each.kept == kept]
        if rows:
            yield click.style(title, bold=True)
        for each in rows:
            place = found.index(each)
            words = all_words[place]
            name = fitted(words.name if each.kept else printable(each.name), cells)
            yield f"  {name}{''.join(f'  {fitted(columns[title][place], room[title] - 2)}' for title in shown)}".rstrip()
            for more in ("" if each.kept else words.name, words.notice):
                if more:
                    yield from (click.style(line, dim=True) for line in hanging(f"  {'':<{cells}}  ", more, width))
    if left_out:
        yield from (
            click.style(line, dim=True)
            for line in wrapped(f"{width} columns have no room for: {', '.join(reversed(left_out))}", width, 2, 2)
        )


@command.command("keep")
@click.argument("file", shell_complete=complete.recordings)
@click.argument("name")
def keep(file: str, name: str) -> int:
    """Keep FILE (or `last`) under NAME."""
    from ....engine.session.library import keep as shelf

    with _said():
        click.echo(shelf.keep_file(find.find(file), name))
    return 0


@command.command("rename")
@click.argument("file", shell_complete=complete.recordings)
@click.argument("name")
def rename(file: str, name: str) -> int:
    """Give the kept session FILE another NAME."""
    from ....engine.session.library import keep as shelf

    with _said():
        click.echo(shelf.rename(find.find(file), name))
    return 0


@command.command("delete")
@click.argument("file", shell_complete=complete.recordings)
@click.option("--yes", is_flag=True, help="Don't ask.")
def delete(file: str, yes: bool) -> int:
    """Delete the recording FILE, after asking."""
    from ....engine.session.library import keep as shelf

    with _said():
        path = find.find(file)
        if not yes:
            click.confirm(f"Delete {path.name} for good?", abort=True, err=True)
        shelf.delete(path)
    return 0


@command.command("trim")
@click.argument("file", shell_complete=complete.recordings)
@click.option("--from", "from_", default="0", metavar="TIME", help="Seconds, 1:23 or a chapter's title.")
@click.option("--until", default="", metavar="TIME", help="Likewise; else to the end.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="The new recording.")
@click.option("--in-place", is_flag=True, help="Replace FILE itself.")
@click.option("--force", is_flag=True, help="Replace OUT if it is there.")
def trim_command(file: str, from_: str, until: str, out: Path | None, in_place: bool, force: bool) -> int:
    """Cut FILE to the part from one time to another. A run is kept whole or not at all."""
    from ....engine.export.film.timing import moment
    from ....engine.export.whole_files import whole_file
    from ....engine.session.file.reader import load
    from ....engine.session.library.edit import cut_at, trim
    from ....engine.session.memory.chapters import chapters

    if (out is None) == (not in_place):
        raise click.UsageError("say where to: -o OUT, or --in-place")
    with _said():
        path = find.find(file)
        session = load(path)
        marks = [(t_us / 1e6, title) for t_us, title in chapters(session)]
        first = round(moment(from_, marks) * 1e6)
        last = round(moment(until, marks) * 1e6) if until else session.length_us
        cut = cut_at(session, first, last)
        if in_place and find.living(path):
            raise names.KeepError(f"{path.name} is being recorded by a running concviz")
        target = out or path
        trim(path, target, first, last, whole=partial(whole_file, force=force or in_place))
    moved = " (a run is kept whole)" if (cut.from_us, cut.until_us) != (first, min(last, session.length_us)) else ""
    click.echo(f"{target}  {clock(cut.from_us)} to {clock(cut.until_us)}{moved}")
    return 0


@command.command("join")
@click.argument("files", nargs=-1, required=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The new recording.")
@click.option("--force", is_flag=True, help="Replace OUT if it is there.")
def join_command(files: tuple[str, ...], out: Path, force: bool) -> int:
    """Put FILES, recorded on one machine, together into one, one after the other."""
    from ....engine.export.whole_files import whole_file
    from ....engine.session.library.edit import join

    if len(files) < 2:
        raise click.UsageError("join takes at least two recordings")
    with _said():
        length = join([find.find(each) for each in files], out, whole=partial(whole_file, force=force))
    click.echo(f"{out}  {clock(length)}")
    return 0


@command.command("compare")
@click.argument("before", shell_complete=complete.recordings)
@click.argument("after", shell_complete=complete.recordings)
@click.option("--json", "as_json", is_flag=True, help="Both accounts, and what is another, as one JSON object.")
def compare_command(before: str, after: str, as_json: bool) -> int:
    """Say what is another in AFTER than in BEFORE: two recordings of a program that was watched (concviz watch --record)."""
    from ..watch import pair

    both = [pair.of_file(find.find(each)) for each in (before, after)]
    if as_json:
        click.echo(pair.as_json(*both))
    else:
        for line in pair.lines(*(one.picture for one in both)):
            click.echo(line)
    return 0


class _said:
    """What the system refuses is one line."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise click.ClickException(str(error)) from None
