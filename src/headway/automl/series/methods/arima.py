"""ARIMA with its orders chosen stepwise by AICc (Hyndman & Khandakar 2008), with the features that are known ahead.

It is the slowest of the usual methods by far: whoever runs it measures it first.
"""

from __future__ import annotations

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line

LONGEST_SEASON = 24  # a seasonal ARIMA of more takes minutes a series
MOST_POINTS = 600  # of the end of a series: the orders need no more, and the time grows with them
EXACT_POINTS = 150  # up to which candidates are fitted exactly; beyond, by conditional sums of squares


def arima(line: Line, ask: Ask) -> Floats:
    """The forecast of the best seasonal ARIMA model that a stepwise search finds."""
    season = ask.season if ask.season <= LONGEST_SEASON and line.points >= 2 * ask.season + 4 else 1
    recent = line.last(MOST_POINTS)
    model = library.models().AutoARIMA(season_length=season, approximation=recent.points > EXACT_POINTS or season > 12)
    return library.forecast(model, recent, ask, with_known=True)


ARIMA = Local("ARIMA", arima, lambda ask: 10, library.models, takes_known=True)
