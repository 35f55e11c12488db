"""Every move of every record in these tests is checked against the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.core.by_hand import watch_every_move


@pytest.fixture(autouse=True)
def every_move_is_in_the_table() -> Iterator[None]:
    """A record may move along the table only, and once it is in a final state it stays there."""
    with watch_every_move():
        yield
