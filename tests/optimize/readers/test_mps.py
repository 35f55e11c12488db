"""MPS: what HiGHS makes of the same file, what our own writer wrote, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf
from pathlib import Path

import highspy
import numpy as np
import pytest
from hypothesis import assume, given, settings
from tests.optimize.models import linear_models, solvable_models

from headway.errors import BadModel, UnreadableModel
from headway.optimize.model import Model, Sense, difference
from headway.optimize.readers.mps import read_mps
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.writers.mps import mps_text

NETLIB = (
    *("adlittle", "afiro", "blend", "boeing2", "bore3d", "brandy", "degen2", "e226", "etamacro", "finnis", "forplan"),
    *(
        "grow7",
        "israel",
        "kb2",
        "recipe",
        "sc105",
        "sc50a",
        "sc50b",
        "scagr7",
        "scorpion",
        "scsd1",
        "sctap1",
        "share1b",
    ),
    *("stocfor1", "tuff", "vtpbase"),
)
MIPLIB = (
    *("bell5", "blend2", "dcmulti", "egout", "enigma", "flugpl", "gt2", "lseu", "misc03", "mod008", "p0033", "p0201"),
    *("pp08a", "rgn", "stein27", "vpm1"),
)
FILES = [*(f"netlib/{name}" for name in NETLIB), *(f"miplib3/{name}" for name in MIPLIB)]
SMALL = """\
NAME small
OBJSENSE
    MAX
ROWS
 N cost
 L wood
 G least
 E paint
 N watched
COLUMNS
 x cost 3 wood 1
 x watched 1
 M 'MARKER' 'INTORG'
 y cost 2 wood 1
 y least 1 paint 2
 M 'MARKER' 'INTEND'
RHS
 R cost -7 wood 4
 R least 1 paint 6
RANGES
 S wood 3
BOUNDS
 UP B x 3
 UP B y 9
