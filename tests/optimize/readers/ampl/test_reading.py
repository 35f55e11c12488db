"""AMPL's models: what is read, what it means (glpsol agrees), and what is refused with its line."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from headway.errors import UnreadableModel
from headway.optimize import solve
from headway.optimize.model import Model, Sense
from headway.optimize.readers.ampl import read_ampl

TRANSPORT = """
/* Ships from plants to markets. */
set PLANTS; set MARKETS;
param supply{i in PLANTS} >= 0; param demand{MARKETS}, >= 0;
param distance{PLANTS, MARKETS} default 9;
param freight := 90;
param cost{i in PLANTS, j in MARKETS} := freight * distance[i,j] / 1000;
var x{i in PLANTS, j in MARKETS} >= 0;
minimize total: sum{i in PLANTS, j in MARKETS} cost[i,j]*x[i,j];
s.t. sup{i in PLANTS}: sum{j in MARKETS} x[i,j] <= supply[i];
s.t. dem{j in MARKETS}: sum{i in PLANTS} x[i,j] >= demand[j];
check: sum{i in PLANTS} supply[i] >= sum{j in MARKETS} demand[j];
solve; display x;
printf "%d;\\n", 3;
for {i in PLANTS} { printf "%s;", i; }
data;
set PLANTS := seattle san-diego;
set MARKETS := new-york chicago topeka;
param supply := seattle 350 san-diego 600;
param demand := new-york 325, chicago 300, topeka 275;
param distance : new-york chicago topeka :=
 seattle   2.5 1.7 1.8
 san-diego 2.5 .   1.4 ;
