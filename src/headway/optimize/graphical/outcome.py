"""What the picture has to tell: where the optimum is, or that there is none and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from headway.optimize.graphical.plane import ROUNDING, Plane
from headway.optimize.graphical.region import Region, is_implied, region_of, touches
from headway.optimize.model import Floats
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

SAME = 1e-9  # of the objective's span over the corners: values this near are one
TIME_LIMIT_S = 10.0  # of the solve for whole numbers


class Fate(StrEnum):
    """How a programme in the plane ends."""

    OPTIMAL = "optimal"
    UNBOUNDED = "unbounded"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, eq=False)
class Outcome:
    """The end of a linear programme in the plane.

    Attributes:
        value: Its optimum; None where there is none.
        best: The region's points that have it, ``(b, 2)``: one corner, or the ends of an edge.
        best_rays: The directions in which every point from there on has it, too.
        better: A direction in which the objective gets better for ever.
    """

    fate: Fate
    value: float | None = None
    best: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    best_rays: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    better: Floats | None = None

    @property
    def has_alternatives(self) -> bool:
        """Whether more than one point is optimal."""
        return len(self.best) > 1 or len(self.best_rays) > 0


@dataclass(frozen=True, eq=False)
class WholeOutcome:
    """The end of the programme with its whole numbers: ``point`` and ``value`` are None where none was found."""

    status: Status
    point: Floats | None = None
    value: float | None = None


def outcome_of(plane: Plane, region: Region) -> Outcome:
    """The optimum over a region, of whole numbers or not."""
    if region.is_empty or plane.broken:
        return Outcome(Fate.INFEASIBLE)
    gain = plane.sign * np.array(plane.costs)
    rates = region.rays @ gain
    flat = SAME * (np.abs(region.rays) @ np.abs(gain))
    if (rates > flat).any():
        return Outcome(Fate.UNBOUNDED, better=region.rays[int(np.argmax(rates))])
    values = region.points @ gain
    size = (np.abs(region.points) @ np.abs(gain)).max()
    best = values >= values.max() - SAME * np.ptp(values) - ROUNDING * size
    value = float(plane.objective_at(region.points[int(np.argmax(values))]))
    return Outcome(Fate.OPTIMAL, value, region.points[best], region.rays[np.abs(rates) <= flat])


def whole_outcome(plane: Plane, outcome: Outcome) -> WholeOutcome | None:
    """The end with whole numbers; None where no axis has them, or the linear programme is infeasible already."""
    if not plane.is_integer or outcome.fate is Fate.INFEASIBLE:
        return None
    found = Highs().solve(plane.model(), Wish(time_limit_s=TIME_LIMIT_S, gap=0.0))
    if found.values is None or found.status not in (Status.OPTIMAL, Status.LIMIT):
        return WholeOutcome(found.status)
    point = np.where(plane.whole, np.rint(found.values), found.values)
    if plane.is_graph:
        point[1] = plane.limits[_equation(plane)].low - plane.limits[_equation(plane)].a * point[0]
    return WholeOutcome(found.status, point, float(plane.objective_at(point)))


def _equation(plane: Plane) -> int:
    return next(k for k, limit in enumerate(plane.limits) if limit.b)


def redundant_limits(plane: Plane, region: Region) -> frozenset[int]:
    """Limits that can all be left out together, and the region stays as it is. Of twins the first one is kept."""
    if region.is_empty:
        return frozenset()
    sides = plane.sides
    kept: NDArray[np.bool_] = np.array(region.tight.any(axis=0) | (not region.has_corners))
    for one in sorted(np.flatnonzero(kept).tolist(), key=lambda k: (plane.limits[sides.limit[k]].is_bound, -k)):
        kept[one] = False
        rest = region_of(sides.at(kept))
        kept[one] = not is_implied(sides, one, rest)
    return frozenset(range(len(plane.limits))) - set(sides.limit[kept].tolist())


def conflicting_limits(plane: Plane) -> tuple[int, ...]:
    """Limits of an empty region that have no point in common, of which none can be left out: three at most (Helly 1923)."""
    sides = plane.sides
    kept = np.ones(len(sides), bool)
    for one in sorted(range(len(sides)), key=lambda k: (not plane.limits[sides.limit[k]].is_bound, -k)):
        kept[one] = False
        kept[one] = not region_of(sides.at(kept)).is_empty
    return tuple(sorted(set(sides.limit[kept].tolist())))


def lines_through(plane: Plane, point: Floats) -> tuple[int, ...]:
    """The limits whose lines go through a point, of those on one line the first."""
    sides = plane.sides
    found: dict[tuple[float, float], int] = {}
    for k in np.flatnonzero(touches(sides, point[None, :])[0]).tolist():
        a, b = float(sides.a[k]), float(sides.b[k])
        share = a if abs(a) >= abs(b) else b
        found.setdefault((round(a / share, 9), round(b / share, 9)), int(sides.limit[k]))
    return tuple(sorted(set(found.values())))
