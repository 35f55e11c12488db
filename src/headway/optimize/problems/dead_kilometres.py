"""Dead kilometres: at which depot each line's buses stay at night, so that they run empty as little as possible.

A bus leaves its depot empty for its line's first stop, and comes home empty from the last stop. A depot has so many places.

    minimise   Σ kilometres_dl · park_dl
    subject to Σ_l park_dl ≤ places_d   for each depot d
               Σ_d park_dl = buses_l    for each line l
               park_dl ≥ 0

``kilometres_dl`` is what a bus of line l runs empty in a day if it stays at depot d: to the first stop, and from the last
one. The shadow price of ``places_d`` is what one more place at that depot is worth: the kilometres that it would save every
day (negative, as the objective is made small). Numbers of buses are whole by themselves, as in a transport problem.
"""

from __future__ import annotations

from functools import partial
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import pulp
from matplotlib.axes import Axes

from headway import Task
from headway.errors import BadTable
from headway.faces import Picture
from headway.optimize.earth import great_circle_km
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import BLUE, INK, SMALL, TEXT, bars, headed, panels, picture, shortened, shown
from headway.optimize.problems.tables import (
    ABOVE_0,
    FROM_0,
    LATITUDE,
    LONGITUDE,
    check_known,
    checked,
    checked_number,
    shipped,
)
from headway.optimize.solution import Solution

STOPS = {"first_lat": LATITUDE, "first_lon": LONGITUDE, "last_lat": LATITUDE, "last_lon": LONGITUDE}
DASHES = ("-", "--", ":", "-.")
SHAPES = ("s", "D", "^", "v", "P", "X", "p", "h")


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """An invented city: its lines with their buses and end stops, and its depots with their places.

    >>> lines, depots = data()
    >>> len(lines), len(depots)
    (8, 3)
    >>> list(depots.columns)
    ['depot', 'places', 'lat', 'lon']
    """
    return shipped("bus_lines"), shipped("bus_depots")


def distances(lines: pd.DataFrame, depots: pd.DataFrame, detour: float = 1.3) -> pd.DataFrame:
    """What a bus of each line runs empty in a day from each depot: ``depot``, ``line``, ``km``.

    Great-circle kilometres, made longer for streets.

    Args:
        lines: ``line``, ``first_lat``, ``first_lon``, ``last_lat``, ``last_lon`` (degrees).
        depots: ``depot``, ``lat``, ``lon``.
        detour: How much longer streets are than the air line.

    Raises:
        BadTable, UnknownColumn, BadOption: what can't be used; the message names column and row.

    >>> kilometres = distances(*data())
    >>> kilometres["km"].round(1).tolist()[:3], len(kilometres)  # 8 lines, 3 depots
    ([9.5, 17.2, 5.8], 24)
    """
    lines = checked(lines, "lines", names=["line"], numbers=STOPS)
    depots = checked(depots, "depots", names=["depot"], numbers={"lat": LATITUDE, "lon": LONGITUDE})
    detour = checked_number(detour, "detour", ABOVE_0)
    pairs = depots.merge(lines, how="cross")
    out = great_circle_km(pairs["lat"], pairs["lon"], pairs["first_lat"], pairs["first_lon"])
    home = great_circle_km(pairs["last_lat"], pairs["last_lon"], pairs["lat"], pairs["lon"])
    return pairs[["depot", "line"]].assign(km=detour * (out + home))


def model(lines: pd.DataFrame, depots: pd.DataFrame, kilometres: pd.DataFrame | None = None) -> Any:
    """The depots as a PuLP problem.

    Args:
        lines: ``line``, ``buses`` and, unless you give ``kilometres``, the columns of :func:`distances`.
        depots: ``depot``, ``places`` and, unless you give ``kilometres``, ``lat`` and ``lon``.
        kilometres: ``depot``, ``line``, ``km`` (empty, of one bus in a day) where you know them; a pair that is not there
            is not allowed.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used, or more buses than places; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data())).title
    'dead_kilometres: minimise over 24 variables, 11 rows, 48 non-zeros'
    """
    lines, depots, kilometres = _checked(lines, depots, kilometres)
    problem = pulp.LpProblem("dead_kilometres", pulp.LpMinimize)
    park = {
        (d, line): problem.add_variable(name_of("park", d, line), 0)
        for d, line in zip(kilometres["depot"], kilometres["line"], strict=True)
    }
    problem += pulp.lpDot(list(kilometres["km"]), list(park.values())), "kilometres"
    for depot, places in depots[["depot", "places"]].itertuples(index=False):
        problem += pulp.lpSum(park[d, line] for d, line in park if d == depot) <= places, name_of("places", depot)
    for line, buses in lines[["line", "buses"]].itertuples(index=False):
        problem += pulp.lpSum(park[d, of] for d, of in park if of == line) == buses, name_of("buses", line)
    return problem


def solve(
    lines: pd.DataFrame, depots: pd.DataFrame, kilometres: pd.DataFrame | None = None, **options: Any
) -> Task[Answer]:
    """Where each line's buses stay, and what one more place at each depot is worth.

    Args:
        lines: As of :func:`model`.
        depots: As of :func:`model`.
        kilometres: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> lines, depots = data()
    >>> answer = solve(lines, depots).result()
    >>> answer
    <dead kilometres: optimal, objective ...>
    """
    checked_lines, checked_depots, checked_kilometres = _checked(lines, depots, kilometres)
    has_places = {"lat", "lon"} <= set(depots.columns) and set(STOPS) <= set(lines.columns)
    read = partial(_read, checked_lines, checked_depots, checked_kilometres, has_places)
    return answered(model(lines, depots, kilometres), read, options=options)


