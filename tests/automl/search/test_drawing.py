"""Which rows are searched on where there are many: so many, each class with its share, the same ones every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.learners import Size
from headway.automl.search.drawing import LEAST_ROWS, SEARCHED_CELLS, draw, rows_for
from headway.automl.search.folds import bins
from headway.automl.search.problem import Problem, pose
from headway.automl.table import read
from headway.errors import BadOption

Array = np.ndarray[Any, Any]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.floats(0.01, 0.99), st.integers(0, 5))
def test_each_class_has_its_share(counts: list[int], share: float, seed: int) -> None:
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    most = max(1, round(share * len(y)))
    if most >= len(y):
        return
    places = draw(y, "multiclass", most, seed)
    assert (np.diff(places) > 0).all()
    assert most <= len(places) <= most + len(counts)
    drawn = np.bincount(y[places], minlength=len(counts))
    exact = np.array(counts) * most / len(y)
    assert ((drawn >= np.minimum(1, counts)) & (np.abs(drawn - exact) <= 1)).all()
    assert (places == draw(y, "multiclass", most, seed)).all()


def test_other_seeds_draw_other_rows() -> None:
    y = np.zeros(10_000, dtype=np.int64)
    assert len(np.intersect1d(draw(y, "binary", 1_000, 0), draw(y, "binary", 1_000, 1))) < 200


def test_each_tenth_of_the_numbers_has_its_share() -> None:
    y = np.random.default_rng(0).lognormal(size=5_000)
    places = draw(y, "regression", 1_000, 0)
    assert np.bincount(bins(y)[places]).tolist() == [100] * 10


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        (Size(100, 5), 100),
        (Size(LEAST_ROWS, 10_000, 50), LEAST_ROWS),
        (Size(10**7, 10_000, 50), LEAST_ROWS),
        (Size(10**7, 5, 2), SEARCHED_CELLS // 5),
        (Size(10**7, 5), SEARCHED_CELLS // 5),
        (Size(10**7, 5, 6), SEARCHED_CELLS // 25),
    ],
)
def test_as_many_rows_as_are_worth_their_time(size: Size, rows: int) -> None:
    assert rows_for(size) == rows


FRAME = pd.DataFrame(
    {
        "x": np.arange(1_000) / 8,
        "shop": np.arange(1_000) % 50,
        "weight": np.where(np.arange(1_000) < 900, 1.0, 0.0),
        "y": np.where(np.arange(1_000) % 10, "no", "yes"),
    }
)


def asked(**options: Any) -> Problem:
    return pose(read(FRAME, name="shops"), "y", **options)


class TestPose:
    def test_rows_are_drawn_with_all_that_belongs_to_them(self) -> None:
        problem = asked(max_rows=200, groups="shop", weights="weight")
        assert problem.weights is not None
        assert {len(problem.frame), len(problem.y), len(problem.blocks), len(problem.weights)} == {200}
        row = (8 * problem.frame["x"].to_numpy()).astype(int)
        assert row.max() < 900
        assert [problem.labels[code] for code in problem.y] == FRAME["y"].iloc[row].tolist()
        shops = FRAME["shop"].iloc[row].to_numpy()
        assert ((problem.blocks[:, None] == problem.blocks) == (shops[:, None] == shops)).all()
        assert any("200 of 900 rows are searched on" in note for note in problem.notes)

    def test_as_many_rows_as_there_are_is_all_of_them(self) -> None:
        problem = asked(max_rows=1_000)
        assert len(problem.frame) == 1_000
        assert not any("searched on" in note for note in problem.notes)

    def test_a_large_table_is_searched_in_part(self) -> None:
        rows = LEAST_ROWS + 20_000
        numbers = np.random.default_rng(0).normal(size=(rows, 60))
        frame = pd.DataFrame(numbers, columns=[f"x{at}" for at in range(60)]).assign(y=numbers[:, 0] > 1)
        problem = pose(read(frame, name="large"), "y")
        assert len(problem.frame) == LEAST_ROWS
        assert any("100,000 of 120,000 rows are searched on" in note for note in problem.notes)


def test_a_training_of_some_rows_is_the_same_each_time(train: Any) -> None:
    one, other = (
        train(read(FRAME), "y", features=["x", "shop"], max_rows=300, max_models=1, algorithms=["GLM"], seed=3)
        for _ in range(2)
    )
    assert one.leaderboard["score"].tolist() == other.leaderboard["score"].tolist()
    assert any("300 of 1,000 rows are searched on" in note for note in one.notes)


@pytest.mark.parametrize("given", [0, 99, 1.5, True, "all"])
def test_bad_counts_of_rows(train: Any, given: Any) -> None:
    with pytest.raises(BadOption, match="max_rows"):
        train(read(FRAME), "y", max_rows=given)
