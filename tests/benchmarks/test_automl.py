"""The benchmark of AutoML: scores and places, what contestants are given, which outcomes stay, the table and its bars."""

from __future__ import annotations

import csv
import doctest
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmarks.automl import arena, lasting, referee, scores, tables
from benchmarks.automl.contestants import ENTRIES
from benchmarks.cell import Cell, Outcome
from benchmarks.measures import automl_budget, automl_tables
from benchmarks.peers.base import NotOffered
from benchmarks.results import Claim, Results

from benchmarks import plan

MACHINE = {"python": "CPython 3.11.7", "processor": "p", "cores": 2, "memory_gb": 8}
TABLE_CELL = Cell("automl_tables", "FLAML", {"table": "mpg", "seed": 0, "budget_s": 30})


def test_examples_in_scores_and_digits_hold() -> None:
    for module in (scores, automl_tables):
        found = doctest.testmod(module)
        assert found.attempted > 0
        assert found.failed == 0


def test_scores_agree_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    numpy = pytest.importorskip("numpy")
    dice = numpy.random.default_rng(3)
    answers = dice.integers(0, 3, 200)
    values = (
        numpy.round(dice.dirichlet([1, 1, 1], 200), 2) + 0.001
    )  # ties, and rows that add up to a little more than 1
    columns = {str(name): values[:, name].tolist() for name in range(3)}
    expected = metrics.log_loss(answers, values / values.sum(axis=1, keepdims=True))
    assert scores.score("logloss", [str(a) for a in answers], columns) == pytest.approx(expected)
    is_two = answers == 2
    two = {"0": (1 - values[:, 2]).tolist(), "1": values[:, 2].tolist()}
    assert scores.score("auc", [str(int(a)) for a in is_two], two) == pytest.approx(
        metrics.roc_auc_score(is_two, values[:, 2])
    )


