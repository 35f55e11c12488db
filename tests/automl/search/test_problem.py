"""The question that a table is asked: what is to be told, from what, and what was noticed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.tables import people

from headway.automl.search.problem import Problem, pose
from headway.automl.table import read
from headway.errors import BadOption, BadTable, UnknownColumn

FRAME = people()
ROWS = len(FRAME)


def ask(
    target: Any = "won", features: Any = ("a", "b", "c"), *, frame: pd.DataFrame = FRAME, **options: Any
) -> Problem:
    return pose(read(frame, name="people"), target, features=features, **options)


def asked_of(column: Any, **options: Any) -> Problem:
    return ask("y", frame=FRAME[["a", "b", "c"]].assign(y=column), **options)


class TestTarget:
    @pytest.mark.parametrize(
        ("column", "kind", "labels"),
        [
            (FRAME["won"], "binary", ("no", "yes")),
            (FRAME["won"].astype("category"), "binary", ("no", "yes")),
            (FRAME["won"] == "yes", "binary", ("False", "True")),
            ((FRAME["won"] == "yes").astype(int), "binary", (0, 1)),
            (np.where(FRAME["a"] > 0, 0.5, 1.5), "binary", (0.5, 1.5)),
            (np.where(FRAME["a"] > 0, 1.0, 2.0), "binary", (1, 2)),
            (FRAME["c"], "multiclass", ("x", "y", "z")),
            (FRAME["paid"], "regression", ()),
            (np.arange(ROWS) % 7, "regression", ()),
        ],
        ids=["text", "category", "bool", "0 and 1", "floats", "whole floats", "three", "numbers", "counts"],
    )
    def test_kind_follows_from_the_values(self, column: Any, kind: str, labels: Any) -> None:
        problem = asked_of(column)
        assert (problem.type, problem.labels) == (kind, labels)
        assert problem.y.max() < max(len(labels), 1e9)

    def test_codes_are_those_of_the_labels(self) -> None:
        problem = asked_of(FRAME["won"])
        assert [problem.labels[code] for code in problem.y] == FRAME["won"].tolist()

    @pytest.mark.parametrize(
        ("options", "kind"),
        [
            ({"metric": "rmse"}, "regression"),
            ({"problem_type": "regression"}, "regression"),
            ({"metric": "auc"}, "binary"),
            ({"metric": "RMSE"}, "regression"),
        ],
    )
    def test_metric_and_option_have_a_say(self, options: Any, kind: str) -> None:
        assert asked_of((FRAME["won"] == "yes").astype(int), **options).type == kind

    def test_numbers_are_classes_where_the_metric_says_so(self) -> None:
        assert asked_of(np.arange(ROWS) % 4, metric="logloss").labels == (0, 1, 2, 3)

    def test_rows_without_one_are_left_out_and_told(self) -> None:
        problem = asked_of(FRAME["won"].where(np.arange(ROWS) > 5))
        assert len(problem.y) == len(problem.frame) == ROWS - 6
        assert "6 rows have no 'y' and are left out" in problem.notes

    @pytest.mark.parametrize(
        ("column", "says"),
        [
            ("same", "one value only, 'same'"),
            (1, "one value only, 1"),
            (np.nan, "0 rows can be learnt from"),
            ([1.0] + [np.nan] * (ROWS - 1), "1 row can be learnt from"),
            (pd.date_range("2024", periods=ROWS), "is a date"),
            ([np.inf, *range(ROWS - 1)], "1 infinite values"),
            (FRAME["a"] * 1e200, "in another unit"),
            ([f"k{i}" for i in range(ROWS)], "60 different values in 60 rows"),
        ],
    )
    def test_one_that_can_not_be_told_is_an_error_with_a_cure(self, column: Any, says: str) -> None:
        with pytest.raises(BadTable, match=says) as caught:
            asked_of(column)
        assert caught.value.cure

    def test_cure_of_too_many_classes_fits_what_was_asked(self) -> None:
        with pytest.raises(BadTable, match="setup"):
            asked_of([f"k{i}" for i in range(ROWS)])
        with pytest.raises(BadTable, match="leave problem_type"):
            asked_of(FRAME["paid"], problem_type="classification")

    def test_words_are_no_numbers(self) -> None:
        with pytest.raises(BadTable, match=r"setup\(table, \{'y': 'numerical'\}\)"):
            asked_of(FRAME["won"], problem_type="regression")
        with pytest.raises(BadOption, match="one that measures binary predictions"):
            asked_of(FRAME["won"], metric="rmse")

    @pytest.mark.parametrize("rows", [2, 3])
    def test_two_rows_are_a_question(self, rows: int) -> None:
        assert len(ask("paid", frame=FRAME.head(rows)).y) == rows


class TestFeatures:
    def test_identifiers_are_named_and_left_out(self) -> None:
        problem = ask(features=None, frame=FRAME.drop(columns="paid").assign(number=[f"P{i:04}" for i in range(ROWS)]))
        assert problem.layout.features == ("a", "b", "c")
        assert "'number' is not used: an identifier" in problem.notes

    def test_identifier_that_is_named_is_used(self) -> None:
        frame = FRAME.assign(number=[f"P{i:04}" for i in range(ROWS)])
        assert ask(features=["a", "number"], frame=frame).layout.features == ("a", "number")

    @pytest.mark.parametrize("again", [lambda f: f["won"].map({"yes": 1, "no": 0}), lambda f: f["won"].str.upper()])
    def test_copy_of_the_target_is_named_and_left_out(self, again: Any) -> None:
        frame = FRAME.drop(columns="paid").assign(again=again)
        problem = ask(features=None, frame=frame)
        assert "again" not in problem.layout.features
        assert any("'again' is not used" in note and "features=" in note for note in problem.notes)
        assert "again" in ask(features=["a", "again"], frame=frame).layout.features

    def test_unknown_one_is_named_with_its_neighbour(self) -> None:
        for options in ({"target": "wonn"}, {"features": ["a", "bb"]}, {"groups": "d"}, {"weights": "won_"}):
            with pytest.raises(UnknownColumn, match="there is no column"):
                ask(**options)
        with pytest.raises(UnknownColumn, match="did you mean 'won'"):
            ask("Won")

    def test_target_is_none(self) -> None:
        with pytest.raises(BadOption, match="other than the target"):
            ask(features=["a", "won"])

    def test_useless_ones_leave_the_frequencies(self) -> None:
        problem = ask(features=None, frame=FRAME[["won"]].assign(k=1, m=np.nan, i=[f"P{i:04}" for i in range(ROWS)]))
        assert problem.layout.features == ()
        assert problem.notes[-1] == "no column tells anything of the target: only its frequencies can be predicted"

    def test_groups_and_weights_are_none(self) -> None:
        problem = ask(features=None, frame=FRAME.assign(w=1.0), groups="c", weights="w")
        assert problem.layout.features == ("a", "b", "paid")


class TestBlocks:
    def test_rows_that_repeat_stay_together(self) -> None:
        frame = pd.concat([FRAME, FRAME.head(20)], ignore_index=True)
        problem = ask(frame=frame)
        assert (problem.blocks[:20] == problem.blocks[ROWS:]).all()
        assert len(set(problem.blocks)) == ROWS
        assert "20 rows repeat others in every feature: such rows are held out together" in problem.notes

    def test_rows_of_few_columns_repeat_because_they_must(self) -> None:
        """With every "x" held out at once no model could learn what "x" tells."""
        problem = ask(features=["c"])
        assert len(set(problem.blocks)) == ROWS
        assert problem.notes == ()

    def test_groups_are_the_users(self) -> None:
        problem = ask(features=["a", "b"], groups="c")
        assert len(set(problem.blocks)) == 3
        assert problem.is_grouped

    def test_missing_groups_are_one(self) -> None:
        assert len(set(ask(features=["a"], frame=FRAME.replace({"c": {"x": None}}), groups="c").blocks)) == 3

    def test_one_group_is_none(self) -> None:
        with pytest.raises(BadOption, match="at least two groups"):
            ask(features=["a"], frame=FRAME.assign(g="all"), groups="g")


class TestWeights:
    def test_mean_is_one(self) -> None:
        weights = ask(frame=FRAME.assign(w=np.arange(1, ROWS + 1)), weights="w").weights
        assert weights is not None
        assert weights.mean() == pytest.approx(1)
        assert weights[-1] == pytest.approx(ROWS * weights[0])

    def test_rows_that_weigh_nothing_are_left_out_and_told(self) -> None:
        problem = ask(frame=FRAME.assign(w=np.arange(ROWS) % 2), weights="w")
        assert len(problem.y) == ROWS / 2
        assert "30 rows have a weight of 0 and are left out" in problem.notes

    def test_class_that_weighs_nothing_is_none(self) -> None:
        with pytest.raises(BadTable, match="one value only"):
            ask(frame=FRAME.assign(w=(FRAME["won"] == "yes").astype(int)), weights="w")

    @pytest.mark.parametrize("column", [-1.0, 0, "heavy", np.r_[np.nan, np.ones(ROWS - 1)], np.inf])
    def test_what_can_be_no_weight_is_refused(self, column: Any) -> None:
        with pytest.raises(BadOption, match="column of numbers") as caught:
            ask(frame=FRAME.assign(w=column), weights="w")
        assert caught.value.option == "weights"

    def test_those_of_rows_without_a_target_do_not_matter(self) -> None:
        frame = FRAME.assign(w=np.r_[np.nan, np.ones(ROWS - 1)], won=FRAME["won"].where(np.arange(ROWS) > 0))
        assert len(ask(frame=frame, weights="w").y) == ROWS - 1
