"""Which rows are held out when: together what belongs together, and every class its share in each fold."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.automl.search.folds import assign, identical, watch

KINDS = ("binary", "multiclass", "regression")


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    rows = draw(st.integers(2, 60))
    kind = draw(st.sampled_from(KINDS))
    blocks = draw(st.lists(st.integers(0, rows), min_size=rows, max_size=rows))
    values = st.integers(0, {"binary": 1, "multiclass": 4, "regression": 30}[kind])
    y = np.array(draw(st.lists(values, min_size=rows, max_size=rows)))
    distinct = len(set(blocks))
    return {
        "y": y if kind != "regression" else y / 7,
        "problem_type": kind,
        "folds": draw(st.integers(2, max(2, min(5, distinct)))),
        "blocks": np.array(blocks) if distinct > 1 else np.arange(rows),
        "seed": draw(st.integers(0, 3)),
        "grouped": draw(st.booleans()),
    }


@given(questions())
@settings(max_examples=150, deadline=None)
def test_every_row_is_held_out_once_with_its_block(asked: dict[str, Any]) -> None:
    fold_of = assign(**asked)
    assert len(fold_of) == len(asked["y"])
    assert set(fold_of) <= set(range(asked["folds"]))
    assert len(set(fold_of)) > 1
    assert pd.Series(fold_of).groupby(asked["blocks"]).nunique().max() == 1
    np.testing.assert_array_equal(assign(**asked), fold_of)


@given(questions())
@settings(max_examples=150, deadline=None)
def test_watched_rows_are_never_all_of_a_class_nor_parted_from_their_block(asked: dict[str, Any]) -> None:
    y, blocks = asked["y"], asked["blocks"]
    watched = watch(y, asked["problem_type"], blocks, asked["seed"])
    assert not watched.all()
    if asked["problem_type"] != "regression":
        assert set(y[~watched]) == set(y)
    else:
        assert pd.Series(watched).groupby(blocks).nunique().max() == 1


@pytest.mark.parametrize("share", [0.5, 0.1, 0.02])
def test_each_fold_has_its_share_of_each_class(share: float) -> None:
    y = (np.arange(500) < 500 * share).astype(int)
    fold_of = assign(y, "binary", 5, np.arange(500), 0, grouped=False)
    assert [int(y[fold_of == fold].sum()) for fold in range(5)] == [int(100 * share)] * 5


def test_class_rarer_than_folds_is_spread_without_a_warning() -> None:
    y = np.r_[np.zeros(50, int), [1, 1, 1]]
    fold_of = assign(y, "binary", 5, np.arange(53), 0, grouped=False)
    assert sorted(np.bincount(fold_of)) == [10, 10, 11, 11, 11]
    assert len(set(fold_of[50:])) == 3


def test_numbers_are_spread_by_their_size() -> None:
    y = np.arange(100.0) ** 3
    fold_of = assign(y, "regression", 5, np.arange(100), 1, grouped=False)
    means = [y[fold_of == fold].mean() for fold in range(5)]
    assert max(means) < 1.3 * min(means)


def test_seed_draws_others() -> None:
    y = np.arange(60) % 2
    one, other = (assign(y, "binary", 5, np.arange(60), seed, grouped=False) for seed in (0, 1))
    assert (one != other).any()


def test_few_large_groups_stay_together() -> None:
    groups, y = np.repeat(np.arange(4), 30), np.tile([0, 1, 1], 40)
    fold_of = assign(y, "binary", 4, groups, 0, grouped=True)
    assert len({(group, fold) for group, fold in zip(groups, fold_of, strict=True)}) == 4


def test_rows_are_identical_by_all_their_values() -> None:
    frame = pd.DataFrame({"a": [1.0, 1.0, np.nan, np.nan], "b": pd.Categorical(["x", "x", "x", "y"])})
    codes = identical(frame)
    assert codes[0] == codes[1]
    assert len(set(codes)) == 3


def test_filters_of_warnings_stay() -> None:
    before = list(warnings.filters)
    assign(np.array([0, 0, 0, 1]), "binary", 3, np.arange(4), 0, grouped=False)
    assert warnings.filters == before
