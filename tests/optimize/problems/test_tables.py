"""Frames are looked at first: each mistake is told with its table, column and row."""

from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from headway.errors import BadOption, BadTable, HeadwayError, UnknownColumn
from headway.optimize.problems.tables import (
    ABOVE_0,
    ANY,
    AT_LEAST,
    AT_MOST,
    FROM_0,
    SHIPPED,
    check_known,
    checked,
    checked_number,
    shipped,
)

CITIES = pd.DataFrame({"city": ["Ulm", "Bonn"], "demand": [3, 4.5]})


def look(table: object, **kinds: object) -> pd.DataFrame:
    return checked(table, "cities", names=["city"], numbers=kinds or {"demand": FROM_0})  # type: ignore[arg-type]


def test_good_frame_comes_back_with_floats() -> None:
    found = look(CITIES.assign(more=1))
    assert found.to_dict("list") == {"city": ["Ulm", "Bonn"], "demand": [3.0, 4.5]}
    assert found["demand"].dtype == float


@pytest.mark.parametrize(
    ("demand", "told"),
    [
        (-3, "cities, row 1 (Bonn): `demand` is -3. Give a number from 0 on."),
        (nan, "cities, row 1 (Bonn): `demand` is missing. Give a number from 0 on."),
        (None, "cities, row 1 (Bonn): `demand` is missing. Give a number from 0 on."),
        ("many", "cities, row 1 (Bonn): `demand` is 'many'. Give a number from 0 on."),
        (inf, "cities, row 1 (Bonn): `demand` is inf. Give a number from 0 on."),
        ([1], "cities, row 1 (Bonn): `demand` is [1]. Give a number from 0 on."),
    ],
)
def test_bad_number_is_told_with_column_and_row(demand: object, told: str) -> None:
    table = CITIES.astype(object)
    table.at[1, "demand"] = demand
    with pytest.raises(BadTable) as caught:
        look(table)
    assert str(caught.value) == told


def test_row_is_told_by_the_frames_own_index() -> None:
    table = CITIES.assign(demand=[1, -1]).set_axis(["a", "b"])
    with pytest.raises(BadTable, match=r"row b \(Bonn\)"):
        look(table)


def test_same_name_twice_is_told_with_both_rows() -> None:
    table = pd.DataFrame({"city": ["Ulm", "Bonn", "Ulm"], "demand": 1})
    with pytest.raises(BadTable, match="`Ulm` is there twice in `city`: rows 0 and 2"):
        look(table)


def test_names_that_pulp_makes_one_are_refused() -> None:
    table = pd.DataFrame({"city": ["New York", "New-York"], "demand": 1})
    with pytest.raises(BadTable, match=r"rows 0 \(`New York`\) and 1 \(`New-York`\) are one name to PuLP, `New_York`"):
        look(table)


@pytest.mark.parametrize("name", [None, nan, "", "  "])
def test_missing_name_is_told(name: object) -> None:
    with pytest.raises(BadTable, match="cities, row 0: `city` is missing"):
        look(pd.DataFrame({"city": [name], "demand": [1]}))


def test_missing_column_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownColumn, match=r"no column 'demand' in cities; did you mean 'demands'\?"):
        look(CITIES.rename(columns={"demand": "demands"}))


def test_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadTable, match="cities has two columns `demand`"):
        look(CITIES[["city", "demand", "demand"]])


def test_empty_frame_is_refused() -> None:
    with pytest.raises(BadTable, match="cities has no rows"):
        look(CITIES.head(0))


@pytest.mark.parametrize("table", [None, {"city": ["Ulm"]}, [1, 2], "cities.csv", CITIES["city"]])
def test_something_else_than_a_frame_is_refused(table: object) -> None:
    with pytest.raises(BadOption, match="a pandas DataFrame with the columns city, demand"):
        look(table)


def test_missing_limit_is_none() -> None:
    table = pd.DataFrame({"city": ["Ulm", "Bonn"], "most": [nan, 5], "least": [None, 2]})
    found = look(table, most=AT_MOST, least=AT_LEAST)
    assert found["most"].tolist() == [inf, 5]
    assert found["least"].tolist() == [0, 2]
    assert look(CITIES, most=AT_MOST)["most"].tolist() == [inf, inf]  # a column that is not there
    assert look(CITIES.assign(most=inf), most=AT_MOST)["most"].tolist() == [inf, inf]


def test_name_that_the_other_table_lacks_is_told() -> None:
    roads = pd.DataFrame({"city": ["Ulm", "Bohn"]})
    with pytest.raises(BadTable, match=r"roads, row 1: there is no city `Bohn` in cities\. They are: Ulm, Bonn\."):
        check_known(roads, "roads", "city", CITIES["city"], "cities")


@pytest.mark.parametrize("given_number", [nan, inf, 0, -1, "5", None, True])
def test_bad_single_number_is_told(given_number: object) -> None:
    with pytest.raises(BadOption, match=r"budget=.*expected a number above 0"):
        checked_number(given_number, "budget", ABOVE_0)


def test_numpy_number_is_a_number() -> None:
    assert checked_number(np.float64(2.5), "budget", ABOVE_0) == 2.5
    assert checked_number(np.int64(2), "budget", ABOVE_0) == 2.0


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.csv")), ids=lambda file: file.stem)
def test_every_shipped_table_says_where_it_comes_from(file: object) -> None:
    assert file.read_text(encoding="utf-8").startswith("# Invented for Headway, under its licence (Apache-2.0)")  # type: ignore[attr-defined]
    assert not shipped(file.stem).empty  # type: ignore[attr-defined]


entries = st.one_of(st.none(), st.floats(), st.integers(), st.text(max_size=4), st.booleans(), st.dates())


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(entries, entries), max_size=5))
def test_any_frame_is_checked_or_refused_by_an_error_of_ours(rows: list[tuple[object, object]]) -> None:
    table = pd.DataFrame(rows, columns=["city", "demand"], dtype=object)
    try:
        found = look(table, demand=ANY)
    except HeadwayError:
        event("refused")
    else:
        assert np.isfinite(found["demand"]).all()
        assert found["city"].is_unique
