"""What of a lesson's needs this machine has not, in words; and what is known of it before anything is measured."""

from __future__ import annotations

import sys
from collections.abc import Callable

from ...model.machine_facts import MachineFacts
from ...model.plan import PlanError
from ...pythons import installed
from ...pythons.interpreter import Interpreter
from ...text.words import plural
from ..lesson import Needs
from .conditions import Figures


def own_gil() -> bool:
    """Whether the Python that runs this has its GIL on."""
    enabled: Callable[[], bool] | None = getattr(sys, "_is_gil_enabled", None)
    return enabled() if enabled is not None else True


def known_before(machine: MachineFacts, python: Interpreter | None = None) -> Figures:
    """Figures of the machine, and of the Python that measures (None: the one that runs this)."""
    return {"cores": float(machine.usable_cores), "gil": float(_has_gil(python))}


def _has_gil(python: Interpreter | None) -> bool:
    return own_gil() if python is None or python == installed.own() else not python.free_threaded


def missing(needs: Needs, machine: MachineFacts, python: Interpreter | None = None) -> str:
    """What is not there for that Python (None: the one that runs this), as `this needs 2 cores, and there is 1`; '' where all is. May
    start Pythons to ask them."""
    gil = _has_gil(python)
    if machine.usable_cores < needs.cores:
        return f"this needs {plural(needs.cores, 'core')}, and {machine.usable_cores:g} can be used here"
    if needs.gil is not None and needs.gil != gil:
        return f"this needs a Python {'with' if needs.gil else 'without'} a GIL, and this one has {'one' if gil else 'none'}"
    if needs.package and installed.missing_packages(
        python.path if python is not None else sys.executable, (needs.package,)
    ):
        return f"this needs {needs.package}, which is not installed{f' for Python {python.short}' if python is not None else ''}"
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
