"""Seasons taken out by loess, one after another (Bandara et al. 2021), and the rest forecast by another method."""

from __future__ import annotations

from typing import Any

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line


def mstl_ets(line: Line, ask: Ask) -> Floats:
    """The seasons, and the rest by exponential smoothing."""
    return _mstl(library.models().AutoETS(model="ZZN"), line, ask)


def mstl_arima(line: Line, ask: Ask) -> Floats:
    """The seasons, and the rest by ARIMA."""
    return _mstl(library.models().AutoARIMA(), line, ask)


def _mstl(trend: Any, line: Line, ask: Ask) -> Floats:
    seasons = [season for season in ask.seasons if line.points >= 2 * season + 1]
    return library.forecast(library.models().MSTL(season_length=seasons, trend_forecaster=trend), line, ask)


def _bars(line: Line, ask: Ask) -> str:
    return "" if ask.season > 1 else "has no season"


MSTL = Local("MSTL", mstl_ets, lambda ask: 2 * ask.season + 4, library.models, _bars)
MSTL_ARIMA = Local("MSTL-ARIMA", mstl_arima, lambda ask: 2 * ask.season + 4, library.models, _bars)
