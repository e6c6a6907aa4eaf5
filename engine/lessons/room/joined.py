"""One machine of a class: what of its measurements may leave it, and the sending."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Mapping
from urllib.parse import urlsplit

from ...model.errors import UserError
from .poster import Machine

PATIENCE_S = 5.0


class Joined:
    """A class that this machine takes part in, by the address of its page."""

    def __init__(self, address: str) -> None:
        """Nothing is asked for yet.

        Raises:
            UserError: that is no address of a class.
        """
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(parts.path.strip("/")) < 4:
            raise UserError(f"{address} is no class's address: it looks like http://192.168.0.7:8000/ab3de4/")
        self.address = f"{parts.scheme}://{parts.netloc}/{parts.path.strip('/')}/"
        self._person = ""

    def send(self, machine: Machine) -> None:
        """Send these three figures and nothing else; sent again they replace those before.

        Raises:
            UserError: the class can't be reached, or doesn't take them.
        """
        import httpx
        import msgspec

        try:
            with httpx.Client(timeout=PATIENCE_S, cookies={"person": self._person} if self._person else None) as client:
                if not self._person:
                    client.get(self.address).raise_for_status()
                    self._person = client.cookies.get("person") or ""
                client.post(f"{self.address}machine", json=msgspec.to_builtins(machine)).raise_for_status()
        except httpx.HTTPStatusError as error:
            said = " ".join(error.response.text.split())[:200]
            raise UserError(f"the class at {self.address} doesn't take it: {said}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UserError(f"the class at {self.address} can't be reached: {error}") from None


def this_python() -> str:
    """`3.14`, `3.13t`: the Python that runs concviz."""
    return f"3.{sys.version_info.minor}{'t' if sysconfig.get_config_var('Py_GIL_DISABLED') else ''}"


def machine_of(figures: Mapping[str, float], python: str = "") -> Machine | None:
    """What is to be sent: cores, Python (this one unless another is named), the greatest speed-up; None before one was measured."""
    speedups = [value for name, value in figures.items() if name.rpartition(".")[2] == "speedup" and value > 0]
    if not speedups or "cores" not in figures:
        return None
    return Machine(round(figures["cores"]), python or this_python(), round(max(speedups), 2))


def told(machine: Machine) -> str:
    """All that leaves this machine, in words."""
    return f"{machine.cores} cores, Python {machine.python}, {machine.speedup:g} times as fast"
