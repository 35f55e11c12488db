"""AMPL by the indices that names show: the text that a person would write, and the same model when it is read again."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pulp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from headway.errors import UnreadableModel
from headway.optimize.exporting import export
from headway.optimize.model import Model, difference
from headway.optimize.problems import assignment, dead_kilometres, school_meals, transport
from headway.optimize.readers.ampl import read_ampl
from headway.optimize.solving import solve
from headway.optimize.stating import stated_model
from headway.optimize.writers.ampl.writing import ampl_parts, ampl_text

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault

TRANSPORT = """\
# roads
# headway names: ship = ship_{1}_{2}; supply = supply_{1}; demand = demand_{1}
set SUPPLY;
set DEMAND;
param cost{SUPPLY, DEMAND};
param supply_rhs{SUPPLY};
param demand_rhs{DEMAND};
var ship{SUPPLY, DEMAND} >= 0;
minimize roads: sum{i in SUPPLY, j in DEMAND} cost[i,j]*ship[i,j];
subject to supply{i in SUPPLY}: sum{j in DEMAND} ship[i,j] <= supply_rhs[i];
subject to demand{j in DEMAND}: sum{i in SUPPLY} ship[i,j] = demand_rhs[j];
"""
TRANSPORT_DATA = """\
data;
set SUPPLY := north south;
set DEMAND := bonn hamm 01;
param cost :
        bonn hamm '01' :=
  north    8    6   10
  south    9    5    7
;
param supply_rhs :=
  north 20
  south 30
;
param demand_rhs :=
  bonn 10
  hamm 15
  '01' 12
