"""AMPL texts: read back to the last bit, and solved by glpsol to the same optimum."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.errors import BadModel
from headway.optimize.model import Model, Sense, difference
from headway.optimize.readers.ampl import read_ampl
from headway.optimize.readers.mps import read_mps
from headway.optimize.writers.ampl import writing as ampl
from headway.optimize.writers.ampl.writing import ampl_parts, ampl_text, is_small

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
SMALL = ("afiro", "e226", "flugpl", "p0033", "vtpbase")
LARGE = (
    *("adlittle", "bell5", "blend", "blend2", "boeing2", "bore3d", "brandy", "dcmulti", "degen2", "egout", "enigma"),
    *("etamacro", "finnis", "forplan", "grow7", "gt2", "israel", "kb2", "lseu", "misc03", "mod008", "p0201", "pp08a"),
    *("recipe", "rgn", "sc105", "sc50a", "sc50b", "scagr7", "scorpion", "scsd1", "sctap1", "share1b", "stein27"),
    *("stocfor1", "tuff", "vpm1"),
)

ODD_NAMES = (
    *(
        "book case",
        "it's",
        'say "so"',
        "naïve façade",
        "日本",
        "make[chair]",
        "supply('A','B')",
        "a-b",
        "3rd",
        "1e5",
        "",
    ),
    *("max", "sum", "in", "data", "end", "Infinity", "s.t.", "X", "x", "x_2", "_C1", "_nvars", "objective", "n", "row"),
    *(
        "long" * 75,
        "é" * 120,
        "L" * 100,
        "COLUMN",
        "# no comment",
        "/* nor this */",
        ";",
        "\xa0",
        "\u2028",
        ".",
        "+",
        "(tr)",
        ":=",
    ),
)
FLOATS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.1, 1 / 3, 1e-300, -1e14, 123456789.125]),
    st.floats(-1e14, 1e14, allow_nan=False),
)


@st.composite
def _models(draw: st.DrawFn) -> Model:
    """Any model at all: odd names, limits that cross, empty rows and columns, nothing."""
    width, count = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    one = lambda values: draw(st.lists(values, min_size=1, max_size=1))[0]  # noqa: E731
    names = st.one_of(
        st.sampled_from(ODD_NAMES), st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]))
    )
    table = [[one(st.one_of(st.just(0.0), FLOATS)) for _ in range(width)] for _ in range(count)]
    low = st.one_of(st.just(-np.inf), FLOATS)
    high = st.one_of(st.just(np.inf), FLOATS)
    binary = [one(st.booleans()) for _ in range(width)]
    return Model.of_arrays(
        [one(FLOATS) for _ in range(width)],
        np.array(table).reshape(count, width),
        row_lower=[one(low) for _ in range(count)],
        row_upper=[one(high) for _ in range(count)],
        lower=[0.0 if is_binary else one(low) for is_binary in binary],
        upper=[1.0 if is_binary else one(high) for is_binary in binary],
        integer=[one(st.booleans()) for _ in range(width)],
        sense=one(st.sampled_from(Sense)),
        constant=one(FLOATS),
        variables=draw(st.lists(names, min_size=width, max_size=width, unique=True)),
        rows=draw(st.lists(names, min_size=count, max_size=count, unique=True)),
        name=draw(names),
    )


@pytest.fixture(params=["algebra", "indexed"])
def either_form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small model as it is written, and as a large one would be."""
    if request.param == "indexed":
        monkeypatch.setattr(ampl, "MOST_IN_ALGEBRA", -1)
    return str(request.param)


@pytest.fixture
def solve(tmp_path: Path) -> Callable[[str], tuple[str, float]]:
    """Solves a text by glpsol: the status, and the objective."""
    command = shutil.which("glpsol")
    if not command:
        pytest.skip("needs the command glpsol (Debian: glpk-utils)")

    def run(text: str) -> tuple[str, float]:
        (tmp_path / "model.mod").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [command, "--math", "model.mod", "--cuts", "-o", "out.txt"], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout
        told = (tmp_path / "out.txt").read_text()
        status = re.search(r"^Status: +(.*)$", told, re.MULTILINE)
        value = re.search(r"^Objective: .* = (\S+)", told, re.MULTILINE)
        assert status
        assert value
        return status.group(1), float(value.group(1))

    return run


def _shop(**given: object) -> Model:
    return Model.of_arrays(
        [45, 80],
        [[5, 20], [10, 15]],
        row_upper=[400, 450],
        sense="max",
        constant=7.25,
        name="shop",
        **{"variables": ["chairs", "tables"], "rows": ["mahogany", "labour"], **given},  # type: ignore[arg-type]
    )


@pytest.mark.usefixtures("either_form")
class TestReadBack:
    @settings(CALM, max_examples=60)
    @given(_models())
    def test_any_model_comes_back(self, model: Model) -> None:
        back = read_ampl(ampl_text(model))
        assert difference(model, back) == ""

    @pytest.mark.full
    @settings(CALM, max_examples=2000)
    @given(_models())
    def test_any_of_many_models_comes_back(self, model: Model) -> None:
        assert difference(model, read_ampl(ampl_text(model))) == ""

    @settings(CALM, max_examples=15)
    @given(_models())
    def test_parts_come_back(self, model: Model) -> None:
        stated, data = ampl_parts(model)
        assert difference(model, read_ampl(stated, data=data)) == ""

    def test_odd_names_come_back(self) -> None:
        model = Model.of_arrays(
            range(len(ODD_NAMES)), [[1] * len(ODD_NAMES)] * 2, variables=ODD_NAMES, rows=["max", "x"]
        )
        assert difference(model, read_ampl(ampl_text(model))) == ""

    @pytest.mark.parametrize("name", ["my  shop", " x ", "it's", "max"])
    def test_name_of_the_model_comes_back(self, name: str) -> None:
        assert read_ampl(ampl_text(Model.of_arrays([1], [[1]], name=name))).name == name

    def test_kinds_keep_their_order(self) -> None:
        model = Model.of_arrays([1] * 5, [[1] * 5], integer=[1, 0, 1, 0, 1], upper=1, variables=list("ebdac"))
        assert read_ampl(ampl_text(model)).variables == tuple("ebdac")

    @pytest.mark.parametrize("name", SMALL)
    def test_real_instances_come_back(self, shared_tables: Path, name: str) -> None:
        model = _instance(shared_tables, name)
        assert difference(model, read_ampl(ampl_text(model))) == ""

    @pytest.mark.full
    @pytest.mark.parametrize("name", LARGE)
    def test_large_instances_come_back(self, shared_tables: Path, name: str) -> None:
        model = _instance(shared_tables, name)
        assert difference(model, read_ampl(ampl_text(model))) == ""


