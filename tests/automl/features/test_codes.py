"""Categories as codes: by frequency, in whatever order and form they come."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from headway.automl.features.codes import CategoryCodes

TOWNS = pd.DataFrame({"town": ["Ulm", "Bonn", "Ulm", None, "Bonn", "Ulm", "Trier"]})


def codes(fitted: CategoryCodes, *values: object) -> list[float]:
    return fitted.transform(pd.DataFrame({"town": pd.Series(values, dtype=object)})).ravel().tolist()


def test_rank_is_by_frequency_then_name() -> None:
    fitted = CategoryCodes().fit(pd.DataFrame({"town": ["b", "a", "c", "c"]}))
    assert codes(fitted, "c", "a", "b") == [0, 1, 2]


def test_unseen_and_rare_share_the_last_code() -> None:
    fitted = CategoryCodes(min_count=2).fit(TOWNS)
    assert codes(fitted, "Rome", "Trier", "Bonn") == [2, 2, 1]


def test_missing_is_missing() -> None:
    assert np.isnan(codes(CategoryCodes().fit(TOWNS), None, np.nan)).all()


def test_no_more_than_most_have_codes() -> None:
    many = pd.DataFrame({"town": [f"t{i}" for i in range(1_000)]})
    assert CategoryCodes(most=10).fit(many).transform(many).max() == 10


def test_order_of_rows_does_not_matter() -> None:
    shuffled = TOWNS.sample(frac=1, random_state=3)
    assert codes(CategoryCodes().fit(TOWNS), *"UBT") == codes(CategoryCodes().fit(shuffled), *"UBT")


def test_categories_without_rows_have_no_code() -> None:
    """Those that only the rows held out have stand in the dtype all the same."""
    wide = TOWNS["town"].astype(pd.CategoricalDtype(["Rome", "Ulm", "Bonn", "Trier"])).to_frame()
    assert codes(CategoryCodes().fit(wide), "Rome", "Ulm") == codes(CategoryCodes().fit(TOWNS), "Rome", "Ulm")


@pytest.mark.parametrize("values", [[1, 2, 1], ["1", "2", "1"], pd.Categorical([1, 2, 1]), [1, "2", "1"]])
def test_number_and_its_text_are_one_category(values: object) -> None:
    assert codes(CategoryCodes().fit(pd.DataFrame({"town": ["1", "1", "2"]})), *values) == [0, 1, 0]


def test_pickle_keeps_the_codes() -> None:
    fitted = CategoryCodes().fit(pd.DataFrame({"town": ["ü", "日本", 'a"b', "ü"]}))
    assert codes(pickle.loads(pickle.dumps(fitted)), "日本", "ü", 'a"b') == codes(fitted, "日本", "ü", 'a"b')
