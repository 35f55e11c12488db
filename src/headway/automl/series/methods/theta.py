"""The Theta method, with its variant chosen by its fit (Assimakopoulos & Nikolopoulos 2000; Fiorucci et al. 2016)."""

from __future__ import annotations

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line

MOST_POINTS = 300  # of the end of a series, or ten seasons: smoothing forgets what was before


def theta(line: Line, ask: Ask) -> Floats:
    """The forecast of the best of four Theta models, of the series without its season."""
    season = ask.season if line.points >= 2 * ask.season else 1
    recent = line.last(max(MOST_POINTS, 10 * season))
    kind = "multiplicative" if line.y.min() > 0 else "additive"
    return library.forecast(library.models().AutoTheta(season_length=season, decomposition_type=kind), recent, ask)


THETA = Local("Theta", theta, lambda ask: 8, library.models)
