"""Transport."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.errors import BadTable
from headway.optimize.problems import transport

PLANTS, CITIES, ROADS = transport.data()


def test_demands_are_met_and_supplies_are_kept() -> None:
    plan = transport.solve(PLANTS, CITIES, ROADS).result().frame
    assert plan.groupby("city")["ship"].sum().to_dict() == pytest.approx(CITIES.set_index("city")["demand"].to_dict())
    assert (PLANTS.set_index("plant")["supply"] - plan.groupby("plant")["ship"].sum() > -1e-6).all()


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_whole_demands_give_whole_shipments(costs: list[int], demands: list[int]) -> None:
    plants = pd.DataFrame({"plant": ["p", "q"], "supply": [sum(demands), sum(demands)]})
    cities = pd.DataFrame({"city": ["a", "b", "c"], "demand": demands})
    roads = pd.DataFrame([(p, c) for p in "pq" for c in "abc"], columns=["plant", "city"]).assign(cost=costs)
    answer = transport.solve(plants, cities, roads).result()
    assert answer.frame["ship"].to_numpy() == pytest.approx(np.rint(answer.frame["ship"]))
    cheapest = roads.groupby("city")["cost"].min()  # each plant could supply all
    assert answer.objective == pytest.approx(float(cheapest @ cities.set_index("city")["demand"]))


def test_more_demand_than_supply_is_told_with_both() -> None:
    with pytest.raises(BadTable, match=r"`demand` is 375 in all, and `supply` of plants only 300.* supply of 75"):
        transport.model(PLANTS, CITIES.assign(demand=75), ROADS)


def test_negative_demand_is_told_with_its_row() -> None:
    with pytest.raises(BadTable, match=r"cities, row 0 \(Ahrenfeld\): `demand` is -1"):
        transport.model(PLANTS, CITIES.assign(demand=[-1, 1, 1, 1, 1]), ROADS)


def test_city_without_a_road_is_told() -> None:
    with pytest.raises(BadTable, match="cities, row 3: no road leads to `Eschwald`"):
        transport.model(PLANTS, CITIES, ROADS[ROADS["city"] != "Eschwald"])


def test_road_from_nowhere_is_told() -> None:
    with pytest.raises(BadTable, match="roads, row 0: there is no plant `South brewery` in plants"):
        transport.model(PLANTS, CITIES, ROADS.replace("North brewery", "South brewery"))


def test_same_road_twice_is_told() -> None:
    with pytest.raises(BadTable, match="`North brewery, Ahrenfeld` is there twice in `plant` and `city`"):
        transport.model(PLANTS, CITIES, pd.concat([ROADS, ROADS.head(1)], ignore_index=True))
