"""LINGO, as a command (https://www.lindo.com, commercial): ``runlingo`` or ``lingo`` where on the ``PATH``. Untested.

The script that it gets, its parameters and its report are as LINGO's manual has them; no LINGO was there to try them with.
Its report has 7 digits, and so have the values.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from headway.errors import BadOption, NoSolver, UnreadableModel
from headway.optimize.model import Floats, Model
from headway.optimize.readers.lingo_report import LingoReport, read_lingo_report
from headway.optimize.solvers.base import Found, Solver, Wish
from headway.optimize.solvers.command import End, Ended, run
from headway.optimize.solvers.plain import Plain, plain
from headway.optimize.status import Status
from headway.optimize.writers.lingo import lingo_text

_WORD = re.compile(r"[A-Za-z0-9_.+-]+")
# What its words begin with, in small letters; only a global optimum is a proof.
_STATES = {
    "global optimal": Status.OPTIMAL,
    "local optimal": Status.LIMIT,
    "feasible": Status.LIMIT,
    "no feasible": Status.INFEASIBLE,
    "infeasible": Status.INFEASIBLE,
    "unbounded": Status.INFEASIBLE_OR_UNBOUNDED,
}


class Lingo(Solver):
    """LINGO: linear and mixed-integer programmes, where it is installed with a licence for the size. Untested."""

    name = "lingo"
    is_command = True

    def check_present(self) -> None:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        command()

    def solve(self, model: Model, wish: Wish) -> Found:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        stand_in = plain(model)
        with TemporaryDirectory(prefix="headway-lingo-") as name:
            folder = Path(name)
            (folder / "model.lng").write_text(lingo_text(stand_in.model), encoding="ascii")
            (folder / "script.ltf").write_text(_script(wish, model.is_integer), encoding="ascii")
            ended = run([command(), "script.ltf"], folder, wish, wish.time_limit_s)
            return _found(stand_in, ended)


def command() -> str:
    """The path of LINGO.

    Raises:
        NoSolver: there is none.
    """
    found = shutil.which("runlingo") or shutil.which("lingo")
    if found is None:
        raise NoSolver("lingo", "put its command runlingo or lingo on the PATH (https://www.lindo.com)")
    return found


def _script(wish: Wish, is_integer: bool) -> str:
    asked: dict[str, Any] = {}
    if wish.time_limit_s is not None:
        asked["TIMLIM"] = max(1, round(wish.time_limit_s))
    if is_integer:
        asked["IPTOLR"] = repr(wish.gap)
    return "\n".join([*_settings({**asked, **wish.options}), "TAKE model.lng", "GO", "QUIT", ""])


def _settings(options: Mapping[str, Any]) -> list[str]:
    """Lines that set parameters.

    Raises:
        BadOption: a name or value that would be more than one word there.
    """
    for name, value in options.items():
        if not _WORD.fullmatch(name) or not _WORD.fullmatch(str(value)):
            raise BadOption(name, value, "a parameter of LINGO's command SET, with a number")
    return [f"SET {name} {value}" for name, value in options.items()]


def _found(stand_in: Plain, ended: Ended) -> Found:
    if ended.how is not End.ITS_OWN:
        return Found(Status.LIMIT, words="ended before it had told anything")
    try:
        report = read_lingo_report(ended.log)
    except UnreadableModel as refused:
        return Found(Status.FAILED, words=f"it ended with {ended.code}: {refused}")
    status = next((state for start, state in _STATES.items() if report.status.lower().startswith(start)), Status.FAILED)
    has_point = status in (Status.OPTIMAL, Status.LIMIT)
    is_linear = status is Status.OPTIMAL and not stand_in.original.is_integer
    return Found(
        status,
        values=_values(stand_in, report) if has_point else None,
        prices=_prices(stand_in, report) if is_linear else None,
        bound=_bound(stand_in, report, status) if has_point else None,
        words=report.status,
    )


def _values(stand_in: Plain, report: LingoReport) -> Floats:
    """The original's values; NaN, which is no point, where the report leaves one out."""
    values = [report.values.get(name.upper(), np.nan) for name in stand_in.model.variables]
    return stand_in.values(np.array(values, float))


def _prices(stand_in: Plain, report: LingoReport) -> Floats:
    """LINGO's dual prices say how much better the objective gets: of a minimum, which the stand-in is, with a minus."""
    prices = [-report.dual_prices.get(name.upper(), np.nan) for name in stand_in.model.rows]
    return stand_in.prices(np.array(prices, float))


def _bound(stand_in: Plain, report: LingoReport, status: Status) -> float | None:
    told = report.bound
    if told is None and status is Status.OPTIMAL:
        told = report.objective
    return None if told is None else stand_in.objective(told)
