"""PyVRP's search (https://pyvrp.org, MIT; Wouda, Lan and Kool 2024): the one file that knows it.

It counts in whole numbers. What is not whole is scaled: distances and loads count to a millionth of the largest, and
times are rounded so that what it takes for possible is possible.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.errors import MissingExtra
from headway.optimize.model import Floats

Wholes = NDArray[np.int64]
LARGEST = 1e6  # of a scaled distance or load: what PyVRP takes for a broken limit stays the larger cost
LARGEST_TIME = 1e7
LEAST_PENALTY = 1e5  # PyVRP's own
PENALTY = 100  # longest distances: the most that a broken limit may cost a unit
SEEDS = 2**32  # how many PyVRP tells apart
NOT_FOUND = 1 << 62  # a cost from here on is none: nothing that keeps all limits is known
PATIENCE = 1000  # iterations a place without a better solution, after which there is hardly one to come
IsOver = Callable[[bool], bool]


@dataclass(frozen=True)
class Fleet:
    """What is to be driven, by the numbers of the places; place 0 is the depot.

    Attributes:
        distances: From row to column, ``(n, n)``; infinite where there is no way.
        durations: The same in time; None: time does not matter.
        demand, service, opens, closes: Of each place, ``(n,)``; the depot's hours are the vehicles'.
        capacities: Of each vehicle; infinite: any load.
    """

    distances: Floats
    durations: Floats | None
    demand: Floats
    service: Floats
    opens: Floats
    closes: Floats
    capacities: tuple[float, ...]


Trips = list[tuple[int, list[int]]]  # a vehicle and its stops, in order


def routes_of(fleet: Fleet, is_over: IsOver, seed: int, *, optional: bool = False) -> Trips | None:
    """The shortest routes found that serve every stop, or, if ``optional``, as many as can be; None: none were found.

    ``is_over`` is asked again and again whether to stop, and told whether there are routes by now.
    """
    pyvrp = load()
    types, vehicles = _vehicles(pyvrp, fleet)
    ways = np.isfinite(fleet.distances)
    longest = float(fleet.distances[ways].max(initial=0.0))
    scale = whole_scale(fleet.distances[ways])
    prize = int(10 * scale * longest) + 1
    # A missing way costs more than leaving out all stops.
    distances = _whole(np.where(ways, fleet.distances, (2 * len(ways) + 100) * (longest + 1)), scale)
    durations, clients = _clients(pyvrp, fleet, prize if optional else 0)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(ways),
        clients=clients,
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=types,
        distance_matrices=[distances],
        duration_matrices=[durations],
    )
    best = _solve(pyvrp, data, is_over, seed)
    if not best.is_feasible():
        return None
    trips: Trips = []
    for kind, drivers in enumerate(vehicles):
        driven = [_stops(fleet, route) for route in best.routes() if route.vehicle_type() == kind]
        trips += zip(drivers, sorted((stops for stops in driven if stops), key=min), strict=False)
    has_ways = all(np.isfinite(fleet.distances[[0, *stops], [*stops, 0]]).all() for _, stops in trips)
    return sorted(trips) if has_ways else None


def _stops(fleet: Fleet, route: Any) -> list[int]:
    """A route's stops in order; towards the one that was given first, where it can be driven either way."""
    stops = [visit.idx + 1 for visit in route if visit.is_client()]
    is_free = fleet.durations is None and bool((fleet.distances == fleet.distances.T).all())
    return stops[::-1] if is_free and stops and stops[-1] < stops[0] else stops


def tour_of(distances: Floats, is_over: IsOver, seed: int) -> list[int]:
    """A short tour from place 0 on; finite distances, from row to column."""
    pyvrp = load()
    count = len(distances)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * count,
        clients=[pyvrp.Client(location=place) for place in range(1, count)],
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=[pyvrp.VehicleType(1)],
        distance_matrices=[_whole(distances, whole_scale(distances))],
        duration_matrices=[np.zeros((count, count), np.int64)],
    )
    best = _solve(pyvrp, data, is_over, seed)
    return [0, *(visit.idx + 1 for route in best.routes() for visit in route if visit.is_client())]


def load() -> Any:
    """The module, or an error that says what to install."""
    try:
        import pyvrp
    except ImportError:
        raise MissingExtra("headway.optimize.routes", "optimize", "pyvrp") from None
    return pyvrp


