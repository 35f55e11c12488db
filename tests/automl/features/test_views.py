"""The views of a table: every value is a number that learners can take, whatever comes at prediction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.tables import MIXED, mixed

from headway.automl.features import View, for_distances, for_sums, for_trees, lay_out
from headway.automl.features.dates import DateParts
from headway.automl.features.finite import Finite
from headway.automl.features.topics import Topics
from headway.automl.features.words import TextShape
from headway.automl.schema import Column, Schema
from headway.automl.search.problem import compact
from headway.automl.table import read

FRAME = mixed(300)
TABLE = read(FRAME[MIXED]).setup({"code": "categorical"})
LAYOUT = lay_out(TABLE.schema, MIXED)
FEATURES = compact(TABLE.frame, LAYOUT)
Y = (FRAME["won"] == "yes").to_numpy().astype(int)
VIEWS = {
    "trees": lambda: for_trees(LAYOUT, "binary", 0),
    "sums": lambda: for_sums(LAYOUT, "binary", 0),
    "sparse": lambda: for_sums(LAYOUT, "binary", 0, is_sparse=True),
    "even": lambda: for_sums(LAYOUT, "binary", 0, even=True),
    "distances": lambda: for_distances(LAYOUT, 0),
}


def dense(matrix: Any) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else matrix


def strange(**columns: object) -> pd.DataFrame:
    frame = FEATURES.head(5).astype({"colour": object, "code": object, "words": object})
    return compact(frame.assign(**columns), LAYOUT)


def test_layout_knows_every_kind() -> None:
    assert LAYOUT.numbers == ("age", "rooms")
    assert (LAYOUT.few, LAYOUT.many, LAYOUT.dates, LAYOUT.texts) == (("colour",), ("code",), ("seen",), ("words",))


def test_layout_says_why_a_column_is_left_out() -> None:
    schema = Schema(
        (Column("i", "id", 9, 0, 9), Column("m", "numerical", 9, 9, 0), Column("k", "categorical", 9, 0, 1))
    )
    assert dict(lay_out(schema, ["i", "m", "k"]).left_out) == {
        "i": "an identifier", "m": "all values are missing", "k": "one value only"
    }  # fmt: skip


def test_one_value_beside_missing_ones_may_tell_something() -> None:
    assert lay_out(Schema((Column("k", "categorical", 9, 4, 1),)), ["k"]).few == ("k",)


@pytest.mark.parametrize("name", VIEWS)
def test_view_is_the_same_each_time(name: str) -> None:
    one, other = (dense(VIEWS[name]().transformer.fit_transform(FEATURES, Y)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.filterwarnings("ignore:n_quantiles")
@pytest.mark.parametrize(
    "rows",
    [
        strange(),
        strange(colour="mauve", code="Q", words="unheard of"),
        strange(colour=None, code=None, words=None, age=np.nan, rooms=np.nan, seen=pd.NaT),
        strange(age=np.inf, rooms=-np.inf),
        strange(age=1.7e308, rooms=-1.7e308),
        strange(seen=pd.Timestamp("1700-01-01"), words="", code=""),
        strange().head(1),
    ],
    ids=["as seen", "unseen", "missing", "infinite", "huge", "old", "one row"],
)
def test_rows_of_every_kind_are_transformed(name: str, rows: pd.DataFrame) -> None:
    view = VIEWS[name]()
    width = dense(view.transformer.fit_transform(FEATURES, Y)).shape[1]
    told = dense(view.transformer.transform(rows))
    assert told.shape == (len(rows), width)
    assert not np.isinf(told).any()
    assert name == "trees" or not np.isnan(told).any()


def test_trees_know_which_columns_are_codes() -> None:
    view: View = VIEWS["trees"]()
    told = view.transformer.fit_transform(FEATURES, Y)
    assert view.categorical == (0,)
    assert set(np.unique(told[:, 0][~np.isnan(told[:, 0])])) == {0, 1, 2}


@pytest.mark.parametrize(("classes", "target"), [(1, "binary"), (3, "multiclass"), (30, "multiclass")])
def test_many_categories_bear_rare_and_lone_classes(classes: int, target: Any) -> None:
    """Of classes with fewer rows than there are parts for cross-fitting, and of but one."""
    y = np.arange(60) % classes
    for view in (for_trees(LAYOUT, target, 0), for_sums(LAYOUT, target, 0)):
        told = dense(view.transformer.fit_transform(FEATURES.head(60), y))
        assert told.shape[0] == dense(view.transformer.transform(FEATURES)).shape[0] / 5 == 60


@pytest.mark.parametrize("words", [["?"] * 4, ["", "", "", ""], [None] * 4, ["a"] * 4])
def test_text_without_words_is_no_error(words: list[Any]) -> None:
    schema = Schema((Column("words", "text", 4, 0, 4),))
    layout = lay_out(schema, ["words"])
    frame = compact(pd.DataFrame({"words": pd.Series(words, dtype=object)}), layout)
    for view in (for_trees(layout, "binary", 0), for_sums(layout, "binary", 0), for_distances(layout, 0)):
        assert not np.isnan(dense(view.transformer.fit_transform(frame, [0, 1, 0, 1])[:, :3])).any()


def test_parts_of_dates_are_those_that_vary() -> None:
    whole_days = pd.DataFrame({"when": pd.date_range("2024-03-01", periods=5)})
    named = DateParts().fit(whole_days).get_feature_names_out().tolist()
    assert named == ["when_day", "when_day_of_week", "when_day_of_year", "when_days"]
    assert DateParts().fit_transform(pd.DataFrame({"when": pd.to_datetime([None, None])})).shape == (2, 0)


def test_infinite_numbers_count_as_missing_in_a_copy() -> None:
    given = np.array([[1.0, np.inf], [-np.inf, 2.0]])
    assert np.isnan(Finite().fit_transform(given)).tolist() == [[False, True], [True, False]]
    assert np.isinf(given).sum() == 2


def test_topics_are_no_more_than_there_can_be() -> None:
    from scipy.sparse import csr_matrix

    words = csr_matrix(np.eye(6, 4))
    assert Topics(24, random_state=0).fit_transform(words).shape == (6, 3)
    assert Topics(24).fit_transform(words[:1]).shape == (1, 4)


def test_shape_of_text_is_counted() -> None:
    shapes = TextShape().fit_transform(pd.DataFrame({"cabin": ["PC 17599", "", "ÄÖ 0"]}))
    assert shapes[:, :4].tolist() == [[8, 2, 5, 2], [0, 0, 0, 0], [4, 2, 1, 0]]
