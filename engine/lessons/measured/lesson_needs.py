"""What of a lesson's needs this machine has not, in words; and what is known of it before anything is measured."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable

from ...model.machine_facts import MachineFacts
from ...model.plan import PlanError
from ...pythons import installed
from ...text.words import plural
from ..lesson import Needs
from .conditions import Figures


def own_gil() -> bool:
    """Whether the Python that runs this has its GIL on."""
    enabled: Callable[[], bool] | None = getattr(sys, "_is_gil_enabled", None)
    return enabled() if enabled is not None else True


def known_before(machine: MachineFacts) -> Figures:
    """Figures of the machine."""
    return {"cores": float(machine.usable_cores), "gil": float(own_gil())}


def missing(needs: Needs, machine: MachineFacts) -> str:
    """What is not there, as `this needs 2 cores, and there is 1`; '' where all is. May start Pythons to ask them."""
    if machine.usable_cores < needs.cores:
        return f"this needs {plural(needs.cores, 'core')}, and {machine.usable_cores:g} can be used here"
    if needs.gil is not None and needs.gil != own_gil():
        return f"this needs a Python {'with' if needs.gil else 'without'} a GIL, and this one has {'one' if own_gil() else 'none'}"
    if needs.package and importlib.util.find_spec(needs.package) is None:
        return f"this needs {needs.package}, which is not installed"
    if needs.python:
        try:
            installed.find(needs.python)
        except PlanError:
            return f"this needs Python {needs.python}, which was not found on this machine"
    return ""


def needs_told(needs: Needs) -> str:
    """What it needs, for the list: `2 cores, a GIL`; '' for nothing special."""
    gil = {None: "", True: "a GIL", False: "no GIL"}[needs.gil]
    cores = plural(needs.cores, "core") if needs.cores > 1 else ""
    return ", ".join(filter(None, (cores, gil, f"Python {needs.python}" if needs.python else "", needs.package)))
