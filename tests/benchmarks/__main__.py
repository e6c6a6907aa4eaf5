"""All benchmarks, one table: `python tests/benchmarks [NAME ...]`.

Figures are ratios or costs measured in one run on this machine; nothing here fails, it only tells.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
HELPERS = {"table", "__main__", "terminal", "task_table", "cluster_nodes"}


def main(wanted: list[str]) -> None:
    """Runs the benchmarks of these names, or all."""
    from table import show

    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HELPERS)
    for name in wanted or names:
        print(f"-- {name}", flush=True)
        show(importlib.import_module(name).measure())


if __name__ == "__main__":
    main(sys.argv[1:])
