"""Pictures of tours: north is up, east is right, names stay names, a drawing for every kind of positions."""

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from headway.faces.palette import HUES
from headway.optimize.tours.clock import Clock
from headway.optimize.tours.layout import on_circle, scaled
from headway.optimize.tours.painting import corners, painted
from headway.optimize.tours.places import Layout
from headway.optimize.tours.search import shortest_tour
from headway.optimize.tours.stated import places_of
from headway.optimize.tours.tour import Tour, tour_of


def tour(given, **options) -> Tour:
    places = places_of(given, **options)
    return tour_of(places, shortest_tour(places.distances, Clock(10)), 0, 0.1)


def dots(svg: str) -> dict[str, tuple[float, float]]:
    """Where each place but the first is drawn, by the name in its tool tip."""
    found = {}
    for dot in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}circle"):
        name = re.match(r"\d+\. (.*)", next(iter(dot)).text or "")
        assert name is not None
        found[name[1]] = (float(dot.get("cx", "")), float(dot.get("cy", "")))
    return found


def test_north_is_up_and_east_is_right() -> None:
    frame = pd.DataFrame({"lat": [0, 1, 0, -1], "lon": [-1, 0, 1, 0]}, index=["west", "north", "east", "south"])
    at = dots(tour(frame).picture().svg)
    assert at["north"][1] < at["east"][1] < at["south"][1]
    assert at["north"][0] < at["east"][0]


def test_degree_of_longitude_is_short_far_north() -> None:
    frame = pd.DataFrame({"lat": [60.0, 60, 61, 61], "lon": [10.0, 11, 11, 10]}, index=list("abcd"))
    at = dots(tour(frame).picture().svg)
    assert (at["c"][0] - at["d"][0]) / (at["b"][1] - at["c"][1]) == pytest.approx(0.492, abs=0.01)


def test_date_line_does_not_tear_the_map() -> None:
    frame = pd.DataFrame({"lat": [0.0, 1, 0], "lon": [179.0, 180, -179]}, index=list("abc"))
    at = dots(tour(frame).picture().svg)
    assert at["b"][0] < at["c"][0]


def test_name_is_shown_as_it_is_and_escaped() -> None:
    frame = pd.DataFrame({"x": [0, 1, 1], "y": [0, 0, 1]}, index=["<b>&", "Zoë", "a'\"b"])
    picture = tour(frame).picture()
    words = "".join(ET.fromstring(picture.svg).itertext())
    assert "<b>&" in words
    assert "Zoë" in words


@pytest.mark.parametrize(
    "given",
    [
        [[0.0]],
        [[0, 1], [1, 0]],
        np.zeros((4, 4)),
        pd.DataFrame({"x": [1, 1], "y": [2, 2]}),
        pd.DataFrame({"x": [0, 1, 2, 3], "y": [0, 0, 0, 0]}),
        [[0, 1, np.inf], [1, 0, 1], [1, 1, 0]],
    ],
)
def test_odd_places_are_drawn(given) -> None:
    found = tour(given)
    svg = found.picture().svg
    assert "nan" not in svg
    assert "inf" not in svg
    assert found.picture().title.startswith("Tour through")


def test_painted_map_has_each_line_where_the_svg_has_it() -> None:
    found = tour(pd.DataFrame({"x": [0, 4, 4, 0], "y": [0, 0, 3, 3]}, index=["here", "東京", "$a_1$", "d"]))
    picture = found.picture()
    pixels = imread(BytesIO(painted(picture.svg, "png")))[..., :3]
    root = ET.fromstring(picture.svg)
    scale = pixels.shape[1] / float(root.get("width", ""))
    assert pixels.shape[0] == pytest.approx(scale * float(root.get("height", "")), abs=1)
    blue = np.array(to_rgb(HUES[0]))
    (road,) = (each for each in root.iter("{http://www.w3.org/2000/svg}path") if each.get("stroke") == HUES[0])
    points, is_closed = corners(road.get("d", ""))
    assert is_closed
    for (x, y), (next_x, next_y) in pairwise(points):
        at = round((0.7 * y + 0.3 * next_y) * scale), round((0.7 * x + 0.3 * next_x) * scale)
        assert pixels[at] == pytest.approx(blue, abs=0.05)


def test_what_was_made_up_is_said() -> None:
    corners = np.array([[0, 0], [0, 4], [3, 4], [3, 0]])
    square = np.hypot(*(corners[:, None] - corners[None]).transpose(2, 0, 1))
    found = tour(square)
    assert found.layout is Layout.SCALED
    assert "No positions were given" in found.picture().svg
    assert tour([[0, 1], [1, 0]]).layout is Layout.CIRCLE


def test_scaled_positions_have_the_distances_of_the_plane() -> None:
    points = np.random.default_rng(0).random((20, 2))
    distances = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    found = scaled(distances)
    assert found is not None
    assert np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1)) == pytest.approx(distances)


def test_circle_goes_clockwise_from_the_top() -> None:
    positions = on_circle([2, 0, 1, 3])
    assert positions[2].tolist() == pytest.approx([0.0, 1.0])
    assert positions[0].tolist() == pytest.approx([1.0, 0.0])
