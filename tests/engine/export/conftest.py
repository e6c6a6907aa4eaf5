"""Fixtures of the export tests, and their helpers within reach."""

import pytest

from tests.support.export_samples import made_up, movie


@pytest.fixture
def film():
    return movie()


@pytest.fixture
def session():
    return made_up()
