"""Tours and routes as tasks: the room of these that knows them. What is given is read before a call returns.

They run in a worker process. Much of the search is Python, which would hold up all other threads; and a worker can be
ended at any moment, so that cancelling is quick even while a solver runs. A few places are quicker in a thread.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np

from headway import Task, current, task
from headway.errors import BadModel, BadOption
from headway.optimize.limits import is_number, share
from headway.optimize.routing.problem import Stops, stops_of
from headway.optimize.routing.routes import Routes
from headway.optimize.routing.search import shortest_routes
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.places import Places
from headway.optimize.tours.search import shortest_tour
from headway.optimize.tours.stated import places_of
from headway.optimize.tours.tour import Tour, tour_of

__all__ = ["Routes", "Tour", "routes", "tour"]

FEW = 30  # places: done before a worker process has started


def tour(
    distances: Any,
    *,
    start: Hashable | None = None,
    unit: str | None = None,
    time_limit_s: float = 30.0,
    gap: float = 0.0,
    seed: int = 0,
) -> Task[Tour]:
    """The shortest closed tour through all places: a task whose result is a :class:`Tour`.

    With a proof to about a hundred places; beyond, a good tour and how far it may be from the shortest. Directed
    distances (there and back differ) take more time: a proof to about sixty.

    Args:
        distances: A square matrix, from row to column (numpy, lists, or a frame with the names); or a frame with ``lat``
            and ``lon`` (or ``latitude`` and ``longitude``) in degrees (great circles, in km) or with ``x`` and ``y``, the names in its index or in ``name``;
            or coordinates ``(n, 2)``; or the path of a file: CSV with such a table, its first column the names, or TSPLIB. Distances are >= 0; ``math.inf``: there is no way.
        start: The name of the place where it begins; None: the first.
        unit: What the distances are in; it is kept and shown.
        time_limit_s: Wall-clock seconds, from when it begins to run; the best tour so far is the result.
        gap: It may stop where the tour is proven to be no more than this share over the shortest.
        seed: Of all that is drawn. The same seed and enough time give the same tour.

    Raises:
        BadModel: at once, where the distances can't be used (the error names the places) or the file is not there; as the task's error where
            there is no tour.
        UnreadableModel, BadTable: at once, for a file that is not as it should be.
        UnknownName: at once, for a start that is not there.
        BadOption: at once.

    >>> from headway import optimize
    >>> found = optimize.tour([[0, 2, 9, 4], [2, 0, 3, 8], [9, 3, 0, 5], [4, 8, 5, 0]], unit="km").result()
    >>> found
    Tour: 4 places, 14 km, the shortest there is (proven)
    >>> found.order
    ('1', '2', '3', '4')
    """
    places = places_of(distances, unit=unit)
    _check_ways(places)
    begin = 0 if start is None else places.number(start)
    limit_s = _seconds(time_limit_s)
    body = _tour.options(on="thread") if len(places.names) <= FEW else _tour
    return body(places, begin, limit_s, share("gap", gap), _whole("seed", seed, 0))


def routes(
    places: Any,
    *,
    vehicles: int | None = None,
    capacity: Any = None,
    demand: Any = None,
    time_windows: Any = None,
    service_s: Any = None,
    durations: Any = None,
    speed_kmh: float | None = None,
    depot: Hashable | None = None,
    unit: str | None = None,
    time_limit_s: float = 30.0,
    seed: int = 0,
) -> Task[Routes]:
    """Short routes of vehicles from a depot to all places and back: a task whose result is a :class:`Routes`.

    By PyVRP. No proof comes with them. Where no routes that keep all limits are found, the result leaves stops out, and
    names them.

    Args:
        places: As of :func:`tour`; a frame may have columns ``demand``, ``open``, ``close`` and ``service`` too. Or the
            path of a VRPLIB file, which has all of it.
        vehicles: How many there are, at most; None: as the file says, else as many as stops, and more never leave.
        capacity: What each can load, a number, or one for each vehicle; None: as the file says, else any load.
        demand: What each place gets: a dict by name, or a number for each place in order (the depot's is not looked at).
        time_windows: When the service of a place may begin: a dict by name, or a pair for each, ``(open, close)``, None
            where any time will do. Seconds, or ``"8:30"``. The depot's: from when until when vehicles may be out.
        service_s: How long a stop takes: a number for all, a dict by name, or one for each.
        durations: How long each way takes, a square matrix as of the distances. None: from ``speed_kmh``; else, where
            neither is given, a unit of distance takes a unit of time, as in the field's test problems.
        speed_kmh: Of the vehicles, where the distances are km; the times are seconds then.
        depot: The name of the place where vehicles begin and end; None: the first.
        unit: What the distances are in.
        time_limit_s: Wall-clock seconds, from when it begins to run. It ends before, where it does not get on any more.
        seed: Of all that is drawn.

    Raises:
        BadModel: at once, for what can't be met (a demand above every capacity, a window that is over before anybody
            can be there) or can't be used; the error names the place, or the file that is not there.
        UnreadableModel, BadTable: at once, for a file that is not as it should be.
        UnknownName: at once, for a name that no place bears.
        BadOption: at once.

    >>> import pandas as pd
    >>> from headway import optimize
    >>> town = pd.DataFrame({"x": [0, 1, 2, -1, -2], "y": [0, 1, 1, 1, 1], "demand": [0, 2, 2, 2, 2]})
    >>> found = optimize.routes(town, vehicles=2, capacity=4, time_limit_s=2).result()
    >>> [route.stops for route in found.routes]
    [('2', '3'), ('4', '5')]
    """
    stops = stops_of(
        places,
        vehicles=None if vehicles is None else _whole("vehicles", vehicles, 1),
        capacity=capacity,
        demand=demand,
        time_windows=time_windows,
        service=service_s,
        durations=durations,
        speed_kmh=speed_kmh,
        depot=depot,
        unit=unit,
    )
    return _routes(stops, _seconds(time_limit_s), _whole("seed", seed, 0))


@task(on="process", name="tour")
def _tour(places: Places, start: int, limit_s: float, gap: float, seed: int) -> Tour:
    clock = Clock(limit_s, _tell)
    found = shortest_tour(places.distances, clock, seed=seed, gap=gap)
    return tour_of(places, found, start, clock.seconds)


@task(on="process", name="routes")
def _routes(stops: Stops, limit_s: float, seed: int) -> Routes:
    return shortest_routes(stops, Clock(limit_s, _tell), seed)


def _tell(seconds: float, limit_s: float) -> None:
    here = current()
    here.checkpoint()
    here.progress(round(seconds, 1), limit_s)


def _check_ways(places: Places) -> None:
    """Refuse a place that can't be left, or not be reached: that there is no tour can be said at once."""
    if len(places.names) == 1:
        return
    ways = np.isfinite(places.distances) & ~np.eye(len(places.names), dtype=bool)
    for axis, word in ((1, "leads from"), (0, "leads to")):
        cut_off = ~ways.any(axis=axis)
        if cut_off.any():
            name = places.names[int(cut_off.argmax())]
            raise BadModel(f"no way {word} {name}: there is no tour", "Give the distance of at least one.")


def _seconds(given: float) -> float:
    if not is_number(given) or not 0 < given < math.inf:
        raise BadOption("time_limit_s", given, "a number of seconds above 0")
    return float(given)


def _whole(option: str, given: int, least: int) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or given < least:
        raise BadOption(option, given, f"a whole number from {least} on")
    return int(given)
