"""Dead kilometres, beside an assignment of single buses to single places."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment

from headway.errors import BadTable, UnknownColumn
from headway.optimize.problems import dead_kilometres

LINES, DEPOTS = dead_kilometres.data()


def least_by_single_buses(depots: pd.DataFrame) -> float:
    """The same by the Hungarian method: each bus and each place by itself."""
    km = dead_kilometres.distances(LINES, DEPOTS).pivot(index="line", columns="depot", values="km")
    buses = np.repeat([str(line) for line in LINES["line"]], LINES["buses"])
    places = np.repeat(depots["depot"], depots["places"])
    costs = km.loc[buses, places].to_numpy()
    return float(costs[linear_sum_assignment(costs)].sum())


def test_kilometres_are_the_least_there_are() -> None:
    answer = dead_kilometres.solve(LINES, DEPOTS).result()
    assert answer.objective == pytest.approx(least_by_single_buses(DEPOTS))
    assert answer.frame["dead_km"].sum() == pytest.approx(answer.objective)


def test_one_more_place_saves_its_shadow_price() -> None:
    answer = dead_kilometres.solve(LINES, DEPOTS).result()
    for depot in DEPOTS["depot"]:
        more = DEPOTS.assign(places=DEPOTS["places"] + (DEPOTS["depot"] == depot))
        saved = least_by_single_buses(more) - answer.objective
        price = answer.rows.loc[f"places_{depot.replace(' ', '_')}", "shadow_price"]
        assert saved == pytest.approx(price, abs=1e-6)


def test_distances_are_great_circles() -> None:
    """A degree of latitude is 111.195 km; out and home again, without a detour."""
    line = pd.DataFrame({"line": ["1"], "first_lat": [1], "first_lon": [0], "last_lat": [0], "last_lon": [1]})
    depot = pd.DataFrame({"depot": ["D"], "lat": [0], "lon": [0]})
    found = dead_kilometres.distances(line, depot, detour=1)
    assert found["km"].tolist() == pytest.approx([2 * 111.195], abs=0.01)


def test_own_kilometres_need_no_map() -> None:
    lines = pd.DataFrame({"line": ["1", "2"], "buses": [2, 1]})
    depots = pd.DataFrame({"depot": ["A", "B"], "places": [2, 2]})
    km = pd.DataFrame({"depot": ["A", "B", "A", "B"], "line": ["1", "1", "2", "2"], "km": [1, 5, 2, 3]})
    answer = dead_kilometres.solve(lines, depots, km).result()
    assert answer.objective == pytest.approx(2 * 1 + 3)
    assert "One more place" in answer.picture().svg


def test_more_buses_than_places_are_told() -> None:
    with pytest.raises(BadTable, match=r"`buses` is 52 in all, and `places` of depots only 30\. Find 22 more places"):
        dead_kilometres.model(LINES, DEPOTS.assign(places=10))


def test_missing_position_is_told_with_its_row() -> None:
    with pytest.raises(BadTable, match=r"lines, row 1 \(2\): `last_lat` is missing"):
        dead_kilometres.model(LINES.assign(last_lat=LINES["last_lat"].where(LINES["line"] != 2)), DEPOTS)
    with pytest.raises(BadTable, match=r"depots, row 0 \(North depot\): `lat` is 95"):
        dead_kilometres.model(LINES, DEPOTS.assign(lat=95))
    with pytest.raises(UnknownColumn, match="no column 'lon' in depots"):
        dead_kilometres.model(LINES, DEPOTS.drop(columns="lon"))
