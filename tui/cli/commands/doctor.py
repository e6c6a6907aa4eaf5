"""`concviz doctor`: what can be measured here, what can't, and why."""

from __future__ import annotations

import json

import click
import msgspec

from ....engine.probe.capabilities import examine
from ....engine.probe.machine import describe
from ....engine.pythons import installed


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
        click.echo(
            f"{machine.system}, {machine.cores} cores, {machine.usable_cores:g} of them usable, CPython {installed.own().label}"
        )
        for each in found:
            mark = click.style("✓", "green") if each.works else click.style("✗", "red")
            click.echo(f"{mark} {each.what}: {each.why}")
    return 0 if all(each.works for each in found) else 1
