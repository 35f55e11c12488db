"""GLPK, as the command ``glpsol`` (https://www.gnu.org/software/glpk, GPL: it is run, and never loaded).

Its plain text of a solution (``--write``) has 15 digits. It counts its limit in whole seconds, has no threads and takes no
point to start from.
"""

from __future__ import annotations

import math
import re
import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from headway.errors import BadOption, NoSolver
from headway.optimize.model import Floats, Model
from headway.optimize.solvers.base import Found, Solver, Wish
from headway.optimize.solvers.command import End, Ended, options_as_words, run
from headway.optimize.solvers.plain import Plain, plain
from headway.optimize.status import Status
from headway.optimize.writers.mps import mps_text

_BOUND = re.compile(r"^\+ *\d+: .* >= +(\S+) ", re.MULTILINE)
_NUMBER = re.compile(r"[-+]?\d\S*")
_STANDING = re.compile(r"^\+ *\d+: (?:mip =|>>>>>) +(not found yet|\S+) >= +(\S+) ", re.MULTILINE)
# What it prints: its file of a solution leaves these open where its presolver found them.
_STATES = {
    "PROBLEM HAS NO DUAL FEASIBLE SOLUTION": Status.INFEASIBLE_OR_UNBOUNDED,
    "LP HAS UNBOUNDED PRIMAL SOLUTION": Status.INFEASIBLE_OR_UNBOUNDED,
    "LP RELAXATION HAS NO DUAL FEASIBLE SOLUTION": Status.INFEASIBLE_OR_UNBOUNDED,
    "PROBLEM HAS UNBOUNDED SOLUTION": Status.INFEASIBLE_OR_UNBOUNDED,
    "PROBLEM HAS NO PRIMAL FEASIBLE SOLUTION": Status.INFEASIBLE,
    "PROBLEM HAS NO FEASIBLE SOLUTION": Status.INFEASIBLE,
    "LP HAS NO PRIMAL FEASIBLE SOLUTION": Status.INFEASIBLE,
    "PROBLEM HAS NO INTEGER FEASIBLE SOLUTION": Status.INFEASIBLE,
    "TIME LIMIT EXCEEDED": Status.LIMIT,
    "RELATIVE MIP GAP TOLERANCE REACHED": Status.OPTIMAL,
    "INTEGER OPTIMAL SOLUTION FOUND": Status.OPTIMAL,
    "OPTIMAL LP SOLUTION FOUND": Status.OPTIMAL,
    "OPTIMAL SOLUTION FOUND": Status.OPTIMAL,
}


class Glpk(Solver):
    """GLPK: linear and mixed-integer programmes, small ones, with shadow prices."""

    name = "glpk"
    is_command = True

    def check_present(self) -> None:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        command()

    def solve(self, model: Model, wish: Wish) -> Found:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        stand_in = plain(model)
        limit = None if wish.time_limit_s is None else math.ceil(wish.time_limit_s)
        words = [command(), "--freemps", "model.mps", "--write", "numbers.txt"]
        words += [] if limit is None else ["--tmlim", str(limit)]
        words += ["--mipgap", repr(wish.gap)] if model.is_integer else []
        with TemporaryDirectory(prefix="headway-glpk-") as name:
            folder = Path(name)
            (folder / "model.mps").write_text(mps_text(stand_in.model), encoding="ascii")
            ended = run(
                [*words, *options_as_words("--", wish.options)], folder, wish, limit, partial(_standing, stand_in)
            )
            return _found(stand_in, wish, ended, folder / "numbers.txt")


def _standing(stand_in: Plain, log: str) -> tuple[float | None, float | None]:
    """The last that it said of its best objective and its bound."""
    told = (_STANDING.findall(log) or [("", "")])[-1]
    incumbent, bound = (stand_in.objective(float(text)) if _NUMBER.fullmatch(text) else None for text in told)
    return incumbent, bound


def command() -> str:
    """The path of ``glpsol``.

    Raises:
        NoSolver: there is none.
    """
    found = shutil.which("glpsol")
    if found is None:
        raise NoSolver("glpk", "install its command glpsol (Debian, Ubuntu: apt install glpk-utils; conda: glpk)")
    return found


def _found(stand_in: Plain, wish: Wish, ended: Ended, numbers: Path) -> Found:
    if unknown := re.search(r"^Invalid option '-*([^']*)'", ended.log, re.MULTILINE):
        raise BadOption(
            unknown[1], wish.options.get(unknown[1]), "an option of glpsol, without dashes (`glpsol --help` lists them)"
        )
    if ended.how is not End.ITS_OWN:
        return Found(Status.LIMIT, words="ended before it had told anything")
    status, words = _status(ended.log)
    if status is Status.FAILED:
        return Found(status, words=f"it ended with {ended.code}: {' '.join(ended.log.split())[-300:]}")
    if status not in (Status.OPTIMAL, Status.LIMIT):
        return Found(status, words=words)
    values, prices = _numbers(numbers, stand_in)
    is_linear = status is Status.OPTIMAL and not stand_in.original.is_integer
    bound = _bound(stand_in, ended.log, words, values)
    return Found(status, values, prices if is_linear else None, bound, words=words)


def _status(log: str) -> tuple[Status, str]:
    """The last thing that it says: the relaxation of an integer programme is told of before."""
    said = [(log.rfind(f"\n{words}"), words) for words in _STATES if f"\n{words}" in log]
    if not said:
        return Status.FAILED, ""
    words = max(said)[1]
    return _STATES[words], words.lower()


def _numbers(file: Path, stand_in: Plain) -> tuple[Floats | None, Floats | None]:
    """Values and prices, of the original; no values where it says that they are no feasible point."""
    lines = [line.split() for line in file.read_text(encoding="ascii").splitlines()] if file.exists() else []
    heads = [line for line in lines if line[:1] == ["s"]]
    if not heads or not _has_point(heads[0]):
        return None, None
    values, prices = np.full(len(stand_in.model.variables), np.nan), np.full(len(stand_in.model.rows), np.nan)
    for kind, at, *told in (line for line in lines if line[:1] in (["i"], ["j"])):
        if kind == "j":
            values[int(at) - 1] = float(told[-2] if heads[0][1] == "bas" else told[-1])
        else:
            prices[int(at) - 1] = float(told[-1])
    return stand_in.values(values), stand_in.prices(prices)


def _has_point(head: list[str]) -> bool:
    """``s bas m n primal dual objective`` or ``s mip m n status objective``; f: feasible, o: optimal."""
    return head[4] in ("f", "o")


def _bound(stand_in: Plain, log: str, words: str, values: Floats | None) -> float | None:
    if "optimal" in words and values is not None:
        return stand_in.original.objective_at(values)
    told = [float(text) for text in _BOUND.findall(log) if "inf" not in text]
    return stand_in.objective(told[-1]) if told else None
