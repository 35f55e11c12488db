"""Complex exponential smoothing (Svetunkov et al. 2022): level and a second, unseen component as one complex number."""

from __future__ import annotations

from headway.automl.series.methods import library
from headway.automl.series.methods.base import Ask, Local
from headway.automl.series.panel import Floats, Line


def ces(line: Line, ask: Ask) -> Floats:
    """The forecast of the best kind of complex smoothing."""
    season = ask.season if line.points >= 2 * ask.season + 4 else 1
    return library.forecast(library.models().AutoCES(season_length=season), line, ask)


CES = Local("CES", ces, lambda ask: 10, library.models)
