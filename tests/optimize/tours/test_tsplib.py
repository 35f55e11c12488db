"""TSPLIB: every form of a matrix, its distances as published, and files that are not as they should be."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.errors import UnreadableModel
from headway.optimize.tours.places import Layout
from headway.optimize.tours.tsplib import read_tsplib, read_tsplib_text

SYMMETRIC = np.array([[0.0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]])
ROWS = {
    "FULL_MATRIX": "0 1 2 3 1 0 4 5 2 4 0 6 3 5 6 0",
    "UPPER_ROW": "1 2 3 4 5 6",
    "LOWER_ROW": "1 2 4 3 5 6",
    "UPPER_DIAG_ROW": "0 1 2 3 0 4 5 0 6 0",
    "LOWER_DIAG_ROW": "0 1 0 2 4 0 3 5 6 0",
    "UPPER_COL": "1 2 4 3 5 6",
    "LOWER_COL": "1 2 3 4 5 6",
    "UPPER_DIAG_COL": "0 1 0 2 4 0 3 5 6 0",
    "LOWER_DIAG_COL": "0 1 2 3 0 4 5 0 6 0",
}


def explicit(form: str, numbers: str, kind: str = "TSP") -> str:
    return (
        f"NAME : four\nTYPE: {kind}\nDIMENSION : 4\nEDGE_WEIGHT_TYPE: EXPLICIT\n"
        f"EDGE_WEIGHT_FORMAT: {form}\nEDGE_WEIGHT_SECTION\n{numbers}\nEOF\n"
    )


def points(kind: str, numbers: str) -> str:
    return f"TYPE: TSP\nDIMENSION: 2\nEDGE_WEIGHT_TYPE: {kind}\nNODE_COORD_SECTION\n{numbers}\n"


@pytest.mark.parametrize("form", ROWS)
def test_every_form_of_a_matrix_is_the_same_matrix(form: str) -> None:
    assert (read_tsplib_text(explicit(form, ROWS[form])).distances() == SYMMETRIC).all()


def test_directed_matrix_keeps_its_direction() -> None:
    text = explicit("FULL_MATRIX", "9999 1 2 3\n4 9999 5\n6 7 8 9999 9 10 11 12 9999", "ATSP")
    assert read_tsplib_text(text).distances()[1, 0] == 4.0
    assert read_tsplib_text(text).distances()[0, 0] == 0.0


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("EUC_2D", 14.0), ("CEIL_2D", 15.0), ("MAN_2D", 20.0), ("MAX_2D", 10.0), ("ATT", 5.0)],
)
def test_distances_are_rounded_as_published(kind: str, expected: float) -> None:
    assert read_tsplib_text(points(kind, "1 0 0\n2 10 10")).distances()[0, 1] == expected


def test_places_are_put_in_their_order() -> None:
    assert read_tsplib_text(points("EUC_2D", "2 3 4\n1 0 1e0")).places().positions.tolist() == [[0, 1], [3, 4]]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "TYPE is not said"),
        ("hello\n", 1, "'hello' is no known keyword"),
        ("TYPE: TSP\n", 1, "there is no DIMENSION"),
        ("TYPE: HCP\nDIMENSION: 3\n", 1, "TYPE is HCP"),
        ("TYPE: TSP\nDIMENSION: many\n", 2, "DIMENSION is 'many'"),
        ("TYPE: TSP\nDIMENSION: 1e9\n", 2, "DIMENSION is 1e"),
        ("TYPE: TSP\nDIMENSION: 3\n1 2 3\n", 3, "stands in no section"),
        ("TYPE: TSP\nDIMENSION: 3\nDIMENSION: 3\n", 3, "said twice"),
        (points("EUC_2D", "1 0 0\n2 x 1"), 6, "'x' is no number"),
        (points("EUC_2D", "1 0 0\n2 nan 1"), 6, "'nan' is no number"),
        (points("EUC_2D", "1 0 0"), 4, "has 3 numbers"),
        (points("EUC_2D", "1 0 0\n1 1 1"), 4, "each place from 1 to 2 once"),
        (points("EUC_3D", "1 0 0\n2 1 1"), 3, "EDGE_WEIGHT_TYPE is EUC_3D"),
        (explicit("UPPER_ROW", "1 2 3"), 6, "EDGE_WEIGHT_SECTION has 3 numbers"),
        (explicit("UPPER_ROW", "1 2 3 4 5 -6"), 6, "from 3 to 4 is negative"),
        (explicit("FUNCTION", "1"), 5, "EDGE_WEIGHT_FORMAT is FUNCTION"),
    ],
)
def test_wrong_text_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UnreadableModel, match=words) as caught:
        read_tsplib_text(text, "wrong.tsp").places()
    assert caught.value.line == line


@given(st.text(max_size=300), st.integers(0, 200), st.sampled_from([*ROWS]))
def test_any_text_is_read_or_refused_by_an_error_of_ours(junk: str, cut: int, form: str) -> None:
    whole = explicit(form, ROWS[form])
    for text in (junk, whole[:cut] + junk, whole[:cut] + junk + whole[cut:]):
        with suppress(UnreadableModel):
            read_tsplib_text(text).places()


def test_shared_files_are_read_whole(shared_tables: Path) -> None:
    folder = shared_tables / "optimize"
    for name in json.loads((folder / "optima.json").read_text())["tsplib"]:
        file = read_tsplib(folder / "tsplib" / f"{name}.tsp")
        places = file.places()
        assert len(places.names) == file.dimension
        assert (places.distances == places.distances.T).all()


def test_degrees_and_minutes_are_drawn_as_a_map(shared_tables: Path) -> None:
    places = read_tsplib(shared_tables / "optimize" / "tsplib" / "burma14.tsp").places()
    assert (places.layout, places.unit) == (Layout.MAP, "km")
    assert places.positions[0].tolist() == pytest.approx([96 + 10 / 60, 16 + 47 / 60])
