"""Exponential smoothing, with the kind of error, trend and season chosen by AICc (Hyndman et al. 2002)."""

from __future__ import annotations

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line

LONGEST_SEASON = 24  # a state for each step of the season: beyond that they are not to be estimated
MOST_POINTS = 300  # of the end of a series, or ten seasons: smoothing forgets what was before


def ets(line: Line, ask: Ask) -> Floats:
    """The forecast of the best kind of exponential smoothing."""
    season = ask.season if ask.season <= LONGEST_SEASON and line.points >= 2 * ask.season else 1
    return library.forecast(
        library.models().AutoETS(season_length=season), line.last(max(MOST_POINTS, 10 * season)), ask
    )


ETS = Local("ETS", ets, lambda ask: 8, library.models)
