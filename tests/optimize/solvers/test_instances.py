"""Instances with published optima: Netlib's linear programmes to 1e-6, MIPLIB 3's integer ones proven."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cases import some_in_short

from headway.errors import NoSolver
from headway.optimize.model import Model
from headway.optimize.optimality import is_feasible, violations
from headway.optimize.readers import read
from headway.optimize.solution import Solution
from headway.optimize.solvers import SOLVERS
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.settled import settled
from headway.optimize.status import Status

LINEAR = [
    *("afiro", "adlittle", "blend", "boeing2", "bore3d", "brandy", "degen2", "e226", "etamacro", "finnis", "forplan"),
    *("grow7", "israel", "kb2", "recipe", "sc105", "sc50a", "sc50b", "scagr7", "scorpion", "scsd1", "sctap1"),
    *("share1b", "stocfor1", "tuff", "vtpbase"),
]
WHOLE = [
    *("bell5", "blend2", "dcmulti", "egout", "enigma", "flugpl", "gt2", "lseu", "misc03", "mod008", "p0033", "p0201"),
    *("pp08a", "rgn", "stein27", "vpm1"),
]
PAIRS = [("highs", name) for name in (*LINEAR, *WHOLE)]
OTHERS = [(solver, name) for solver in ("cbc", "scip", "glpk") for name in LINEAR]
OTHERS += [(solver, name) for solver in ("cbc", "scip") for name in WHOLE if name not in ("pp08a", "dcmulti", "bell5")]
OTHERS += [("glpk", name) for name in ("egout", "p0033", "misc03", "enigma", "flugpl", "stein27")]
CASES = {f"{solver}-{name}": (solver, name) for solver, name in PAIRS + OTHERS}
SHORT = ["highs-afiro", "highs-e226", "highs-forplan", "highs-degen2", "highs-egout", "highs-p0033"]
SHORT += ["cbc-boeing2", "cbc-p0033", "scip-recipe", "scip-egout", "glpk-vtpbase", "glpk-p0033"]
LIMIT_S = 100.0


@pytest.fixture(scope="module")
def folder(shared_tables: Path) -> Path:
    found = shared_tables / "optimize"
    if not found.is_dir():
        pytest.skip("needs the instances in ../shared/data/optimize, which are not part of the repository")
    return found


def instance(folder: Path, name: str) -> tuple[Model, float]:
    """The model, and its published optimum; that of e226 is without the constant that the file states."""
    kind = "netlib" if name in LINEAR else "miplib3"
    model = read(folder / kind / f"{name}.mps")
    optimum = json.loads((folder / "optima.json").read_text(encoding="utf-8"))[kind][name]
    return model, optimum + model.constant if name == "e226" else optimum


@pytest.mark.timeout(240)
@pytest.mark.parametrize("case", some_in_short(CASES, *SHORT))
def test_published_optimum_is_found_and_proven(folder: Path, case: tuple[str, str]) -> None:
    solver, name = case
    try:
        SOLVERS[solver].check_present()
    except NoSolver as missing:
        pytest.skip(str(missing))
    model, optimum = instance(folder, name)
    solution = Solution(model, settled(SOLVERS[solver], model, Wish(gap=0.0, time_limit_s=LIMIT_S)), 0.0, solver)
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    assert is_feasible(model, solution.values.array, 1e-5)
    if not model.is_integer:
        missed = violations(model, solution.values.array, solution.shadow_prices.array)
        assert max(missed.dual, missed.complementary) <= 1e-5
