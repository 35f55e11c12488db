"""CBC, as a command (https://github.com/coin-or/Cbc, EPL-2.0): its own, or else the one that comes with PuLP up to 3.

Its text of a solution has 8 digits, so the numbers are read from the binary file of its ``saveSolution``: two counts, the
objective, then rows' activities and prices, columns' values and reduced costs, as doubles.
"""

from __future__ import annotations

import re
import shutil
from functools import partial
from importlib.util import find_spec
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

_BOUND = re.compile(r"^(?:Lower bound:|.*\(best possible) +(\S+?)\)?[, ]*(?:took.*)?$", re.MULTILINE)
_STANDING = re.compile(r"After \d+ nodes, \d+ on tree, (\S+) best solution, best possible (\S+)")
_REFUSED = re.compile(r"^No match for (\S+)|^String of .* is illegal for \w+ parameter (\S+)", re.MULTILINE)
# What the first line of its solution begins with; "Unbounded" may be said of the relaxation alone.
_STATES = {
    "Optimal": Status.OPTIMAL,
    "Infeasible": Status.INFEASIBLE,
    "Integer infeasible": Status.INFEASIBLE,
    "Unbounded": Status.INFEASIBLE_OR_UNBOUNDED,
    "Stopped": Status.LIMIT,
}


class Cbc(Solver):
    """CBC: linear and mixed-integer programmes, with shadow prices and starts."""

    name = "cbc"
    is_command = True

    def check_present(self) -> None:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        command()

    def solve(self, model: Model, wish: Wish) -> Found:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        stand_in = plain(model)
        words = [command(), "model.mps", *_asked(wish, model), *options_as_words("-", wish.options)]
        with TemporaryDirectory(prefix="headway-cbc-") as name:
            folder = Path(name)
            (folder / "model.mps").write_text(mps_text(stand_in.model), encoding="ascii")
            if wish.start is not None and model.is_integer:
                (folder / "start.txt").write_text(_start_text(stand_in, wish.start), encoding="ascii")
                words += ["-mipstart", "start.txt"]
            words += ["-solve", "-saveSolution", "numbers.bin", "-solution", "words.txt"]
            ended = run(words, folder, wish, wish.time_limit_s, partial(_standing, stand_in))
            return _found(stand_in, wish, ended, folder)


def _standing(stand_in: Plain, log: str) -> tuple[float | None, float | None]:
    """The last that it said of its best objective and its bound; it writes 1e+50 for none."""
    told = [float(text) for text in (_STANDING.findall(log) or [("1e50", "1e50")])[-1]]
    incumbent, bound = (stand_in.objective(number) if abs(number) < 1e50 else None for number in told)
    return incumbent, bound


def command() -> str:
    """The path of CBC.

    Raises:
        NoSolver: there is none.
    """
    found = shutil.which("cbc") or _of_pulp()
    if found is None:
        raise NoSolver("cbc", "install it (Debian, Ubuntu: apt install coinor-cbc; conda: coin-or-cbc)")
    return found


def _of_pulp() -> str | None:
    """The one that PuLP up to 3 brings along; PuLP 4 has none."""
    if find_spec("pulp") is None:
        return None
    import pulp

    path = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
    return shutil.which(path) if isinstance(path, str) else None


def _asked(wish: Wish, model: Model) -> list[str]:
    words = ["-timeMode", "elapsed"]
    if wish.time_limit_s is not None:
        words += ["-sec", repr(wish.time_limit_s)]
    if model.is_integer:
        words += ["-ratioGap", repr(wish.gap)]
    if wish.threads is not None and wish.threads > 1:
        words += ["-threads", str(wish.threads)]
    return words


def _start_text(stand_in: Plain, start: Floats) -> str:
    """A solution in CBC's words, which needs a first line."""
    lines = ["start"]
    for j, value in enumerate(start.tolist()):
        if not np.isnan(value):
            lines.append(f"{j} {stand_in.model.variables[j]} {value!r} 0")
    return "\n".join(lines) + "\n"


def _found(stand_in: Plain, wish: Wish, ended: Ended, folder: Path) -> Found:
    if refused := _REFUSED.search(ended.log):
        name = next(filter(None, refused.groups())).lstrip("-")
        raise BadOption(name, wish.options.get(name), "an option of CBC with a value of its kind (`cbc -?` lists them)")
    if ended.how is not End.ITS_OWN:
        return Found(Status.LIMIT, words="ended before it had told anything")
    words, numbers = folder / "words.txt", folder / "numbers.bin"
    told = words.read_text(encoding="utf-8", errors="replace") if words.exists() else ""
    first = told.partition("\n")[0].partition(" - objective value")[0]
    status = next((state for start, state in _STATES.items() if first.startswith(start)), Status.FAILED)
    if first.startswith("Infeasible") and stand_in.model.costs.any():  # said of the dual, too
        status = Status.INFEASIBLE_OR_UNBOUNDED
    if status is Status.FAILED:
        return Found(status, words=first or _last_words(ended))
    if status not in (Status.OPTIMAL, Status.LIMIT):
        return Found(status, words=first)
    values, prices = _numbers(numbers, stand_in)
    is_linear = status is Status.OPTIMAL and not stand_in.original.is_integer
    return Found(
        status,
        values=values if "continuous used" not in first else None,
        prices=prices if is_linear else None,
        bound=_bound(stand_in, ended.log, status, values),
        words=first,
    )


def _last_words(ended: Ended) -> str:
    return f"it ended with {ended.code}: {' '.join(ended.log.split())[-300:]}"


def _numbers(file: Path, stand_in: Plain) -> tuple[Floats | None, Floats | None]:
    """Values and prices, of the original."""
    count, width = len(stand_in.model.rows), len(stand_in.model.variables)
    told = file.read_bytes() if file.exists() else b""
    if len(told) != 8 + 8 * (1 + 2 * count + 2 * width) or np.frombuffer(told, np.int32, 2).tolist() != [count, width]:
        return None, None
    numbers = np.frombuffer(told, np.float64, offset=8)[1:]
    return stand_in.values(numbers[2 * count :][:width]), stand_in.prices(numbers[count : 2 * count])


def _bound(stand_in: Plain, log: str, status: Status, values: Floats | None) -> float | None:
    """What it proved; at an optimum without a word of it the objective itself."""
    told = [float(text) for text in _BOUND.findall(log) if abs(float(text)) < 1e50]
    if told:
        return stand_in.objective(told[-1])
    return stand_in.original.objective_at(values) if status is Status.OPTIMAL and values is not None else None
