"""Makes the recordings that lessons show where a machine can't measure it: `python screenshots/record.py`, on a machine that can.

A recording that shows what it is there for is kept: other programs may have had the cores, so it is tried some times.
"""

from __future__ import annotations

import sys
from pathlib import Path

from concviz.engine.lessons import lesson_shelf
from concviz.engine.model.plan import Plan
from concviz.engine.pythons import installed
from concviz.engine.sources.instrument import Instrument

TRIES = 12
LEAST_CORES = 1.8


def main() -> int:
    """Two threads of a Python without a GIL, in pure Python, on two cores."""
    path = lesson_shelf.BUILT_IN / "06-no-gil.concviz.jsonl"
    python = installed.find("3.13t")
    for _ in range(TRIES):
        path.unlink(missing_ok=True)
        instrument = Instrument.open(record_to=path)
        try:
            instrument.start(Plan(task="pi", model="threads", workers=2, size_s=2.0, python=str(python.path)))
            while not instrument.wait(1.0):
                pass
            session = instrument.session
            run = session.run_at()
            end = session.run_end(run.run) if run is not None else None
        finally:
            instrument.close()
        if run is not None and end is not None and (end.result.cores_used or 0.0) >= LEAST_CORES:
            middle_s = (run.t_us + end.t_us) / 2e6
            print(
                f"{Path(path).name}: {end.result.cores_used:.2f} cores; at_s = {middle_s:.1f}; {path.stat().st_size} bytes"
            )
            return 0
    path.unlink(missing_ok=True)
    print(f"in {TRIES} tries the two threads never had {LEAST_CORES} cores: is the machine busy?", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
