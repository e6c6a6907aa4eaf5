"""All benchmarks, one table: `python tests/benchmarks [NAME ...] [--json NEW.json] [--against OLD.json]`.

Figures are ratios or costs measured in one run on this machine; nothing here fails, it only tells. `--json` keeps them;
`--against` says at the end how many times the kept figures the new ones are. Figures of two sittings are only as good as the
machine was quiet in both: rows that are ratios to an anchor can be compared, the others with care.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
HELPERS = {"table", "__main__", "terminal", "task_table", "cluster_nodes"}


def main(arguments: list[str]) -> None:
    """Runs the benchmarks of these names, or all."""
    from table import Row, changes, keep, kept, show

    parser = argparse.ArgumentParser(prog="tests/benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="NEW.json")
    parser.add_argument("--against", type=Path, metavar="OLD.json")
    asked = parser.parse_args(arguments)
    before = kept(asked.against) if asked.against is not None else {}
    found: dict[str, list[Row]] = {}
    for name in asked.names or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HELPERS):
        print(f"-- {name}", flush=True)
        found[name] = list(importlib.import_module(name).measure())
        show(found[name])
        if asked.json is not None:
            keep(asked.json, found)
    if asked.against is not None:
        print(f"-- against {asked.against}", flush=True)
        show(changes(before, found))


if __name__ == "__main__":
    main(sys.argv[1:])
