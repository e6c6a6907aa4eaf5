"""Fixtures of the export tests, and their helpers within reach."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from export_samples import made_up, movie


@pytest.fixture
def film():
    return movie()


@pytest.fixture
def session():
    return made_up()
