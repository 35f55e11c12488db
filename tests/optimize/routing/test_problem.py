"""What routes are asked for: read from frames, dicts and files, the depot first, and refused where it can't be met."""

import math

import numpy as np
import pandas as pd
import pytest

from headway.errors import BadModel, BadOption, HeadwayError, UnknownName, UnreadableModel
from headway.optimize.routing.problem import stops_of

TOWN = pd.DataFrame(
    {"x": [0, 3, 0, 3], "y": [0, 0, 4, 4], "demand": [math.nan, 1, 2, 3]}, index=["home", "a", "b", "c"]
)


def test_columns_of_a_frame_are_read() -> None:
    day = TOWN.assign(open=["8:00", "9:00", None, "9:30"], close=["17:00", "10:00", None, "12:00"], service=60)
    stops = stops_of(day, capacity=6, vehicles=2)
    assert stops.has_clock
    assert stops.fleet.demand.tolist() == [0, 1, 2, 3]
    assert stops.fleet.opens.tolist() == [28800, 32400, 0, 34200]
    assert stops.fleet.closes.tolist() == [61200, 36000, math.inf, 43200]
    assert stops.fleet.service.tolist() == [0, 60, 60, 60]
    assert stops.fleet.capacities == (6.0, 6.0)


def test_depot_comes_first_with_all_that_is_its() -> None:
    stops = stops_of(TOWN.fillna(0), depot="c", demand={"home": 4, "a": 1})
    assert stops.places.names == ("c", "home", "a", "b")
    assert stops.fleet.demand.tolist() == [0, 4, 1, 0]
    assert stops.places.distances[0].tolist() == [0, 5, 4, 3]
    assert stops.places.positions is not None
    assert stops.places.positions[0].tolist() == [3, 4]


def test_times_come_from_speed_or_are_the_distances() -> None:
    windows = {"a": (0, 9999)}
    assert stops_of(TOWN, speed_kmh=36, unit="km").fleet.durations[0, 1] == 300.0
    assert stops_of(TOWN, time_windows=windows).fleet.durations[0, 1] == 3.0
    assert stops_of(TOWN, time_windows=windows, durations=np.ones((4, 4))).fleet.durations[0, 1] == 1.0
    assert stops_of(TOWN).fleet.durations is None


VRP = """NAME: tiny
TYPE: CVRP
DIMENSION: 3
CAPACITY: 7
VEHICLES: 2
EDGE_WEIGHT_TYPE: EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 9
DEMAND_SECTION
1 0
2 5
3 6
DEPOT_SECTION
1
-1
EOF
"""


def test_file_has_all_of_it(tmp_path) -> None:
    file = tmp_path / "tiny.vrp"
    file.write_text(VRP)
    stops = stops_of(file)
    assert (stops.fleet.capacities, stops.fleet.demand.tolist()) == ((7.0, 7.0), [0, 5, 6])
    assert stops_of(file, vehicles=1, capacity=11).fleet.capacities == (11.0,)
    file.write_text(VRP.replace("1\n-1", "1\n2\n-1"))
    with pytest.raises(UnreadableModel, match=r"line 15: there are 2 depots"):
        stops_of(file)


def test_table_in_a_file_has_all_columns(tmp_path) -> None:
    file = tmp_path / "day.csv"
    file.write_text("name,x,y,demand,open,close,service\nhome,0,0,,8:00,17:00,\na,3,4,2,9:00,,60\n")
    stops = stops_of(file, vehicles=1, capacity=5)
    assert (stops.places.names, stops.has_clock) == (("home", "a"), True)
    assert stops.fleet.demand.tolist() == [0, 2]
    assert stops.fleet.opens.tolist() == [28800, 32400]
    assert stops.fleet.service.tolist() == [0, 60]
    with pytest.raises(BadModel, match=r"there is no file .*missing\.vrp"):
        stops_of(tmp_path / "missing.vrp")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"capacity": 2}, BadModel, "demand of c is 3, and no vehicle loads more than 2"),
        ({"demand": {"a": -1}}, BadModel, "demand of a is -1"),
        ({"demand": {"nobody": 1}}, UnknownName, "no place 'nobody'"),
        ({"demand": [1, 2]}, BadModel, "there are 2 values of demand, and 4 places"),
        ({"demand": {"a": "much"}}, BadModel, "demand of a is 'much'"),
        ({"capacity": 0}, BadOption, "capacity=0"),
        ({"capacity": [1, 2, 3], "vehicles": 2}, BadOption, "one for each of the 2 vehicles"),
        ({"capacity": "large"}, BadOption, "capacity='large'"),
        ({"time_windows": {"a": (5, 1)}}, BadModel, "time window of a is from 5 to 1"),
        ({"time_windows": {"a": (0, 2)}}, BadModel, "a closes at 2, and nobody can be there before 3"),
        ({"time_windows": {"a": 5}}, BadModel, "the time window of a is 5"),
        (
            {"time_windows": {"a": ("8:00", "late")}},
            BadModel,
            "close of a is 'late'. Give a number, or a time of day such as '8:30'",
        ),
        ({"time_windows": {"a": ("6:00", "5:00")}}, BadModel, "a is from 6:00 to 5:00.*after midnight .* '25:30'"),
        (
            {"time_windows": {"home": ("8:00", "9:00"), "a": (0, "8:00:02")}},
            BadModel,
            "a closes at 8:00:02, .* before 8:00:03",
        ),
        ({"time_windows": [(0, 1)]}, BadModel, "there are 1 time windows, and 4 places"),
        ({"time_windows": 5}, BadOption, "time_windows=5"),
        ({"durations": 5}, BadModel, "the durations are 5"),
        ({"service": -5}, BadModel, "service of a is -5"),
        ({"durations": [[0]]}, BadModel, "the durations are 1 x 1"),
        ({"durations": np.full((4, 4), math.nan)}, BadModel, "the duration from home to home is nan"),
        ({"speed_kmh": 0}, BadOption, "speed_kmh=0"),
        ({"speed_kmh": 5, "unit": "miles"}, BadOption, "the distances are in miles"),
        ({"depot": "d"}, UnknownName, "no place 'd'"),
    ],
)
def test_what_cannot_be_met_is_named(options: dict, error: type[HeadwayError], words: str) -> None:
    with pytest.raises(error, match=words):
        stops_of(TOWN, **options)


@pytest.mark.parametrize("missing", [math.nan, None, pd.NA])
def test_missing_demand_is_named(missing: object) -> None:
    with pytest.raises(BadModel, match="demand of b is missing"):
        stops_of(TOWN.assign(demand=[0, 1, missing, 3]))


def test_more_vehicles_than_stops_are_none() -> None:
    assert len(stops_of(TOWN, vehicles=10**9, capacity=9).fleet.capacities) == 3


def test_windows_on_a_map_need_times() -> None:
    town = pd.DataFrame({"lat": [50.0, 50.1], "lon": [8.0, 8.1]})
    with pytest.raises(BadModel, match="only distances are known"):
        stops_of(town, time_windows={"2": ("8:00", "9:00")})


def test_depot_alone_is_refused() -> None:
    with pytest.raises(BadModel, match="only one place"):
        stops_of([[0]])