def _solve(pyvrp: Any, data: Any, is_over: IsOver, seed: int) -> Any:
    stop = _Stop(is_over, PATIENCE * data.num_locations)
    most = max(LEAST_PENALTY, PENALTY * float(data.distance_matrix(0).max()))
    params = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=most))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)  # whether it found routes, we tell
        return pyvrp.solve(data, stop, seed=seed % SEEDS, collect_stats=False, display=False, params=params).best


class _Stop:
    """What PyVRP asks before each iteration, with the best cost so far."""

    def __init__(self, is_over: IsOver, patience: int) -> None:
        self._is_over, self._patience = is_over, patience
        self._best, self._idle = NOT_FOUND, 0

    def __call__(self, cost: int) -> bool:
        self._idle = 0 if cost < self._best else self._idle + 1
        self._best = min(self._best, cost)
        return self._is_over(cost < NOT_FOUND) or (cost < NOT_FOUND and self._idle > self._patience)


def _clients(pyvrp: Any, fleet: Fleet, prize: int) -> tuple[Wholes, list[Any]]:
    """The times between places, and the stops."""
    count = len(fleet.distances)
    demand = np.rint(fleet.demand * _load_scale(fleet)).astype(np.int64)
    required = {"required": False, "prize": prize} if prize else {}
    if fleet.durations is None:
        clients = [pyvrp.Client(place, delivery=[int(demand[place])], **required) for place in range(1, count)]
        return np.zeros((count, count), np.int64), clients
    scale = _time_scale(fleet)
    ways = np.isfinite(fleet.durations)
    never = float(np.nanmax(np.where(np.isfinite(fleet.closes), fleet.closes, 0.0))) + 1.0
    durations = np.ceil(np.where(ways, fleet.durations, never) * scale - 1e-6).astype(np.int64)
    np.fill_diagonal(durations, 0)
    clients = [
        pyvrp.Client(
            place,
            delivery=[int(demand[place])],
            service_duration=int(np.ceil(fleet.service[place] * scale - 1e-6)),
            **_hours(fleet, place, scale),
            **required,
        )
        for place in range(1, count)
    ]
    return durations, clients


def _hours(fleet: Fleet, place: int, scale: float) -> dict[str, int]:
    hours = {"tw_early": int(np.ceil(fleet.opens[place] * scale - 1e-6))}
    if np.isfinite(fleet.closes[place]):
        hours["tw_late"] = int(np.floor(fleet.closes[place] * scale + 1e-6))
    return hours


def _vehicles(pyvrp: Any, fleet: Fleet) -> tuple[list[Any], list[list[int]]]:
    """A type for each capacity, and the vehicles of each."""
    scale = _load_scale(fleet)
    hours = {} if fleet.durations is None else _hours(fleet, 0, _time_scale(fleet))
    kinds: dict[float, list[int]] = {}
    for vehicle, capacity in enumerate(fleet.capacities):
        kinds.setdefault(capacity, []).append(vehicle)
    total = int(np.rint(fleet.demand * scale).sum()) + 1
    types = [
        pyvrp.VehicleType(
            len(vehicles),
            capacity=[int(np.rint(capacity * scale)) if np.isfinite(capacity) else total],
            **hours,
        )
        for capacity, vehicles in kinds.items()
    ]
    return types, list(kinds.values())


def _load_scale(fleet: Fleet) -> float:
    return whole_scale(np.r_[fleet.demand, [each for each in fleet.capacities if np.isfinite(each)]])


def _time_scale(fleet: Fleet) -> float:
    assert fleet.durations is not None
    times = np.r_[fleet.durations.ravel(), fleet.service, fleet.opens, fleet.closes]
    return whole_scale(times[np.isfinite(times)], LARGEST_TIME)


def _whole(numbers: Floats, scale: float) -> Wholes:
    whole = np.rint(numbers * scale).astype(np.int64)
    np.fill_diagonal(whole, 0)
    return whole


def whole_scale(numbers: Floats, largest: float = LARGEST) -> float:
    """What to multiply them by before they are rounded: 1 where they are whole and not too large, else a power of ten.

    >>> whole_scale(np.array([3.0, 4.0])), whole_scale(np.array([0.5, 2000.0])), whole_scale(np.array([2e8]))
    (1.0, 100.0, 0.001)
    """
    longest = float(np.abs(numbers).max(initial=0.0))
    if longest == 0.0 or (longest <= largest and bool((numbers == np.rint(numbers)).all())):
        return 1.0
    return float(10.0 ** np.floor(np.log10(largest / longest)))
