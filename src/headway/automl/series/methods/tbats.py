"""TBATS (De Livera et al. 2011): several seasons as trigonometric terms, Box-Cox, ARMA errors. Good, and very slow."""

from __future__ import annotations

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line


def tbats(line: Line, ask: Ask) -> Floats:
    """The forecast of the best TBATS model."""
    seasons = [season for season in ask.seasons if line.points >= 2 * season + 4] or [1]
    return library.forecast(library.models().AutoTBATS(season_length=seasons), line, ask)


TBATS = Local("TBATS", tbats, lambda ask: 20, library.models)
