"""What LINGO would read, and what our own reader makes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tests.optimize.models import linear_models, names, solvable_models

from headway.errors import BadModel
from headway.optimize import Model, read, read_text
from headway.optimize.model import difference
from headway.optimize.readers.lingo import read_lingo
from headway.optimize.writers.lingo import lingo_text
from headway.optimize.writers.lingo_names import LONGEST, is_legal, lingo_names


def shop(**others: object) -> Model:
    given: dict[str, object] = {
        "row_upper": [60, 48],
        "sense": "max",
        "variables": ["tables", "chairs"],
        "rows": ["wood", "labour"],
        "name": "shop",
    }
    return Model.of_arrays([8, 5], [[4, 2], [2, 4]], **{**given, **others})


def check_same(model: Model) -> str:
    text = lingo_text(model)
    again = read_lingo(text)
    assert difference(model, again) == ""
    assert model.name in ("", again.name)
    return text


def statements(text: str) -> list[str]:
    """What LINGO sees: the statements without comments, on one line each."""
    body = re.sub(r"![^;]*;", "", text)
    assert body.startswith("MODEL:\n")
    assert body.endswith("END\n")
    return [" ".join(each.split()) for each in body[len("MODEL:\n") : -len("END\n")].split(";") if each.strip()]


def value(terms: str, at: dict[str, float]) -> float:
    """A sum of multiples, by Python itself: the names are numbers there."""
    return float(eval(terms, {"__builtins__": {}}, at))


@settings(max_examples=80, deadline=None)
@given(solvable_models(), st.data())
def test_reads_back_the_same(model: Model, data: st.DataObject) -> None:
    variables, rows = data.draw(names(len(model.variables))), data.draw(names(len(model.rows)))
    check_same(replace(model, variables=variables, rows=rows, name=data.draw(names(1))[0]))


@settings(max_examples=80, deadline=None)
@given(linear_models(), st.lists(st.floats(-9, 9), min_size=6, max_size=6))
def test_statements_alone_mean_the_model(model: Model, numbers: list[float]) -> None:
    """An evaluator of a few lines that knows nothing of the comments finds the same objective and rows at a point."""
    point = np.array(numbers[: len(model.variables)])
    at = dict(zip(lingo_names(model).variables, point.tolist(), strict=True))
    said = [each for each in statements(lingo_text(model)) if not each.startswith(("TITLE", "@"))]
    sense, _, objective = said[0].partition(" = ")
    assert sense == {"max": "MAX", "min": "MIN"}[model.sense]
    assert value(objective, at) == pytest.approx(model.objective_at(point))
    found = sorted(
        (round(value(left, at), 6), sign, float(side))
        for left, sign, side in (re.split(r" (<=|>=|=) ", re.sub(r"^\[\w+\] ", "", row)) for row in said[1:])
    )
    assert found == sorted(_sides(model, point))


def _sides(model: Model, point: np.ndarray) -> list[tuple[float, str, float]]:
    held = []
    for activity, low, high in zip(model.matrix @ point, model.row_lower, model.row_upper, strict=True):
        if low == high:
            held.append((round(float(activity), 6), "=", float(low)))
            continue
        held += [
            (round(float(activity), 6), s, float(side)) for s, side in ((">=", low), ("<=", high)) if np.isfinite(side)
        ]
    return held


@pytest.mark.parametrize(
    ("low", "high", "whole", "said"),
    [
        (0, np.inf, False, []),
        (-np.inf, np.inf, False, ["@FREE(x)"]),
        (2, np.inf, False, ["@BND(2, x, 1E30)"]),
        (-np.inf, -5, False, ["@BND(-1E30, x, -5)"]),
        (3, 3, False, ["@BND(3, x, 3)"]),
        (0, 1, True, ["@BIN(x)"]),
        (0, 1, False, ["@BND(0, x, 1)"]),
        (0, np.inf, True, ["@GIN(x)"]),
        (-np.inf, np.inf, True, ["@FREE(x)", "@GIN(x)"]),
        (-4, 7.5, True, ["@BND(-4, x, 7.5)", "@GIN(x)"]),
    ],
)
def test_bounds_and_kinds(low: float, high: float, whole: bool, said: list[str]) -> None:
    model = Model.of_arrays(
        [1], [[1]], row_upper=[9], lower=low, upper=high, integer=whole, variables=["x"], rows=["r"]
    )
    assert statements(check_same(model))[3:] == said


def test_text_as_a_whole() -> None:
    assert lingo_text(shop(constant=7.5, row_lower=[-np.inf, 12])) == (
        "MODEL:\nTITLE shop;\nMAX = 8*tables + 5*chairs + 7.5;\n[wood] 4*tables + 2*chairs <= 60;\n"
        "!~ row labour_LO labour_UP labour;\n[labour_LO] 2*tables + 4*chairs >= 12;\n"
        "[labour_UP] 2*tables + 4*chairs <= 48;\nEND\n"
    )


def test_two_rows_are_not_taken_for_one() -> None:
    model = Model.of_arrays(
        [1], [[1], [1]], row_lower=[1, -np.inf], row_upper=[np.inf, 5], variables=["x"], rows=["A_LO", "a_up"]
    )
    text = check_same(model)
    assert "[A_LO]" not in text
    assert "!~ name R" in text


@pytest.mark.parametrize("rows", [("A", "A_LO"), ("A_UP", "A"), ("A LO", "A UP"), ("A", "a_lo")])
@pytest.mark.parametrize("low", [1.0, -np.inf])
def test_rows_called_like_halves(rows: tuple[str, str], low: float) -> None:
    check_same(Model.of_arrays([1], [[1], [1]], row_lower=[low, low], row_upper=[4, 5], variables=["x"], rows=rows))


def test_names_that_lingo_does_not_take() -> None:
    wished = ["x", "X", "book case", "größe", "end", "a;b", "3rd", "_y", "n" * 300, "!~ name", "@GIN(x)", "\n"]
    model = Model.of_arrays(np.arange(12.0), np.ones((2, 12)), row_upper=4, variables=wished, rows=["x", "book_case"])
    check_same(model)
    held = lingo_names(model)
    written = [*held.variables, *(row for row in held.rows if row)]
    assert all(is_legal(name) and len(name) <= LONGEST for name in written)
    assert len({name.upper() for name in written}) == len(written)
    assert held.variables[0] == "x"


def test_order_stands_where_it_differs() -> None:
    matrix = sparse.csr_array(np.array([[0, 1.0, 0], [1, 0, 0]]))
    assert "!~ order x1 x2 x3;" in check_same(Model.of_arrays([0, 0, 0], matrix, row_upper=1))
    assert "!~ order" not in check_same(Model.of_arrays([1, 1, 1], matrix, row_upper=1))


def test_rows_without_entries_or_limits() -> None:
    model = Model.of_arrays(
        [0, 1],
        [[0, 0], [2, -3], [0, 0]],
        row_lower=[-np.inf] * 3,
        row_upper=[5, np.inf, np.inf],
        rows=["e", "f: g", "h"],
    )
    text = check_same(model)
    assert "[e] 0*x1 <= 5;" in text
    assert "!~ freerow f%3A%20g: +2*x1 -3*x2;" in text


@pytest.mark.parametrize("sense", ["min", "max"])
def test_model_without_objective_or_rows(sense: str) -> None:
    check_same(Model.of_arrays([0, 0], np.zeros((0, 2)), sense=sense))


def test_all_digits_are_kept() -> None:
    numbers = [0.1 + 0.2, 1e-300, 123456789.123456789, 2 / 3]
    check_same(Model.of_arrays(numbers, [[1e14 / 3, 1 / 3, 1e-17, -7e-9]], row_upper=[1e19 / 7], constant=-1 / 7))


def test_demo_licence_is_mentioned_only_beyond_it() -> None:
    assert "demo" not in lingo_text(shop())
    assert "31 integer variables" in lingo_text(Model.of_arrays(np.ones(31), np.ones((1, 31)), integer=True))


@pytest.mark.parametrize(
    ("model", "named"),
    [
        (shop(variables=["tables", ""]), "variable 2"),
        (shop(rows=["", "labour"]), "row 1"),
        (shop(variables=["tables", "\ud800"]), "half a character"),
        (shop(name="\udfff"), "half a character"),
        (Model.of_arrays([], np.zeros((1, 0)), row_upper=3, rows=["alone"]), "alone"),
    ],
)
def test_refuses_by_name(model: Model, named: str) -> None:
    with pytest.raises(BadModel, match=named):
        lingo_text(model)


@pytest.mark.parametrize("file", ["afiro", "finnis", "forplan", "boeing2", "gt2", "vpm1", "p0033"])
def test_real_models_read_back_the_same(shared_tables: Path, file: str) -> None:
    found = next((shared_tables / "optimize").rglob(f"{file}.mps"), None)
    if found is None:
        pytest.skip(f"needs {file}.mps in ../shared/data/optimize")
    check_same(read(found))


def test_registered_as_a_format() -> None:
    assert difference(shop(), read_text(lingo_text(shop()), "lingo")) == ""
