"""Lets the tests of this folder import `made_measurements`, and the made-up sessions of the analysis tests."""

import pytest
from concviz.engine.session.events import Machine


@pytest.fixture
def machine() -> Machine:
    """Two logical cores of one physical one, one and a half of which may be used."""
    return Machine("Linux", "", 2, 1, (0, 1), 1.5, 1.5, 1 << 33, "3.14.2")
