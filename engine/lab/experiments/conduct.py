"""Runs one experiment in the lab process that was started for it."""

from __future__ import annotations

import importlib
import os
import tempfile
from typing import Any

from ..report import Report
from .workbench import Bench


def run(name: str, report: Report, folder: str, options: dict[str, Any]) -> None:
    """Reports the numbers of the experiment `name`, or why there are none. What it leaves in the temporary folder goes with `folder`.

    Raises:
        ImportError: there is none of that name.
    """
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    measure = importlib.import_module(f".{name}", __package__).measure
    try:
        report.send("numbers", numbers=measure(Bench(report, folder), **options))
    except Exception as error:
        # A machine that does not let us is a finding, not a fault of ours: no traceback.
        report.error(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
