"""Series that are easily made, in the calling process: what a method does is the same there as in a worker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from headway import Session


@pytest.fixture
def here() -> Iterator[None]:
    """Tasks run in the test's own frame."""
    with Session(on="inline"):
        yield


@pytest.fixture
def shops() -> pd.DataFrame:
    """Two shops, 60 days each, weekly seasons, a trend, some noise; positive."""
    rng = np.random.default_rng(7)
    days = pd.date_range("2024-01-01", periods=60)
    season = np.array([10.0, 12, 13, 15, 20, 30, 25])
    parts = [
        pd.DataFrame(
            {
                "shop": shop,
                "day": days,
                "sold": size * (season[np.arange(60) % 7] + np.arange(60) / 6) + rng.normal(0, 1, 60),
            }
        )
        for shop, size in (("north", 1.0), ("south", 3.0))
    ]
    return pd.concat(parts, ignore_index=True)
