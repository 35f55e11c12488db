"""What routes are asked for: the places, the depot first, and the fleet; checked, so that what can't be met is told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Sized
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from typing import Any

import numpy as np

from headway.errors import BadModel, BadOption
from headway.optimize.limits import is_number
from headway.optimize.model import Floats
from headway.optimize.routing.by_pyvrp import Fleet
from headway.optimize.routing.per_place import is_clock, per_place, seconds_of, time_said
from headway.optimize.tours.places import Layout, Places, numbers
from headway.optimize.tours.stated import columns_of, frame_names, places_of
from headway.optimize.tours.table_file import is_table, read_table
from headway.optimize.tours.tsplib import TsplibFile, read_tsplib

COLUMNS = ("demand", "open", "close", "service")


@dataclass(frozen=True, eq=False)
class Stops:
    """Places, the depot first, and what is to be driven.

    Attributes:
        has_clock: Times are seconds since midnight, and shown as times of day.
    """

    places: Places
    fleet: Fleet
    has_clock: bool = False


@dataclass(frozen=True)
class _Wish:
    """What was said of the places, in their order and as it was given; None: nothing."""

    demand: Any = None
    opens: Any = None
    closes: Any = None
    service: Any = None
    capacity: Any = None
    vehicles: int | None = None
    depot: Hashable | None = None


def stops_of(
    given: Any,
    *,
    vehicles: int | None = None,
    capacity: Any = None,
    demand: Any = None,
    time_windows: Any = None,
    service: Any = None,
    durations: Any = None,
    speed_kmh: float | None = None,
    depot: Hashable | None = None,
    unit: str | None = None,
) -> Stops:
    """What is to be driven, of what people have; see :func:`headway.optimize.routes`."""
    places, said = _read(given, unit)
    if len(places.names) < 2:
        raise BadModel("there is only one place", "Give the depot and at least one stop.")
    wish = _Wish(
        demand=said.demand if demand is None else demand,
        service=said.service if service is None else service,
        capacity=said.capacity if capacity is None else capacity,
        vehicles=said.vehicles if vehicles is None else vehicles,
        depot=said.depot if depot is None else depot,
        opens=said.opens,
        closes=said.closes,
    )
    if time_windows is not None:
        wish = replace(wish, **_windows(time_windows, places))
    home = 0 if wish.depot is None else places.number(wish.depot)
    fleet = _fleet(places, wish, _durations(places, durations, speed_kmh, _has_times(wish)), home)
    stops = _depot_first(places, fleet, home, has_clock=_has_clock(wish))
    _check(stops)
    return stops


def _read(given: Any, unit: str | None) -> tuple[Places, _Wish]:
    if is_table(given):
        given = read_table(given)
    if isinstance(given, (str, PathLike)):
        return _of_file(read_tsplib(given), unit)
    if not hasattr(given, "columns"):
        return places_of(given, unit=unit), _Wish()
    columns = columns_of(given, COLUMNS)
    own = [columns[each] for each in COLUMNS if each in columns]
    bare = given.drop(columns=own) if own else given
    said = {each: _with_none(given[columns[each]]) for each in COLUMNS if each in columns}
    if "demand" in said:
        _check_known(said["demand"][1:], frame_names(given, columns)[1:])
    wish = _Wish(said.get("demand"), said.get("open"), said.get("close"), said.get("service"))
    return places_of(bare, unit=unit), wish


def _with_none(column: Any) -> list[Any]:
    """A column's values, None where one is missing, in whichever way the frame says so."""
    return [None if is_missing else value for value, is_missing in zip(column, column.isna(), strict=True)]


def _check_known(demand: Sequence[Any], names: Sequence[str]) -> None:
    for name, value in zip(names, demand, strict=True):
        if value is None:
            raise BadModel(f"demand of {name} is missing", "Give a number, 0 where nothing is to be brought.")


