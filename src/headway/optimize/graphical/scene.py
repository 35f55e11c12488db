"""All that a picture shows, found before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from headway.optimize.graphical.lattice import Wholes, wholes_of
from headway.optimize.graphical.outcome import (
    SAME,
    Fate,
    Outcome,
    WholeOutcome,
    conflicting_limits,
    lines_through,
    outcome_of,
    redundant_limits,
    whole_outcome,
)
from headway.optimize.graphical.plane import Plane
from headway.optimize.graphical.region import Region, region_of
from headway.optimize.graphical.window import Window, crossings_and_intercepts, window_of
from headway.optimize.graphical.wording import called, combination, listed, number, shown
from headway.optimize.model import Floats
from headway.optimize.status import Status

SYMBOLS = ("z", "objective", "value of the objective")
MOST_ROWS = 14  # are drawn; beyond these no redundant one


@dataclass(frozen=True, eq=False)
class Scene:
    """A plane and what was found out about it.

    Attributes:
        redundant: The places of limits that can be left out.
        conflict: The places of limits that contradict each other.
        degenerate: The limits that meet in the optimum where they are more than two, and else none.
    """

    plane: Plane
    region: Region
    outcome: Outcome
    whole: WholeOutcome | None
    redundant: frozenset[int]
    conflict: tuple[int, ...]
    degenerate: tuple[int, ...]
    window: Window

    @property
    def symbol(self) -> str:
        """What the objective is called beside its values: not what a variable or a row is called, slice or not."""
        others = {name.casefold() for name in (*self.plane.axes, *self.plane.at, *map(called, self.plane.limits))}
        return next((symbol for symbol in SYMBOLS if symbol not in others), SYMBOLS[-1])

    @cached_property
    def drawn(self) -> tuple[int, ...]:
        """The places of the limits that are drawn."""
        rows = [k for k, limit in enumerate(self.plane.limits) if np.isfinite(limit.low) or np.isfinite(limit.high)]
        if len(rows) <= MOST_ROWS:
            return tuple(rows)
        return tuple(k for k in rows if k not in self.redundant and (not self.conflict or k in self.conflict))

    @property
    def has_corners(self) -> bool:
        """Whether there are corners to be marked."""
        return self.region.has_corners and self.outcome.fate is not Fate.INFEASIBLE

    def point_text(self, point: Floats) -> str:
        """A point in the variables' names."""
        names = self.plane.axes[:1] if self.plane.is_graph else self.plane.axes
        return ", ".join(
            f"{shown(name)} = {number(value)}" for name, value in zip(names, tidy(point, self), strict=False)
        )

    def objective_text(self) -> str:
        """The objective as stated."""
        costs = zip(self.plane.costs, (shown(name) for name in self.plane.axes), strict=True)
        sense = "maximise" if self.plane.sign > 0 else "minimise"
        if self.plane.is_graph:
            return f"{sense} {self.graph_text()}"
        return f"{sense} {combination(costs, self.plane.constant)}"

    def graph_text(self) -> str:
        """What the one variable's objective is."""
        line = next(limit for limit in self.plane.limits if limit.b)
        return combination([(-line.a, shown(self.plane.axes[0]))], line.high)

    @property
    def best_value(self) -> float | None:
        """The optimum, with whole numbers where there are any."""
        if self.whole is not None and self.whole.value is not None:
            return self.whole.value
        return self.outcome.value

    @cached_property
    def wholes(self) -> Wholes:
        """What of the window is whole where it has to be."""
        return wholes_of(self.plane, self.window)

    @cached_property
    def best_wholes(self) -> tuple[Floats, list[Floats]]:
        """The whole points in the window that have the optimum, the one found first, ``(p, 2)``, and strips of such points."""
        if self.whole is None or self.whole.point is None or self.whole.value is None:
            return np.zeros((0, 2)), []
        found = self.whole.point[None, :]
        if not any(self.plane.costs):
            return found, []
        points, strips = self.wholes.best(self.plane, self.whole.value)
        return np.concatenate([found, points[~self._is_at(points, self.whole.point)]]), strips

    @property
    def has_other_relaxed(self) -> bool:
        """Whether there is one optimum without whole numbers, and another point than that with them."""
        outcome, whole = self.outcome, self.whole
        if whole is None or outcome.fate is not Fate.OPTIMAL or outcome.has_alternatives or not any(self.plane.costs):
            return False
        return whole.point is None or not self._is_at(outcome.best, whole.point).any()

    def _is_at(self, points: Floats, place: Floats) -> NDArray[np.bool_]:
        near = np.abs(points - place) <= SAME * self.window.size
        both: NDArray[np.bool_] = near[:, 0] & near[:, 1]
        return both

    def verdict(self) -> str:
        """How it ends, in a sentence."""
        if self.whole is not None:
            return self._whole_verdict(self.whole)
        return self.relaxed_verdict()

    def relaxed_verdict(self) -> str:
        """How it ends without whole numbers."""
        outcome = self.outcome
        if outcome.fate is Fate.INFEASIBLE:
            return f"No feasible point: {self._conflict_text()}"
        if outcome.fate is Fate.UNBOUNDED:
            return "Unbounded: the objective gets better for ever"
        assert outcome.value is not None
        if not any(self.plane.costs):
            return "No objective: every feasible point is optimal"
        if outcome.has_alternatives:
            return f"Optimum {number(outcome.value)} all along an edge"
        return f"Optimum {number(outcome.value)} at {self.point_text(outcome.best[0])}"

    def _whole_verdict(self, whole: WholeOutcome) -> str:
        if whole.point is not None and whole.value is not None:
            found = "Whole optimum" if whole.status is Status.OPTIMAL else "Best whole point found"
            return f"{found} {number(whole.value)} at {self.point_text(whole.point)}{self._others_text()}"
        if whole.status is Status.INFEASIBLE:
            return "No feasible point: there is no whole one in the region"
        if self.outcome.fate is Fate.UNBOUNDED:
            return self.relaxed_verdict()
        return f"Whole optimum not found: the solver ended as {whole.status}"

    def _others_text(self) -> str:
        """How many other whole points are as good."""
        points, strips = self.best_wholes
        others = len(points) - 1
        if strips:
            return " and infinitely many other points"
        if others > 0 and len(self.outcome.best_rays):  # they go on beyond the window
            return " and other points"
        return f" and {others} other point{'s' if others > 1 else ''}" if others > 0 else ""

    def _conflict_text(self) -> str:
        if self.plane.broken:
            return f"the slice breaks {listed(self.plane.broken[:4])}"
        names = [called(self.plane.limits[k]) for k in self.conflict]
        return f"{listed(names)} contradict each other" if len(names) > 1 else f"{listed(names)} contradicts itself"


