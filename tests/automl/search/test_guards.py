"""Columns that give the answer away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from headway.automl.search.guards import copies_of

RANDOM = np.random.default_rng(0)
CLASSES = RANDOM.integers(0, 3, 90)
NUMBERS = RANDOM.normal(size=90)


def copies(y: np.ndarray, **columns: object) -> list[str]:
    return copies_of(y, pd.DataFrame(columns))


@pytest.mark.parametrize(
    "column",
    [CLASSES, CLASSES * -7.5 + 2, np.array(["lost", "won", "drawn"])[CLASSES], pd.Categorical.from_codes(CLASSES, list("xyz"))],
    ids=["itself", "scaled", "in words", "categories"],
)  # fmt: skip
def test_classes_in_other_words_are_a_copy(column: object) -> None:
    assert copies(CLASSES, again=column, other=RANDOM.normal(size=90)) == ["again"]


@pytest.mark.parametrize("scale", [1.0, -3e-5, 1e12, 1e200, 1e-200])
def test_numbers_scaled_and_shifted_are_a_copy(scale: float) -> None:
    assert copies(NUMBERS, again=NUMBERS * scale + scale) == ["again"]
    assert copies(NUMBERS * scale, again=NUMBERS) == ["again"]


def test_copy_with_values_missing_is_one() -> None:
    assert copies(NUMBERS, again=np.where(np.arange(90) < 30, np.nan, NUMBERS)) == ["again"]


@pytest.mark.parametrize(
    "column",
    [
        np.arange(90),
        [f"id{i}" for i in range(90)],
        NUMBERS + RANDOM.normal(scale=1e-3, size=90),
        np.where(np.arange(90) == 5, 9, CLASSES),
        np.full(90, 3.0),
        np.full(90, np.nan),
        np.full(90, 1e-320),
    ],
    ids=["row number", "identifier", "with noise", "one row differs", "constant", "missing", "next to nothing"],
)
def test_what_only_resembles_is_none(column: object) -> None:
    assert copies(NUMBERS, other=column) == []
    assert copies(np.where(np.arange(90) == 7, 2, CLASSES % 2), other=column) == []


def test_few_rows_are_no_evidence() -> None:
    assert copies(np.arange(19) % 2, again=np.arange(19) % 2) == []
