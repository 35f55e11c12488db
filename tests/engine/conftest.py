"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.engine.helpers import Door


@pytest.fixture
def door() -> Iterator[Door]:
    """A door that bodies wait at; it is open at the latest when the test is over."""
    door = Door()
    yield door
    door.open()
