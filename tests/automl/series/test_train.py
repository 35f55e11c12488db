"""From a table to forecasts: in the calling process, where everything is as it is in workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.series.helpers import QUICK

from headway import BadOption, BadTable, UnknownColumn
from headway.automl.series import SeriesExperiment, train_series
from headway.automl.series.methods import CATALOGUE, Ask, Local
from headway.automl.series.panel import Floats, Line

pytest.importorskip("statsforecast", reason='needs the extra "series"')
pytestmark = pytest.mark.usefixtures("here")


def trained(frame: pd.DataFrame, **options: Any) -> SeriesExperiment:
    given = {"target": "sold", "time": "day", "series": "shop", "horizon": 7, "methods": QUICK, **options}
    return train_series(frame, **given)


def test_forecast_goes_on_where_each_series_ends(shops: pd.DataFrame) -> None:
    forecast = trained(shops).forecast()
    assert list(forecast) == ["shop", "day", "prediction", "lower", "upper"]
    assert forecast["shop"].tolist() == ["north"] * 7 + ["south"] * 7
    assert forecast["day"].tolist() == list(pd.date_range("2024-03-01", periods=7)) * 2
    assert (forecast["lower"] <= forecast["prediction"]).all()
    assert (forecast["prediction"] <= forecast["upper"]).all()


def test_forecast_is_near_what_comes(shops: pd.DataFrame) -> None:
    last = shops.groupby("shop").cumcount(ascending=False) < 7
    experiment = trained(shops[~last])
    off = np.abs(experiment.forecast()["prediction"].to_numpy() - shops[last]["sold"].to_numpy())
    assert off.mean() < 3
    assert experiment.score < 0.7


def test_gap_moves_the_forecast(shops: pd.DataFrame) -> None:
    experiment = trained(shops, gap=3)
    assert experiment.forecast()["day"].iloc[0] == pd.Timestamp("2024-03-04")
    season = [10.0, 12, 13, 15, 20, 30, 25]
    first = experiment.forecast()["prediction"].iloc[0]
    assert first == pytest.approx(season[63 % 7] + 63 / 6, abs=4)


def test_same_table_options_and_seed_give_the_same(shops: pd.DataFrame) -> None:
    shuffled = shops.sample(frac=1, random_state=1).sort_values("shop", kind="stable")
    first, second = (
        trained(shops, seed=5, methods=["LightGBM", *QUICK]),
        trained(shuffled, seed=5, methods=["LightGBM", *QUICK]),
    )
    pd.testing.assert_frame_equal(first.forecast(), second.forecast())
    same = ["method", "score", "relative", "windows", "chosen", "note"]
    pd.testing.assert_frame_equal(first.leaderboard[same], second.leaderboard[same])


def test_one_series_needs_no_name(shops: pd.DataFrame) -> None:
    experiment = trained(shops[shops["shop"] == "north"], series=None)
    assert list(experiment.forecast()) == ["day", "prediction", "lower", "upper"]
    assert experiment.series == ((),)


def test_seasonal_naive_is_always_in_the_pool(shops: pd.DataFrame) -> None:
    assert "SeasonalNaive" in trained(shops, methods="Theta").leaderboard["method"].tolist()


def test_leaderboard_has_the_best_first(shops: pd.DataFrame) -> None:
    experiment = trained(shops)
    board = experiment.leaderboard
    assert list(board) == ["method", "score", "relative", "windows", "chosen", "seconds", "note"]
    assert {*QUICK, "Combination"} == set(board["method"])
    known = board["relative"].dropna()
    assert known.is_monotonic_increasing
    assert experiment.best_method in QUICK
    assert board.set_index("method").loc["Combination", "score"] == pytest.approx(experiment.score)


@pytest.mark.parametrize("metric", ["mase", "rmsse", "mae", "rmse", "smape"])
def test_any_metric_chooses_and_is_told(shops: pd.DataFrame, metric: str) -> None:
    experiment = trained(shops, metric=metric)
    scores = experiment.scores()
    assert scores["shop"].tolist() == ["north", "south"]
    assert scores["Combination"].mean() == pytest.approx(experiment.score)
    assert np.isfinite(experiment.scores("mae")["Theta"]).all()


def test_backtest_is_beside_what_happened(shops: pd.DataFrame) -> None:
    experiment = trained(shops, windows=2)
    backtest = experiment.backtest
    assert list(backtest) == ["shop", "day", "window", "actual", "prediction"]
    assert len(backtest) == 2 * 2 * 7
    joined = backtest.merge(shops, on=["shop", "day"])
    assert joined["actual"].tolist() == joined["sold"].tolist()
    assert backtest["day"].max() == shops["day"].max()


def test_history_is_what_was_forecast_from(shops: pd.DataFrame) -> None:
    experiment = trained(shops)
    pd.testing.assert_frame_equal(experiment.history(), shops, check_dtype=False)
    assert len(experiment.history("south")) == 60
    with pytest.raises(UnknownColumn, match="'nort'"):
        experiment.history("nort")


def test_horizon_may_be_shorter_and_longer(shops: pd.DataFrame) -> None:
    experiment = trained(shops)
    whole = experiment.forecast()
    assert experiment.forecast(3)["prediction"].tolist() == [
        value for at, value in enumerate(whole["prediction"]) if at % 7 < 3
    ]
    longer = experiment.forecast(10)
    assert len(longer) == 20
    again = longer.groupby("shop").head(7)["prediction"].to_numpy()
    assert again == pytest.approx(whole["prediction"].to_numpy())


def test_higher_level_is_wider(shops: pd.DataFrame) -> None:
    experiment = trained(shops)
    narrow, wide = experiment.forecast(level=0.5), experiment.forecast(level=0.95)
    assert (wide["upper"] - wide["lower"] > narrow["upper"] - narrow["lower"]).all()


@pytest.mark.parametrize(
    ("options", "named"), [({"horizon": 0}, "horizon"), ({"horizon": 2.5}, "horizon"), ({"level": 9}, "level")]
)
def test_forecast_of_nonsense_is_refused(shops: pd.DataFrame, options: dict[str, Any], named: str) -> None:
    experiment = trained(shops, methods="SeasonalNaive")
    with pytest.raises(BadOption, match=f"{named}="):
        experiment.forecast(**options)


# --- features -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def offers() -> pd.DataFrame:
    """Sales that double on days with an offer; the last 5 days are still to come."""
    offer = np.random.default_rng(4).choice(["yes", "no"], 125)
    sold = np.where(offer == "yes", 20.0, 10.0) + np.random.default_rng(5).normal(0, 0.5, 125)
    days = pd.date_range("2024-01-01", periods=125)
    return pd.DataFrame({"day": days, "sold": np.where(np.arange(125) < 120, sold, np.nan), "offer": offer})


def test_known_feature_of_the_future_is_used(offers: pd.DataFrame) -> None:
    experiment = trained(offers, series=None, known="offer", horizon=5, methods="ARIMA", season=1, windows=1)
    expected = np.where(offers["offer"].tail(5) == "yes", 20, 10)
    assert experiment.forecast()["prediction"].to_numpy() == pytest.approx(expected, abs=2)


def test_future_may_be_told_with_training_or_after_it(offers: pd.DataFrame) -> None:
    past, future = offers.head(120), offers.tail(5).drop(columns="sold")
    options: dict[str, Any] = {
        "series": None,
        "known": "offer",
        "horizon": 5,
        "methods": "ARIMA",
        "season": 1,
        "windows": 1,
    }
    before, after = trained(past, future=future, **options), trained(past, **options)
    told, late = before.forecast(), after.forecast(future=future)
    pd.testing.assert_frame_equal(told, late)
    assert set(after.choices["methods"]) == {"SeasonalNaive"}  # as long as nobody has told the future


def test_past_feature_needs_no_future(offers: pd.DataFrame) -> None:
    experiment = trained(
        offers, series=None, features="offer", horizon=5, methods=["LightGBM", "ARIMA"], season=1, windows=1
    )
    assert len(experiment.forecast()) == 5


# --- bad tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [1, 2, 3, 5, 8, 12])
def test_short_series_has_a_forecast(points: int) -> None:
    frame = pd.DataFrame({"day": range(points), "sold": np.arange(points) + 5.0})
    forecast = trained(frame, series=None, horizon=4, methods=None).forecast()
    assert len(forecast) == 4
    assert np.isfinite(forecast[["prediction", "lower", "upper"]].to_numpy()).all()


def test_short_series_goes_by_the_long_ones(shops: pd.DataFrame) -> None:
    short = pd.DataFrame({"shop": "new", "day": pd.date_range("2024-02-01", periods=4), "sold": [1.0, 2, 3, 4]})
    experiment = trained(pd.concat([shops, short]))
    assert len(experiment.forecast()) == 21
    assert any("1 series is too short for a backtest" in note for note in experiment.notes)


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_constant_series_goes_on(value: float) -> None:
    frame = pd.DataFrame({"day": range(40), "sold": value})
    forecast = trained(frame, series=None, methods=None, windows=1).forecast()
    assert forecast["prediction"].to_numpy() == pytest.approx(value, abs=1e-6)
    assert forecast["upper"].to_numpy() == pytest.approx(value, abs=1e-6)


def test_constant_series_beside_others_goes_on(shops: pd.DataFrame) -> None:
    closed = pd.DataFrame({"shop": "closed", "day": shops["day"].head(60), "sold": 0.0})
    forecast = trained(pd.concat([shops, closed]), methods=[*QUICK, "ETS", "MSTL", "ARIMA"], windows=1).forecast()
    assert forecast[forecast["shop"] == "closed"]["prediction"].to_numpy() == pytest.approx(0, abs=1e-6)


def test_missing_series_is_named_and_the_others_go_on(shops: pd.DataFrame) -> None:
    experiment = trained(pd.concat([shops, shops.assign(shop="lost", sold=np.nan).head(60)]))
    assert set(experiment.forecast()["shop"]) == {"north", "south"}
    assert any("lost" in note for note in experiment.notes)


def test_table_without_values_is_refused(shops: pd.DataFrame) -> None:
    with pytest.raises(BadTable, match="'sold' has no values"):
        trained(shops.assign(sold=np.nan))


def test_intermittent_demand_is_not_negative() -> None:
    sold = (np.random.default_rng(0).random(120) < 0.2) * np.random.default_rng(1).integers(1, 9, 120)
    frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=120), "sold": sold})
    experiment = trained(frame, series=None, methods=[*QUICK, "Croston"])
    assert (experiment.forecast()[["prediction", "lower"]].to_numpy() >= 0).all()
    assert experiment.leaderboard.set_index("method").loc["Croston", "windows"] > 0


def test_number_and_category_ids_come_back_as_they_were(shops: pd.DataFrame) -> None:
    numbered = shops.assign(shop=shops["shop"].map({"north": 1, "south": 2}), kind=pd.Categorical(shops["shop"]))
    forecast = trained(numbered, series=["shop", "kind"]).forecast()
    assert forecast["shop"].unique().tolist() == [1, 2]
    assert forecast["kind"].unique().tolist() == ["north", "south"]


# --- what fails costs only itself ---------------------------------------------------------------------------------------


def _is_large(line: Line) -> bool:
    return bool(line.y.max() > 100)


def _bad(line: Line, ask: Ask) -> Floats:
    if _is_large(line):
        raise ZeroDivisionError("a fit went wrong")
    return np.full(ask.steps, 20.0)


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> str:
    """A method that fails on the larger of the two shops."""
    monkeypatch.setitem(CATALOGUE, "Bad", Local("Bad", _bad, lambda ask: 1, lambda: None))
    return "Bad"


def test_failing_series_costs_only_itself(shops: pd.DataFrame, bad: str) -> None:
    experiment = trained(shops, methods=[bad, "Theta"])
    assert len(experiment.forecast()) == 14
    note = experiment.leaderboard.set_index("method").loc["Bad", "note"]
    assert "failed on south: ZeroDivisionError: a fit went wrong" in note
    scores = experiment.scores().set_index("shop")["Bad"]
    assert np.isfinite(scores["north"])
    assert np.isnan(scores["south"])


def test_failing_method_costs_only_itself(shops: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(lines: Sequence[Line], ask: Ask) -> list[Floats]:
        raise MemoryError("too much")

    monkeypatch.setattr("headway.automl.series.methods.boosting.Boosting.forecast", staticmethod(fail))
    earlier = shops.assign(day=shops["day"] - pd.Timedelta(days=60))
    experiment = trained(pd.concat([earlier, shops]), methods=["LightGBM", "Theta"])
    assert len(experiment.forecast()) == 14
    assert "MemoryError: too much" in experiment.leaderboard.set_index("method").loc["LightGBM", "note"]


def test_forecast_of_the_future_may_fail_where_backtests_did_not(
    shops: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_at_the_end(line: Line, ask: Ask) -> Floats:
        if line.points == 60:
            raise ZeroDivisionError
        return np.resize(line.y[-7:], ask.steps) + 7 / 6

    monkeypatch.setitem(CATALOGUE, "Late", Local("Late", fail_at_the_end, lambda ask: 1, lambda: None))
    experiment = trained(shops, methods=["Late", "Theta"])
    assert np.isfinite(experiment.forecast()["prediction"]).all()
    assert not experiment.choices["methods"].str.contains("Late").any()
