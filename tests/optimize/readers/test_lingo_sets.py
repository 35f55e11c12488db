"""LINGO's sets, attributes, data and loops."""

from __future__ import annotations

import pytest

from headway.errors import UnreadableModel
from headway.optimize.model import Model, difference
from headway.optimize.readers.lingo import loops, read_lingo, sets

FURNITURE = """MODEL:
SETS:
  P /CHAIR TABLE/: C, X;
  R /LAB SPACE/: B;
  RP(R, P): A;
ENDSETS
DATA:
  C = 20 35;
  B = 100 160;
  A = 2 4
      3 5;
ENDDATA
MAX = @SUM(P(J): C(J)*X(J));
@FOR(R(I): [CAP] @SUM(P(J): A(I,J)*X(J)) <= B(I));
END
"""


def with_sets(declared: str, statements: str, data: str = "") -> Model:
    section = f"DATA: {data} ENDDATA" if data else ""
    return read_lingo(f"MODEL: SETS: {declared} ENDSETS {section} {statements} END")


def refuses(words: str, declared: str, statements: str = "", data: str = "") -> None:
    with pytest.raises(UnreadableModel, match=words):
        with_sets(declared, statements, data)


class TestLoops:
    def test_furniture(self) -> None:
        model = read_lingo(FURNITURE)
        assert (model.variables, model.rows) == (("X(CHAIR)", "X(TABLE)"), ("CAP(LAB)", "CAP(SPACE)"))
        assert (model.costs.tolist(), model.row_upper.tolist()) == ([20, 35], [100, 160])
        assert model.matrix.toarray().tolist() == [[2, 4], [3, 5]]

    def test_without_indices_attributes_are_of_the_member_in_turn(self) -> None:
        text = FURNITURE.replace("@SUM(P(J): C(J)*X(J));", "@SUM(P: C*X);")
        assert difference(read_lingo(text), read_lingo(FURNITURE)) == ""

    def test_loops_stand_in_each_other(self) -> None:
        model = with_sets(
            "P/A B/: X; Q/C D/: Y;", "@FOR(P(I): @FOR(Q(J): [R] X(I) + Y(J) <= 1; [S] X(I) >= 0); @GIN(X(I)););"
        )
        assert model.rows == tuple(f"{name}({p},{q})" for p in "AB" for q in "CD" for name in "RS")
        assert model.integer.tolist() == [True, False, False, True]

    def test_conditions_choose_members(self) -> None:
        model = with_sets("T/1..4/: S;", "@FOR(T(I) | I #GT# 1 #AND# I #NE# 3: [B] S(I) - S(I - 1) >= I);")
        assert (model.rows, model.row_lower.tolist()) == (("B(2)", "B(4)"), [2, 4])
        assert model.variables == ("S(2)", "S(1)", "S(4)", "S(3)")

    def test_rows_without_names_in_loops_are_numbered(self) -> None:
        assert with_sets("T/1..2/: S;", "MAX = S(1); @FOR(T: S <= 3); S(2) >= 1;").rows == ("_2", "_3", "_4")

    def test_functions_of_sets(self) -> None:
        model = with_sets(
            "P/A B C/: X; Q(P,P)/A,B B,C/;",
            "[R] @SIZE(P)*X(1) + @INDEX(P, C)*X(2) + @INDEX(B)*X(3) <= @SIZE(Q); [S] @SUM(P(I) | @IN(Q, I, 3): X(I)) <= 1;",
        )
        assert model.matrix.toarray().tolist() == [[3, 3, 2], [0, 1, 0]]
        assert model.row_upper.tolist() == [2, 1]

    def test_wrap_goes_round(self) -> None:
        model = with_sets("D/MON..SUN/: S;", "@FOR(D(J): [N] @SUM(D(I) | I #LE# 2: S(@WRAP(J - I, @SIZE(D)))) >= 1);")
        assert model.matrix.sum(axis=1).tolist() == [2] * 7

    def test_domains_in_loops(self) -> None:
        model = with_sets("P/A B/: X, L, U;", "@FOR(P: @BND(L, X, U); @GIN(X));", "L = 1 2; U = 5;")
        assert (model.lower.tolist(), model.upper.tolist(), model.integer.all()) == ([1, 2], [5, 5], True)

    def test_sum_over_nothing_is_0(self) -> None:
        assert with_sets("P/A/: X;", "[R] X(A) + @SUM(P(I) | I #GT# 5: X(I)) <= 3;").matrix.nnz == 1

    @pytest.mark.parametrize(
        ("statements", "words"),
        [
            ("MAX = @SUM(S(I): X(I));", "no set 'S'"),
            ("MAX = @SUM(P(I, J): X(I));", "has 1 indices"),
            ("MAX = @SUM(Q(I, I): Z(I, I));", "has 2 indices"),
            ("MAX = @SUM(P(X): X(X));", "'X' is the name of another thing"),
            ("MAX = @SUM(P(I): @SUM(P(I): X(I)));", "'I' is the name of another thing"),
            ("MAX = I + @SUM(P(I): X(I));", "'I' is the name of another thing"),
            ("MAX = @SUM(P(I): X);", "needs subscripts"),
            ("MAX = X;", "needs subscripts"),
            ("MAX = P;", "is a set"),
            ("MAX = X(1, 2);", "has 1 subscripts"),
            ("MAX = X(3);", "members 1 to 2"),
            ("MAX = X(0);", "members 1 to 2"),
            ("MAX = X(1.5);", "members 1 to 2"),
            ("MAX = X(C);", "a subscript depends on a variable"),
            ("MAX = @SUM(P(I): X(I + 1));", "Leave it out by a condition"),
            ("MAX = @SUM(P(I) | X(I) #GT# 2: X(I));", "#GT# is about depends on a variable"),
            ("MAX = @SUM(P(I) X(I));", "':' is expected"),
            ("@FOR(P(I): MAX = X(I));", "more than one objective"),
            ("@FOR(P(I): [R] X(1) <= 3", "end of the text|'END'"),
            ("MAX = &1;", "&1 means nothing here"),
            ("MAX = @SIZE(P, P);", "@SIZE has other arguments"),
            ("MAX = @SIZE(2);", "@SIZE has other arguments"),
            ("MAX = @INDEX(P, NOBODY);", "no member 'NOBODY'"),
            ("MAX = @IN(P, 1, 2);", "is 1 positions"),
            ("MAX = @WRAP(1, 0);", "@WRAP needs"),
            ("MAX = @WRAP(1, 1E999);", "@WRAP needs"),
            ("MAX = @INDEX(P, 3);", "@INDEX needs the name"),
            ("MAX = @MAX(P(I): X(I));", "@MAX is not known"),
        ],
    )
    def test_refused(self, statements: str, words: str) -> None:
        refuses(words, "P/A B/: X; Q(P,P): Z;", statements)


