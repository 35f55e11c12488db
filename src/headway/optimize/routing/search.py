"""The search for short routes: all stops if it can be, else as many as can be; then who is where when."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from headway.optimize.routing.by_pyvrp import Fleet, Trips, routes_of
from headway.optimize.routing.problem import Stops
from headway.optimize.routing.routes import Route, Routes
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.layout import positions_of

TRY_ALL = 0.5  # of the time: if no routes for all stops were found by then, some are left out


def shortest_routes(stops: Stops, clock: Clock, seed: int) -> Routes:
    """The shortest routes found in the time."""
    fleet = stops.fleet
    trips: Trips | None = None
    if fleet.demand.sum() <= sum(fleet.capacities):
        trips = routes_of(fleet, lambda found: clock.is_over(1.0 if found else TRY_ALL), seed)
    if trips is None:
        trips = routes_of(fleet, lambda found: clock.is_over(), seed, optional=True) or []
    return _told(stops, trips, clock.seconds)


def _told(stops: Stops, trips: Trips, seconds: float) -> Routes:
    places, fleet = stops.places, stops.fleet
    routes = tuple(_route(stops, vehicle, visits) for vehicle, visits in trips)
    served = {visit for _, visits in trips for visit in visits}
    order = [0, *(visit for _, visits in trips for visit in visits)]
    order += [at for at in range(len(places.names)) if at not in {0, *served}]
    positions, layout = positions_of(places, order)
    return Routes(
        depot=places.names[0],
        routes=routes,
        unplaced=tuple(name for at, name in enumerate(places.names) if at and at not in served),
        length=float(sum(route.length for route in routes)),
        unit=places.unit,
        vehicles=len(fleet.capacities),
        seconds=seconds,
        names=places.names,
        positions=positions,
        layout=layout,
        has_clock=stops.has_clock,
        has_windows=bool((fleet.opens > 0).any() or np.isfinite(fleet.closes).any()),
    )


def _route(stops: Stops, vehicle: int, visits: list[int]) -> Route:
    fleet = stops.fleet
    legs = tuple(float(fleet.distances[here, there]) for here, there in pairwise([0, *visits, 0]))
    departure, arrivals, starts, back = (None, (), (), None) if fleet.durations is None else times(fleet, visits)
    return Route(
        vehicle=vehicle + 1,
        stops=tuple(stops.places.names[visit] for visit in visits),
        length=float(sum(legs)),
        legs=legs,
        load=float(fleet.demand[visits].sum()),
        capacity=fleet.capacities[vehicle],
        departure=departure,
        arrivals=arrivals,
        start_services=starts,
        back=back,
    )


Times = tuple[float, ...]


def times(fleet: Fleet, visits: list[int]) -> tuple[float, Times, Times, float]:
    """When a vehicle leaves, reaches each stop and begins its service, and when it is back.

    It leaves as late as it can without beginning any service later than if it left at once.
    """
    assert fleet.durations is not None
    durations = fleet.durations
    arrivals: list[float] = []
    starts: list[float] = []
    here, free = 0, float(fleet.opens[0])
    for visit in visits:
        arrivals.append(free + float(durations[here, visit]))
        starts.append(max(arrivals[-1], float(fleet.opens[visit])))
        here, free = visit, starts[-1] + float(fleet.service[visit])
    arrivals[0] = starts[0]  # it leaves the depot later instead of waiting at the first stop
    departure = starts[0] - float(durations[0, visits[0]])
    return departure, tuple(arrivals), tuple(starts), free + float(durations[here, 0])
