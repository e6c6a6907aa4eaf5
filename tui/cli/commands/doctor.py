"""`concviz doctor`: what can be measured here, what can't, and why."""

from __future__ import annotations

import json

import click
import msgspec

from ....engine.probe.capabilities import examine
from ....engine.probe.machine import describe, shared_cores
from ....engine.pythons import installed
from ....engine.text.lines import hanging, packed
from ....engine.text.words import plural
from ..terminal_width import ONE_LINE, line_width


@click.command("doctor", short_help="Say what can be measured here, what can't, and why.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(as_json: bool) -> int:
    """Try what can be measured on this machine, and say of what can't why not. Exit code 1 if something can't."""
    found, machine = examine(), describe()
    if as_json:
        click.echo(json.dumps({"machine": msgspec.to_builtins(msgspec.structs.asdict(machine)), "capabilities": [
            {"what": each.what, "works": each.works, "why": each.why} for each in found
        ]}, indent=2))  # fmt: skip
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