def scene_of(plane: Plane) -> Scene:
    """Find out all that is to be shown of a plane."""
    region = region_of(plane.sides)
    outcome = outcome_of(plane, region)
    whole = whole_outcome(plane, outcome)
    conflict = conflicting_limits(plane) if region.is_empty else ()
    degenerate: tuple[int, ...] = ()
    if outcome.fate is Fate.OPTIMAL and region.has_corners and len(outcome.best) == 1:
        degenerate = lines_through(plane, outcome.best[0])
    return Scene(
        plane=plane,
        region=region,
        outcome=outcome,
        whole=whole,
        redundant=redundant_limits(plane, region),
        conflict=conflict,
        degenerate=degenerate if len(degenerate) > 2 else (),
        window=window_of(plane, region, _to_show(plane, conflict, whole)),
    )


def _to_show(plane: Plane, conflict: tuple[int, ...], whole: WholeOutcome | None) -> Floats:
    """Points beside the region's corners that the window has to hold."""
    points = [np.zeros((0, 2))]
    if whole is not None and whole.point is not None:
        points.append(whole.point[None, :])
    if conflict:
        points.append(crossings_and_intercepts(plane.sides.at(np.isin(plane.sides.limit, conflict))))
    return np.concatenate(points)


def tidy(point: Floats, scene: Scene) -> Floats:
    """A point without the dust of rounding: what is nothing beside the window is 0."""
    clean: Floats = np.where(np.abs(point) <= 1e-9 * scene.window.size, 0.0, point)
    return clean
