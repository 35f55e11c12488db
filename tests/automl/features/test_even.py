"""Numbers on one footing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from headway.automl.features import for_distances, lay_out
from headway.automl.features.even import EvenScale
from headway.automl.table import read


def even(values: object) -> np.ndarray:
    """One column, scaled."""
    return EvenScale().fit_transform(np.asarray(values, dtype=float).reshape(-1, 1)).ravel()


@pytest.mark.parametrize("values", [np.arange(50), np.random.default_rng(0).lognormal(0, 1.5, 400)])
def test_mean_is_nought_and_deviation_one(values) -> None:
    scaled = even(values)
    assert scaled.mean() == pytest.approx(0, abs=1e-9)
    assert scaled.std() == pytest.approx(1)
    assert (np.diff(scaled[np.argsort(values)]) >= 0).all()


def test_long_tail_is_bent() -> None:
    values = np.random.default_rng(0).lognormal(0, 1, 500)
    assert abs(stats.skew(even(values))) < 0.3 < stats.skew(values)


def test_far_values_are_brought_in() -> None:
    scaled = even([*np.random.default_rng(0).normal(size=300), 1e15])
    assert np.abs(scaled).max() < 8
    assert scaled[:-1].std() == pytest.approx(1, rel=0.1)


def test_flag_is_scaled_by_its_range() -> None:
    assert even([0.0] * 500 + [7.0]).tolist() == [0.0] * 500 + [1.0]


@pytest.mark.parametrize("factor", [1e300, 1e-300])
def test_any_unit_will_do(factor: float) -> None:
    values = np.random.default_rng(0).normal(size=60)
    np.testing.assert_allclose(even(values * factor), even(values))


def test_missing_is_the_mean() -> None:
    assert even([1, np.nan, 3])[1] == 0
    assert even([np.nan, np.nan]).tolist() == [0, 0]
    assert even([4, 4, np.nan]).tolist() == [0, 0, 0]


def test_new_values_are_brought_in_too() -> None:
    scale = EvenScale().fit(np.arange(100.0).reshape(-1, 1))
    assert np.isfinite(scale.transform(np.array([[1e300], [-1e300], [np.nan]]))).all()


def test_columns_have_a_fair_say() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "small": random.normal(0, 1e-6, 300),
            "large": random.normal(1e9, 1e8, 300),
            "town": random.choice(["Ulm", "Bonn", "Trier"], 300),
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 900, 300), unit="D"),
        }
    )
    table = read(frame)
    matrix = for_distances(lay_out(table.schema, table.schema.names), 0).transformer.fit_transform(table.frame)
    spread = matrix.var(axis=0)
    assert spread[:3].tolist() == pytest.approx([1, 1, 1])
    assert spread[3:].sum() == pytest.approx(1 / 3, rel=0.05)
