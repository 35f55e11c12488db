"""LINGO's part of the way, with a stand-in for the command: no LINGO can be had here.

The stand-in reads the text with our reader, solves it with HiGHS, and prints a report as LINGO's manual shows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tests.optimize.contract import knapsack
from tests.optimize.solvers.fakes import fake_command

from headway.errors import BadOption
from headway.optimize.model import Model
from headway.optimize.optimality import violations
from headway.optimize.solution import Solution
from headway.optimize.solvers import SOLVERS
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.settled import settled
from headway.optimize.status import Status

LINGO = """
import sys
from pathlib import Path
from headway.optimize.readers import read
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
script = Path(sys.argv[1]).read_text().split("\\n")
Path(sys.argv[2], "script").write_text("\\n".join(script))
model = read(next(line.split()[1] for line in script if line.startswith("TAKE")))
solution = Solution(model, Highs().solve(model, Wish(gap=0.0)), 0.0, "highs")
if solution.status != "optimal":
    print(" No feasible solution found." if solution.status == "infeasible" else " Unbounded solution.")
    sys.exit()
print(" Global optimal solution found.")
print(f" Objective value: {solution.objective:.7g}\\n")
print(" Variable Value Reduced Cost")
for name, value in solution.values.items():
    print(f" {name.upper()} {value:.7g} 0.0")
print("\\n Row Slack or Surplus Dual Price")
print(f" 1 {solution.objective:.7g} -1.0")
for name, price in solution.shadow_prices.items() if not model.is_integer else ():
    print(f" {name.upper()} 0.0 {-price:.7g}")
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that has the script which the command got."""
    (tmp_path / "lingo.py").write_text(LINGO, encoding="ascii")
    fake_command(tmp_path, "runlingo", f'exec {sys.executable} {tmp_path}/lingo.py "$@" {tmp_path}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    return tmp_path / "script"


@pytest.mark.slow
def test_values_and_prices_come_back_by_their_names(script: Path) -> None:
    model = Model.of_arrays(
        [3, 2, 1],
        [[1, 1, 0], [2, 1, 1], [0, 0, 1], [1, 0, 0]],
        row_lower=[-np.inf, 1, -np.inf, -np.inf],
        row_upper=[4, 6, 9, np.inf],
        lower=[0, 0, -5],
        sense="max",
        constant=7,
        variables=["x", "X", "end"],
    )
    solution = Solution(model, settled(SOLVERS["lingo"], model, Wish()), 0.0, "lingo")
    assert solution.status is Status.OPTIMAL
    assert solution.best_bound == pytest.approx(solution.objective)
    assert solution.found.prices is not None
    assert np.allclose(solution.found.prices, solution.shadow_prices.array)
    assert violations(model, solution.values.array, solution.shadow_prices.array).largest <= 1e-5


@pytest.mark.slow
def test_limits_are_in_the_script(script: Path) -> None:
    found = settled(SOLVERS["lingo"], knapsack(8), Wish(time_limit_s=20.0, gap=0.01, options={"SOLVEL": 1}))
    assert found.status is Status.OPTIMAL
    lines = script.read_text(encoding="ascii").split("\n")
    assert lines == ["SET TIMLIM 20", "SET IPTOLR 0.01", "SET SOLVEL 1", "TAKE model.lng", "GO", "QUIT", ""]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("No feasible solution found.", Status.INFEASIBLE),
        ("Infeasible solution found.", Status.INFEASIBLE),
        ("Unbounded solution found.", Status.INFEASIBLE_OR_UNBOUNDED),
        ("Local optimal solution found.", Status.LIMIT),
        ("the licence has expired", Status.FAILED),
    ],
)
def test_words_without_numbers_are_no_point(
    said: str, status: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_command(tmp_path, "lingo", f"echo ' {said}'")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    found = settled(SOLVERS["lingo"], knapsack(4), Wish())
    assert found.status is status
    assert found.values is None


@pytest.mark.parametrize("options", [{"A\nQUIT": 1}, {"SOLVEL": "1\nQUIT"}])
def test_option_can_t_be_a_command_of_its_own(script: Path, options: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        settled(SOLVERS["lingo"], knapsack(4), Wish(options=options))
