"""Verdicts on bars, and what a table says of libraries that have no number."""

import pytest
from benchmarks.cell import Cell
from benchmarks.results import Claim, Results


@pytest.mark.parametrize(
    ("best", "median", "verdict"),
    [
        (0.8, 0.9, "held"),
        (1.1, 1.2, "**missed**"),
        (0.9, 1.1, "unclear: run again in quiet"),
        (None, None, "not measured"),
    ],
)
def test_verdict_needs_best_and_median(best: float | None, median: float | None, verdict: str) -> None:
    assert Claim("bar", "x", {"best": best, "median": median}, 1.0).verdict == verdict


def test_strict_claim_excludes_its_limit() -> None:
    assert Claim("bar", "x", {"median": 1.0}, 1.0).verdict == "held"
    assert Claim("bar", "x", {"median": 1.0}, 1.0, strict=True).verdict == "**missed**"


def test_numbers_join_rounds() -> None:
    cells = [Cell("overhead", "asyncio", {"shape": "chain"}, turn) for turn in range(3)]
    outcomes = [{"us": [1.0, 9.0]}, {"us": [2.0]}, {"fails": "RecursionError: deep"}]
    results = Results(zip(cells, outcomes, strict=True), python=(3, 11))
    found = results.of("overhead", "asyncio", shape="chain")
    assert (found.best("us"), found.median("us")) == (1.0, 2.0)
    assert found.trouble == "1 of 3 rounds: fails (RecursionError: deep)"
    assert results.of("overhead", "asyncio", shape="layered").best("us") is None