class TestSets:
    @pytest.mark.parametrize(
        ("listed", "expected"),
        [
            ("A B", ["A", "B"]),
            ("A, B,C", ["A", "B", "C"]),
            ("1..3", ["1", "2", "3"]),
            ("1 2", ["1", "2"]),
            ("W8..W11", ["W8", "W9", "W10", "W11"]),
            ("FRI..MON", ["FRI", "SAT", "SUN", "MON"]),
            ("NOV..JAN", ["NOV", "DEC", "JAN"]),
            ("1..N", ["1", "2", "3"]),
        ],
    )
    def test_members_are_listed(self, listed: str, expected: list[str]) -> None:
        model = with_sets(f"P/{listed}/: X;", "MAX = @SUM(P: X);", "N = 3;")
        assert model.variables == tuple(f"X({member})" for member in expected)

    def test_derived_set_has_all_combinations(self) -> None:
        model = with_sets("P/A B/; Q/C D/; L(P, Q): Z;", "MAX = @SUM(L(I, J): (10*I + J)*Z(I, J));")
        assert dict(zip(model.variables, model.costs, strict=True)) == {
            "Z(A,C)": 11,
            "Z(A,D)": 12,
            "Z(B,C)": 21,
            "Z(B,D)": 22,
        }

    def test_derived_set_has_the_combinations_that_are_listed(self) -> None:
        assert with_sets("P/A B/; L(P, P)/A,B B,A/: Z;", "MAX = @SUM(L: Z);").variables == ("Z(A,B)", "Z(B,A)")

    def test_derived_set_has_what_fulfils_its_condition(self) -> None:
        model = with_sets("P/1..3/: W; L(P, P) | &1 #LT# &2 #AND# W(&1) #GT# 1: Z;", "MAX = @SUM(L: Z);", "W = 1 2 3;")
        assert model.variables == ("Z(2,3)",)

    def test_sets_derive_from_derived_ones(self) -> None:
        model = with_sets("P/A B/; L(P, P) | &1 #NE# &2; M(L, P): Z;", "MAX = @SUM(M(I, J, K) | K #EQ# 1: Z(I, J, K));")
        assert model.variables == ("Z(A,B,A)", "Z(B,A,A)")

    def test_only_members_of_a_sparse_set_have_variables(self) -> None:
        refuses(r"\(B,A\) is no member of the set 'L'", "P/A B/; L(P, P)/A,B/: Z;", "MAX = Z(B, A);")

    @pytest.mark.parametrize(
        ("declared", "words"),
        [
            ("P/A A/: X;", "is there twice"),
            ("P/A B/: X; p/C/: Y;", "'p' is there twice"),
            ("P/A B/: X, x;", "'x' is there twice"),
            ("P: X;", "has no members"),
            ("L(P): X;", "no set 'P'"),
            ("P/A/; L(P, P)/A,B/: X;", "'B' is no member"),
            ("P/A B/; L(P, P)/A,B A/: X;", "each member of 'L' is 2 names"),
            ("P/A B/; L(P, P)/A,B A,B/: X;", "is there twice"),
            ("P/A B/; K(P,P)/A,B/; L(K, P)/B,A,A/: X;", "is no member of 'K'"),
            ("P/2..5/: X;", "no list of members"),
            ("P/A1..B3/: X;", "no list of members"),
            ("P/A3..A1/: X;", "no list of members"),
            ("P/A..B/: X;", "can't begin or end"),
            ("P/1..N/: X;", "can't begin or end"),
            ("P/A B/; " + "L(" + "P," * 20 + "P): X;", "more than 20 primitive sets"),
            ("P/5 7/: X;", "'5' can't be a member"),
            ("P/A ../: X;", "can't be a member"),
            ("P/A | B/: X;", "is expected"),
            ("P | 1: X;", "can't have a condition"),
            ("P/1..10000000000000/: X;", "more than 1,000,000 members"),
            (f"P/1..{'9' * 5000}/: X;", "can't begin or end"),
            ("P/1..1000/; L(P,P,P): X;", "more than 1,000,000 members"),
        ],
    )
    def test_refused(self, declared: str, words: str) -> None:
        refuses(words, declared, "MAX = @SUM(P(I): 1) + @SUM(L: X);" if "L(" in declared else "MAX = @SUM(P: X);")

    def test_sets_that_depend_on_each_other(self) -> None:
        refuses("depend on themselves", "P/A B/; L(P) | @SIZE(L) #GT# 0: X;", "MAX = @SUM(L: X);")
        derived = " ".join(f"L{k}(L{k - 1});" for k in range(1, 3000))
        refuses("depend on each other too deep", f"L0/A B/; {derived}", "MAX = @SIZE(L2999);")

    def test_loops_come_to_an_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loops, "MOST_STEPS", 5000)
        refuses("more than 5,000 terms", "P/1..100/: X;", "MAX = @SUM(P(I): @SUM(P(J): @SUM(P(K): X(I))));")
        refuses("more than 5,000 terms", "P/1..100/: X;", "@FOR(P(I): @FOR(P(J): @SUM(P(K) | K #GT# 100: X(I)) <= 3));")

    def test_members_come_to_an_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sets, "MOST_MEMBERS", 50)
        refuses("more than 50 members", "P/A1..A8/; L(P,P): X;", "MAX = @SUM(L: X);")
        refuses("more than 50 members", "P/1..30/: X; Q/1..30/: Y;", "MAX = @SUM(P: X) + @SUM(Q: Y);")


