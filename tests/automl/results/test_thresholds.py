"""The threshold from which the second class is named: as good as any, by the metrics themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.results.thresholds import BY, best_threshold
from headway.automl.search.metrics import metric_of

ROWS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 12).map(lambda n: n / 12), st.integers(1, 4)), min_size=2, max_size=40
)


@pytest.mark.parametrize("by", BY)
@given(rows=ROWS, weighed=st.booleans())
def test_none_is_better(by: str, rows: list[tuple[bool, float, int]], weighed: bool) -> None:
    truth = np.array([int(is_one) for is_one, _, _ in rows])
    ones = np.array([one for _, one, _ in rows])
    weights = np.array([float(weight) for *_, weight in rows]) if weighed else None
    metric = metric_of(by, "binary")

    def gain(threshold: float) -> float:
        return metric.gain(truth, np.eye(2)[(ones >= threshold).astype(int)], weights)

    chosen = best_threshold(truth, np.column_stack([1 - ones, ones]), by, weights)
    between = (np.unique(ones)[1:] + np.unique(ones)[:-1]) / 2
    assert all(gain(chosen) >= gain(other) - 1e-9 for other in (0.5, *between))


@pytest.mark.parametrize("by", BY)
def test_of_certain_predictions_it_is_a_half(by: str) -> None:
    assert best_threshold(np.array([0, 1, 1]), np.eye(2)[[0, 1, 1]], by) == 0.5