@pytest.mark.parametrize(
    ("predicted", "said"),
    [
        ({"yes": [0.1, 0.2]}, "lack no"),
        ({"yes": [0.1], "no": [0.9]}, "1 predictions of yes for 2 rows"),
        ({"yes": [0.1, float("nan")], "no": [0.9, 0.5]}, "hold what is no number"),
    ],
)
def test_predictions_that_cannot_be_scored_are_named(predicted: dict[str, list[float]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        scores.score("auc", ["yes", "no"], predicted)


def test_equal_scores_share_their_place() -> None:
    assert scores.places("rmse", {"a": 2.0, "b": 1.0, "c": 2.0, "d": None}) == {"a": 2.5, "b": 1.0, "c": 2.5, "d": 4.0}


@pytest.fixture
def small_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tabular").mkdir()
    (tmp_path / "manifest.json").write_text(
        json.dumps({"small": {"target": "y", "task": "binary", "metric": "auc"}}), encoding="utf-8"
    )
    (tmp_path / "tabular" / "small.csv").write_text(
        'x,y,_split\n"1, or so",no,train\n02,yes,test\n,no,test\n', encoding="utf-8"
    )
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    return tmp_path


def test_contestants_do_not_get_the_answers(small_table: Path, tmp_path: Path) -> None:
    given = tables.give("small", tmp_path)
    with given.train.open(newline="") as train, given.test.open(newline="") as test:
        assert list(csv.reader(train)) == [["x", "y"], ["1, or so", "no"]]
        assert list(csv.reader(test)) == [["x"], ["02"], [""]]
    assert given.answers == ["yes", "no"]


def test_without_the_tables_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(NotOffered, match="not part of the repository"):
        tables.give("titanic", tmp_path)


def test_every_table_of_the_manifest_is_played(shared_tables: Path) -> None:
    assert set(tables.NAMES) == set(json.loads((shared_tables / "automl" / "manifest.json").read_text("utf-8")))


def test_seeds_come_one_after_another_and_the_slow_play_once() -> None:
    cells = automl_tables.cells(quick=False)
    seeds = [cell.options["seed"] for cell in cells]
    assert seeds == sorted(seeds)
    assert len(cells) == len(tables.NAMES) * sum(entry.seeds for entry in ENTRIES.values()) == 140
    assert {cell.peer for cell in cells if cell.options["seed"]} == {"headway", *automl_tables.TO_BEAT}


def test_outcomes_stay_until_what_they_depend_on_changes() -> None:
    name = lasting.name(TABLE_CELL, MACHINE)
    assert lasting.name(replace(TABLE_CELL, limit_s=1), {**MACHINE, "python": "CPython 3.11.9"}) == name
    assert lasting.name(TABLE_CELL, {**MACHINE, "cores": 4}) != name
    assert lasting.name(replace(TABLE_CELL, interpreter="python"), MACHINE) != name
    assert lasting.name(replace(TABLE_CELL, options={**TABLE_CELL.options, "seed": 1}), MACHINE) != name


def test_what_was_missing_or_failed_is_tried_again(tmp_path: Path) -> None:
    kept = plan.Kept(tmp_path / "kept.json", is_final=lasting.is_final)
    for name, outcome in {"a": {"score": [1.0]}, "b": {"none": "needs Java"}, "c": {"fails": "oops"}}.items():
        kept.add(name, outcome)
    assert set(plan.Kept(tmp_path / "kept.json").outcomes) == {"a"}


def test_dropped_outcomes_are_gone(tmp_path: Path) -> None:
    kept = plan.Kept(tmp_path / "kept.json")
    kept.add(TABLE_CELL.key, {"score": [1.0]})
    kept.drop([TABLE_CELL])
    assert plan.Kept(tmp_path / "kept.json").outcomes == {}


def found(scores_by_peer: dict[str, list[float]], fit_s: float = 30.0) -> Results:
    """Two tables: one by AUC, as given; one by RMSE, with the same numbers."""
    pairs: list[tuple[Cell, Outcome]] = []
    for table, metric in (("titanic", "auc"), ("mpg", "rmse")):
        for peer, values in scores_by_peer.items():
            for seed, value in enumerate(values):
                cell = Cell("automl_tables", peer, {"table": table, "seed": seed, "budget_s": 30})
                outcome: dict[str, Any] = {"metric": metric, "score": [value], "fit_s": [fit_s], "predict_s": [0.1]}
                pairs.append(
                    (
                        cell,
                        {
                            **outcome,
                            "wall_s": [31.0],
                            "peak_mb": [200.0],
                            "versions": {"it": "1.0"},
                            "load": 1.0,
                            "date": "2026-01-02",
                        },
                    )
                )
    return Results(pairs, python=(3, 11))


def test_mean_rank_is_of_the_means_of_seeds() -> None:
    results = found({"headway": [0.9, 0.7], "FLAML": [0.75, 0.75], "H2O AutoML": [0.5]})
    assert automl_tables.mean_places(results) == {"headway": 2.0, "FLAML": 2.0, "H2O AutoML": 2.0}


def verdicts(claims: list[Claim]) -> dict[str, str]:
    return {claim.text: claim.verdict for claim in claims}


def test_bars_are_strict_and_first_may_be_shared() -> None:
    results = found({"headway": [0.8], "FLAML": [0.8], "LightGBM default": [0.8]})
    assert verdicts(automl_tables.claims(results)) == {
        "mean rank: below FLAML": "**missed**",
        "mean rank: below LightGBM default": "**missed**",
        "mean rank: first": "held",
    }


def test_library_without_a_score_is_last_and_named() -> None:
    results = found({"headway": [0.8], "FLAML": [0.7]})
    cell = Cell("automl_tables", "H2O AutoML", {"table": "titanic", "seed": 0, "budget_s": 30})
    results = Results([*results.pairs, (cell, {"none": "needs Java 17"})], python=(3, 11))
    assert automl_tables.mean_places(results)["H2O AutoML"] == 3.0
    assert "- H2O AutoML, titanic: — (needs Java 17)" in automl_tables.section(results)


def test_table_shows_best_in_bold_and_the_spread() -> None:
    lines = automl_tables.section(found({"headway": [0.9, 0.8], "FLAML": [0.7]}))
    assert "| titanic | auc | **0.8500** ±0.0500 | 0.7000 |" in lines
    assert "| mpg | rmse | 0.8500 ±0.0500 | **0.7000** |" in lines
    assert "- FLAML: it 1.0" in lines
    assert any(line.startswith("Measured 2026-01-02; load average") for line in lines)


@pytest.mark.parametrize(("fit_s", "verdict"), [(32.9, "held"), (33.1, "**missed**")])
def test_a_tenth_over_the_budget_is_the_bar(fit_s: float, verdict: str) -> None:
    claims = automl_budget.claims(found({"headway": [0.8], "FLAML": [0.9]}, fit_s))
    assert [claim.verdict for claim in claims] == [verdict]


@pytest.mark.slow
def test_library_that_is_not_installed_is_named(small_table: Path) -> None:
    cell = Cell("automl_tables", "H2O AutoML", {"table": "small", "seed": 0, "budget_s": 1}, interpreter=sys.executable)
    assert referee.judged(cell) == {"missing": "h2o"}


@pytest.mark.slow
def test_module_that_leaves_nothing_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"ended with 1: .*No module named benchmarks\.nowhere"):
        arena.run(sys.executable, "benchmarks.nowhere", tmp_path)


@pytest.mark.slow
def test_large_file_has_the_size_and_columns_asked_for(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    from benchmarks.automl import large_csv

    large_csv.write(tmp_path / "train.csv", 1)
    frame = pandas.read_csv(tmp_path / "train.csv")
    assert frame.shape == (large_csv.BLOCK_ROWS, large_csv.NUMBERS + 3)
    assert frame["x3"].between(0, 1).all()
    assert 0.2 < frame["is_large"].mean() < 0.8