ENDATA
"""


def small(old: str, new: str) -> Model:
    assert old in SMALL
    return read_mps(SMALL.replace(old, new))


def limits(model: Model, row: str) -> tuple[float, float]:
    at = model.row_of[row]
    return float(model.row_lower[at]), float(model.row_upper[at])


def bounds(model: Model, variable: str) -> tuple[float, float]:
    at = model.column_of[variable]
    return float(model.lower[at]), float(model.upper[at])


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest, shared_tables: Path) -> Path:
    path: Path = shared_tables / "optimize" / f"{request.param}.mps"
    return path


def text_of(file: Path) -> str:
    return file.read_text(encoding="latin-1")


class TestSharedInstances:
    def test_highs_reads_the_same(self, file: Path) -> None:
        model, highs = read_mps(text_of(file), file.name), highspy.Highs()
        highs.setOptionValue("output_flag", False)
        if highs.readModel(str(file)) == highspy.HighsStatus.kError:
            assert file.stem == "forplan"  # names with blanks
            return
        other = highs.getLp()
        free = np.isinf(model.row_lower) & np.isinf(model.row_upper)  # HiGHS leaves these rows out
        table = model.matrix[~free].tocsc()
        assert list(model.variables) == other.col_names_
        assert model.constant == other.offset_
        for ours, theirs in (
            (model.costs, other.col_cost_),
            (model.lower, other.col_lower_),
            (model.upper, other.col_upper_),
            (model.row_lower[~free], other.row_lower_),
            (model.row_upper[~free], other.row_upper_),
            (table.indptr, other.a_matrix_.start_),
            (np.sort(table.data), np.sort(other.a_matrix_.value_)),
        ):
            assert np.array_equal(ours, theirs)
        whole = [kind == highspy.HighsVarType.kInteger for kind in other.integrality_] or [False] * len(model.variables)
        assert model.integer.tolist() == whole

    def test_written_and_read_again_is_the_same(self, file: Path) -> None:
        model = read_mps(text_of(file))
        again = read_mps(mps_text(model))
        assert difference(model, again) == ""
        assert model.name == again.name

    @pytest.mark.parametrize("name", ["netlib/forplan", "miplib3/gt2"])
    def test_cut_off_is_refused(self, shared_tables: Path, name: str) -> None:
        lines = text_of(shared_tables / "optimize" / f"{name}.mps").partition("\nENDATA")[0].splitlines()
        for count in (0, 1, len(lines) // 3, len(lines) // 2, len(lines)):
            with pytest.raises(UnreadableModel):
                read_mps("\n".join(lines[:count]))

    @pytest.mark.parametrize("name", NETLIB)
    def test_linear_optimum_is_the_published_one(self, shared_tables: Path, name: str) -> None:
        assert_optimal(shared_tables, "netlib", name)

    @pytest.mark.full
    @pytest.mark.timeout(600)
    @pytest.mark.parametrize("name", MIPLIB)
    def test_integer_optimum_is_the_published_one(self, shared_tables: Path, name: str) -> None:
        assert_optimal(shared_tables, "miplib3", name)


def assert_optimal(shared: Path, folder: str, name: str) -> None:
    published = json.loads((shared / "optimize" / "optima.json").read_text())[folder][name]
    model = read_mps(text_of(shared / "optimize" / folder / f"{name}.mps"))
    found = Highs().solve(model, Wish(gap=0.0, threads=1))
    assert found.values is not None
    if name == "e226":  # the published value leaves the constant out
        published += model.constant
    assert model.objective_at(found.values) == pytest.approx(published, rel=1e-6, abs=1e-6)


class TestRandomModels:
    @settings(deadline=None)
    @given(solvable_models())
    def test_written_and_read_again_is_the_same(self, model: Model) -> None:
        try:
            text = mps_text(model)
        except BadModel:  # two limits whose distance has more digits than a number
            assume(False)
        assert difference(model, read_mps(text)) == ""

    @settings(deadline=None)
    @given(solvable_models())
    def test_names_with_blanks_too(self, model: Model) -> None:
        model = replace(model, variables=tuple(f"x {j} 1" for j in range(len(model.variables))))
        try:
            text = mps_text(model)
        except BadModel:  # a number of more than twelve characters
            assume(False)
        assert difference(model, read_mps(text)) == ""

    @settings(max_examples=20, deadline=None)
    @given(linear_models(most=3))
    def test_without_its_last_line_it_is_refused(self, model: Model) -> None:
        try:
            lines = mps_text(model).splitlines()
        except BadModel:
            assume(False)
        for count in range(len(lines)):
            with pytest.raises(UnreadableModel):
                read_mps("\n".join(lines[:count]))


class TestMeaning:
    def test_every_section_counts(self) -> None:
        model = read_mps(SMALL)
        assert (model.name, model.sense, model.constant) == ("small", Sense.MAX, 7.0)
        assert (model.variables, model.rows) == (("x", "y"), ("wood", "least", "paint", "watched"))
        assert model.integer.tolist() == [False, True]
        assert [limits(model, row) for row in model.rows] == [(1, 4), (1, inf), (6, 6), (-inf, inf)]

    @pytest.mark.parametrize("word", ["OBJSENSE MAX", "OBJSENSE\n  MAXIMIZE", "OBJSENSE\nMAX", "objsense max"])
    def test_sense_stands_on_one_line_or_two(self, word: str) -> None:
        assert small("OBJSENSE\n    MAX", word).sense is Sense.MAX

    @pytest.mark.parametrize(
        ("row", "spread", "expected"),
        [
            ("wood", 3, (1, 4)),
            ("wood", -3, (1, 4)),
            ("least", 3, (1, 4)),
            ("least", -3, (1, 4)),
            ("paint", 3, (6, 9)),
            ("paint", -3, (3, 6)),
            ("paint", 0, (6, 6)),
        ],
    )
    def test_range_counts_by_kind_and_sign(self, row: str, spread: int, expected: tuple[float, float]) -> None:
        assert limits(small("S wood 3", f"S {row} {spread}"), row) == expected

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ("UP B x 3", (0, 3)),
            ("UP B x -3", (-inf, -3)),
            ("LO B x -5\n UP B x -3", (-5, -3)),
            ("UP B x -3\n LO B x -5", (-5, -3)),
            ("UP B x 0", (0, 0)),
            ("FX B x 2", (2, 2)),
            ("FR B x", (-inf, inf)),
            ("FR x", (-inf, inf)),
            ("MI B x\n UP B x 2", (-inf, 2)),
            ("UP x 2", (0, 2)),
            ("PL B x", (0, inf)),
            ("LO B x 5\n UP B x 3", (5, 3)),
            ("UP B x 1e30", (0, inf)),
            ("BV B x 1", (0, 1)),
        ],
    )
    def test_bounds(self, lines: str, expected: tuple[float, float]) -> None:
        assert bounds(small("UP B x 3", lines), "x") == expected

    @pytest.mark.parametrize("line", ["BV B x", "LI B x 0", "UI B x 5"])
    def test_bounds_of_whole_variables_make_them_whole(self, line: str) -> None:
        assert small("UP B x 3", line).integer.tolist() == [True, True]

    def test_objective_can_be_named(self) -> None:
        model = small("ROWS", "OBJNAME\n  watched\nROWS")
        assert model.rows == ("cost", "wood", "least", "paint")
        assert model.costs.tolist() == [1, 0]

    def test_row_called_marker_is_a_row(self) -> None:
        assert read_mps(SMALL.replace("wood", "MARKER")).rows[0] == "MARKER"

    def test_entry_of_0_is_none(self) -> None:
        assert small("y least 1", "y least 0").matrix.nnz == read_mps(SMALL).matrix.nnz - 1

    def test_names_with_blanks_are_read_from_fixed_columns(self) -> None:
        text = "\n".join(
            [
                "NAME          my model",
                "ROWS",
                " N  the cost",
                " L  wood A",
                "COLUMNS",
                "    a chair   the cost  3.0            wood A    1.0",
                "RHS",
                "    RHS       wood A    4.0",
                "BOUNDS",
                " UP BND       a chair   3.0",
                "ENDATA",
            ]
        )
        model = read_mps(text)
        assert (model.name, model.variables, model.rows) == ("my model", ("a chair",), ("wood A",))
        assert bounds(model, "a chair") == (0, 3)
        with pytest.raises(UnreadableModel, match=r"line 10: '0+' stands beside the columns"):
            read_mps(text.replace("a chair   3.0", "a chair   3.00000000000000"))

    def test_tabs_part_fields(self) -> None:
        assert difference(read_mps(SMALL.replace(" ", "\t")), read_mps(SMALL)) == ""

    def test_cbc_marks_its_names(self) -> None:
        assert small("NAME small", "NAME          ClpDefau  FREE").name == "ClpDefau"

    def test_model_without_anything_is_one(self) -> None:
        model = read_mps("NAME\nROWS\n N obj\nCOLUMNS\nRHS\nENDATA\n")
        assert (model.variables, model.rows) == ((), ())


class TestWritten:
    @pytest.mark.parametrize("name", ["my shop", "  ", "a  b", "x FREE", "FREE", "shop"])
    def test_name_of_the_model_is_kept(self, name: str) -> None:
        again = read_mps(mps_text(replace(read_mps(SMALL), name=name)))
        assert again.name == (name if name.strip() else "model")

    @pytest.mark.parametrize("number", [100.12345678, 0.12345678901, -0.1234567891, 123456789012.0, 1e-300, 100000.5])
    def test_number_may_have_twelve_characters(self, number: float) -> None:
        model = replace(read_mps(SMALL), variables=("a chair", "y"), costs=np.array([number, 1]))
        assert read_mps(mps_text(model)).costs[0] == number

    @pytest.mark.parametrize("number", [100.123456789, -0.12345678901, 1 / 3, -123456789012.0])
    def test_number_of_more_is_named(self, number: float) -> None:
        model = replace(read_mps(SMALL), variables=("a chair", "y"), costs=np.array([number, 1]))
        with pytest.raises(BadModel, match=f"can't hold {str(number)[:8]}.* of `a chair` .*'a chair' has a blank"):
            mps_text(model)

    @pytest.mark.parametrize(
        ("names", "words"),
        [
            (("a chair", "armchairs"), "the name 'armchairs'.*'a chair' has a blank"),
            (("a chair", " y"), "the name ' y'.*has a blank"),
            (("x", "$y"), r"the name '\$y'. Rename it"),
            (("x", ""), "the name ''. Rename it"),
        ],
    )
    def test_what_no_form_can_hold_is_named(self, names: tuple[str, str], words: str) -> None:
        with pytest.raises(BadModel, match=words):
            mps_text(replace(read_mps(SMALL), variables=names))

    def test_highs_reads_fixed_columns(self, tmp_path: Path) -> None:
        """But for OBJSENSE, which its reader of fixed columns does not know, and rows without limits, which it leaves out."""
        text = SMALL
        for line in (" N watched\n", " x watched 1\n", "OBJSENSE\n    MAX\n"):
            text = text.replace(line, "")
        (tmp_path / "a.mps").write_text(mps_text(replace(read_mps(text), variables=("a chair", "y"))))
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        assert highs.readModel(str(tmp_path / "a.mps")) == highspy.HighsStatus.kOk
        assert highs.getLp().col_names_ == ["a chair", "y"]
        assert highs.getLp().col_upper_ == [3, 9]


class TestRefused:
    @pytest.mark.parametrize(
        ("old", "new", "line", "words"),
        [
            ("R least 1 paint 6", "R least 1 paint nan", 19, "'nan' is no number"),
            ("R least 1 paint 6", "R least inf paint 6", 19, "between inf"),
            ("x cost 3 wood 1", "x cost 3 wood inf", 11, "'x' in 'wood' is inf"),
            ("x cost 3 wood 1", "x cost 3 wood 1e17", 11, "'x' in 'wood' is 1e"),
            ("x cost 3 wood 1", "x cost 3 wood 1_0", 11, "'1_0' is no number"),
            ("x cost 3 wood 1", "x cost 3 wood 0x10", 11, "no number"),
            ("x watched 1", "x cost 1", 12, "there twice"),
            ("x watched 1", "z watched 1\n x watched 1", 13, "column 'x' is there twice"),
            (" G least", " G least\n G least", 8, "row 'least' is there twice"),
            ("R least 1 paint 6", "R least 1 wood 6", 19, "there twice"),
            ("R least 1 paint 6", "Q least 1 paint 6", 19, "two sets of numbers, 'R' and 'Q'"),
            ("UP B y 9", "UP C y 9", 24, "two sets of numbers"),
            ("UP B y 9", "UP B x 9", 24, "bound UP of 'x' is there twice"),
            ("UP B y 9", "SC B y 9", 24, "'SC' is not known here"),
            ("UP B y 9", "UP B z 9", 24, "no column 'z'"),
            ("UP B y 9", "UP B y 9 9", 24, "a bound is"),
            ("UP B y 9", "UP y", 24, "a bound is"),
            ("UP B y 9", "UP B y -1e30", 24, "between"),
            ("S wood 3", "S watched 3", 21, "kind N"),
            ("S wood 3", "S cost 3", 21, "kind N"),
            ("S wood 3", "S tree 3", 21, "no row 'tree'"),
            ("    MAX", "    MOST", 3, "neither MIN nor MAX"),
            (" M 'MARKER' 'INTEND'", " M 'MARKER' 'INTORG'", 16, "INTORG"),
            ("'INTEND'", "'SOSORG'", 16, "neither"),
            ("RANGES", "RHS", 20, "RHS is there twice"),
            ("RANGES", "SOS", 20, "no section that is known"),
            ("RANGES", "QUADOBJ", 20, "no section that is known"),
            (" N cost", " X cost", 5, "a row is a kind"),
            ("NAME small", " small", 1, "before the first"),
            ("R least 1 paint 6", "R least 1 paint 6 cost", 19, "one or two pairs"),
            ("x watched 1", "x watched", 12, "a column is"),
            ("COLUMNS", "OBJNAME\n cost\nCOLUMNS", 11, "stands behind ROWS"),
            ("ROWS", "OBJNAME\n wood\nROWS", 27, "is no row of kind N"),
            ("ROWS", "OBJNAME\n nobody\nROWS", 27, "is no row of kind N"),
            ("RANGES", "RANGES here", 20, "'here' stands behind"),
        ],
    )
    def test_with_the_line(self, old: str, new: str, line: int, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as refused:
            small(old, new)
        assert refused.value.line == line

    @pytest.mark.parametrize("text", ["", "\n\n", "* only a comment", "NAME", "ENDATA extra\n", "hello"])
    def test_no_model_at_all(self, text: str) -> None:
        with pytest.raises(UnreadableModel):
            read_mps(text)