class TestData:
    def test_members_come_from_data(self) -> None:
        model = with_sets(
            "W: C; V: D; L(W, V): K, X;", "MIN = @SUM(L: K*X);", "W = W1..W2; V, D = A 1 B 2; C = 5; K = 1 2 3 4;"
        )
        assert model.variables == ("X(W1,A)", "X(W1,B)", "X(W2,A)", "X(W2,B)")
        assert model.costs.tolist() == [1, 2, 3, 4]

    def test_several_names_have_columns(self) -> None:
        model = with_sets(
            "P/A B C/: X, Y, Z;", "MAX = @SUM(P: X*Z); [R] @SUM(P: Y*Z) <= 1;", "X, Y = 1, 4, 2, 5, 3, 6;"
        )
        assert (model.costs.tolist(), model.matrix.toarray().tolist()) == ([1, 2, 3], [[4, 5, 6]])

    def test_members_of_a_derived_set_come_with_its_data(self) -> None:
        model = with_sets("P/A B/; L(P, P): K, Z;", "MAX = @SUM(L: K*Z);", "L K = A B 3  B A -4;")
        assert dict(zip(model.variables, model.costs, strict=True)) == {"Z(A,B)": 3, "Z(B,A)": -4}

    def test_one_value_is_for_all(self) -> None:
        assert (
            with_sets("P/A B C/: C, D, X;", "MAX = @SUM(P: (C + D)*X);", "C, D = 20 100;").costs.tolist() == [120] * 3
        )

    def test_constants_need_no_set(self) -> None:
        model = read_lingo("DATA: RATE = -1.5; N, M = 2, 3; ENDDATA MAX = RATE*X + N*M*Y;")
        assert model.costs.tolist() == [-1.5, 6]

    def test_what_is_left_out_stays_a_variable(self) -> None:
        model = with_sets("Y/1..5/: C;", "MAX = @SUM(Y: C);", "C = 34, 30, , , ;")
        assert (model.variables, model.constant) == (("C(3)", "C(4)", "C(5)"), 64)

    def test_data_may_stand_behind(self) -> None:
        assert read_lingo("MAX = C*X; DATA: C = 3; ENDDATA").costs.tolist() == [3]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ("C = 1 2 3;", "3 values stand where 2"),
            ("C = 1, 2,;", "3 values stand where 2"),
            ("C = 1 A;", "'A' stands where a number"),
            ("C = 1 2; C = 1 2;", "has its values already"),
            ("P = A B;", "has its members already"),
            ("C, E = 1 2 3 4;", "more than one set"),
            ("C, N = 1 2 3 4;", "'N' is no attribute"),
            ("N = ;", "0 values"),
            ("N = 1 2;", "2 values"),
            ("N = A;", "'A' stands where a number"),
            ("N = 1; N = 2;", "has its value already"),
            ("C = ?;", r"'\?' can't stand here"),
            ("C = @FILE('secret.txt');", "@FILE in DATA is not known here. No other file is read"),
            ("C = @OLE('book.xlsx', 'C');", "@OLE in DATA"),
            ("C = - ;", "a number is expected"),
            ("Q E = 1E999 3;", "inf stands where a member"),
            ("C = 1..2;", "'..' can't stand here"),
            ("Q E = 1.5 3;", "1.5 stands where a member"),
            ("C 1 2;", "'=' is expected"),
        ],
    )
    def test_refused(self, data: str, words: str) -> None:
        refuses(words, "P/A B/: C; Q: E;", "MAX = X;", data)

    def test_section_that_has_no_end(self) -> None:
        with pytest.raises(UnreadableModel, match="the section SETS has no ENDSETS"):
            read_lingo("SETS: P/A/: X;")
