"""Routes: they keep every limit, by numbers reckoned anew; what can't be served is left out by name."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.optimize import routes
from headway.optimize.routing.by_pyvrp import tour_of
from headway.optimize.routing.problem import Stops, stops_of
from headway.optimize.routing.routes import Routes
from headway.optimize.routing.search import shortest_routes
from headway.optimize.tours.clock import Clock

TIMED = ["vehicle", "stop", "place", "leg", "arrival", "wait_duration", "start_service"]


def solved(stops: Stops, limit_s: float = 0.5) -> Routes:
    return shortest_routes(stops, Clock(limit_s), 0)


def keeps_limits(stops: Stops, found: Routes) -> None:
    """Reckon anew what the routes say, from what was asked."""
    fleet, names = stops.fleet, list(stops.places.names)
    served = [stop for route in found.routes for stop in route.stops]
    assert sorted([*served, *found.unplaced]) == sorted(names[1:])
    assert len({route.vehicle for route in found.routes}) == len(found.routes)
    for route in found.routes:
        visits = [0, *(names.index(stop) for stop in route.stops), 0]
        assert route.length == pytest.approx(sum(fleet.distances[a, b] for a, b in pairwise(visits)))
        assert route.load == pytest.approx(fleet.demand[visits].sum())
        assert route.load <= fleet.capacities[route.vehicle - 1] * (1 + 1e-5)
        if fleet.durations is not None:
            time = route.departure
            assert time >= fleet.opens[0] - 1e-9
            times = zip(route.arrivals, route.wait_durations, route.start_services, strict=True)
            for (here, there), (arrival, wait, start) in zip(
                pairwise(visits), [*times, (route.back, 0, route.back)], strict=True
            ):
                assert arrival == pytest.approx(time + fleet.service[here] + fleet.durations[here, there])
                assert wait >= 0
                assert start == pytest.approx(arrival + wait)
                assert fleet.opens[there] - 1e-9 <= start <= fleet.closes[there] + 1e-9
                time = start


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 9), st.integers(1, 4), st.booleans())
def test_routes_keep_all_limits(seed: int, count: int, vehicles: int, has_times: bool) -> None:
    random = np.random.default_rng(seed)
    town = pd.DataFrame(
        {"x": random.random(count) * 10, "y": random.random(count) * 10, "demand": random.random(count)}
    )
    if has_times:
        town = town.assign(open=random.random(count) * 20, service=random.random(count))
        town["close"] = town["open"] + 20.0
        town.loc[0, ["open", "close"]] = 0.0, 100.0
    stops = stops_of(town, vehicles=vehicles, capacity=2.5)
    keeps_limits(stops, solved(stops, 0.2))


def test_one_vehicle_with_room_drives_the_shortest_tour() -> None:
    random = np.random.default_rng(0)
    distances = random.integers(1, 100, (8, 8)).astype(float)
    from headway.optimize.tours.search import shortest_tour

    found = solved(stops_of(distances, vehicles=1), 2.0)
    assert found.length == shortest_tour(np.where(np.eye(8), 0, distances), Clock(10)).length


def test_stops_beyond_the_load_are_left_out_by_name() -> None:
    town = pd.DataFrame(
        {"x": [0, 1, 2, 30], "y": [0, 0, 0, 0], "demand": [0, 1, 1, 1]}, index=["home", "a", "b", "far"]
    )
    found = solved(stops_of(town, vehicles=1, capacity=2))
    assert (found.unplaced, found.is_complete) == (("far",), False)
    assert "left out: far" in repr(found)


def test_stops_beyond_the_hours_are_left_out_by_name() -> None:
    town = pd.DataFrame(
        {"x": [0, 5, -5], "y": [0, 0, 0], "open": [0, 5, 5], "close": [99, 6, 6]}, index=["home", "a", "b"]
    )
    assert len(solved(stops_of(town, vehicles=1)).unplaced) == 1
    both = solved(stops_of(town, vehicles=2))
    assert both.is_complete
    assert [route.arrivals for route in both.routes] == [(5.0,), (5.0,)]


def test_arrival_is_told_from_the_start_of_the_service() -> None:
    town = pd.DataFrame(
        {"x": [0, 1, 2], "y": [0, 0, 0], "open": [0, 0, 10], "close": [99, 1, 20], "service": [0, 2, 3]},
        index=["home", "a", "b"],
    )
    found = solved(stops_of(town, vehicles=1))
    route = found.routes[0]
    assert (route.departure, route.stops, route.back) == (0.0, ("a", "b"), 15.0)
    assert (route.arrivals, route.wait_durations, route.start_services) == ((1.0, 4.0), (0.0, 6.0), (1.0, 10.0))
    frame = found.frame
    assert frame["arrival"].tolist() == [1.0, 4.0, 15.0]
    assert frame["wait_duration"].tolist()[:2] == [0.0, 6.0]
    assert frame["start_service"].tolist()[:2] == [1.0, 10.0]
    assert frame["start_service"].isna().tolist() == [False, False, True]
    assert "b&#10;vehicle 1, stop 2, arrival 4, waits until 10" in found.picture().svg


def test_times_stand_in_the_table_only_where_they_matter() -> None:
    found = solved(stops_of(pd.DataFrame({"x": [0, 1], "y": [0, 0]})))
    assert (found.has_windows, list(found.frame.columns)) == (False, ["vehicle", "stop", "place", "leg"])


def test_vehicle_leaves_no_earlier_than_it_must() -> None:
    town = pd.DataFrame({"x": [0, 4], "y": [0, 0], "open": [0, 10], "close": [50, 20], "service": [0, 2]})
    route = solved(stops_of(town, vehicles=1)).routes[0]
    assert (route.departure, route.arrivals, route.wait_durations, route.back) == (6.0, (10.0,), (0.0,), 16.0)


def test_any_whole_number_is_a_seed() -> None:
    assert routes([[0, 1], [1, 0]], seed=2**40, time_limit_s=1).result().length == 2.0


def test_ways_that_do_not_exist_are_not_driven() -> None:
    distances = np.full((4, 4), 5.0)
    distances[1, 2] = distances[2, 1] = np.inf
    distances[0, 3] = np.inf
    stops = stops_of(distances, vehicles=1)
    found = solved(stops)
    assert np.isfinite(found.length)
    keeps_limits(stops, found)


def test_vehicles_may_differ_in_capacity() -> None:
    town = pd.DataFrame({"x": [0, 1, -1], "y": [0, 1, 1], "demand": [0, 9, 2]}, index=["home", "much", "little"])
    found = solved(stops_of(town, vehicles=2, capacity=[2, 9]))
    assert {route.vehicle: route.stops for route in found.routes} == {1: ("little",), 2: ("much",)}


def test_small_units_and_large_ones_give_the_same_routes() -> None:
    town = pd.DataFrame({"x": [0, 1, 2, -1, -2], "y": [0, 1, 1, 1, 1], "demand": [0, 2, 2, 2, 2]})
    for factor in (1e-4, 1.0, 1e7):
        scaled = town.assign(x=town["x"] * factor, y=town["y"] * factor, demand=town["demand"] * factor)
        found = solved(stops_of(scaled, vehicles=2, capacity=4 * factor))
        assert [route.stops for route in found.routes] == [("2", "3"), ("4", "5")]


def test_pyvrp_finds_a_short_directed_tour() -> None:
    ring = np.full((9, 9), 9.0)
    for at in range(9):
        ring[at, (at + 1) % 9] = 1.0
    clock = Clock(0.5)
    assert tour_of(ring, lambda found: clock.is_over(), 0) == list(range(9))


def test_frame_and_picture_tell_of_every_stop(tmp_path: Path) -> None:
    town = pd.DataFrame(
        {"lat": [50.0, 50.1, 50.0, 49.9], "lon": [8.0, 8.1, 8.2, 8.1], "open": ["8:00"] * 4, "close": ["12:00"] * 4},
        index=["depot", "a", "b", "c"],
    )
    found = solved(stops_of(town, vehicles=3, speed_kmh=30, service=600))
    frame = found.frame
    assert list(frame.columns) == TIMED
    assert sorted(frame["place"][frame["place"] != "depot"]) == ["a", "b", "c"]
    assert found.has_windows
    assert frame["arrival"].str.fullmatch(r"\d\d:\d\d").all()
    assert frame["start_service"][frame["place"] != "depot"].str.fullmatch(r"\d\d:\d\d").all()
    assert frame["leg"].sum() == pytest.approx(found.length)
    svg = found.save(tmp_path / "routes.svg").read_text(encoding="utf-8")
    assert "Vehicle 1" in svg
    assert found.save(tmp_path / "routes.csv").read_text().startswith(",".join(TIMED))


def test_routes_of_a_file_reach_the_optimum(shared_tables: Path) -> None:
    folder = shared_tables / "optimize"
    found = routes(folder / "cvrp" / "E-n13-k4.vrp", time_limit_s=2).result()
    assert found.length == json.loads((folder / "optima.json").read_text())["cvrp"]["E-n13-k4"]


@pytest.mark.full
@pytest.mark.parametrize("name", ["A-n32-k5", "A-n44-k6", "B-n31-k5", "X-n101-k25"])
def test_routes_of_large_files_are_near_the_optimum(shared_tables: Path, name: str) -> None:
    folder = shared_tables / "optimize"
    best = json.loads((folder / "optima.json").read_text())["cvrp"][name]
    found = routes(folder / "cvrp" / f"{name}.vrp", time_limit_s=9).result()
    assert found.is_complete
    assert best <= found.length <= 1.005 * best
