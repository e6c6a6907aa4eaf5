"""An address that a command listens on."""

from __future__ import annotations

import socket

from ...engine.model.errors import UserError


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there, on any free port for 0.

    Raises:
        UserError: it can't.
    """
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as error:
        raise UserError(f"can't listen on {host}, port {port}: {error.strerror or error}") from None