def _of_file(file: TsplibFile, unit: str | None) -> tuple[Places, _Wish]:
    places = file.places(unit)
    depots = [number for number in file.sections.get("DEPOT_SECTION", []) if number >= 0]
    if len(depots) > 1:
        raise file.wrong("DEPOT_SECTION", f"there are {len(depots)} depots", "Routes begin and end at one.")
    if depots and str(int(depots[0])) not in places.names:
        raise file.wrong("DEPOT_SECTION", f"there is no place {depots[0]:g}")
    if file.number("DISTANCE") is not None:
        raise file.wrong("DISTANCE", "DISTANCE limits the routes' lengths", "That can't be asked for.")
    demand, windows = file.by_place("DEMAND_SECTION"), file.by_place("TIME_WINDOW_SECTION")
    service = file.by_place("SERVICE_TIME_SECTION")
    vehicles = file.number("VEHICLES")
    return places, _Wish(
        demand=None if demand is None else demand[:, 0],
        opens=None if windows is None else windows[:, 0],
        closes=None if windows is None else windows[:, 1],
        service=file.number("SERVICE_TIME") if service is None else service[:, 0],
        capacity=file.number("CAPACITY"),
        vehicles=None if vehicles is None else int(vehicles),
        depot=str(int(depots[0])) if depots else None,
    )


def _windows(given: Any, places: Places) -> dict[str, Any]:
    """The two ends of each window, as dicts by name."""
    pairs = given.items() if hasattr(given, "items") else zip(places.names, _as_many(given, places), strict=True)
    found: dict[str, dict[str, Any]] = {"opens": {}, "closes": {}}
    for name, pair in pairs:
        if pair is None:
            continue
        if isinstance(pair, str) or np.ndim(pair) != 1 or len(pair) != 2:
            raise BadModel(f"the time window of {name} is {pair!r}", "Give a pair: (open, close).")
        found["opens"][name], found["closes"][name] = pair
    return found


def _as_many(given: Any, places: Places) -> Any:
    if isinstance(given, str) or not isinstance(given, Sized):
        raise BadOption("time_windows", given, "a dict by name, or a pair (open, close) for each place")
    if len(given) != len(places.names):
        what = f"there are {len(given)} time windows, and {len(places.names)} places"
        raise BadModel(what, "Give one for each, in their order; None where any time will do.")
    return given


def _words(values: Any) -> list[Any]:
    if values is None or isinstance(values, str) or np.ndim(values) == 0:
        return [] if not hasattr(values, "values") else list(values.values())
    return list(values)


def _has_times(wish: _Wish) -> bool:
    return wish.opens is not None or wish.closes is not None


def _has_clock(wish: _Wish) -> bool:
    return any(is_clock(word) for word in [*_words(wish.opens), *_words(wish.closes)])


def _durations(places: Places, given: Any, speed_kmh: float | None, has_times: bool) -> Floats | None:
    """The time that each way takes; None where times do not matter."""
    if given is not None:
        table = numbers(given, "durations")
        if table.shape != places.distances.shape:
            shape, count = " x ".join(map(str, table.shape)) or f"{table:g}", len(places.names)
            raise BadModel(f"the durations are {shape}, and there are {count} places", "Give one for each way.")
        if np.isnan(table).any() or (table < 0).any():
            here, there = np.argwhere(np.isnan(table) | (table < 0))[0]
            what = f"the duration from {places.names[here]} to {places.names[there]} is {table[here, there]:g}"
            raise BadModel(what, "Give a number from 0 on, or math.inf where there is no way.")
        return table
    if speed_kmh is not None:
        if not is_number(speed_kmh) or not 0 < speed_kmh < np.inf:
            raise BadOption("speed_kmh", speed_kmh, "a number above 0")
        if places.unit not in ("", "km"):
            raise BadOption("speed_kmh", speed_kmh, f"durations=, as the distances are in {places.unit} and not in km")
        return np.asarray(places.distances / speed_kmh * 3600.0)
    if has_times and places.layout is Layout.MAP:
        raise BadModel("time windows need times, and only distances are known", "Give speed_kmh=, or durations=.")
    return places.distances if has_times else None