class TestText:
    def test_small_model_reads_as_algebra(self) -> None:
        assert ampl_text(_shop()).splitlines()[1:] == [
            "var chairs >= 0;",
            "var tables >= 0;",
            "maximize shop: 45*chairs + 80*tables + 7.25;",
            "subject to mahogany: 5*chairs + 20*tables <= 400;",
            "subject to labour: 10*chairs + 15*tables <= 450;",
            "data;",
            "end;",
        ]

    def test_odd_name_stands_as_alias(self) -> None:
        text = ampl_text(_shop(variables=["book case", "max"], rows=["chairs", "book case"]))
        assert "var book_case 'book case' >= 0;" in text
        assert "var max_ 'max' >= 0;" in text
        assert "subject to book_case_2 'book case': 10*book_case + 15*max_ <= 450;" in text

    def test_large_model_has_its_numbers_in_the_data(self) -> None:
        model = Model.of_arrays(np.arange(500.0), np.ones((1, 500)), row_lower=[1])
        stated, data = ampl_parts(model)
        assert not is_small(model)
        assert "499" not in stated
        assert "x500 499" in data

    def test_all_bounds_are_written(self) -> None:
        model = Model.of_arrays([1] * 4, np.zeros((0, 4)), lower=[0, -np.inf, -2, 0], upper=[np.inf, np.inf, 3, 1])
        text = ampl_text(model)
        assert [line for line in text.splitlines() if line.startswith("var")] == [
            "var x1 >= 0;",
            "var x2;",
            "var x3 >= -2, <= 3;",
            "var x4 >= 0, <= 1;",
        ]

    @pytest.mark.parametrize("name", ["two\nlines", "a\0b", "\x7f", "bell\a"])
    def test_name_with_a_control_character_is_refused(self, name: str) -> None:
        with pytest.raises(BadModel, match="can't hold the name"):
            ampl_text(_shop(variables=["chairs", name]))


@pytest.mark.usefixtures("either_form")
class TestGlpsol:
    def test_optimum_of_odd_names(self, solve: Callable[[str], tuple[str, float]]) -> None:
        width = len(ODD_NAMES)
        model = Model.of_arrays(
            np.arange(width) + 1,
            [[1] * width] * 2,
            upper=1,
            row_upper=[3, 2],
            sense="max",
            variables=ODD_NAMES,
            rows=["max", "日本"],
        )
        assert solve(ampl_text(model)) == ("OPTIMAL", 2 * width - 1)

    def test_optimum_of_every_kind_of_row(self, solve: Callable[[str], tuple[str, float]]) -> None:
        model = Model.of_arrays(
            [1, 2, 3, -1],
            [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]],
            row_lower=[1, -np.inf, 2, -np.inf, -np.inf],
            row_upper=[4, 5.5, 2, 3, np.inf],
            lower=[-np.inf, 0, -2, -3],
            upper=[np.inf, 1, np.inf, 7],
            integer=[0, 1, 0, 1],
            constant=-0.5,
        )
        # x4 = 2 - x1 is whole and at most 7: x1 at -5 would need x2 of 6, so x2 = 1, x1 = 0, x4 = 2, x3 = -2
        assert solve(ampl_text(model)) == ("INTEGER OPTIMAL", -6.5)

    @pytest.mark.parametrize("width", [0, 1])
    def test_model_without_rows(self, solve: Callable[[str], tuple[str, float]], width: int) -> None:
        assert solve(ampl_text(Model.of_arrays([2] * width, np.zeros((0, width)), constant=3)))[1] == 3

    @pytest.mark.parametrize("name", SMALL)
    def test_optimum_of_real_instances(
        self, solve: Callable[[str], tuple[str, float]], shared_tables: Path, name: str
    ) -> None:
        _check_optimum(solve, shared_tables, name)

    @pytest.mark.full
    @pytest.mark.parametrize("name", LARGE)
    def test_optimum_of_all_instances(
        self, solve: Callable[[str], tuple[str, float]], shared_tables: Path, name: str
    ) -> None:
        _check_optimum(solve, shared_tables, name)


def _check_optimum(solve: Callable[[str], tuple[str, float]], shared_tables: Path, name: str) -> None:
    optima = json.loads((shared_tables / "optimize" / "optima.json").read_text())
    model = _instance(shared_tables, name)
    best = {**optima["netlib"], **optima["miplib3"]}[name]
    best += model.constant if name == "e226" else 0  # the published optimum leaves it out
    status, value = solve(ampl_text(model))
    assert status.endswith("OPTIMAL")
    assert value == pytest.approx(best, rel=1e-6, abs=1e-6)


def _instance(shared_tables: Path, name: str) -> Model:
    (file,) = (shared_tables / "optimize").glob(f"*/{name}.mps")
    return read_mps(file.read_text(encoding="latin-1"))
