"""The contract of every method: finite forecasts of the right length, the same each time, whatever the series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.automl.series.helpers import asked, line

from headway import BadOption
from headway.automl.series.grid import Months
from headway.automl.series.methods import ALWAYS, CATALOGUE, ON_REQUEST, Ask, Method, chosen

pytest.importorskip("statsforecast", reason='needs the extra "series"')
RNG = np.random.default_rng(11)
SERIES = {
    "one": [3.0],
    "two": [3.0, 4.0],
    "short": RNG.random(9) + 1,
    "constant": np.full(40, 5.0),
    "zeros": np.zeros(40),
    "seasonal": np.tile([1.0, 2, 3, 4], 40) + RNG.random(160),
    "intermittent": (RNG.random(100) < 0.2) * 3.0,
    "around zero": RNG.normal(size=60),
    "huge": RNG.random(60) * 1e12 + 1e12,
    "tiny": (RNG.random(60) + 1) * 1e-9,
    "growing": np.exp(np.arange(60) / 6),
    "a jump": np.r_[np.ones(40), np.full(40, 100.0)] + RNG.random(80),
}
DEAR = ("ARIMA", "log ARIMA", "MSTL-ARIMA", "log MSTL-ARIMA")  # seconds for all of these series
QUICK = [method for name, method in CATALOGUE.items() if name not in ON_REQUEST]


def cases(method: Method) -> list[Any]:
    """The method with several seasons; the long ones, and all but one of the slow methods, in the long counts only."""
    rare = ((4,), (4, 12)) if method.name in DEAR else ((4, 12),)
    return [
        pytest.param(
            method, seasons, id=f"{method.name} {seasons}", marks=[pytest.mark.full] if seasons in rare else []
        )
        for seasons in ((), (4,), (12,), (4, 12))
        if seasons != (12,) or method.name not in DEAR
    ]


@pytest.mark.parametrize(("method", "seasons"), [case for method in QUICK for case in cases(method)])
def test_forecast_is_there_or_refused_with_a_reason(method: Method, seasons: tuple[int, ...]) -> None:
    for name, y in SERIES.items():
        whole = line(y)
        ask = asked(6, *seasons)
        if method.refuses(whole, ask):
            continue
        (found,) = method.forecast([whole], ask)
        assert found.shape == (6,), name
        assert np.isfinite(found).all(), name


@pytest.mark.parametrize("method", QUICK, ids=lambda method: method.name)
def test_forecast_is_the_same_each_time_and_changes_nothing(method: Method) -> None:
    points = 48 if method.name in DEAR else 160
    y = np.tile([10.0, 20, 30, 40], points // 4) + np.random.default_rng(0).random(points)
    whole = line(np.where(np.arange(points) % 3, y, 0) if method.name == "Croston" else y)
    before = whole.y.copy()
    first, second = (method.forecast([whole], asked(5, 4, seed=3))[0] for _ in range(2))
    assert first.tolist() == second.tolist()
    assert whole.y.tolist() == before.tolist()


@pytest.mark.parametrize("method", [m for m in QUICK if not m.is_global], ids=lambda method: method.name)
def test_local_method_looks_at_one_series_only(method: Method) -> None:
    ask = asked(4, 4)
    one = line(SERIES["intermittent" if method.name == "Croston" else "seasonal"][:40])
    other = line(one.y[:30] * 7)
    assert method.forecast([one, other], ask)[0].tolist() == method.forecast([one], ask)[0].tolist()


@pytest.mark.parametrize("name", ["ETS", "MSTL", "CES", "ARIMA", "LightGBM", "log MSTL", "log LightGBM", "MSTL-ARIMA"])
def test_plain_season_is_found(name: str) -> None:
    y = np.tile([10.0, 20, 30, 40], 40) + np.random.default_rng(0).normal(0, 0.2, 160)
    (found,) = CATALOGUE[name].forecast([line(y)], asked(8, 4))
    assert np.abs(found - np.tile([10.0, 20, 30, 40], 2)).max() < 3


def test_seasonal_naive_repeats_the_last_season() -> None:
    assert CATALOGUE[ALWAYS].forecast([line([1, 2, 3, 4, 5])], asked(4, 3))[0].tolist() == [3, 4, 5, 3]
    assert CATALOGUE[ALWAYS].forecast([line([1, 2])], asked(3, 12))[0].tolist() == [2, 2, 2]


def test_logs_are_for_what_is_positive() -> None:
    assert CATALOGUE["log ETS"].refuses(line(np.arange(40.0)), asked()) == "has values of 0 or below"


@pytest.mark.parametrize("name", ["ARIMA", "LightGBM"])
def test_known_feature_is_used(name: str) -> None:
    offer = np.random.default_rng(5).integers(0, 2, 300).astype(float)
    y = 50 + 20 * offer[:294] + np.random.default_rng(6).normal(0, 1, 294)
    (found,) = CATALOGUE[name].forecast([line(y, known=offer)], asked(6))
    assert np.abs(found - (50 + 20 * offer[294:])).max() < 8


def test_past_feature_is_used_as_it_was_a_horizon_ago() -> None:
    rng = np.random.default_rng(5)
    rain = rng.integers(0, 2, 400).astype(float)
    y = 50 + 20 * np.r_[0, 0, 0, rain[:-3]] + rng.normal(0, 1, 400)
    (found,) = CATALOGUE["LightGBM"].forecast([line(y, past=rain)], asked(3))
    assert np.abs(found - (50 + 20 * rain[-3:])).max() < 8


def test_trees_see_the_calendar() -> None:
    months = Ask(12, (12,), Months(2000 * 12, 1))
    y = np.tile(np.arange(12.0) ** 2, 20) + np.random.default_rng(1).normal(0, 1, 240)
    (found,) = CATALOGUE["LightGBM"].forecast([line(y)], months)
    assert np.abs(found - np.arange(12.0) ** 2).max() < 6


def test_methods_are_chosen_by_name_and_the_seasonal_naive_always() -> None:
    assert [method.name for method in chosen(("arima",))] == [ALWAYS, "ARIMA"]
    assert "TBATS" not in [method.name for method in chosen(())]
    with pytest.raises(BadOption, match="some of SeasonalNaive"):
        chosen(("Prophet",))


@pytest.mark.slow
def test_tbats_forecasts_where_it_is_asked_for() -> None:
    y = np.tile([10.0, 20, 30, 40], 12) + np.random.default_rng(0).normal(0, 0.2, 48)
    (found,) = CATALOGUE["TBATS"].forecast([line(y)], asked(4, 4))
    assert np.abs(found - [10, 20, 30, 40]).max() < 5
