"""What clusters are like."""

import numpy as np
import pandas as pd
import pytest
from tests.automl.clusters.support import blobs, inline, people


@pytest.fixture(scope="module")
def experiment():
    """The two kinds of people."""
    return inline(people(), most=4)


def test_kinds_of_people_are_found(experiment) -> None:
    assert experiment.k == 2
    assert list(experiment.profile["size"]) == [120, 40]
    assert experiment.profile["share"].sum() == pytest.approx(1)


def test_numbers_have_mean_and_distance(experiment) -> None:
    profile = experiment.profile
    assert profile["age: mean"].round().tolist() == [25, 70]
    overall = people()["age"].replace(np.inf, np.nan)
    expected = (profile["age: mean"] - overall.mean()) / overall.std(ddof=0)
    pd.testing.assert_series_equal(profile["age: apart"], expected, check_names=False)


def test_categories_have_typical_value_and_lift(experiment) -> None:
    profile = experiment.profile
    assert profile["town: typical"].tolist() == ["Leeds", "Bath"]
    assert profile["town: share"].tolist() == pytest.approx([119 / 120, 1])
    assert profile["town: lift"].tolist() == pytest.approx([119 / 120 / (119 / 160), 4])


def test_dates_have_mean_and_text_a_word(experiment) -> None:
    profile = experiment.profile
    assert profile["since: mean"].dt.year.tolist() == [2015, 1990]
    assert profile["says: typical"].iloc[1] in ("garden", "needs", "rain")
    assert profile["says: typical"].iloc[0] in ("lift", "is", "late")


def test_what_stands_out_is_in_words(experiment) -> None:
    words = experiment.profile["stands_out"].iloc[1]
    assert "town is Bath (100 %, of all 25 %)" in words
    assert "since is early (mean 1990-07-" in words
    assert words.count(";") == 2
    assert "age is high (mean 69.9" in inline(people()[["age", "town"]], most=2).profile["stands_out"].iloc[1]


def test_centers_are_in_own_units(experiment) -> None:
    centers = experiment.centers
    assert list(centers.columns) == ["age", "town", "code", "since"]
    assert centers["town"].tolist() == ["Leeds", "Bath"]
    assert centers["since"].dt.year.tolist() == [2015, 1990]


def test_one_cluster_stands_out_nowhere(experiment) -> None:
    profile = experiment.profile_of(1)
    assert profile["size"].tolist() == [160]
    assert profile["stands_out"].tolist() == ["near the mean of all rows in every column"]


def test_missing_values_may_set_a_cluster_apart() -> None:
    frame = blobs(2, rows=80, columns=1)
    frame["town"] = pd.Series(np.where(frame["x0"] > frame["x0"].mean(), "Rome", None), dtype=object)
    frame.loc[frame["town"].isna() & (frame.index % 9 == 0), "town"] = "Oslo"
    profile = inline(frame, most=3).profile
    assert "(missing)" in profile["town: typical"].tolist()
    assert any("town is missing" in words for words in profile["stands_out"])


def test_numbers_of_any_size_have_a_mean() -> None:
    experiment = inline(blobs(2, rows=60) * 1e300, most=2)
    profile = experiment.profile_of(2)
    pd.testing.assert_series_equal(profile["x0: mean"], experiment.model(2).centers["x0"], check_names=False)
    assert profile["x0: mean"].abs().min() > 1e299
    assert profile["x0: apart"].abs().max() < 3
