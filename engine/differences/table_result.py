"""The whole table as one object: what `concviz differences --json` prints."""

from __future__ import annotations

from typing import Any

import msgspec

from ..session.events import Difference, Machine
from .properties import PROPERTIES

VERSION = 1
STATES = ("done", "failed", "stopped")


def result(cells: list[Difference], machine: Machine, *, stopped: bool = False) -> dict[str, Any]:
    """`{"version", "machine", "stopped", "cells": [{"property", "title", "column", "python", "state", "value", "claim", "source",
    "agrees", "why", "evidence", "facts"}, …]}`: one cell a property, column and Python."""
    return {
        "version": VERSION,
        "machine": msgspec.to_builtins(msgspec.structs.asdict(machine)),
        "stopped": stopped,
        "cells": [_cell(cell) for cell in cells if cell.state in STATES],
    }


def _cell(cell: Difference) -> dict[str, Any]:
    return {
        "property": cell.name,
        "title": PROPERTIES[cell.name].title if cell.name in PROPERTIES else cell.name,
        "column": cell.column,
        "python": cell.python,
        "state": cell.state,
        "value": cell.value,
        "claim": cell.claim,
        "source": cell.source,
        "agrees": cell.agrees,
        "why": cell.why,
        "evidence": cell.evidence,
        "facts": cell.facts,
    }