def _checked(
    lines: pd.DataFrame, depots: pd.DataFrame, kilometres: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    if kilometres is None:
        kilometres = distances(lines, depots)
    stops = {column: kind for column, kind in STOPS.items() if column in getattr(lines, "columns", ())}
    at = {
        column: kind
        for column, kind in (("lat", LATITUDE), ("lon", LONGITUDE))
        if column in getattr(depots, "columns", ())
    }
    lines = checked(lines, "lines", names=["line"], numbers={"buses": FROM_0, **stops})
    depots = checked(depots, "depots", names=["depot"], numbers={"places": FROM_0, **at})
    kilometres = checked(kilometres, "kilometres", names=["depot", "line"], numbers={"km": FROM_0})
    check_known(kilometres, "kilometres", "depot", depots["depot"], "depots")
    check_known(kilometres, "kilometres", "line", lines["line"], "lines")
    buses, places = lines["buses"].sum(), depots["places"].sum()
    if buses > places:
        raise BadTable(
            f"lines: `buses` is {buses:g} in all, and `places` of depots only {places:g}",
            f"Find {buses - places:g} more places.",
        )
    return lines, depots, kilometres


def _read(
    lines: pd.DataFrame, depots: pd.DataFrame, kilometres: pd.DataFrame, has_places: bool, solution: Solution
) -> Answer:
    names = [name_of("park", depot, line) for depot, line in zip(kilometres["depot"], kilometres["line"], strict=True)]
    frame = kilometres.assign(park=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["dead_km"] = frame["km"] * frame["park"]
    plan = frame[["line", "depot", "park", "km", "dead_km", "reduced_cost"]]
    drawn = partial(_drawn, lines if has_places else None, depots)
    return Answer("dead kilometres", plan, rows_of(solution), solution, drawn)


def _drawn(lines: pd.DataFrame | None, depots: pd.DataFrame, answer: Answer) -> Picture:
    title = "Dead kilometres: where the buses stay"
    if lines is None:
        figure, (worth,) = panels(6.0, 0.6 * len(depots) + 1.2)
    else:
        figure, (town, worth) = panels(8.8, 4.4, 2, (1.9, 1))
        _town(town, lines, depots, answer.frame)
        headed(
            town,
            f"Where the buses stay: {shown(answer.objective, 4)} km empty a day",
            "○ first stop (line: its buses), ● last stop; dashes tell depots apart",
        )
        worth.set_box_aspect(0.7)
    rows = answer.rows.loc[[name_of("places", depot) for depot in depots["depot"]]]
    notes = [
        f"{shown(used)} of {shown(places)} used\n{f'one more saves {shown(-price)} km' if price else 'one more saves nothing'}"
        for used, places, price in zip(rows["activity"], depots["places"], rows["shadow_price"], strict=True)
    ]
    bars(worth, list(depots["depot"]), [-price for price in rows["shadow_price"]], notes)
    headed(worth, "One more place", "kilometres saved a day")
    return picture(title, figure)


def _town(axes: Axes, lines: pd.DataFrame, depots: pd.DataFrame, plan: pd.DataFrame) -> None:
    """A map: from each depot lines to the end stops of what stays there."""
    at = {depot: (lon, lat) for depot, lat, lon in depots[["depot", "lat", "lon"]].itertuples(index=False)}
    styles, ends = dict(zip(at, cycle(DASHES), strict=False)), lines.set_index("line")
    for line in lines.itertuples():
        stays = plan[(plan["line"] == line.line) & (plan["park"] > 0)]
        parked = list(zip(stays["depot"], stays["park"], strict=True))
        label = f"{shortened(line.line, 12)}: {' + '.join(shown(buses) for _, buses in parked)}"
        homes = [at[depot] for depot, _ in parked]
        dashes = [styles[depot] for depot, _ in parked]
        _stop(axes, (line.first_lon, line.first_lat), homes, dashes, "white", label)
        _stop(axes, (line.last_lon, line.last_lat), homes, dashes, INK, shortened(line.line, 12))
    for (depot, place), shape in zip(at.items(), cycle(SHAPES), strict=False):
        here = ends.loc[list(plan.loc[(plan["depot"] == depot) & (plan["park"] > 0), "line"])]
        is_above = len(here) > 0 and here[["first_lat", "last_lat"]].to_numpy().mean() < place[1]
        axes.plot(*place, shape, markersize=13, markerfacecolor=INK, markeredgecolor="white", zorder=5)
        _label(axes, place, (0, 16 if is_above else -17), shortened(depot), fontsize=TEXT, fontweight="bold", zorder=6)
    axes.set_aspect(1 / np.cos(np.radians(depots["lat"].mean())), adjustable="datalim")
    axes.margins(0.1)
    axes.set_xticks([])
    axes.set_yticks([])


def _stop(
    axes: Axes, stop: tuple[float, float], homes: list[tuple[float, float]], dashes: list[str], face: str, note: str
) -> None:
    """An end stop, the ways to the depots of its buses, and its label on the side that looks away from them."""
    for home, style in zip(homes, dashes, strict=True):
        axes.plot(*zip(home, stop, strict=True), style, color=BLUE, linewidth=1.6, zorder=2)
    axes.plot(*stop, "o", markersize=6, markerfacecolor=face, markeredgecolor=INK, zorder=4)
    away = np.array(stop) - np.mean(homes or [stop], axis=0)
    size = float(np.hypot(*away))
    x, y = away / size if size else (0.0, 1.0)
    _label(axes, stop, (12 * x + 4 * np.sign(x) * len(note) / 2, 12 * y), note, fontsize=SMALL, zorder=4)


def _label(axes: Axes, place: tuple[float, float], offset: tuple[float, float], note: str, **style: Any) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8}
    axes.annotate(
        note, place, offset, textcoords="offset points", ha="center", va="center", color=INK, bbox=box, **style
    )
