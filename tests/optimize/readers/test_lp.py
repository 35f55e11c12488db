"""The LP format: our own writer's texts come back as they were, and those of other programs are read."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from math import inf
from pathlib import Path

import highspy
import numpy as np
import pulp
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.optimize.models import names, solvable_models

from headway.errors import BadModel, UnreadableModel
from headway.optimize.from_pulp import model_of
from headway.optimize.model import Model, Sense, difference
from headway.optimize.readers.lp import read_lp
from headway.optimize.readers.mps import read_mps
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solvers.highs_model import handed_over
from headway.optimize.writers.lp import lp_text
from headway.optimize.writers.mps import mps_text

REAL = ["netlib/afiro", "netlib/degen2", "netlib/recipe", "netlib/vtpbase", "miplib3/flugpl", "miplib3/p0033"]
PROGRAMS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def optimum(model: Model) -> float:
    found = Highs().solve(model, Wish(gap=0.0, threads=1))
    assert found.values is not None
    return model.objective_at(found.values)


def limits(model: Model, row: str) -> tuple[float, float]:
    at = model.row_of[row]
    return float(model.row_lower[at]), float(model.row_upper[at])


def bounds(model: Model, variable: str) -> tuple[float, float]:
    at = model.column_of[variable]
    return float(model.lower[at]), float(model.upper[at])


def with_rows(text: str) -> Model:
    return read_lp(f"Minimize\n obj: x\nSubject To\n{text}\nEnd\n")


def with_bounds(text: str) -> Model:
    return read_lp(f"Minimize\n obj: x\nSubject To\n c: x + y >= 1\nBounds\n{text}\nEnd\n")


class TestOurOwnWriter:
    @settings(deadline=None)
    @given(solvable_models())
    def test_written_and_read_again_is_the_same(self, model: Model) -> None:
        try:
            text = lp_text(model)
        except BadModel:
            assume(False)
        assert difference(model, read_lp(text)) == ""

    @settings(deadline=None)
    @given(st.data())
    def test_names_come_back_or_are_refused_when_written(self, data: st.DataObject) -> None:
        width, count = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 2))
        model = Model.of_arrays(
            np.ones(width),
            np.ones((count, width)),
            row_upper=5,
            variables=data.draw(names(width)),
            rows=data.draw(names(count)),
        )
        try:
            text = lp_text(model)
        except BadModel:
            return
        assert difference(model, read_lp(text)) == ""

    @pytest.mark.parametrize("name", REAL)
    def test_real_models_come_back(self, shared_tables: Path, name: str) -> None:
        model = read_mps((shared_tables / "optimize" / f"{name}.mps").read_text(encoding="latin-1"))
        assert difference(model, read_lp(lp_text(model))) == ""


class TestOtherPrograms:
    @PROGRAMS
    @given(model=solvable_models())
    def test_highs(self, tmp_path: Path, model: Model) -> None:
        file = tmp_path / "highs.lp"
        handed_over(model).writeModel(str(file))
        again = read_lp(file.read_text())
        assert again.sense is model.sense
        assert optimum(again) == pytest.approx(optimum(model), rel=1e-6, abs=1e-6)

    @PROGRAMS
    @given(model=solvable_models())
    def test_glpsol(self, tmp_path: Path, model: Model) -> None:
        if shutil.which("glpsol") is None:
            pytest.skip("needs the command glpsol")
        # Without rows that have limits glpsol writes nothing at all.
        assume(np.isfinite(model.row_lower).any() or np.isfinite(model.row_upper).any())
        # glpsol keeps neither the sense of MPS nor the objective's constant in LP.
        model = replace(
            model, sense=Sense.MIN, costs=model.costs * (1 if model.sense is Sense.MIN else -1), constant=0.0
        )
        try:
            (tmp_path / "in.mps").write_text(mps_text(model))
        except BadModel:
            assume(False)
        command = ["glpsol", "--freemps", "in.mps", "--check", "--wlp", "out.lp"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
        assert optimum(read_lp((tmp_path / "out.lp").read_text())) == pytest.approx(optimum(model), rel=1e-6, abs=1e-6)

    def test_what_we_write_is_read_by_other_solvers(self, tmp_path: Path) -> None:
        """Bounds of every form, and names as AMPL's and LINGO's sets make them."""
        model = Model.of_arrays(
            [2, 3, -1, 1, 4], [[1, 1, 0, 0, 0], [1, 0, -1, 1, 1]], row_lower=[2, -4], row_upper=[inf, inf],
            lower=[0, 0, -inf, -inf, 1], upper=[inf, 7, 3, inf, 1], integer=[0, 1, 0, 0, 0],
            variables=["VOLUME(WH1,V1)", "x(2)", "down", "free_one", "fixed"], rows=["c(1)", "c(2)"],
        )  # fmt: skip
        file = tmp_path / "ours.lp"
        file.write_text(lp_text(model))
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        assert highs.readModel(str(file)) == highspy.HighsStatus.kOk
        highs.run()
        assert highs.getInfo().objective_function_value == pytest.approx(optimum(model))
        if shutil.which("glpsol") is None:
            pytest.skip("needs the command glpsol")
        said = subprocess.run(
            ["glpsol", "--lp", str(file)], check=True, capture_output=True, text=True, timeout=60
        ).stdout
        assert "INTEGER OPTIMAL SOLUTION FOUND" in said

    def test_pulp(self, tmp_path: Path) -> None:
        problem = pulp.LpProblem("my_shop", pulp.LpMaximize)
        x, y = problem.add_variable("x", 0, 5, pulp.LpInteger), problem.add_variable("y")
        b, z = problem.add_variable("b", 0, 1, pulp.LpInteger), problem.add_variable("z", None, -1)
        e1 = problem.add_variable("e1", 2, 2)
        problem += 3 * x + 2 * y + z
        problem += x + y <= 8, "wood"
        problem += x - z + b >= -3, "paint"
        problem += 0.125 * y + e1 == 2.5, "glue"
        problem.writeLP(str(tmp_path / "pulp.lp"))
        model, (stated, _) = read_lp((tmp_path / "pulp.lp").read_text()), model_of(problem)
        assert model.name == "my_shop"
        assert sorted(model.variables) == sorted(stated.variables)
        assert optimum(model) == optimum(stated)
        assert all(limits(model, row) == limits(stated, row) for row in stated.rows)
        assert all(bounds(model, name) == bounds(stated, name) for name in stated.variables)

    def test_scip(self) -> None:
        model = read_lp(
            "\\ SCIP STATISTICS\n\\   Problem name     : m\n\\   Variables        : 5\nMinimize\n Obj: +3 x +2 y +7.25\n"
            "Subject to\n rng_lhs: +1 x +1 y >= +1\n emp: <= +2\nBounds\n 0 <= b <= 1\n -3 <= g\n y free\n -inf <= z <= -1\n"
            "Binaries\n b\nGenerals\n x g\nEnd\n"
        )
        assert (model.name, model.constant, limits(model, "emp")) == ("m", 7.25, (-inf, 2))
        assert [model.variables[j] for j in np.flatnonzero(model.integer)] == ["x", "b", "g"]

    def test_cbc(self) -> None:
        model = read_lp(
            "\\Problem name: m\n\nMinimize\nOBJROW: 3 x + 2 y\nSubject To\nrng:  x + y <= 8\nrng_low: x + y >= 1\n"
            "Bounds\n -0 <= x <= 5\n y Free\nIntegers\nx \nEnd\n"
        )
        assert (model.name, bounds(model, "x"), bounds(model, "y")) == ("m", (0, 5), (-inf, inf))


class TestMeaning:
    def test_objective_has_a_constant(self) -> None:
        model = read_lp("max\n obj: 3 x - 2 + 2y + 9\nst\nend")
        assert (model.sense, model.costs.tolist(), model.constant) == (Sense.MAX, [3, 2], 7)

    @pytest.mark.parametrize("begin", ["Maximize", "MAXIMISE", "max", "Maximum"])
    @pytest.mark.parametrize("rows", ["Subject To", "subject\nto", "such that", "ST", "s.t.", "st."])
    def test_sections_have_several_names(self, begin: str, rows: str) -> None:
        assert read_lp(f"{begin} x {rows} c: x <= 3 end").sense is Sense.MAX

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("c: x + y <= 8", (-inf, 8)),
            ("c: x + y < 8", (-inf, 8)),
            ("c: x + y =< 8", (-inf, 8)),
            ("c: x + y => - 8", (-8, inf)),
            ("c: x + y = 1e2", (100, 100)),
            ("c: 1 <= x + y <= 8", (1, 8)),
            ("c: 8 >= x + y >= 1", (1, 8)),
            ("c: -inf <= x + y <= 8", (-inf, 8)),
            ("c: x + y >= -Infinity", (-inf, inf)),
            ("c: 1 <= x + y", (1, inf)),
            ("c: x + y + 2 <= 8", (-inf, 6)),
            ("c: <= 8", (-inf, 8)),
            ("c: 0 <= 8", (-inf, 8)),
            ("c: 0 x <= 8", (-inf, 8)),
        ],
    )
    def test_rows(self, text: str, expected: tuple[float, float]) -> None:
        assert limits(with_rows(text), "c") == expected

    def test_terms_run_over_lines_and_add_up(self) -> None:
        model = with_rows(" c: x\n + 2 y - x\n + - 3 z + .5\n y\n <= 4 d: y>=1")
        assert dict(zip(model.variables, model.matrix.toarray()[0], strict=True)) == {"x": 0, "y": 2.5, "z": -3}
        assert model.matrix.nnz == 3

    def test_rows_without_names_are_numbered(self) -> None:
        assert with_rows(" x + y >= 1\n c1: x - y <= 3\n x <= 2").rows == ("c1_", "c1", "c3")

    def test_numbers_end_where_names_begin(self) -> None:
        model = read_lp("min 3e1x + 3ex + 2 e1 + 1.5E-3_z + x9\nst\nend")
        assert dict(zip(model.variables, model.costs, strict=True)) == {
            "x": 30,
            "ex": 3,
            "e1": 2,
            "_z": 1.5e-3,
            "x9": 1,
        }

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x <= 5", (0, 5)),
            ("x <= -5", (0, -5)),
            ("x >= -5", (-5, inf)),
            ("-5 <= x", (-5, inf)),
            ("-inf <= x <= 5", (-inf, 5)),
            ("- infinity <= x", (-inf, inf)),
            ("x free", (-inf, inf)),
            ("x Free\n x <= 3", (-inf, 3)),
            ("x = 3", (3, 3)),
            ("3 = x", (3, 3)),
            ("5 >= x >= 2", (2, 5)),
            ("x <= 1e30", (0, inf)),
            ("x <= 3\n x <= 2", (0, 2)),
        ],
    )
    def test_bounds(self, text: str, expected: tuple[float, float]) -> None:
        assert bounds(with_bounds(text), "x") == expected

    def test_kinds(self) -> None:
        model = read_lp(
            "min x + y + z + w + v\nst\nbounds\n w = 1\n z <= 9\n 0 <= v\ngeneral\n x\nintegers z\nbinaries\n y w v\nend"
        )
        assert model.integer.all()
        assert [bounds(model, name) for name in "xyzwv"] == [(0, inf), (0, 1), (0, 9), (1, 1), (0, 1)]

    def test_order_is_that_of_complete_bounds(self) -> None:
        assert read_lp("min y\nst\n c: z + x <= 3\nbounds\n x <= 1\n y free\n z <= 2\nend").variables == ("x", "y", "z")
        assert read_lp("min y\nst\n c: z + x <= 3\nbounds\n x <= 1\n z <= 2\nend").variables == ("y", "z", "x")

    def test_indexed_names_are_names(self) -> None:
        assert read_lp("min x[1,2] + y(3)\nst\nend").variables == ("x[1,2]", "y(3)")

    def test_case_counts_in_names(self) -> None:
        assert read_lp("min x + X\nst\nend").variables == ("x", "X")


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("min\n obj: [ x ^ 2 ] / 2\nst\nend", 2, "quadratic"),
            ("min\n obj: x\nst\n q: x + [ y ^ 2 ] <= 3\nend", 4, "quadratic"),
            ("min\n 3 * x\nst\nend", 2, "without a '\\*'"),
            ("min x\nst\nsos\n s1: S1:: x:1\nend", 3, "special ordered sets"),
            ("min x\nst\nsemi-continuous\n x\nend", 3, "semi-continuous"),
            ("min x\nst\nlazy constraints\n c: x>=1\nend", 3, "not known here"),
            ("min x\nst\n c: x >= 1\n c: x >= 2\nend", 4, "'c' is there twice"),
            ("min x\nst\n c: x >= y\nend", 3, "a number is expected"),
            ("min x\nst\n c: x >= nan\nend", 3, "a number is expected"),
            ("min x\nst\n c: 1e16 x >= 1\nend", 3, "coefficient of 'x' in 'c'"),
            ("min 1e400 x\nst\nend", 1, "coefficient of 'x' is inf"),
            ("min x + inf\nst\nend", 1, "constant is inf"),
            ("min x\nst\n c: 1 <= x >= 3\nend", 3, "two limits"),
            ("min x\nst\n c: 1 = x = 1\nend", 3, "two limits"),
            ("min x\nst\n c: x >= inf\nend", 3, "between inf"),
            ("min x\nst\n c: x\nend", 4, "<= >= ="),
            ("min x\nst\n c: x + >= 2\nend", 3, "a term is expected"),
            ("min x\nst\n end: x >= 2\nend", 3, "can't be a name"),
            ("min x\nst\n 1st: x >= 2\nend", 3, "can't stand here"),
            ("min x\nst\n 1: x >= 2\nend", 3, "Names begin with no digit"),
            ("min x\nst\n c: x + 2 bin >= 2\nend", 3, "word that begins a section"),
            ("min 2 (x + y)\nst\nend", 1, r"'\(' can't stand here"),
            ("min x y\nst\nend", 1, "'y' can't stand here"),
            ("min 2 3 x\nst\nend", 1, "'3' can't stand here"),
            ("min x\nst\nbounds\n x >= inf\nend", 4, "between inf"),
            ("min x\nst\nbounds\n 2 x <= 3\nend", 4, "one of"),
            ("min x\nst\nbounds\n 1 <= x >= 3\nend", 4, "two bounds"),
            ("min x\nst\nbounds\n x <= 5\nbinary\n x\nend", 6, "is binary"),
            ("min x\nst\ngeneral\n 3\nend", 4, "name of a variable"),
            ("min x\nst\nst\nend", 3, "second 'st'"),
            ("min x\nmax x\nst\nend", 2, "'Subject To' is expected"),
            ("min x\nst\nend\nmore", 4, "the text is over"),
            ("st\n c: x >= 1\nend", 1, "begins with Maximize"),
            ("min x\nst\n c: x >= 1 § 2\nend", 3, "'§' can't stand here"),
            ("", 1, "begins with Maximize"),
        ],
    )
    def test_with_the_line(self, text: str, line: int, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as refused:
            read_lp(text)
        assert refused.value.line == line

    def test_cut_off_anywhere(self) -> None:
        text = "Maximize\n obj: 3 x + 2 y\nSubject To\n c: x + y <= 8\nBounds\n x <= 5\nGenerals\n x\nEnd"
        for length in range(len(text)):
            with pytest.raises(UnreadableModel):
                read_lp(text[:length])


class TestRowsWithTwoLimits:
    """Only CBC takes them, so our writer makes two of them, and says so in a comment."""

    MODEL = Model.of_arrays(
        [1, 1],
        [[1, 1], [2, 1], [1, 0]],
        row_lower=[1, 2, 1],
        row_upper=[4, 9, 8],
        rows=["a", "a_lo", "a_lo_"],
        name="r",
    )

    def test_they_come_back_as_one(self) -> None:
        assert difference(self.MODEL, again := read_lp(lp_text(self.MODEL))) == ""
        assert again.name == "r"

    def test_highs_reads_them(self, tmp_path: Path) -> None:
        file = tmp_path / "model.lp"
        file.write_text(lp_text(self.MODEL), encoding="utf-8")
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        assert highs.readModel(str(file)) == highspy.HighsStatus.kOk
        highs.run()
        assert highs.getObjectiveValue() == pytest.approx(1.0)

    @pytest.mark.parametrize(
        ("comment", "says"),
        [
            (r"\~ range x y z", "there is no row 'x'"),
            (r"\~ range one two z", "can't be one row"),
            ("\\~ range one three z\n\\~ range one three y", "there is no row 'one'"),
        ],
    )
    def test_a_wrong_comment_is_refused(self, comment: str, says: str) -> None:
        text = f"Minimize x\nSubject To\n{comment}\n one: x >= 1\n two: x + y <= 2\n three: x <= 3\nEnd\n"
        with pytest.raises(UnreadableModel, match=says):
            read_lp(text)
