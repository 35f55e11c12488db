"""Routes that were found: each vehicle's stops, when it is where, how much it loads and how far it drives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from headway.faces.svg import escape
from headway.faces.wording import duration
from headway.optimize.extras import load
from headway.optimize.model import Floats
from headway.optimize.tours.drawing import Line, Map, drawn
from headway.optimize.tours.places import Layout
from headway.optimize.tours.tour import with_unit

TIMES = ("arrival", "wait_duration", "start_service")  # columns


@dataclass(frozen=True)
class Route:
    """What one vehicle drives: from the depot to its stops, in order, and back.

    Attributes:
        vehicle: Its number, from 1.
        stops: The places' names, without the depot.
        length: Of all legs, there and back.
        legs: From the depot to the first stop, on to each next, and back: one more than stops.
        load: What it brings, all together; ``capacity`` is what it can load (infinite: any).
        departure: When it leaves the depot: as late as it may without being late; None where times do not matter.
        arrivals: When it reaches each stop; empty where times do not matter.
        start_services: When the service of each begins: on arrival, or when the stop opens.
        back: When it is back at the depot; None where times do not matter.

    >>> route = Route(1, ("east", "north"), 7.0, (2.0, 3.0, 2.0), 60.0, 100.0, 0.0, (2.0, 5.0), (2.0, 8.0), 10.0)
    >>> route.wait_durations
    (0.0, 3.0)
    """

    vehicle: int
    stops: tuple[str, ...]
    length: float
    legs: tuple[float, ...]
    load: float
    capacity: float
    departure: float | None = None
    arrivals: tuple[float, ...] = ()
    start_services: tuple[float, ...] = ()
    back: float | None = None

    @property
    def wait_durations(self) -> tuple[float, ...]:
        """How long it waits at each stop from its arrival to the start of the service."""
        return tuple(start - arrival for arrival, start in zip(self.arrivals, self.start_services, strict=True))


@dataclass(frozen=True, eq=False, repr=False)
class Routes:
    """Routes that keep all limits. No proof that they are the shortest comes with them.

    Attributes:
        depot: Where all of them begin and end.
        routes: Of the vehicles that are used.
        unplaced: The stops that no route goes to, for lack of vehicles, load or time: none were found that serve all.
        length: Of all routes.
        unit: Of the lengths; empty where it is not known.
        vehicles: How many there are.
        seconds: Wall-clock seconds of the search.
        names, positions, layout: All places, the depot first, and where they are drawn.
        has_clock: Times are seconds since midnight.
        has_windows: Some place opens or closes.

    Distances, and times where there is no clock, are in the units that were given.

    >>> import pandas as pd
    >>> from headway import optimize
    >>> town = pd.DataFrame({"x": [0, 3, 3], "y": [0, 0, 4], "demand": [0, 2, 2]}, index=["kitchen", "north", "river"])
    >>> found = optimize.routes(town, vehicles=1, capacity=4, time_limit_s=1).result()
    >>> found
    Routes: 1 route, 12, all 2 stops served by 1 of 1 vehicle
    >>> found.routes[0].load, found.is_complete, found.unplaced
    (4.0, True, ())
    """

    depot: str
    routes: tuple[Route, ...]
    unplaced: tuple[str, ...]
    length: float
    unit: str
    vehicles: int
    seconds: float
    names: tuple[str, ...]
    positions: Floats
    layout: Layout
    has_clock: bool = False
    has_windows: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every stop is served."""
        return not self.unplaced

    @cached_property
    def frame(self) -> Any:
        """A row for each stop and each way back, as a pandas frame.

        Columns: ``vehicle``, ``stop``, ``place``, ``leg`` and, where times matter, ``arrival``, ``wait_duration`` (from the
        arrival until it opens) and ``start_service``. Times of day are text, a begun minute as a whole one;
        ``wait_duration`` is a number, then of seconds.
        """
        pd = load("pandas", "Routes.frame")
        rows = [row for route in self.routes for row in self._rows(route)]
        has_times = any(route.arrivals for route in self.routes)
        return pd.DataFrame(rows, columns=["vehicle", "stop", "place", "leg", *(TIMES if has_times else ())])

    def _rows(self, route: Route) -> Iterator[tuple[Any, ...]]:
        for at, (place, leg) in enumerate(zip((*route.stops, self.depot), route.legs, strict=True)):
            row = (route.vehicle, at + 1, place, leg)
            if not route.arrivals:
                yield row
            elif at == len(route.stops):
                yield (*row, self._cell(route.back), None, None)
            else:
                start = self._cell(route.start_services[at])
                yield (*row, self._cell(route.arrivals[at]), route.wait_durations[at], start)

    def _cell(self, time: float | None) -> float | str | None:
        return time if time is None or not self.has_clock else time_of_day(time)

    def picture(self) -> Map:
        """The routes drawn as on a map, a colour for each vehicle; what is left out is ringed in red."""
        number = {name: at for at, name in enumerate(self.names)}
        lines = [
            Line((0, *(number[stop] for stop in route.stops)), self._label(route), (self.depot, *self._tips(route)))
            for route in self.routes
        ]
        loose = [number[name] for name in self.unplaced]
        title = f"{_routes(len(self.routes))} from {self.depot}: {with_unit(self.length, self.unit)}"
        return drawn(title, self._verdict(), self.names, self.positions, self.layout, lines, loose)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture (``.svg``, ``.html``, ``.png``, ``.pdf``) or the stops (``.csv``); gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return self.picture().save(path, table=lambda: str(self.frame.to_csv(index=False)))

    def __repr__(self) -> str:
        return f"Routes: {_routes(len(self.routes))}, {with_unit(self.length, self.unit)}, {self._verdict()}"

    def _repr_html_(self) -> str:
        return f"{self.picture()._repr_html_()}<p>{escape(f'Found in {duration(self.seconds)}.')}</p>"

    def _verdict(self) -> str:
        served = sum(len(route.stops) for route in self.routes)
        if not self.unplaced:
            fleet = "" if self.vehicles >= served else f"{len(self.routes)} of "  # as many as stops: none was asked for
            used = self.vehicles if fleet else len(self.routes)
            return f"all {served} stops served by {fleet}{_vehicles(used)}"
        left = ", ".join(self.unplaced[:5]) + (f" and {len(self.unplaced) - 5} more" if len(self.unplaced) > 5 else "")
        return f"{served} stops served; no routes were found that serve all, left out: {left}"

    def _label(self, route: Route) -> str:
        load = f", load {route.load:g}" + (f" of {route.capacity:g}" if route.capacity < float("inf") else "")
        stops = "1 stop" if len(route.stops) == 1 else f"{len(route.stops)} stops"
        out = "" if route.departure is None else f", {self._time(route.departure)}–{self._time(route.back)}"
        return (
            f"Vehicle {route.vehicle}: {stops}, {with_unit(route.length, self.unit)}{load if route.load else ''}{out}"
        )

    def _tips(self, route: Route) -> Sequence[str]:
        times = [f", arrival {arrival}{wait}" for arrival, wait in self._told(route, ", waits until {}")]
        return [
            f"{stop}\nvehicle {route.vehicle}, stop {at}{time}"
            for at, (stop, time) in enumerate(zip(route.stops, times or [""] * len(route.stops), strict=True), 1)
        ]

    def drive(self, route: Route) -> str:
        """Where a vehicle drives, in a line; with the times, where there are time windows."""
        if not self.has_windows:
            return " → ".join((self.depot, *route.stops, self.depot))
        told = self._told(route, " (waits until {})")
        stops = (f"{stop} {arrival}{wait}" for stop, (arrival, wait) in zip(route.stops, told, strict=True))
        begin, end = (f"{self.depot} {self._time(time)}" for time in (route.departure, route.back))
        return " → ".join((begin, *stops, end))

    def _told(self, route: Route, waits: str) -> list[tuple[str, str]]:
        """When a vehicle reaches each stop, and until when it waits there, in words."""
        return [
            (arrival, "" if start == arrival else waits.format(start))
            for arrival, start in (
                map(self._time, both) for both in zip(route.arrivals, route.start_services, strict=True)
            )
        ]

    def _time(self, time: float | None) -> str:
        return "" if time is None else time_of_day(time) if self.has_clock else f"{time:.6g}"


def time_of_day(seconds: float) -> str:
    """Seconds since midnight as people write them, a begun minute as a whole one.

    >>> time_of_day(30600.0), time_of_day(30601.0)
    ('08:30', '08:31')
    """
    minutes = -int(-round(seconds, 3) // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _routes(count: int) -> str:
    return "1 route" if count == 1 else f"{count} routes"


def _vehicles(count: int) -> str:
    return "1 vehicle" if count == 1 else f"{count} vehicles"
