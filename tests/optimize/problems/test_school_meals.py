"""School meals: the shortest round, by the tour and by the model in PuLP."""

from itertools import pairwise, permutations

import pandas as pd
import pytest

from headway.errors import BadTable
from headway.optimize.earth import great_circle_km
from headway.optimize.problems import school_meals
from headway.optimize.solving import solve

PLACES = school_meals.data()


def length_km(order: tuple[str, ...], places: pd.DataFrame = PLACES) -> float:
    """Along these places and back to the first."""
    at = places.set_index("name")[["lat", "lon"]]
    return sum(float(great_circle_km(*at.loc[a], *at.loc[b])) for a, b in pairwise([*order, order[0]]))


def test_round_calls_everywhere_and_is_proven() -> None:
    trip = school_meals.solve(PLACES).result()
    assert trip.order[0] == "Kitchen"
    assert sorted(trip.order) == sorted(PLACES["name"])
    assert trip.proven
    assert trip.length == pytest.approx(44.58295, rel=1e-5)  # by dynamic programming (Held and Karp 1962)
    assert trip.length == pytest.approx(length_km(trip.order), rel=1e-5)
    assert trip.unit == "km"


def test_model_tour_and_trying_all_agree() -> None:
    few = PLACES.head(6)
    first, *others = few["name"]
    best = min(length_km((first, *order)) for order in permutations(others))
    assert solve(school_meals.model(few), gap=0).result().objective == pytest.approx(best)
    assert school_meals.solve(few).result().length == pytest.approx(best, rel=1e-5)


def test_position_that_is_none_is_told_with_its_row() -> None:
    with pytest.raises(BadTable, match=r"places, row 2 \(Mill school\): `lat` is 500\.2"):
        school_meals.solve(PLACES.assign(lat=PLACES["lat"].where(PLACES.index != 2, 500.2)))


def test_school_that_is_there_twice_is_told() -> None:
    with pytest.raises(BadTable, match="`Mill school` is there twice in `name`: rows 2 and 18"):
        school_meals.model(pd.concat([PLACES, PLACES.iloc[[2]]], ignore_index=True))
