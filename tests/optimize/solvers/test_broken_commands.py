"""A command that is missing, crashes, is cut off or tells nonsense: an error or a failure that says so, never a number."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.optimize.solvers.fakes import fake_command

from headway.errors import BadOption, NoSolver
from headway.optimize.model import Model
from headway.optimize.solvers import SOLVERS, cbc, solver_named
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.settled import settled
from headway.optimize.solving import solve
from headway.optimize.status import Status

MODEL = Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max")
COMMANDS = {"cbc": "cbc", "glpk": "glpsol"}
CBC_SAYS = "printf 'Optimal - objective value -10\\n' > words.txt"
GLPK_SAYS = "printf '\\nOPTIMAL LP SOLUTION FOUND\\n'"
BAD_ENDS = {
    "crash": ("cbc", "kill -SEGV $$"),
    "nothing said": ("cbc", "exit 0"),
    "a word that is not known": ("cbc", "echo Splendid > words.txt"),
    "no numbers": ("cbc", CBC_SAYS),
    "numbers cut off": ("cbc", f"{CBC_SAYS}; printf '\\002\\000\\000\\000\\002' > numbers.bin"),
    "a point that is none": ("cbc", f"{CBC_SAYS}; head -c 80 /dev/zero | tr '\\0' '\\377' > numbers.bin"),
    "glpk: crash": ("glpk", "kill -SEGV $$"),
    "glpk: no numbers": ("glpk", GLPK_SAYS),
    "glpk: another model's numbers": ("glpk", f"{GLPK_SAYS}; printf 's bas 2 2 f f 0\\nj 1 b 99 0\\n' > numbers.txt"),
}


@pytest.mark.parametrize("case", BAD_ENDS)
def test_bad_end_is_a_failure_that_says_so(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, script = BAD_ENDS[case]
    fake_command(tmp_path, COMMANDS[name], script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    found = settled(SOLVERS[name], MODEL, Wish())
    assert found.status is Status.FAILED
    assert found.values is None
    assert found.words


@pytest.mark.parametrize("name", COMMANDS)
def test_missing_command_is_said_at_once_with_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda command: None)
    with pytest.raises(NoSolver, match="apt install"):
        solve(MODEL, solver=name)


def test_missing_package_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyscipopt", None)
    with pytest.raises(NoSolver, match=r"headway\[scip\]"):
        solve(MODEL, solver="scip")


def test_cbc_of_pulp_serves_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    own = cbc._of_pulp()
    if own is None:
        pytest.skip("this PuLP brings no CBC along")
    monkeypatch.setattr(cbc, "_of_pulp", lambda: own)
    monkeypatch.setattr(shutil, "which", lambda command: None)
    found = settled(SOLVERS["cbc"], MODEL, Wish())
    assert found.values is not None
    assert np.allclose(found.values, [2.0, 2.0])


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("cbc", {"ratioGap": "much"}, "ratioGap='much'"),
        ("cbc", {"nonsense": 3}, "nonsense=3"),
        ("glpk", {"nonsense": True}, "nonsense=True"),
        ("scip", {"limits/gap": "much"}, "limits/gap='much'"),
        ("highs", {"mip_rel_gap": "much"}, "mip_rel_gap='much'"),
    ],
)
def test_option_that_is_refused_is_named_with_its_value(name: str, options: dict[str, object], told: str) -> None:
    try:
        solver_named(name).check_present()
    except NoSolver as missing:
        pytest.skip(str(missing))
    with pytest.raises(BadOption) as refused:
        settled(SOLVERS[name], MODEL, Wish(options=options))
    assert told in str(refused.value)


def test_solver_that_is_not_known_is_refused_at_once() -> None:
    with pytest.raises(BadOption, match="highs, cbc"):
        solve(MODEL, solver="nonsense")
