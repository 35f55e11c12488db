"""Who has won a race of solvers. Pure: it is told how each stands, and asked again after each end.

The first proof wins. Points are checked before they count (``solvers/settled.py``), so a point refutes whoever says that
there is none, or none so good; who is refuted counts no longer, and that is said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from headway.errors import SolverFailed
from headway.optimize.model import Model
from headway.optimize.optimality import TOLERANCE, sign_of
from headway.optimize.solvers.base import Found
from headway.optimize.status import Status

NEARLY = 1e-9
PROOFS = (Status.OPTIMAL, Status.INFEASIBLE, Status.UNBOUNDED)


@dataclass(frozen=True)
class Racer:
    """A solver that has ended, with what it found or what went wrong."""

    solver: str
    found: Found | None
    trouble: str = ""


@dataclass(frozen=True)
class Verdict:
    """The winner, and what it found, with all that is known of the others."""

    solver: str
    found: Found


def verdict(
    model: Model, racers: Sequence[Racer], gap: float, is_over: bool, running: Sequence[str] = ()
) -> Verdict | None:
    """The winner among those that have ended, in the order of their ends; None: nobody yet.

    Args:
        model: What was to be solved.
        racers: Those that have ended, or will not.
        gap: Relative: an optimum is one within it.
        is_over: Nobody else will end: the best point wins, with the best bound of all.
        running: Those that have not ended, and will be: told of in the words, and nothing else.

    Raises:
        SolverFailed: it is over, and none of them could tell anything.
    """
    refuted = {racer.solver: why for racer in racers if (why := _refutation(model, racer, racers, gap))}
    trusted = [racer for racer in racers if racer.found is not None and racer.solver not in refuted]
    said = {racer.solver: _said(racer, refuted.get(racer.solver, "")) for racer in racers}
    said |= {solver: f"{solver} was ended" for solver in running}
    for racer in trusted:
        assert racer.found is not None
        if racer.found.status in PROOFS:
            return Verdict(racer.solver, _with_words(racer.found, racer.solver, "was first", said))
    if not is_over:
        return None
    return _best(model, racers, trusted, gap, said)


def _refutation(model: Model, racer: Racer, racers: Sequence[Racer], gap: float) -> str:
    """What is wrong with what a solver says, by another's point; empty: nothing."""
    found = racer.found
    points = [
        other for other in racers if other.found is not None and other.found.values is not None and other is not racer
    ]
    if found is None or not points:
        return ""
    best = min(points, key=lambda other: _cost(model, other))
    if found.status is Status.INFEASIBLE:
        return f"says infeasible, and a point of {best.solver} is feasible"
    allowed = (gap + TOLERANCE) * (1.0 + abs(_cost(model, best)))
    if found.status is Status.OPTIMAL and _cost(model, racer) > _cost(model, best) + allowed:
        return f"says optimal, and a point of {best.solver} is better"
    return ""


def _best(model: Model, racers: Sequence[Racer], trusted: list[Racer], gap: float, said: dict[str, str]) -> Verdict:
    """The best point, or the least that is known, with the best bound."""
    pointed = [racer for racer in racers if racer.found is not None and racer.found.values is not None]
    if pointed:
        winner = min(pointed, key=lambda racer: _cost(model, racer))
        assert winner.found is not None
        cost = _cost(model, winner)
        bound = _bound(model, trusted, cost)
        is_proof = bound is not None and cost - sign_of(model.sense) * bound <= gap * abs(cost) + NEARLY
        status = Status.OPTIMAL if is_proof else Status.LIMIT
        found = replace(winner.found, status=status, bound=bound)
        return Verdict(winner.solver, _with_words(found, winner.solver, "has the best point", said))
    for racer in trusted:
        if racer.found is not None and not _has_failed(racer):
            found = replace(racer.found, bound=_bound(model, trusted, None))
            return Verdict(racer.solver, _with_words(found, racer.solver, "found no point", said))
    raise SolverFailed(model.name, tuple((racer.solver, _trouble(racer)) for racer in racers))


def _cost(model: Model, racer: Racer) -> float:
    """The objective at its point, to be minimised whatever the sense."""
    assert racer.found is not None
    assert racer.found.values is not None
    return sign_of(model.sense) * model.objective_at(racer.found.values)


def _bound(model: Model, racers: Sequence[Racer], cost: float | None) -> float | None:
    """The best of the bounds, without those that are better than the point and so can't hold."""
    sign = sign_of(model.sense)
    told = [sign * racer.found.bound for racer in racers if racer.found is not None and racer.found.bound is not None]
    most = math.inf if cost is None else cost + TOLERANCE * (1.0 + abs(cost))
    held = [bound for bound in told if bound <= most]
    return sign * max(held) if held else None


def _with_words(found: Found, solver: str, how: str, said: dict[str, str]) -> Found:
    """With a few words of each, the winner's first."""
    won = f"{solver} {how} ({found.words or found.status})"
    return replace(found, words="; ".join([won, *(words for other, words in said.items() if other != solver)]))


def _said(racer: Racer, refutation: str) -> str:
    """What became of one that has ended, in a few words."""
    if refutation:
        return f"{racer.solver} {refutation}"
    if racer.found is None or _has_failed(racer):
        return f"{racer.solver}: {_trouble(racer)}"
    return f"{racer.solver} ended as {racer.found.status}"


def _has_failed(racer: Racer) -> bool:
    return racer.found is None or racer.found.status is Status.FAILED


def _trouble(racer: Racer) -> str:
    return racer.trouble or (racer.found.words if racer.found is not None else "") or "it told nothing"
