"""What is asked: options are checked before anything is done."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from headway import BadOption
from headway.automl.series.problem import SeriesProblem, ask

NEEDED: dict[str, Any] = {"target": "sold", "time": "day", "horizon": 3}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"horizon": -1}, "horizon=-1"),
        ({"horizon": 0}, "1 or more"),
        ({"horizon": 2.5}, "whole number"),
        ({"horizon": True}, "whole number"),
        ({"gap": -1}, "gap=-1"),
        ({"season": 0}, "season=0"),
        ({"season": "12"}, "season='12'"),
        ({"season": (24, -1)}, "season=-1"),
        ({"metric": "accuracy"}, "one of mase"),
        ({"level": 1.0}, "between 0 and 1"),
        ({"level": 90}, "between 0 and 1"),
        ({"budget_s": 0}, "above 0"),
        ({"budget_s": float("nan")}, "above 0"),
        ({"budget_s": "60"}, "above 0"),
        ({"seed": -1}, "seed=-1"),
        ({"windows": 0}, "windows=0"),
        ({"aggregate": "all"}, "one of mean"),
        ({"fill": "guess"}, "one of auto"),
        ({"target": 3}, "name of a column"),
        ({"series": 3}, "list of names"),
        ({"series": ["a", "a"]}, "each name once"),
        ({"series": "sold"}, "'sold' is the target already"),
        ({"features": ["day"]}, "'day' is the time already"),
        ({"known": "sold"}, "'sold' is the target already"),
    ],
)
def test_option_without_sense_is_named(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadOption, match=said.replace("(", r"\(")):
        ask(**{**NEEDED, **options})


def test_names_become_tuples() -> None:
    problem = ask(**NEEDED, series="shop", features=["price"], known="offer", season=7)
    assert (problem.series, problem.features, problem.known, problem.past, problem.seasons) == (
        ("shop",),
        ("price", "offer"),
        ("offer",),
        ("price",),
        (7,),
    )


def test_numbers_of_numpy_are_numbers() -> None:
    assert ask(**{**NEEDED, "horizon": np.int64(5)}, season=np.array([7, 364])) == SeriesProblem(
        "sold", "day", horizon=5, seasons=(7, 364)
    )


def test_steps_are_gap_and_horizon() -> None:
    assert ask(**NEEDED, gap=2).steps == 5