;
""".replace("hamm 01;", "hamm '01';")


def _roads(name: str = "{}_{}_{}") -> Any:
    """What ``LpVariable.dicts("ship", (plants, cities))`` makes, in the words that PuLP 3 and 4 have in common."""
    supply, demand = {"north": 20, "south": 30}, {"bonn": 10, "hamm": 15, "01": 12}
    problem = pulp.LpProblem("roads", pulp.LpMinimize)
    ship = {key: problem.add_variable(name.format("ship", *key), 0) for key in product(supply, demand)}
    problem += pulp.lpDot([8, 6, 10, 9, 5, 7], list(ship.values()))
    for p, most in supply.items():
        problem += pulp.lpSum(ship[p, c] for c in demand) <= most, f"supply_{p}"
    for c, wanted in demand.items():
        problem += pulp.lpSum(ship[p, c] for p in supply) == wanted, f"demand_{c}"
    return problem


def _model(variables: list[str], table: Any, **given: Any) -> Model:
    costs = given.pop("costs", np.arange(len(variables)) + 1.0)
    return Model.of_arrays(costs, table, variables=variables, name="m", **given)


def _read_back(model: Model) -> str:
    """The text, which is read to the same model, as one and as two."""
    text, (stated, data) = ampl_text(model), ampl_parts(model)
    assert difference(model, read_ampl(text)) == ""
    assert difference(model, read_ampl(stated, data=data)) == ""
    return text


@pytest.fixture
def optimum(tmp_path: Path) -> Callable[[str], float]:
    """The optimum of a text by glpsol."""
    command = shutil.which("glpsol")
    if not command:
        pytest.skip("needs the command glpsol (Debian: glpk-utils)")

    def run(text: str) -> float:
        (tmp_path / "m.mod").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [command, "--math", "m.mod", "--cuts", "-o", "out"], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout
        told = (tmp_path / "out").read_text()
        assert re.search(r"^Status: +(?:INTEGER )?OPTIMAL$", told, re.MULTILINE)
        value = re.search(r"^Objective: .* = (\S+)", told, re.MULTILINE)
        assert value
        return float(value[1])

    return run


class TestText:
    def test_transport_is_written_as_a_person_would(self) -> None:
        assert export(_roads(), "ampl") == f"{TRANSPORT}{TRANSPORT_DATA}end;\n"

    def test_transport_in_two_parts(self) -> None:
        assert export(_roads(), "ampl", split=True) == (f"{TRANSPORT}end;\n", f"{TRANSPORT_DATA}end;\n")

    @pytest.mark.parametrize(
        "name", ["{}_{}_{}", "{}[{},{}]", "{}({}, {})", "{}['{}','{}']", "{}_('{}',_'{}')", "{}_{},_{}_", '{}["{}",{}]']
    )
    def test_every_way_to_write_an_index(self, name: str, optimum: Callable[[str], float]) -> None:
        model, _ = stated_model(_roads(name))
        text = _read_back(model)
        assert "var ship{SUPPLY, DEMAND} >= 0;" in text
        assert "subject to demand{j in DEMAND}: sum{i in SUPPLY} ship[i,j] = demand_rhs[j];" in text
        assert optimum(text) == pytest.approx(solve(model).result().objective)

    def test_names_that_ampl_makes_itself_need_no_word(self) -> None:
        text = _read_back(_model(["make['chair']", "make['book case']", "make[3]"], np.eye(3)))
        assert "headway names: make" not in text
        assert "set MAKE := chair 'book case' 3;" in text

    def test_lone_variables_stand_beside_families(self, optimum: Callable[[str], float]) -> None:
        model = _model(
            ["profit", "make_a", "make_b", "max"],
            [[-1, 2, 3, 0], [0, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0]],
            row_lower=[0, -np.inf, -np.inf, -np.inf],
            row_upper=[0, 4, 5, 6],
            sense="max",
            upper=[np.inf, 9, 9, 2],
            rows=["balance", "hours", "cap_a", "cap_b"],
        )
        text = _read_back(model)
        assert "maximize m: profit + sum{i in MAKE} profit_2[i]*make[i] + 4*max_;" in text
        assert "subject to balance: -profit + sum{i in MAKE} balance_make[i]*make[i] = 0;" in text
        assert "subject to cap{i in MAKE}: profit + make[i] <= cap_rhs[i];" in text
        assert optimum(text) == pytest.approx(solve(model).result().objective)

    def test_what_is_no_full_product_is_a_set_of_pairs(self) -> None:
        text = _read_back(_model(["x_a_1", "x_a_2", "x_b_1"], [[1, 1, 0], [0, 0, 1]], rows=["r_a", "r_b"], row_upper=1))
        assert "set X dimen 2;" not in text  # three names of two values each are no product, and save nothing
        text = _read_back(
            _model(["x[a,1]", "x[a,2]", "x[b,1]"], [[1, 1, 0], [0, 0, 1]], rows=["r_a", "r_b"], row_upper=1)
        )
        assert "set X dimen 2;" in text
        assert "set X := (a,1) (a,2) (b,1);" in text
        assert "subject to r{i in R}: sum{(i,j) in X} x[i,j] <= 1;" in text

    def test_coefficients_of_rows_that_follow_no_index_are_listed(self) -> None:
        table = np.zeros((6, 8))
        table[np.arange(6), [3, 1, 4, 1, 5, 2]] = [2, 7, 1, 8, 2, 8]
        table[np.arange(6), [0, 6, 7, 3, 1, 5]] = [3, 1, 4, 1, 5, 9]
        text = _read_back(_model([f"x_{j}" for j in "abcdefgh"], table, rows=[f"r_{i}" for i in range(6)], row_upper=9))
        assert "set R_X_USED{R} within X;" in text
        assert "subject to r{j in R}: sum{i in R_X_USED[j]} r_x[j,i]*x[i] <= 9;" in text

    def test_dense_coefficients_are_a_table_with_gaps(self) -> None:
        text = _read_back(_model(["x_a", "x_b", "x_c"], [[1, 2, 3], [4, 0, 6]], rows=["r_u", "r_v"], row_upper=9))
        assert "param r_x{R, X} default 0;" in text
        assert "    a b c :=\n  u 1 2 3\n  v 4 . 6\n;" in text

    def test_one_row_touches_a_slice(self) -> None:
        model = _model([f"x[{i},{j}]" for i in "ab" for j in "cde"], [[1, 1, 1, 0, 0, 0]], rows=["north"], row_upper=4)
        assert "subject to north: sum{j in X_2} x['a',j] <= 4;" in _read_back(model)

    def test_row_names_two_of_the_same_family(self) -> None:
        """Places of a tour: ``u[i] - u[j] + 5 x[i,j] <= 4``."""
        pairs = [(i, j) for i in "abcd" for j in "abcd" if i != j]
        table = [
            [float(p == i) - float(p == j) for p in "abcd"] + [5.0 * (q == (i, j)) for q in pairs] for i, j in pairs
        ]
        model = _model(
            [f"u_{i}" for i in "abcd"] + [f"x_{i}_{j}" for i, j in pairs],
            table,
            rows=[f"mtz_{i}_{j}" for i, j in pairs],
            row_upper=4,
            integer=[0] * 4 + [1] * 12,
            upper=[np.inf] * 4 + [1] * 12,
        )
        text = _read_back(model)
        assert "subject to mtz{(i,j) in X}: u[i] - u[j] + 5*x[i,j] <= 4;" in text
        assert "var x{X} binary;" in text

    def test_bounds_that_differ_are_parameters(self) -> None:
        model = _model(
            ["x_a", "x_b", "x_c"], [[1, 1, 1]], lower=[-np.inf, 0, -2], upper=[4, 5, 6], integer=True, row_upper=[3]
        )
        text = _read_back(model)
        assert "param x_lower{X} default -Infinity;" in text
        assert "param x_upper{X};" in text
        assert "var x{i in X} integer, >= x_lower[i], <= x_upper[i];" in text

    def test_family_of_two_kinds_stays_scalar(self) -> None:
        model = _model(["x_a", "x_b", "y_a", "y_b"], [[1, 1, 1, 1]], integer=[1, 0, 0, 0], row_upper=[3])
        text = _read_back(model)
        assert "var x_a integer, >= 0;\nvar x_b >= 0;\nvar y{Y} >= 0;" in text

    @pytest.mark.parametrize(
        ("low", "high", "stated"),
        [
            ([1, 1], [4, 4], "subject to r{i in X}: 1 <= x[i] <= 4;"),
            ([1, 2], [4, 4], "subject to r{i in X}: r_low[i] <= x[i] <= 4;"),
            ([1, -np.inf], [np.inf, 4], "subject to r{i in X}: r_low[i] <= x[i] <= r_high[i];"),
            ([-np.inf] * 2, [np.inf] * 2, "subject to r{i in X}: -Infinity <= x[i] <= Infinity;"),
            ([3, 2], [3, 2], "subject to r{i in X}: x[i] = r_rhs[i];"),
            ([3, 2], [np.inf] * 2, "subject to r{i in X}: x[i] >= r_rhs[i];"),
        ],
    )
    def test_every_kind_of_row(
        self, low: list[float], high: list[float], stated: str, optimum: Callable[[str], float]
    ) -> None:
        model = _model(["x_a", "x_b"], np.eye(2), row_lower=low, row_upper=high, rows=["r_a", "r_b"])
        text = _read_back(model)
        assert stated in text
        assert optimum(text) == pytest.approx(solve(model).result().objective)

    def test_order_is_said_where_it_is_another(self) -> None:
        model = _model(["x_a", "y_a", "x_b", "y_b"], np.eye(4), rows=["r_a", "r_b", "r_c", "q"], row_upper=1)
        assert "# headway order of variables: 1 3 2 4" in _read_back(model)

    @pytest.mark.parametrize(
        "names",
        [
            ["x[1]", "x[1,2]", "x[1,3]"],  # of differing numbers of parts
            ["x[a;b]", "x[a{1}]"],
            ["x[]", "x[ ]"],
            ["_C1", "_C2"],
            ["x_", "x__"],
            ["x1", "x2"],
            ["a_b", "c_d"],
            ["x_" + "long" * 30, "x_b"],
        ],
    )
    def test_what_shows_no_clear_index_comes_back_all_the_same(self, names: list[str]) -> None:
        _read_back(_model(names, [[1] * len(names)], row_upper=[1]))

    def test_spelling_of_numbers_is_kept(self) -> None:
        names = [f"x_{part}" for part in ("1", "01", "1.0", "1e5", "-3", "-0", "007", "9" * 20, "0")]
        assert "set X := 1 '01' '1.0' '1e5' -3 '-0' '007' '99999999999999999999' 0;" in _read_back(
            _model(names, [[1] * 9], row_upper=[1])
        )

    def test_letters_that_are_taken_are_left_alone(self, optimum: Callable[[str], float]) -> None:
        model = _model(["i", "j", "x_i", "x_j"], [[1, 1, 1, 1]], row_lower=[2])
        text = _read_back(model)
        assert "sum{k in X}" in text
        assert optimum(text) == 2

    def test_model_that_is_named_as_a_comment_of_ours(self) -> None:
        model = Model.of_arrays([1, 2], [[1, 1]], variables=["x_a", "x_b"], name="headway names: x by Y")
        assert read_ampl(ampl_text(model)).name == model.name


@pytest.mark.parametrize(
    ("problem", "stated"),
    [
        (lambda: transport.model(*transport.data()), "sum{(i,j) in SHIP} ship[i,j] <= supply_rhs[i];"),
        (lambda: assignment.model(assignment.data()), "sum{(i,j) in DOES} does[i,j] = 1;"),
        (lambda: dead_kilometres.model(*dead_kilometres.data()), "var park{PLACES, BUSES} >= 0;"),
        (lambda: school_meals.model(school_meals.data().head(6)), "5*drive[i,j] + order[i] - order[j] <= 4;"),
    ],
)
def test_ready_problems_come_out_with_sets(problem: Callable[[], Any], stated: str) -> None:
    assert stated in export(problem(), "ampl")


def test_large_model_takes_seconds() -> None:
    plants, cities = 200, 250
    count = plants * cities
    places = np.arange(count)
    rows = np.concatenate([places // cities, plants + places % cities])
    table = sparse.csr_array((np.ones(2 * count), (rows, np.tile(places, 2))), shape=(plants + cities, count))
    model = _model(
        [f"ship_p{i}_c{j}" for i in range(plants) for j in range(cities)],
        table,
        row_upper=1,
        rows=[*(f"supply_p{i}" for i in range(plants)), *(f"demand_c{j}" for j in range(cities))],
    )
    began = perf_counter()
    stated, data = ampl_parts(model)
    assert perf_counter() - began < 20  # measured: 1
    assert len(stated) < 1000
    assert difference(model, read_ampl(stated, data=data)) == ""


class TestComments:
    TEXT = "# headway names: {}\nset S; var x{{S}} >= 0; minimize z: sum{{i in S}} x[i]; data; set S := a 1;\n{}\n"

    def _variables(self, names: str, order: str = "") -> tuple[str, ...]:
        return read_ampl(self.TEXT.format(names, order)).variables

    def test_are_followed(self) -> None:
        assert self._variables("x = x<{1}>") == ("x<a>", "x<1>")
        assert self._variables("x = x<{1}>", "# headway order of variables: 2 1") == ("x<1>", "x<a>")

    @pytest.mark.parametrize("names", ["x = x{1}{2}", "x = x{2}", "x = none", "x = x{1}{1}", "x = "])
    def test_that_do_not_fit_the_subscripts_are_refused(self, names: str) -> None:
        with pytest.raises(UnreadableModel):
            self._variables(names)

    @pytest.mark.parametrize("order", ["1", "1 1", "1-3", "2-1", "0-1", "1 2 3", "a b", "1-999999999", ""])
    def test_order_that_does_not_name_each_once_is_refused(self, order: str) -> None:
        with pytest.raises(UnreadableModel, match="line 3"):
            self._variables("x = x<{1}>", f"# headway order of variables: {order}")


@st.composite
def _indexed_models(draw: st.DrawFn) -> Model:
    """Models whose names show indices, of all kinds, in any order."""
    variables = draw(_names(st.sampled_from(["ship", "use", "x", "i", "cost", "SHIP"])))
    rows = draw(_names(st.sampled_from(["supply", "x", "row", "_C", "max"])))
    width, count = len(variables), len(rows)
    number = st.sampled_from([0.0, 0.0, 1.0, 1.0, -1.0, 0.1, 2.5])
    one_each = lambda values, size: draw(st.lists(values, min_size=size, max_size=size))  # noqa: E731
    same = lambda values, size: draw(st.one_of(values.map(lambda v: [v] * size), st.just(one_each(values, size))))  # noqa: E731
    table = np.array(one_each(number, width * count)).reshape(count, width)
    return Model.of_arrays(
        same(number, width),
        np.abs(np.sign(table)) if draw(st.booleans()) else table,
        row_lower=same(st.sampled_from([-np.inf, 0.0, -0.0, 1.0]), count),
        row_upper=same(st.sampled_from([np.inf, 4.0, 1.0]), count),
        lower=same(st.sampled_from([-np.inf, 0.0, -2.0]), width),
        upper=same(st.sampled_from([np.inf, 1.0, 7.0]), width),
        integer=same(st.booleans(), width),
        sense=draw(st.sampled_from(["min", "max"])),
        constant=draw(number),
        variables=variables,
        rows=rows,
    )


PARTS = st.sampled_from(["A", "B", "b", "1", "2", "01", "New_York", "it's", "a b", "é", "max", "x,y", "-3", "["])
WAYS: list[Callable[[str, tuple[str, ...]], str]] = [
    lambda base, key: f"{base}_{'_'.join(key)}",
    lambda base, key: f"{base}[{','.join(key)}]",
    lambda base, key: f"{base}({', '.join(key)})",
    lambda base, key: base + "[" + ",".join("'" + part.replace("'", "''") + "'" for part in key) + "]",
    lambda base, key: f"{base}_({',_'.join(map(repr, key))})",
]


@st.composite
def _names(draw: st.DrawFn, bases: st.SearchStrategy[str]) -> list[str]:
    found = draw(st.lists(bases, max_size=2))
    for base in draw(st.lists(bases, min_size=1, max_size=2)):
        way, width = draw(st.sampled_from(WAYS)), draw(st.integers(1, 3))
        if draw(st.booleans()):
            parts = draw(st.lists(st.lists(PARTS, min_size=1, max_size=3), min_size=width, max_size=width))
            keys = list(product(*parts))[:9]
        else:
            keys = draw(st.lists(st.tuples(*[PARTS] * width), max_size=6))
        found += [way(base, key) for key in keys]
    found = list(dict.fromkeys(found))
    return draw(st.permutations(found)) if draw(st.booleans()) else found


@settings(CALM, max_examples=100)
@given(_indexed_models())
def test_any_model_with_indices_comes_back(model: Model) -> None:
    _read_back(model)


@pytest.mark.full
@settings(CALM, max_examples=600)
@given(_indexed_models())
def test_any_of_many_models_with_indices_comes_back(model: Model) -> None:
    _read_back(model)
