"""Lets the tests of this folder import `made_measurements`, and the made-up sessions of the analysis tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "analysis"))

import pytest
from concviz.engine.session.events import Machine


@pytest.fixture
def machine() -> Machine:
    """Two logical cores of one physical one, one and a half of which may be used."""
    return Machine("Linux", "", 2, 1, (0, 1), 1.5, 1.5, 1 << 33, "3.14.2")
