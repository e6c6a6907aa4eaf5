"""A storm of keys, in live, replay, Watch and Lessons: thousands of presses, with resizes and themes.

Any traceback ends it.

    python tests/storm/keys.py [presses [seed]]

Each app gets 100 keys and is left while they still come. The seed makes the same storm again, as far as threads let it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import pytest
from textual.css.stylesheet import Stylesheet

from tests.support.parsed_styles import parse_once
from tests.support.storm import learning_app, live_app, replaying_app, storm, watching_app, without_real_programs

EACH = 100
"""Presses an app."""
APPS = (watching_app, live_app, replaying_app, learning_app)
"""In turn."""


def main(presses: int = 5000, first_seed: int = 1) -> None:
    """Press them."""
    began, done, seed = time.monotonic(), 0, first_seed
    with tempfile.TemporaryDirectory() as state, pytest.MonkeyPatch.context() as patch:
        without_real_programs(patch)
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        os.environ["CONCVIZ_STATE"] = state
        while done < presses:
            make = APPS[seed % len(APPS)]
            try:
                asyncio.run(asyncio.wait_for(storm(make(), seed, EACH), 1800))
            except BaseException:
                print(f"it broke: seed {seed}, {make.__name__}, after {done} presses", flush=True)
                raise
            done, seed = done + EACH, seed + 1
            print(f"{done} presses, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
