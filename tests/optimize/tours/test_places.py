"""Places from what people have, and the errors for what can't be used."""

import math

import numpy as np
import pandas as pd
import pytest

from headway.errors import BadModel, UnknownName
from headway.optimize.earth import RADIUS_KM, great_circle_km
from headway.optimize.tours.places import Layout
from headway.optimize.tours.stated import places_of

CITIES = pd.DataFrame(
    {"lat": [52.52, 48.137, 50.938], "lon": [13.405, 11.575, 6.96]}, index=["Berlin", "München", "Köln"]
)


def test_quarter_of_the_globe_is_a_quarter_of_its_circle() -> None:
    lat, lon = np.array([0.0, 90.0, 0.0, 0.0]), np.array([0.0, 0.0, 90.0, 180.0])
    apart = great_circle_km(lat[:, None], lon[:, None], lat, lon)
    quarter = RADIUS_KM * math.pi / 2
    assert apart[0] == pytest.approx([0.0, quarter, quarter, 2 * quarter])


def test_degrees_come_in_km_with_the_index_as_names() -> None:
    places = places_of(CITIES)
    assert (places.names, places.unit, places.layout) == (("Berlin", "München", "Köln"), "km", Layout.MAP)
    assert places.distances[0, 1] == pytest.approx(504, abs=1)
    assert places.positions is not None
    assert places.positions[0].tolist() == [13.405, 52.52]


def test_name_column_goes_before_the_index() -> None:
    named = CITIES.reset_index(names="name")
    assert places_of(named).names == tuple(CITIES.index)


@pytest.mark.parametrize("words", [("Latitude", "Longitude"), ("LAT", "LNG"), ("lat", "long"), ("latitude", "lon")])
@pytest.mark.parametrize("count", [2, 3])
def test_long_words_for_degrees_are_known(words: tuple[str, str], count: int) -> None:
    frame = CITIES.rename(columns=dict(zip(("lat", "lon"), words, strict=True))).reset_index(names="Name")[:count]
    places = places_of(frame)
    assert (places.names, places.unit) == (tuple(CITIES.index[:count]), "km")
    assert places.distances[0, 1] == pytest.approx(504, abs=1)


def test_x_and_y_are_straight_in_their_own_unit() -> None:
    places = places_of(pd.DataFrame({"x": [0, 3], "y": [0, 4]}), unit="mm")
    assert (places.distances[0, 1], places.unit, places.names) == (5.0, "mm", ("1", "2"))


def test_square_frame_keeps_names_and_direction() -> None:
    table = pd.DataFrame([[0, 1], [2, 0]], index=["a", "b"], columns=["a", "b"])
    for given in (table, table[["b", "a"]], table.reset_index(names="name")):
        places = places_of(given)
        assert (places.names, places.distances.tolist()) == (("a", "b"), [[0, 1], [2, 0]])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([[0, 1, 2], [1, 0, 3]], "the distances are 2 x 3"),
        ([[0, 1], [math.nan, 0]], "from 2 to 1 is not known"),
        ([[0, -1], [1, 0]], "from 1 to 2 is negative"),
        ([[0, 1e300], [1, 0]], "from 1 to 2 is too long to reckon with"),
        ([[0, "far"], [1, 0]], "can't be read as numbers"),
        ([[0, 1], [1]], "can't be read as numbers"),
        ([], "the distances are 0"),
        (None, "None is no distances"),
        (np.array([[0, 1j], [1, 0]]), "they are complex"),
        (pd.DataFrame([[1, 2, 3]], columns=["lat", "Lat", "lon"]), "there are 2 columns called 'lat'"),
        (CITIES.assign(lat=[52.0, 95.0, 50.0]), "lat of München is 95"),
        (CITIES.assign(lon=[13.0, 11.0, math.nan]), "lon of Köln is nan"),
        (CITIES.assign(lat=[52.0, "north", 50.0]), "lat of München is 'north'"),
        (CITIES.rename(index={"Köln": "Berlin"}), "two places bear the name 'Berlin'"),
        (
            CITIES.rename(columns={"lat": "north"}),
            "of 3 rows has neither positions nor distances: its columns are north, lon",
        ),
        (CITIES.rename(columns={"lat": "north"}), "columns lat and lon, or x and y; or as many columns as rows"),
        (CITIES.rename(columns={"lat": "north"})[:2], "of 2 rows has neither positions nor distances"),
        (pd.DataFrame({"x": [0, math.inf], "y": [0, 0]}), "the position of 2 is"),
        (pd.DataFrame([[0, 1], [1, 0]], index=["a", "b"], columns=["a", "c"]), "differ in their names: 'b'"),
        (CITIES.iloc[:0], "there are no places"),
    ],
)
def test_what_cannot_be_used_is_named(given, words: str) -> None:
    with pytest.raises(BadModel, match=words):
        places_of(given)


def test_unit_of_degrees_is_km_and_no_other() -> None:
    with pytest.raises(BadModel, match="in km, not in miles"):
        places_of(CITIES, unit="miles")


def test_unknown_place_has_its_nearest_named() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'Köln'"):
        places_of(CITIES).number("Koln")
