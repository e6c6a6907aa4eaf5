"""`concviz serve`: the app in a browser."""

from __future__ import annotations

import importlib.util
import ipaddress
import sys
from pathlib import Path

import click

from ....engine.export.optional_packages import install
from ....engine.model.errors import UserError
from ...serve.listening import listen
from .. import complete
from ..preselect import THEMES, Word

DANGER = (
    "whoever can reach {host} and has the address below can run any program on this machine as you, read your files and change "
    "them; the address travels unencrypted"
)


@click.command("serve")
@click.argument("file", shell_complete=complete.recordings, default="", required=False)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The port (0: any that is free).")
@click.option("--anyone-can-run-code", is_flag=True, help="Listen on an address that other machines reach, too.")
@click.option("--open", "opened", is_flag=True, help="Open the browser.")
@click.option("--theme", type=Word("theme", THEMES), envvar="CONCVIZ_THEME", help="The colours to begin with.")
def command(file: str, host: str, port: int, anyone_can_run_code: bool, opened: bool, theme: str | None) -> int:
    """Show the app, or the recording FILE, in a browser, until Ctrl-C.

    Each page that is opened is an app of its own; it ends with the page. The address that is printed has a code in it:
    without that nobody gets in. Only this machine is served unless --host names another address.
    """
    if importlib.util.find_spec("textual_serve") is None:
        raise UserError(f"the app in a browser needs textual-serve: {install('textual-serve')}")
    if not _is_loopback(host) and not anyone_can_run_code:
        raise UserError(f"{DANGER.format(host=host)}: if you want that, say --anyone-can-run-code")
    from ...serve.server import AppServer

    words = [sys.executable, "-m", "concviz", *(["--theme", theme] if theme and not file else [])]
    if file:
        from ....engine.session.library.find import find

        words += ["replay", str(Path(find(file)).absolute()), *(["--theme", theme] if theme else [])]
    server = AppServer(words, listen(host, port), "concviz")
    if not _is_loopback(host):
        click.echo(f"concviz: {DANGER.format(host=host)}", err=True)

    def tell() -> None:
        click.echo(server.address)
        click.echo("concviz: open this address in a browser; Ctrl-C ends it", err=True)
        if opened:
            click.launch(server.address)

    server.serve_until_stopped(tell)
    return 0


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
