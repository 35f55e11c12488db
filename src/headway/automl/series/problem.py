"""What is asked of a forecast, as one checked value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from operator import index

from headway.errors import BadOption

METRICS = ("mase", "rmsse", "mae", "rmse", "smape")
AGGREGATES = ("mean", "sum", "median", "min", "max", "first", "last")
FILLS = ("auto", "interpolate", "previous", "zero")


@dataclass(frozen=True)
class SeriesProblem:
    """Which column to forecast, over which times, how far, and how good a forecast is. Made by :func:`ask`.

    The forecast begins ``gap`` steps after a series' last point and is ``horizon`` steps long. ``features`` are columns
    that may help; those of them in ``known`` are known for the future, too. ``seasons`` are steps a season, the main
    one first (empty: they are found out).
    """

    target: str
    time: str
    series: tuple[str, ...] = ()
    horizon: int = 1
    gap: int = 0
    seasons: tuple[int, ...] = ()
    metric: str = "mase"
    level: float = 0.9
    features: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    aggregate: str = "mean"
    fill: str = "auto"
    freq: str | int | None = None
    methods: tuple[str, ...] = ()
    windows: int | None = None
    budget_s: float | None = None
    seed: int = 0

    @property
    def steps(self) -> int:
        """How far the last forecast lies after the last point: the gap, and the horizon."""
        return self.gap + self.horizon

    @property
    def past(self) -> tuple[str, ...]:
        """The features of which only the past is known."""
        return tuple(name for name in self.features if name not in self.known)


def ask(
    *,
    target: str,
    time: str,
    series: str | Iterable[str] | None = None,
    horizon: int,
    gap: int = 0,
    season: int | Iterable[int] | None = None,
    metric: str = "mase",
    level: float = 0.9,
    features: str | Iterable[str] | None = None,
    known: str | Iterable[str] | None = None,
    aggregate: str = "mean",
    fill: str = "auto",
    freq: str | int | None = None,
    methods: str | Iterable[str] | None = None,
    windows: int | None = None,
    budget_s: float | None = None,
    seed: int = 0,
) -> SeriesProblem:
    """The problem of these options. Columns known for the future are features, named there or not.

    Raises:
        BadOption: an option without sense; the message names it, and what is expected.

    >>> ask(target="sales", time="day", series="shop", horizon=14, season=7).seasons
    (7,)
    >>> ask(target="sales", time="day", horizon=-1)
    Traceback (most recent call last):
        ...
    headway.errors.BadOption: horizon=-1: expected a whole number of steps, 1 or more
    """
    known_names = _names("known", known)
    problem = SeriesProblem(
        target=_name("target", target),
        time=_name("time", time),
        series=_names("series", series),
        horizon=_whole("horizon", horizon, 1, "a whole number of steps, 1 or more"),
        gap=_whole("gap", gap, 0, "a whole number of steps, 0 or more"),
        seasons=_seasons(season),
        metric=_one_of("metric", metric, METRICS),
        level=_share("level", level),
        features=tuple(dict.fromkeys((*_names("features", features), *known_names))),
        known=known_names,
        aggregate=_one_of("aggregate", aggregate, AGGREGATES),
        fill=_one_of("fill", fill, FILLS),
        freq=freq,
        methods=_names("methods", methods),
        windows=None if windows is None else _whole("windows", windows, 1, "a whole number, 1 or more, or None"),
        budget_s=_seconds("budget_s", budget_s),
        seed=_whole("seed", seed, 0, "a whole number, 0 or more"),
    )
    _refuse_shared_columns(problem)
    return problem


def _refuse_shared_columns(problem: SeriesProblem) -> None:
    """A column has one part to play: the target as its own feature would be a forecast of what is known."""
    taken = {problem.target: "target"}
    for role, names in (("time", (problem.time,)), ("series", problem.series), ("features", problem.features)):
        for name in names:
            if name in taken:
                raise BadOption(role, name, f"another column: {name!r} is the {taken[name]} already")
            taken[name] = role


def _name(option: str, given: object) -> str:
    if not isinstance(given, str):
        raise BadOption(option, given, "the name of a column")
    return given


def _names(option: str, given: str | Iterable[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        return (given,)
    expected = "a name, or a list of names"
    names = tuple(given) if isinstance(given, Iterable) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise BadOption(option, given, expected)
    if len(set(names)) < len(names):
        raise BadOption(option, given, "each name once")
    return names


def _whole(option: str, given: object, least: int, expected: str) -> int:
    try:
        number = index(given)  # type: ignore[arg-type]
    except TypeError:
        raise BadOption(option, given, expected) from None
    if isinstance(given, bool) or number < least:
        raise BadOption(option, given, expected)
    return number


def _seasons(given: int | Iterable[int] | None) -> tuple[int, ...]:
    expected = "steps a season, 1 or more (12 for months, 24 for hours), or several, the main one first"
    if given is None:
        return ()
    listed = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    return tuple(dict.fromkeys(_whole("season", season, 1, expected) for season in listed))


def _one_of(option: str, given: object, known: tuple[str, ...]) -> str:
    if not isinstance(given, str) or given not in known:
        raise BadOption(option, given, f"one of {', '.join(known)}")
    return given


def _share(option: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given < 1:
        raise BadOption(option, given, "a share between 0 and 1, such as 0.9")
    return float(given)


def _seconds(option: str, given: object) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not isfinite(given) or given <= 0:
        raise BadOption(option, given, "seconds, above 0, or None to take as long as it takes")
    return float(given)
