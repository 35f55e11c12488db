"""Every method, by the name that the leaderboard gives it; a new one is a file here and a line in the catalogue."""

from __future__ import annotations

from headway.automl.series.methods.arima import ARIMA
from headway.automl.series.methods.base import Ask, Local, Method, on_logs
from headway.automl.series.methods.boosting import BOOSTING, LOG_BOOSTING
from headway.automl.series.methods.ces import CES
from headway.automl.series.methods.croston import CROSTON
from headway.automl.series.methods.ets import ETS
from headway.automl.series.methods.mstl import MSTL, MSTL_ARIMA
from headway.automl.series.methods.naive import DRIFT, MEAN, NAIVE, SEASONAL_NAIVE
from headway.automl.series.methods.tbats import TBATS
from headway.automl.series.methods.theta import THETA
from headway.errors import BadOption

__all__ = ["ALWAYS", "CATALOGUE", "Ask", "Local", "Method", "chosen"]

# In the order in which they get their share of the budget: what is quick or has proved good for its time comes first.
_ORDERED: tuple[Method, ...] = (
    SEASONAL_NAIVE,
    NAIVE,
    MEAN,
    DRIFT,
    CES,
    BOOSTING,
    LOG_BOOSTING,
    CROSTON,
    MSTL,
    on_logs(MSTL),
    THETA,
    ETS,
    on_logs(ETS),
    MSTL_ARIMA,
    on_logs(MSTL_ARIMA),
    ARIMA,
    on_logs(ARIMA),
    TBATS,
)
# Seconds to minutes a series, and seldom among the best: tried where it is named.
ON_REQUEST = frozenset({TBATS.name})
CATALOGUE: dict[str, Method] = {method.name: method for method in _ORDERED}
ALWAYS = SEASONAL_NAIVE.name


def chosen(names: tuple[str, ...]) -> tuple[Method, ...]:
    """The methods of these names (all but the slowest, for none), in the order of the catalogue, and the seasonal naive in any case.

    >>> [method.name for method in chosen(("ETS",))]
    ['SeasonalNaive', 'ETS']
    """
    known = {name.lower(): name for name in CATALOGUE}
    for name in names:
        if name.lower() not in known:
            raise BadOption("methods", name, f"some of {', '.join(CATALOGUE)}")
    wanted = {known[name.lower()] for name in names} | {ALWAYS} if names else CATALOGUE.keys() - ON_REQUEST
    return tuple(method for method in CATALOGUE.values() if method.name in wanted)
