"""`concviz class`: a lesson for a room, with a page on which everybody predicts."""

from __future__ import annotations

import importlib.util
import socket
import ssl
from pathlib import Path

import click

from ....engine.export.optional_packages import install
from ....engine.lessons.lesson_shelf import find_lesson
from ....engine.model.errors import UserError
from ...serve.listening import listen

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NOWHERE = ("192.0.2.1", 9)
"""An address of no machine (RFC 5737): asking the system for the way there sends nothing, and tells under which address we are known."""


@click.command("class")
@click.argument("lesson", required=False, metavar="[NAME|FILE.md]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on; 0.0.0.0 for all.",
)
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The port (0: any that is free).")
@click.option("--cert", type=FILE, help="A TLS certificate: the page is then https.")
@click.option("--key", type=FILE, help="Its private key, where that isn't in the same file.")
def command(lesson: str | None, host: str, port: int, cert: Path | None, key: Path | None) -> int:
    """Open a lesson in the app, and beside it a page on which the room votes before it is measured, and again after talking (V).

    The page shows how the votes fell beside what this machine measured. It works on a phone and takes votes and nothing else: no names,
    nothing of a visitor's is ever run. Who has concviz runs the same lesson with `concviz lesson NAME --join ADDRESS`.
    A second address is for who presents, on a phone: notes, time, and the keys of the hall's screen.
    """
    if importlib.util.find_spec("aiohttp") is None:
        raise UserError(f"a class needs aiohttp: {install('aiohttp')}")
    if key is not None and cert is None:
        raise UserError("--key is of a certificate: say --cert too")
    from ...classroom.room_server import Classroom

    wanted = find_lesson(lesson) if lesson else None
    room = Classroom(listen(host, port), _tls(cert, key), _shown(host))
    from ...terminal.launch import launch

    click.echo(f"concviz: the class's page is {room.address}", err=True)
    click.echo(f"concviz: yours alone, with notes and keys: {room.lecturer_address}", err=True)
    return launch(lesson=wanted, room=room)


def _tls(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if cert is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        made.load_cert_chain(cert, key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise UserError(f"{cert} can't be used: {getattr(error, 'reason', None) or error}") from None
    return made


def _shown(host: str) -> str:
    """What others call this machine, where it listens on all of its addresses."""
    if host not in ("0.0.0.0", "::"):
        return ""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(NOWHERE)
            return str(asked.getsockname()[0])
    except OSError:
        return "127.0.0.1"
