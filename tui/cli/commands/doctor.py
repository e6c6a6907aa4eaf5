"""`concviz doctor`: what can be measured here, what can't, and why; whether recordings are whole."""

from __future__ import annotations

import click

from ....engine.probe.capabilities import examine
from ....engine.probe.machine import describe, shared_cores
from ....engine.pythons import installed
from ....engine.text.clocks import clock
from ....engine.text.lines import hanging, packed
from ....engine.text.printable import printable
from ....engine.text.words import plural
from .. import complete
from ..streams.printed_json import CheckedRecording, PrintedChecks, PrintedDoctor, print_json
from ..streams.standard_files import input_file
from ..terminal_width import ONE_LINE, line_width


@click.command("doctor")
@click.argument("recordings", shell_complete=complete.recordings, nargs=-1, metavar="[RECORDING]…")
@click.option("--clean", is_flag=True, help="Remove what a concviz that was killed has left in memory and on the disk.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(recordings: tuple[str, ...], clean: bool, as_json: bool) -> int:
    """Try what can be measured on this machine, and say of what can't why not. Exit code 1 if something can't.

    With RECORDINGs (files, names of kept sessions, `last`, -): say whether each is whole, and what had to be left out of it.
    """
    if clean:
        _clean()
    if recordings:
        return _check(recordings, as_json=as_json)
    return 0 if clean else _examine(as_json=as_json)


def _clean() -> None:
    from ....engine.labs.cleanup.folders import sweep

    folders, named = sweep()
    more = f" and {plural(named, 'file')} of memory that they shared" if named else ""
    click.echo(f"{plural(folders, 'folder')} of dead runs{more} removed", err=True)


def _check(recordings: tuple[str, ...], *, as_json: bool) -> int:
    checked = [_checked(text) for text in recordings]
    if as_json:
        print_json(PrintedChecks(checked))
    else:
        for each in checked:
            mark = click.style("✓", "green") if each.whole else click.style("✗", "red")
            click.echo(f"{mark} {printable(each.path)}: {each.why}")
    return 0 if all(each.whole for each in checked) else 1


def _checked(text: str) -> CheckedRecording:
    from ....engine.session.file.file_pieces import SessionFileError
    from ....engine.session.file.reader import load
    from ....engine.session.library.find import find

    with input_file(text) as read:
        path = read or find(text)
        shown = path.name if read else str(path)
        try:
            session = load(path)
        except SessionFileError as error:
            return CheckedRecording(shown, False, str(error))
    holds = f"{plural(len(session.runs()), 'run')} in {clock(session.length_us)}"
    return CheckedRecording(
        shown, not session.notice, f"{holds}. {session.notice}" if session.notice else f"whole, {holds}"
    )


def _examine(*, as_json: bool) -> int:
    found, machine = examine(), describe()
    if as_json:
        print_json(PrintedDoctor(machine.facts(), found))
    else:
        width = line_width(ONE_LINE)
        here = (machine.system, plural(machine.cores, "core"), f"{machine.usable_cores:g} of them usable")
        for line in packed([*(f"{part}," for part in here), f"CPython {installed.own().label}"], width, " ", more=2):
            click.echo(line)
        if told := shared_cores(machine):
            click.echo("\n".join(hanging("  ", told, width)))
        for each in found:
            mark = click.style("✓", "green") if each.works else click.style("✗", "red")
            lines = hanging("  ", f"{each.what}: {each.why}", width)
            click.echo("\n".join([f"{mark} {lines[0].strip()}", *lines[1:]]))
    return 0 if all(each.works for each in found) else 1
