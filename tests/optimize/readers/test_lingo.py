"""LINGO, statement by statement: what its manual says a text means, and what is refused."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.errors import UnreadableModel
from headway.optimize.model import Model, Sense
from headway.optimize.readers.lingo import read_lingo


def limits(model: Model, row: str) -> tuple[float, float]:
    at = model.row_of[row]
    return float(model.row_lower[at]), float(model.row_upper[at])


def bounds(model: Model, variable: str) -> tuple[float, float]:
    at = model.column_of[variable]
    return float(model.lower[at]), float(model.upper[at])


def terms(model: Model, row: str) -> dict[str, float]:
    entries = model.matrix.toarray()[model.row_of[row]]
    return {name: float(value) for name, value in zip(model.variables, entries, strict=True) if value}


def refusal(text: str) -> UnreadableModel:
    with pytest.raises(UnreadableModel) as refused:
        read_lingo(text)
    return refused.value


class TestFrame:
    def test_a_whole_text(self) -> None:
        model = read_lingo(
            "MODEL:\nTITLE The Shop, 2nd é;\n! wood and work;\n[PROFIT] MAX = 30*CHAIR + 40*TABLE + 7;\n"
            "[WOOD] 2*CHAIR + 4*TABLE <= 40;\n[WORK] 3*CHAIR + 2*TABLE <= 28;\n@GIN(CHAIR);\nEND\n"
        )
        assert (model.name, model.sense, model.constant) == ("The Shop, 2nd é", Sense.MAX, 7)
        assert (model.variables, model.costs.tolist()) == (("CHAIR", "TABLE"), [30, 40])
        assert model.matrix.toarray().tolist() == [[2, 4], [3, 2]]
        assert (model.rows, model.row_upper.tolist()) == (("WOOD", "WORK"), [40, 28])
        assert model.integer.tolist() == [True, False]

    def test_frame_can_be_left_out(self) -> None:
        assert read_lingo("max=x1; x1+x2<=2;").variables == ("x1", "x2")

    def test_empty_model_is_one(self) -> None:
        assert read_lingo("MODEL: END").variables == ()

    def test_model_without_objective_costs_nothing(self) -> None:
        model = read_lingo("X + Y = 3;")
        assert (model.sense, model.costs.tolist()) == (Sense.MIN, [0, 0])

    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("", 1, "states nothing"),
            ("! only a comment;", 1, "states nothing"),
            ("MODEL:\nMAX = X;\n", 2, "END"),
            ("MAX = X;\nEND", 2, "needs a MODEL:"),
            ("MODEL:\nMAX = X;\nEND\nX <= 3;", 4, "the text is over"),
            ("MODEL:\nMAX = X\nEND", 3, "';' is expected"),
            ("MAX = X; ! endless", 1, "comment has no end"),
            ("TITLE endless", 1, "title has no end"),
            ("TITLE a; TITLE b; MAX = X;", 1, "two titles"),
            ("MAX = X;\nMIN = Y;", 2, "more than one objective"),
            ("MAX = X;\nINIT: X = 3; ENDINIT", 2, "INIT are not known"),
            ("CALC: A = 3; ENDCALC", 1, "CALC are not known"),
            ("SUBMODEL M: X <= 3; ENDSUBMODEL", 1, "SUBMODEL are not known"),
            ("MAX = X$;", 1, "'\\$' can't stand here"),
            ("MAX = é;", 1, "can't stand here"),
        ],
    )
    def test_refused_with_the_line(self, text: str, line: int, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as refused:
            read_lingo(text)
        assert refused.value.line == line

    def test_cut_off_anywhere(self) -> None:
        text = "MODEL: TITLE t; MAX = 3*X; ! c; [R] X + Y <= 4; @BND(0, X, 3); SETS: P/1..2/: Z; ENDSETS END"
        read_lingo(text)
        for length in range(len(text)):
            refusal(text[:length])


class TestNames:
    def test_case_does_not_count_and_the_first_spelling_stays(self) -> None:
        model = read_lingo("Max = Chair + 2*CHAIR; [Wood] chair <= 3; @gin(cHAIR);")
        assert (model.variables, model.rows, model.costs.tolist()) == (("Chair",), ("Wood",), [3])
        assert model.integer.tolist() == [True]

    def test_rows_without_names_have_lingos_number(self) -> None:
        assert read_lingo("MAX = X; X <= 3; [A] X <= 4; X <= 5;").rows == ("_2", "A", "_4")
        assert read_lingo("[_1] MAX = X; [_2] X <= 3;").rows == ("_2",)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("MAX = X; [X] X <= 3;", "'X' is the name of a row and of another thing"),
            ("[X] MAX = X;", "of a row and of another"),
            ("SETS: P/A/: C; ENDSETS MAX = C(A); [C] C(A) <= 3;", "of a row and of another"),
            ("DATA: N = 3; ENDDATA MAX = X; [N] X <= 3;", "of a row and of another"),
            ("MAX = X; [A] X <= 3; [a] X <= 4;", "row 'a' is there twice"),
            ("MAX = MAX;", "can't be a name"),
            ("MAX = Data;", "can't be a name"),
            ("MAX = X; [END] X <= 3;", "can't be a name"),
            ("MAX = _5;", "can't be a name"),
            (f"MAX = {'X' * 65};", "longer than 64"),
        ],
    )
    def test_refused(self, text: str, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words):
            read_lingo(text)


class TestRows:
    @pytest.mark.parametrize(
        ("relation", "expected"),
        [
            ("<", (-inf, 4)),
            ("<=", (-inf, 4)),
            ("=<", (-inf, 4)),
            (">", (4, inf)),
            (">=", (4, inf)),
            ("=>", (4, inf)),
            ("=", (4, 4)),
        ],
    )
    def test_relations(self, relation: str, expected: tuple[float, float]) -> None:
        assert limits(read_lingo(f"[R] X {relation} 4;"), "R") == expected

    def test_terms_stand_on_both_sides(self) -> None:
        model = read_lingo("[R] 3 + 2*X >= 4*Y - X + 10;")
        assert (terms(model, "R"), limits(model, "R")) == ({"X": 3, "Y": -4}, (7, inf))

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("2*(X + 3*Y) - (Y - X)/4", {"X": 2.25, "Y": 5.75}),
            ("-X - -Y", {"X": -1, "Y": 1}),
            ("X*3/2*4", {"X": 6}),
            ("+ 2*X + Y", {"X": 2, "Y": 1}),
            ("-3^2*X", {"X": 9}),
            ("2^3^2*X", {"X": 64}),
            ("(1 + 1.5E-1)*X", {"X": 1.15}),
            ("X + Y - X", {"Y": 1}),
            ("X + 0*Y", {"X": 1}),
            (".5*X", {"X": 0.5}),
            ("(3 #GT# 2)*X + (3 #LT# 2)*Y", {"X": 1}),
            ("(#NOT# 0 #AND# 2 #NE# 3 #OR# 0)*X", {"X": 1}),
            ("@WRAP(0, 5)*X + @WRAP(7, 5)*Y", {"X": 5, "Y": 2}),
            ("@ABS(-3)*X", {"X": 3}),
        ],
    )
    def test_expressions(self, expression: str, expected: dict[str, float]) -> None:
        assert terms(read_lingo(f"[R] {expression} <= 1;"), "R") == pytest.approx(expected)

    def test_what_cancels_out_is_still_a_variable(self) -> None:
        model = read_lingo("[R] X + Y - X + 0*Z <= 1; [E] 0 <= 5;")
        assert (model.variables, model.matrix.nnz, limits(model, "E")) == (("X", "Y", "Z"), 1, (-inf, 5))

    @settings(deadline=None)
    @given(st.floats(1e-300, 1e14, allow_subnormal=False))
    def test_numbers_keep_their_digits(self, value: float) -> None:
        model = read_lingo(
            f"MAX = {value!r}*X - {value!r}; [R] -{value!r}*X >= -{value!r}; @BND(-{value!r}, X, {value!r});"
        )
        assert (model.costs[0], model.constant) == (value, -value)
        assert (model.matrix.data[0], limits(model, "R")) == (-value, (-value, inf))
        assert bounds(model, "X") == (-value, value)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("MAX = X*Y;", "not linear"),
            ("MAX = X/Y;", "not linear"),
            ("MAX = X^2;", "depends on a variable"),
            ("MAX = 2^X;", "depends on a variable"),
            ("MAX = X/0;", "divided by 0"),
            ("MAX = 10^1000*X;", "no such power"),
            ("MAX = (-8)^0.5*X;", "no such power"),
            ("MAX = 0^(-1)*X;", "no such power"),
            ("MAX = 2X;", "';' is expected"),
            ("MAX = 2 X;", "';' is expected"),
            ("MAX = X; X;", "one of <= >= ="),
            ("1 <= X <= 3;", "second relation"),
            ("X <> 3;", "a number, a name or a parenthesis"),
            ("MAX = @LOG(X);", "@LOG is not known"),
            ("MAX = @SMAX(X, Y);", "@SMAX is not known"),
            ("@SEMIC(1, X, 5);", "@SEMIC is not known"),
            ("@SOS2('S', X);", "@SOS2 is not known"),
            ("@PRIORITY(X, 5);", "@PRIORITY is not known"),
            ("MAX = (X;", "'\\)' is expected"),
            ("MAX = 1E16*X; [R] 1E16*X <= 1;", "coefficient of 'X' in 'R'"),
            ("MAX = 1E300*1E300*X;", "coefficient of 'X' is inf"),
            ("X <= 1E300*1E300 - 1E300*1E300;", "nan"),
            ("MAX = (X #GT# 2)*3;", "depends on a variable"),
            ("MAX = X(3);", "no attribute 'X'"),
        ],
    )
    def test_refused(self, text: str, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words):
            read_lingo(text)


class TestDomains:
    @pytest.mark.parametrize(
        ("statements", "expected", "is_whole"),
        [
            ("", (0, inf), False),
            ("@FREE(X);", (-inf, inf), False),
            ("@GIN(X);", (0, inf), True),
            ("@BIN(X);", (0, 1), True),
            ("@BND(-1, X, 5);", (-1, 5), False),
            ("@BND(-1E30, X, 5);", (-inf, 5), False),
            ("@BND(2, X, 1e30); @GIN(X);", (2, inf), True),
            ("@FREE(X); @GIN(X);", (-inf, inf), True),
            ("@BND(-3, X, 5); @FREE(X);", (-3, 5), False),
            ("@BIN(X); @GIN(X); @BND(0, X, 1);", (0, 1), True),
            ("@BND(2*3, X, 10 - 1);", (6, 9), False),
            ("@BND(5, X, 3);", (5, 3), False),
        ],
    )
    def test_kinds_and_bounds(self, statements: str, expected: tuple[float, float], is_whole: bool) -> None:
        model = read_lingo(f"MAX = X; {statements}")
        assert (bounds(model, "X"), bool(model.integer[0])) == (expected, is_whole)

    def test_variable_that_only_a_domain_names_exists(self) -> None:
        assert read_lingo("MAX = X; @FREE(Y); @BND(0, Z, 3);").variables == ("X", "Y", "Z")

    def test_row_of_one_variable_is_no_bound(self) -> None:
        model = read_lingo("MAX = X; [R] X >= 3;")
        assert (bounds(model, "X"), limits(model, "R")) == ((0, inf), (3, inf))

    @pytest.mark.parametrize(
        ("statements", "words"),
        [
            ("@BND(0, X, 3); @BND(0, X, 4);", "has other bounds already"),
            ("@BIN(X); @BND(0, X, 4);", "is @BIN and has other bounds"),
            ("@BIN(X); @FREE(X);", "is @BIN and has other bounds"),
            ("@BND(Y, X, 3);", "a bound depends on a variable"),
            ("@BND(0, X);", "',' is expected"),
            ("@BND(0, X, -1E30);", "between 0.0 and -1e"),
            ("@FREE(2*X);", "a name is expected"),
            ("@FREE(X, Y);", "'\\)' is expected"),
            ("[R] @FREE(X);", "@FREE is not known here"),
            ("DATA: N = 3; ENDDATA @FREE(N);", "'N' is a number, and no variable"),
        ],
    )
    def test_refused(self, statements: str, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words):
            read_lingo(f"MAX = X; {statements}")


class TestComments:
    """What Headway's own writer keeps in comments."""

    TEXT = (
        "MODEL:\n!~ name M shop%3B;\n!~ order Z Y;\n!~ order X;\nMAX = 3*X + 2*Y;\n!~ name V X book%20case;\n"
        "[R_LO] X + Y >= 1;\n[R_UP] X + Y <= 8;\n!~ freerow wat%3Bched: +2*X -3*Y;\n[Q] Y <= 5;\n"
        "!~ row R_LO R_UP labour;\n!~ name R Q qu%C3%A9;\nEND\n"
    )

    def test_say_what_lingo_can_not(self) -> None:
        model = read_lingo(self.TEXT)
        assert (model.name, model.variables) == ("shop;", ("Z", "Y", "book case"))
        assert model.rows == ("labour", "wat;ched", "qué")
        assert [limits(model, row) for row in model.rows] == [(1, 8), (-inf, inf), (-inf, 5)]
        assert terms(model, "wat;ched") == {"Y": -3, "book case": 2}

    def test_without_them_two_rows_stay_two(self) -> None:
        model = read_lingo("[A_LO] X + Y >= 1; [A_UP] X + Y <= 8;")
        assert (model.rows, limits(model, "A_LO"), limits(model, "A_UP")) == (("A_LO", "A_UP"), (1, inf), (-inf, 8))

    def test_ordinary_comments_say_nothing(self) -> None:
        assert read_lingo("!~~~ rows ~~~; ! ~ name V X y; MAX = X; !~;").variables == ("X",)

    def test_rows_without_limits_stand_where_their_comments_do(self) -> None:
        text = "!~ freerow a: X; [R] X <= 1; !~ freerow b: ; !~ freerow c: -X; [S] X <= 2; !~ freerow d: 0*Y;"
        model = read_lingo(text)
        assert model.rows == ("a", "R", "b", "c", "S", "d")
        assert (terms(model, "b"), terms(model, "c")) == ({}, {"X": -1})

    def test_names_of_members_are_known(self) -> None:
        model = read_lingo("SETS: P/A B/: X; ENDSETS !~ order X(B); !~ name V X(A) chair; MAX = @SUM(P: X);")
        assert model.variables == ("X(B)", "chair")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("!~ hello;", "nothing that is known"),
            ("!~ ;", "nothing that is known"),
            ("!~ name;", "can't be understood"),
            ("!~ name W X y;", "can't be understood"),
            ("!~ name V X a b;", "can't be understood"),
            ("!~ name V X a; !~ name V x b;", "can't be understood"),
            ("!~ name V Y a;", "no variable 'Y'"),
            ("!~ name R Y a;", "no row 'Y'"),
            ("!~ name V X %;", "can't be understood"),
            ("!~ name V X %FF;", "UTF-8"),
            ("!~ name V X é;", "can't be understood"),
            ("!~ name V X Y;", "two variables are called `Y`"),
            ("!~ name R R S;", "two rows are called `S`"),
            ("!~ name M a; !~ name M b;", "can't be understood"),
            ("!~ row R T x;", "no row 'T'"),
            ("!~ row T R x;", "no row 'T'"),
            ("!~ row R R x;", "can't be understood"),
            ("!~ row R S x;", "can't be one"),
            ("!~ row R L x;", "can't be one"),
            ("!~ row S R x;", "can't be one"),
            ("!~ row L S x; !~ row L S y;", "can't be understood"),
            ("!~ freerow x;", "can't be understood"),
            ("!~ freerow a b: X;", "can't be understood"),
            ("!~ freerow a: X + 3;", "no sum of variables"),
            ("!~ freerow a: X <= 3;", "no sum of variables"),
            ("!~ freerow R: X;", "two rows are called `R`"),
            ("!~ order X X;", "twice"),
            ("!~ order X; !~ order x;", "twice"),
            ("!~ order 3;", "a name is expected"),
            ("!~ order X", "comment has no end"),
        ],
    )
    def test_malformed_ones_are_refused_with_the_line(self, text: str, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as refused:
            read_lingo(f"MAX = X + Z;\n[R] X <= 3;\n[S] 2*X <= 4;\n[L] X >= 1;\n@FREE(W);\n{text}\n!~ name V W Y;")
        assert refused.value.line in (6, 7)

    @settings(deadline=None)
    @given(st.lists(st.sampled_from(["X", "Y", "Z", "W"]), unique=True))
    def test_order_puts_the_listed_first(self, listed: list[str]) -> None:
        model = read_lingo(f"!~ order {' '.join(listed)}; MAX = Z + X; [R] Y <= 3;")
        assert list(model.variables) == listed + [name for name in "ZXY" if name not in listed]
        assert dict(zip(model.variables, model.costs, strict=True)) == {
            name: float(name in "ZX") for name in model.variables
        }
        assert terms(model, "R") == {"Y": 1}
        assert np.all(model.lower == 0)
