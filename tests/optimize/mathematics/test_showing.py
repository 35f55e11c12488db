"""``show(model)``: what stands in the model is shown, no name is taken for anything else, and large models are cut."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.optimize.models import names, solvable_models

from headway.errors import BadModel, BadOption
from headway.optimize.mathematics import numerals, show
from headway.optimize.model import Model

INF = np.inf


def shop(**changes: object) -> Model:
    model = Model.of_arrays(
        [20, 35, -10, 0, 7.25],
        [[2, 4, -3, 0, 0], [3, 5, 1, 0, 1], [0, 1, 0, 0, -1], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
        row_lower=[-INF, 5, 0, -INF, -INF],
        row_upper=[100, 160, 0, INF, 3],
        sense="max",
        constant=-12,
        lower=[0, -INF, 0, -3, 0],
        upper=[INF, INF, INF, 5, 1],
        integer=[True, False, False, False, True],
        variables=["chairs", "tables", "x12", "swing", "open_A"],
        rows=["labour", "space", "balance", "note", "empty"],
        name="shop",
    )
    return replace(model, **changes)  # type: ignore[arg-type]


def test_every_part_of_the_model_is_written() -> None:
    text = show(shop()).text
    for line in (
        "  maximise  20 chairs + 35 tables - 10 x12 + 7.25 open_A - 12",
        "  chairs, x12 ≥ 0",
        "  tables free",
        "  -3 ≤ swing ≤ 5",
        "  open_A ∈ {0, 1}",
        "  chairs whole",
    ):
        assert line in text.splitlines()
    squeezed = [re.sub(" +", " ", line).strip() for line in text.splitlines()]
    for line in (
        "labour: 2 chairs + 4 tables - 3 x12 ≤ 100",
        "space: 5 ≤ 3 chairs + 5 tables + x12 + open_A ≤ 160",
        "balance: tables - open_A = 0",
        "note: chairs is free",
        "empty: 0 ≤ 3",
        "Right-hand sides labour 100, space 5 and 160, balance 0, note none, empty 3",
    ):
        assert line in squeezed
    assert [line for line in text.splitlines() if line and line[0] != " "][1:] == [
        "Objective",
        "Constraints",
        "Bounds",
        "Whole variables",
        "Components",
    ]


def test_like_variables_stand_under_each_other() -> None:
    model = Model.of_arrays([1, 1], [[2, 4], [10, -5.5]], row_upper=[100, 9], variables=["x", "y"], rows=["a", "long"])
    first, second = (line for line in show(model).text.splitlines() if "≤" in line)
    assert (first.index("x"), first.index("y"), first.index("≤")) == (
        second.index("x"),
        second.index("y"),
        second.index("≤"),
    )


def test_matrix_form_has_names_at_its_edges() -> None:
    text = show(shop(), form="matrix").text
    assert "maximise c x - 12   subject to   b ≤ A x ≤ b′,   l ≤ x ≤ u, some x whole" in text
    labour = next(line for line in text.splitlines() if line.strip().startswith("labour"))
    assert labour.split() == ["labour", "A", "2", "4", "-3", "0", "0", "≤", "100", "b"]


def test_matrix_form_in_latex_has_the_same_names() -> None:
    latex = show(shop(), form="matrix").latex
    for title in ("Objective", "Constraints", "Bounds", "Whole variables", "Components"):
        assert rf"&\textbf{{{title}}}" in latex
    for stated in (r"\text{maximise} && c\,x - 12", r"\text{subject to} && b \le A\,x \le b'", r"l \le x \le u"):
        assert stated in latex
    variables = r" & \mathrm{chairs} & \mathrm{tables} & x_{12} & \mathrm{swing} & \mathrm{open\_A}"
    for row in (
        rf"{{r|rrrrr}}x{variables} \\ \hline c & 20 & 35 & -10 & 0 & 7.25",
        rf"{{r|rrrrr|rr}}A{variables} & b & b' \\ \hline \mathrm{{labour}} & 2 & 4 & -3 & 0 & 0 & -\infty & 100",
        rf"x{variables} \\ \hline l & 0 & -\infty & 0 & -3 & 0 \\ u & \infty & \infty & \infty & 5 & 1\end{{array}}",
    ):
        assert row in latex


def test_matrix_form_says_how_each_row_stands_to_its_side() -> None:
    model = Model.of_arrays([1, 1], [[1, 2], [1, 1]], row_lower=[2, 3], row_upper=[INF, 3], rows=["need", "sum"])
    latex = show(model, form="matrix").latex
    assert r"A\,x \;(\ge, =)\; b" in latex
    assert r"\mathrm{need} & 1 & 2 & \ge & 2 \\ \mathrm{sum} & 1 & 1 & = & 3\end{array}" in latex


@pytest.mark.parametrize("rows", [("[4pt]", "[]", "[ ]", "*", "\\"), ("a&b", "[", "]", "{", "}")])
def test_no_name_of_a_row_is_a_distance(rows: tuple[str, ...]) -> None:
    latex = show(shop(rows=rows), form="matrix").latex
    inside = latex.replace(r"\\[4pt]" + "\n", "")  # between the sections
    assert not re.search(r"\\\\\s*[\[*]", inside)


def test_notebook_gets_latex_and_terminal_text() -> None:
    shown = show(shop())
    assert shown._repr_latex_().startswith("$$\n\\begin{aligned}")
    assert r"35\,\mathrm{tables} - 10\,x_{12}" in shown.latex
    assert r"\mathrm{open\_A} \in \{0, 1\}" in shown.latex
    assert str(shown) == shown.text
    assert repr(shown) == "<Shown: shop: maximise over 5 variables (2 whole), 5 rows, 10 non-zeros>"


def test_large_model_is_cut_and_says_so() -> None:
    model = Model.of_arrays(np.ones(300), np.ones((200, 300)), row_upper=1)
    for form in ("algebraic", "matrix"):
        text = show(model, form=form, most=5).text
        assert "195 more" in text
        assert "295 more" in text
        assert len(text) < 3000


@pytest.mark.parametrize("form", ["algebraic", "matrix"])
def test_model_without_anything_is_shown(form: str) -> None:
    shown = show(Model.of_arrays([], np.zeros((0, 0)), constant=3), form=form)
    assert "minimise" in shown.text
    assert "3" in shown.text


@given(solvable_models(), st.sampled_from(["algebraic", "matrix"]))
@settings(max_examples=40, deadline=None)
def test_any_model_can_be_shown(model: Model, form: str) -> None:
    shown = show(model, form=form)
    assert is_balanced(shown.latex)
    assert "nan" not in shown.text


@given(names(10), st.sampled_from(["algebraic", "matrix"]))
@settings(max_examples=40, deadline=None)
def test_any_name_is_only_a_name(given_names: tuple[str, ...], form: str) -> None:
    shown = show(shop(variables=given_names[:5], rows=given_names[5:], name="<b>"), form=form)
    assert is_balanced(shown.latex)
    assert "<" not in shown.latex  # what shows LaTeX may take it for a tag
    assert re.fullmatch(r"(?:[^$]|\\\$)*", shown.latex)
    assert set(re.findall(r"</?(\w+)", shown.html().split("<main")[1])) <= MARKUP


MARKUP = {"style", "h1", "h2", "section", "div", "table", "tr", "th", "td", "p", "b", "main", "body", "html"}


def is_balanced(latex: str) -> bool:
    bare = re.sub(r"\\[\\{}$%#&_]", "", latex)
    depth = 0
    for letter in bare:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0 and len(re.findall(r"\\begin", bare)) == len(re.findall(r"\\end", bare))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numeral_is_the_number_to_12_digits(number: float) -> None:
    assert float(numerals.exact(number)) == pytest.approx(number, rel=1e-11)
    assert numerals.is_rounded(number) == (float(numerals.exact(number)) != number)


def test_rounded_numbers_are_said_to_be() -> None:
    assert "12 digits" in show(shop(constant=1 / 3)).text
    assert "12 digits" not in show(shop()).text


def test_each_kind_of_file_is_written(tmp_path: Path) -> None:
    shown = show(shop())
    assert shown.save(tmp_path / "m.txt").read_text(encoding="utf-8") == f"{shown.text}\n"
    document = shown.save(tmp_path / "m.tex").read_text(encoding="utf-8")
    assert document.startswith("\\documentclass")
    assert document.count("align*") == 2
    assert "<main" in shown.save(tmp_path / "m.html").read_text(encoding="utf-8")
    with pytest.raises(BadOption, match=r"\.txt or \.tex or \.html"):
        shown.save(tmp_path / "m.pdf")


def test_wrong_options_are_refused() -> None:
    with pytest.raises(BadOption, match="algebraic, matrix"):
        show(shop(), form="tableau")
    with pytest.raises(BadOption, match="whole number"):
        show(shop(), most=0)
    with pytest.raises(BadModel, match="int is no model"):
        show(3)


def test_pulp_problem_is_shown_as_it_is() -> None:
    pulp = pytest.importorskip("pulp")
    problem = pulp.LpProblem("shop", pulp.LpMaximize)
    chairs = problem.add_variable("chairs", 0, 4)
    problem += 3 * chairs
    problem += 2 * chairs <= 5, "wood"
    assert "wood:  2 chairs ≤ 5" in show(problem).text