def _fleet(places: Places, wish: _Wish, durations: Floats | None, home: int) -> Fleet:
    count = len(places.names)
    demand = per_place(wish.demand, "demand", places, 0.0)
    demand[home] = 0.0
    return Fleet(
        distances=places.distances,
        durations=durations,
        demand=demand,
        service=np.where(np.arange(count) == home, 0.0, per_place(wish.service, "service", places, 0.0)),
        opens=per_place(wish.opens, "open", places, 0.0, number=seconds_of),
        closes=per_place(wish.closes, "close", places, np.inf, number=seconds_of),
        capacities=_capacities(wish.capacity, count - 1 if wish.vehicles is None else wish.vehicles, count - 1),
    )


def _capacities(given: Any, vehicles: int, stops: int) -> tuple[float, ...]:
    """What each vehicle can load; of those that are alike, no more than there are stops: others would never leave."""
    is_one_for_all = given is None or np.ndim(given) == 0
    try:
        each = [np.inf if given is None else given] * min(vehicles, stops) if is_one_for_all else list(given)
        found = tuple(float(one) for one in each)
    except (TypeError, ValueError):
        raise BadOption("capacity", given, "a number, or one for each vehicle") from None
    if not is_one_for_all and len(found) != vehicles:
        raise BadOption("capacity", given, f"a number, or one for each of the {vehicles} vehicles")
    if not all(one > 0 for one in found):
        raise BadOption("capacity", given, "numbers above 0")
    return found


def _depot_first(places: Places, fleet: Fleet, home: int, *, has_clock: bool) -> Stops:
    order = np.array([home, *(at for at in range(len(places.names)) if at != home)])
    grid = np.ix_(order, order)
    return Stops(
        Places(
            tuple(places.names[at] for at in order),
            places.distances[grid],
            places.unit,
            None if places.positions is None else places.positions[order],
            places.layout,
        ),
        Fleet(
            fleet.distances[grid],
            None if fleet.durations is None else fleet.durations[grid],
            fleet.demand[order],
            fleet.service[order],
            fleet.opens[order],
            fleet.closes[order],
            fleet.capacities,
        ),
        has_clock,
    )


def _check(stops: Stops) -> None:
    """Refuse what no route can meet, by the place's name."""
    fleet = stops.fleet
    said = partial(time_said, has_clock=stops.has_clock)
    quickest = None if fleet.durations is None else _quickest(fleet.durations)
    for at, name in enumerate(stops.places.names):
        _check_load(fleet, at, name)
        if not 0 <= fleet.opens[at] <= fleet.closes[at]:
            what = f"the time window of {name} is from {said(fleet.opens[at])} to {said(fleet.closes[at])}"
            later = "; after midnight the hours go on, as in '25:30'" if stops.has_clock else ""
            raise BadModel(what, f"Give times from 0 on, the earlier one first{later}.")
        if quickest is not None and fleet.opens[0] + quickest[at] > fleet.closes[at]:
            earliest = fleet.opens[0] + quickest[at]
            what = f"{name} closes at {said(fleet.closes[at])}, and nobody can be there before {said(earliest)}"
            raise BadModel(what, "Let it close later, or let the depot open earlier.")


def _check_load(fleet: Fleet, at: int, name: str) -> None:
    for word, value in (("demand", fleet.demand[at]), ("service", fleet.service[at])):
        if not 0 <= value < np.inf:
            raise BadModel(f"{word} of {name} is {value:g}", "Give a number from 0 on.")
    largest = max(fleet.capacities)
    if fleet.demand[at] > largest:
        what = f"demand of {name} is {fleet.demand[at]:g}, and no vehicle loads more than {largest:g}"
        raise BadModel(what, "Part it into several places, or raise capacity=.")


def _quickest(durations: Floats) -> Floats:
    """The least time from the depot to each place, by way of others where that is quicker; infinite where none leads."""
    from scipy.sparse.csgraph import dijkstra

    steps = np.where(np.isfinite(durations), np.maximum(durations, 1e-300), 0.0)  # 0 would be taken as no way
    return np.asarray(dijkstra(steps, indices=0))