end;
What follows the end is not read: ' " /*
"""
MIXED = """
param n := 6; param T integer > 0, default 3;
set I := 1..n; set ODD := {i in I: i mod 2 = 1}; set E within I cross I;
set PAIRS := {i in I, j in I: i < j and (i,j) not in E};
set Z := ODD union {2,4} diff {4};
set N{I} within I;
set L := setof{(i,j) in E} i;
param f{i in 0..200} := if i <= 1 then 1 else if i > 20 then f[i-1] else f[i-1] + f[i-2];
param w{i in I} := max(i, 3) - min{j in I: j >= i} j^2/10 + abs(-i) + floor(2.5) + card(N[i]);
param big := prod{i in 1..4} i;
param name{I} symbolic default "none";
var x{I} >= 0, <= 10; var y{ODD} binary; var z >= -5, <= if n > 3 then 7 else 8, integer;
maximize o: sum{i in I} w[i]*x[i] - 2*sum{i in ODD} f[i]*y[i] + (if big = 24 then z else -z) + 3 - 1/4;
s.t. cap: 1 <= sum{i in I} x[i] <= 30;
lim{(i,j) in E}: x[i] + x[j] <= 8 - z/2;
pr{(i,j) in PAIRS: j = i+1}: x[i] - x[j] >= -4;
bal{i in Z}: x[i] = 2 + y[if i in ODD then i else 1];
neigh{i in I: card(N[i]) > 0}: sum{j in N[i]} x[j] <= 12;
arcs{i in L}: sum{(i,j) in E} x[j] <= 15;
c2{i in I: name[i] <> 'none'}: 2*(x[i] + 1) >= 3;
c3{i in I: exists{j in N[i]} j > i || forall{j in I} j < 3}: x[i] <= 9;
data;
set E := (1,2) (1,3) (2,*) 4 5 ;
set N[1] := 2 3; set N[2] := ; set N[3] := 1; set N[4] :=; set N[5] := 6; set N[6] := 5;
param name := 3 'it''s', 5 b;
end;
"""
TABLES = """
set A; set B; set C;
param d{A,B,C} default 1; param p{A}; param q{A} default 2; param r{A,B};
var x{A,B} >= 0;
minimize o: sum{a in A, b in B} (p[a]+r[a,b])*x[a,b] + sum{a in A} q[a];
s.t. k{b in B, c in C}: sum{a in A} d[a,b,c]*x[a,b] >= 4;
data;
param : A : p q := u 1 2 v 3 . w 2.5 9;
set B := 1 2 ; set C := c1 c2;
param r (tr) : u v w := 1 2 3 4 2 1 1 1;
param d := [*,*,c1]: 1 2 := u 2 . v 3 4 [u,*,c2] 1 5 2 6;
end;
"""


@pytest.fixture
def by_glpsol(tmp_path: Path) -> Callable[[str], float]:
    """The optimum that glpsol finds."""
    command = shutil.which("glpsol")
    if not command:
        pytest.skip("needs the command glpsol (Debian: glpk-utils)")

    def run(text: str) -> float:
        (tmp_path / "m.mod").write_text(text, encoding="utf-8")
        subprocess.run([command, "--math", "m.mod", "-o", "o.txt"], cwd=tmp_path, capture_output=True, check=True)
        value = re.search(r"^Objective: .* = (\S+)", (tmp_path / "o.txt").read_text(), re.MULTILINE)
        assert value
        return float(value.group(1))

    return run


class TestMeaning:
    @pytest.mark.parametrize("text", [TRANSPORT, MIXED, TABLES], ids=["transport", "mixed", "tables"])
    def test_optimum_is_that_of_glpsol(self, by_glpsol: Callable[[str], float], text: str) -> None:
        assert solve(read_ampl(text), gap=0.0).result().objective == pytest.approx(by_glpsol(text), rel=1e-8)

    def test_names_are_those_of_ampl(self) -> None:
        model = read_ampl(TRANSPORT)
        assert model.name == "total"
        assert model.variables[:2] == ("x['seattle','new-york']", "x['seattle','chicago']")
        assert model.rows == (
            "sup['seattle']",
            "sup['san-diego']",
            "dem['new-york']",
            "dem['chicago']",
            "dem['topeka']",
        )

    def test_numbers_of_a_range_name_without_a_point(self) -> None:
        assert read_ampl("var x{1..2 by 0.5};").variables == ("x[1]", "x[1.5]", "x[2]")

    def test_alias_names(self) -> None:
        model = read_ampl("var b 'book case' >= 0; maximize o 'the \"profit\"': b; s.t. r 'it''s': b <= 3;")
        assert (model.name, model.variables, model.rows) == ('the "profit"', ("book case",), ("it's",))

    def test_data_may_be_a_text_of_its_own(self) -> None:
        stated, data = TRANSPORT.split("data;")
        assert read_ampl(stated, data=data).variables == read_ampl(TRANSPORT).variables
        assert read_ampl(stated, data="data;" + data).variables == read_ampl(TRANSPORT).variables

    def test_sections_alternate(self) -> None:
        model = read_ampl("param a; data; param a := 3; model; param b; data; param b := 4; model; var x >= a, <= b;")
        assert (model.lower[0], model.upper[0]) == (3, 4)

    def test_data_may_give_a_default_alone(self) -> None:
        model = read_ampl("set P; param most{P}; var x{p in P} <= most[p];\ndata; set P := a b; param most default 75;")
        assert model.upper.tolist() == [75, 75]

    def test_default_of_the_data_comes_before_the_own_one(self) -> None:
        assert read_ampl("param p default 1; var x <= p; data; param p default 2;").upper.tolist() == [2]

    def test_bare_variable_is_free(self) -> None:
        model = read_ampl("var x; var y binary; var z integer <= 4 := 2;")
        assert model.lower.tolist() == [-np.inf, 0, -np.inf]
        assert model.upper.tolist() == [np.inf, 1, 4]
        assert model.integer.tolist() == [False, True, True]

    @pytest.mark.parametrize(
        ("row", "low", "high"),
        [
            ("x <= 3", -np.inf, 3),
            ("x >= 3", 3, np.inf),
            ("x = 3", 3, 3),
            ("x == 3", 3, 3),
            ("3 <= x", 3, np.inf),
            ("1 <= x <= 3", 1, 3),
            ("3 >= x >= 1", 1, 3),
            ("x + 1 <= 3 - 2*y + 3*y - y", -np.inf, 2),
            ("-Infinity <= x <= Infinity", -np.inf, np.inf),
            ("2*(x + 1)/2 >= 3", 2, np.inf),
            ("x >= -Infinity", -np.inf, np.inf),
        ],
    )
    def test_sides_of_a_row(self, row: str, low: float, high: float) -> None:
        model = read_ampl(f"var x; var y; minimize o: x; r: {row};")
        assert (model.row_lower[0], model.row_upper[0]) == (low, high)
        assert model.matrix.toarray().tolist() == [[1, 0]]

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            ("2 + 3 * 4 ^ 2 / 2 - -1", 27),
            ("-2 ^ 2", -4),
            ("2 ^ 3 ^ 2", 512),
            ("7 div 2 + -7 mod 3", 2),
            ("5 less 7 + 1", 1),
            ("sum{i in 1..3} i * 2 + 1", 13),
            ("sum{i in 1..3, j in i..3: i <> j} (i + j)", 12),
            ("max{i in {3,1,2}} i + min(4, 2, 9)", 5),
            ("if 1 > 2 or not (1 = 1) then 3 else 4 + 1", 5),
            ("if 'a' & 1 = 'a1' then 1", 1),
            ("round(2.5) + round(-2.5) + round(0.126, 2) + trunc(-2.7) + ceil(0.2)", -0.87),
            ("card({1,2} cross {'a','b','c'})", 6),
            ("card({1,2,3} symdiff {3,4}) + card({1,2} inter {2,3})", 4),
            ("first(4..9) + last(4..9) + next(5, 4..9) + ord(6, 4..9) + prev(5, 4..9)", 26),
            ("if {1} within {1,2} and 3 not in {1,2} and (1,2) in {(1,2)} then 7", 7),
            ("prod{i in 1..0} i + sum{i in {}} i", 1),
            ("if exists{i in 1..3} i = 2 && forall{i in 1..3} i < 4 then 8", 8),
            ("10 - 3 - 2", 5),
            ("12 / 2 / 3", 2),
            (".5e1 + 1.", 6),
        ],
    )
    def test_expression_comes_to(self, expression: str, value: float) -> None:
        assert read_ampl(f"param p := {expression}; var x >= p;").lower[0] == pytest.approx(value)

    def test_sense_and_constant_are_kept(self) -> None:
        model = read_ampl("var x; maximize o: 3 + 2*x - x + 4;")
        assert (model.sense, model.constant, model.costs.tolist()) == (Sense.MAX, 7, [1])

    def test_terms_that_cancel_are_left_out(self) -> None:
        assert read_ampl("var x; var y; r: x - x + 0*y + y <= 1;").matrix.nnz == 1

    def test_slices_take_the_bound_index(self) -> None:
        model = read_ampl("set E := {(1,2), (1,3), (2,3)}; var x{E}; r{i in 1..2}: sum{(i,j) in E} x[i,j] <= 1;")
        assert model.matrix.toarray().tolist() == [[1, 1, 0], [0, 0, 1]]

    def test_dummies_know_their_set(self) -> None:
        model = read_ampl(
            "set W ordered; param b{t in W} := if t = first(W) then 0 else ord(prev(t), W) + 10*ord(t);"
            "set V{t in W} := {u in W: ord(u) >= ord(t)}; param d{t in W} := sum{u in V[t]: u <> last(V[t])} ord(next(u), W);"
            "var x{t in W} >= b[t], <= d[t]; data; set W := may jun jul;"
        )
        assert model.lower.tolist() == [0, 21, 32]
        assert model.upper.tolist() == [5, 3, 0]

    def test_names_by_a_set_stand_in_its_order(self) -> None:
        model = read_ampl(
            "# headway names: x n by C\nset C := {'b','a','c'}; set W := {'a'}; var x{C diff W}; var n{W} integer;"
        )
        assert model.variables == ("b", "a", "c")
        assert model.integer.tolist() == [False, True, False]


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "line", "words"),
        [
            ("var x;\nminimize o:\n x*x;", 3, "applied to variables"),
            ("var x; minimize o: x^2;", 1, "applied to variables"),
            ("var x; minimize o: 2/x;", 1, "divided by variables"),
            ("var x; minimize o: abs(x);", 1, "`abs` of variables is not linear"),
            ("var x; minimize o: max{i in 1..2} x;", 1, "taken over variables"),
            ("var x; r: if x > 1 then 2 <= 3;", 1, "a linear form"),
            ("var x; r: x < 1;", 1, "`<` stands where"),
            ("var x; r: x <> 1;", 1, "`<>` stands where"),
            ("var x; r: 1 <= x >= 1;", 1, "not both"),
            ("var x; r: x <= 1 <= x;", 1, "variables stand at an end"),
            ("var x; r: x;", 1, "has no relation"),
            ("var x; minimize o: x; maximize p: x;", 1, "second objective"),
            ("var x{1..2}; minimize o{i in 1..2}: x[i];", 1, "has index sets"),
            ("var x; var y <= x;", 1, "bounded by variables"),
            ("var x;\nvar x;", 2, "declared twice"),
            ("var sum;", 1, "a word of AMPL's"),
            ("param p;\nvar x >= p;", 2, "`p` has no value"),
            ("set S; var x{S};", 1, "`S` has no data"),
            ("param p{1..2} := 1; var x >= p[3];", 1, r"there is no `p\[3\]`"),
            ("var x{1..2}; minimize o: x[3];", 1, r"there is no `x\[3\]`"),
            ("var x{1..2}; minimize o: x;", 1, "has 1 subscripts, and 0"),
            ("var x; minimize o: y;", 1, "`y` is not declared"),
            ("param p symbolic := 'a'; var x >= p;", 1, "the symbol 'a'"),
            ("param p > 0; data;\nparam p := -1;", 2, "where `>` a limit is declared"),
            ("param p integer := 1.5; var x >= p;", 1, "a whole number"),
            ("set A := {1,2}; set B within A; data; set B := 3;", 1, "is not within"),
            ("param p{1..2}; data;\n\nparam p := 3 1;", 3, r"there is no `p\[3\]`"),
            ("data; param p := 1;", 1, "declares no parameter `p`"),
            ("param p := 1; data; param p := 2;", 1, "itself says"),
            ("param p; data; param p := 2; param p := 3;", 1, "has a value already"),
            ("set A; data; set A := 1; set A := 2;", 1, "has data already"),
            ("param p; data; param p{1..2} := 1;", 1, "declared among the data|can't stand"),
            ("data;\nparam p default 3;", 2, "declares no parameter `p`"),
            ("param p := 1; data; param p default 3;", 1, "itself says"),
            ("param p; data; param p default a;", 1, "'a' and not a number"),
            ("param n := 2; check: n > 3;", 1, "this check fails"),
            ("include 'a.mod';", 1, "`include` is not read here"),
            ("model a.mod;", 1, "No file is opened"),
            ("data a.dat;", 1, "No file is opened"),
            ("table t IN 'CSV' 'x.csv' : [i];", 1, "No file is opened"),
            ("var x; let x := 3;", 1, "changes the model"),
            ("var x; fix x := 3;", 1, "changes the model"),
            ("for {i in 1..3} { let x := 3; }", 1, "stands in a loop"),
            ("var x; minimize o: x.val;", 1, "a suffix"),
            ("param p := 1/0; var x >= p;", 1, "no value for 1, 0"),
            ("param p := log(-1); var x >= p;", 1, "no value"),
            ("param p := (-8)^(1/3); var x >= p;", 1, "no value"),
            ("var x; r: x/0 <= 1;", 1, "divides by 0"),
            ("param p := min{i in 1..0} i; var x >= p;", 1, "taken over nothing"),
            ("param p := (1 < 2); var x >= p;", 1, "a condition stands where"),
            ("param p := if 'a' < 1 then 1; var x >= p;", 1, "have no order"),
            ("var x{i in 1..2, i in 1..2};", 1, "already means something"),
            ("set E := {(1,2)}; var x{i in E};", 1, "stand for members of 2 parts"),
            ("param f{i in 1..9} := f[i]; var x >= f[1];", 1, "defined by itself"),
            ("param a := b; param b := a;", 1, "`b` is not declared"),
            ("var x >= 1e999;", 1, "too large"),
            ("var x; r: 1e300*1e300*x <= 1;", 1, "comes to inf"),
            ("var x; minimize o: 2x;", 1, "no word of AMPL's"),
            ("var x >= 1 >= ;", 1, "an expression is expected"),
            ("# headway names: x by C\nvar x{1..2};", 1, "not how"),
            ("# headway names: x by C\nset C := {1}; var x{1..2};", 2, "lacks"),
            ("var x 'a'; var y 'a';", 1, "called `a`"),
            ("set W := {1,2}; param n := 1; var x{t in W} >= ord(n);", 1, "`ord` .* takes a member and an ordered set"),
            ("set E := {(1,2)}; var x{(i,j) in E} >= ord(i);", 1, "`ord` .* takes a member and an ordered set"),
            ("set W := {1,2}; var x >= first(1, W);", 1, "`first` .* takes an ordered set"),
            ("x <= 3;", 1, "begins no statement"),
            ("var x integer;\noption solver highs, relax_integrality 1;", 2, "`relax_integrality` is not read here"),
            ("problem p: x;", 1, "Only a model and its data"),
            ("node n;", 1, "networks"),
        ],
    )
    def test_with_the_line(self, text: str, line: int, words: str) -> None:
        with pytest.raises(UnreadableModel, match=words) as caught:
            read_ampl(text)
        assert caught.value.line == line

    def test_line_of_separate_data_is_theirs(self) -> None:
        with pytest.raises(UnreadableModel, match=r"the data, line 2: .* not a number"):
            read_ampl("param p{1..2}; var x >= p[1];", "shop.mod", data="param p :=\n 1 a\n 2 3;")

    def test_error_says_where(self) -> None:
        with pytest.raises(UnreadableModel, match=r"^shop\.mod, line 2: "):
            read_ampl("var x;\nvar x;", "shop.mod")


def test_options_of_the_solver_are_passed_over() -> None:
    assert read_ampl(
        "var x integer; option solver highs; option relax_integrality 0; option relax_integrality;"
    ).integer[0]


def test_empty_text_is_an_empty_model() -> None:
    model = read_ampl("")
    assert isinstance(model, Model)
    assert model.variables == ()
