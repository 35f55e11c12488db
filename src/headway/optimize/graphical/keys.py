"""The words around a picture: its title and its legend; and which colour and style each line has.

The hues can be told apart by people who see fewer of them, on white and as letters; beside the colour each line has its own style and its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

import numpy as np

from headway.optimize.graphical.hatching import IN_CONFLICT, hatched
from headway.optimize.graphical.outcome import Fate
from headway.optimize.graphical.scene import Scene
from headway.optimize.graphical.sheet import INK, QUIET, Key
from headway.optimize.graphical.wording import called, listed, number, shown, statement
from headway.optimize.status import Status

COLOURED = ("#1f6cb0", "#b85a00", "#0b7a5b", "#a03c78", "#5146b0", "#7a6a00")
STYLES = ("solid", "dashed", "dashdot")
UNNEEDED, FAINT, WHOLE = "#8a929c", "#c3cad3", "#123a63"
REGION, BEST, OBJECTIVE = "#5aa9e6", "#b4131f", "#57606a"
EDGE = 0.5  # how dark the edge is whose points are all optimal
ACROSS = 66  # characters of a line of the legend
MOST_BOUNDS = 6
HARD = "\u00a0"  # a blank at which no line ends


def colour_of(scene: Scene, k: int) -> str:
    """Of the line of a limit: bounds are grey, redundant rows pale."""
    if scene.plane.limits[k].is_bound:
        return QUIET
    return UNNEEDED if k in scene.redundant else COLOURED[_rank(scene, k) % len(COLOURED)]


def style_of(scene: Scene, k: int) -> str:
    """Of the line of a limit."""
    if scene.plane.limits[k].is_bound:
        return "solid"
    return "dotted" if k in scene.redundant else STYLES[_rank(scene, k) // len(COLOURED) % len(STYLES)]


def _rank(scene: Scene, k: int) -> int:
    coloured = [j for j in scene.drawn if not scene.plane.limits[j].is_bound and j not in scene.redundant]
    return coloured.index(k)


def title_of(scene: Scene) -> list[str]:
    """The lines over the picture: the model, the objective, how it ends."""
    plane = scene.plane
    lines = [shown(plane.name, 44) or "model", *wrap(scene.objective_text(), ACROSS)]
    if plane.at:
        kind = "where the others are best" if plane.is_at_optimum else "at"
        values = ", ".join(f"{shown(name)} = {number(value)}" for name, value in list(plane.at.items())[:5])
        more = f" and {len(plane.at) - 5} more" if len(plane.at) > 5 else ""
        lines += wrap(
            f"slice {kind}: {values}{more}" if plane.is_at_optimum else f"slice {kind} {values}{more}", ACROSS
        )
    return lines


def keys_of(scene: Scene) -> list[Key]:
    """The legend."""
    return [*_verdict(scene), *_area(scene), *_rows(scene), *_bounds(scene), *_objective(scene), *_notes(scene)]


def _verdict(scene: Scene) -> Iterator[Key]:
    is_optimal = scene.outcome.fate is Fate.OPTIMAL and any(scene.plane.costs)
    is_edge = is_optimal and scene.outcome.has_alternatives
    is_star = len(scene.best_wholes[0]) > 0 if scene.whole is not None else is_optimal and not is_edge
    edge = EDGE if is_edge else 0.0
    yield from _wrapped(
        Key(scene.verdict(), BEST, marker="*" * is_star, patch=edge * (scene.whole is None), is_bold=True)
    )
    if scene.whole is None or scene.outcome.fate is not Fate.OPTIMAL:
        return
    if is_optimal and not is_edge and not scene.has_other_relaxed:
        yield Key("the same point is optimal without whole numbers")
        return
    marker = "D" * scene.has_other_relaxed
    text = f"without whole numbers: {_lowered(scene.relaxed_verdict())}"
    yield from _wrapped(Key(text, BEST, marker=marker, patch=edge, is_hollow=True))


def _area(scene: Scene) -> Iterator[Key]:
    if scene.outcome.fate is Fate.INFEASIBLE:
        return
    if scene.region.is_bounded and len(scene.region.points) == 1:
        yield Key("feasible: one point only", INK, marker="o", is_hollow=scene.plane.is_integer)
        return
    text = "feasible region" if scene.region.is_bounded else "feasible region; it fades where it goes on for ever"
    yield Key(text, REGION, patch=0.45)
    if scene.plane.is_integer:
        if scene.has_corners:
            yield Key("its corners", INK, marker="o", is_hollow=True)
        if scene.whole is None or scene.whole.status is not Status.INFEASIBLE:
            yield _whole_key(scene)


def _whole_key(scene: Scene) -> Key:
    axis = scene.plane.axes[scene.plane.whole.index(True)]
    text = "feasible whole points" if all(scene.plane.whole) else f"feasible points: {shown(axis)} is whole"
    if scene.wholes.is_empty:
        return Key(f"{text} (too many to be drawn)")
    return Key(text, WHOLE, line="solid") if scene.wholes.strips else Key(text, WHOLE, marker="o")


def _rows(scene: Scene) -> Iterator[Key]:
    for k in scene.drawn:
        limit = scene.plane.limits[k]
        if limit.is_bound:
            continue
        text = f"{called(limit)}: {statement(limit, scene.plane.axes)}"
        if scene.plane.is_graph and limit.b:
            text = f"{limit.name} = {scene.graph_text()}"
        notes = [
            "redundant" if k in scene.redundant else "",
            "in conflict" if k in scene.conflict else "",
            "outside the picture" if _is_outside(scene, k) else "",
        ]
        note = ", ".join(filter(None, notes))
        yield from _wrapped(_limit_key(scene, k, f"{text} ({note})" if note else text))
    hidden = sum(np.isfinite(limit.low) or np.isfinite(limit.high) for limit in scene.plane.limits) - len(scene.drawn)
    if hidden:
        yield Key(f"and {hidden} more that are not needed, not drawn")


def _limit_key(scene: Scene, k: int, text: str) -> Key:
    pattern = hatched(scene)[k][0] if k in hatched(scene) else ""
    patch = IN_CONFLICT if pattern else 0.0  # of the others, too: a sample as pale is not seen
    return Key(text, colour_of(scene, k), line=style_of(scene, k), patch=patch, hatch=pattern)


def _is_outside(scene: Scene, k: int) -> bool:
    limit = scene.plane.limits[k]
    sides = [side for side in (limit.low, limit.high) if np.isfinite(side)]
    return all(scene.window.segment(limit.a, limit.b, side) is None for side in sides)


def _bounds(scene: Scene) -> Iterator[Key]:
    bounds = {k: limit.name for k, limit in enumerate(scene.plane.limits) if limit.is_bound}
    for k in scene.conflict:
        if k in bounds:
            yield from _wrapped(_limit_key(scene, k, f"{bounds.pop(k)} (in conflict)"))
    names = list(bounds.values())
    if names:
        more = f" and {len(names) - MOST_BOUNDS} more" if len(names) > MOST_BOUNDS else ""
        yield from _wrapped(Key(", ".join(names[:MOST_BOUNDS]) + more, QUIET, line="solid"))


def _objective(scene: Scene) -> Iterator[Key]:
    if any(scene.plane.costs) and not scene.plane.is_graph and scene.outcome.fate is not Fate.INFEASIBLE:
        symbol = f" {scene.symbol}" if scene.symbol == "z" else ""
        yield Key(f"lines of equal objective{symbol}; the arrow: better", OBJECTIVE, line="dashed")


def _notes(scene: Scene) -> Iterator[Key]:
    if hatched(scene):
        nowhere = "; nowhere are all of those in conflict" if scene.conflict else ""
        yield Key(f"hatched: where a constraint is met{nowhere}")
    if scene.degenerate:
        names = [called(scene.plane.limits[k]) for k in scene.degenerate]
        yield from _wrapped(
            Key(f"degenerate: {listed(names)} meet in {'the optimum' if scene.whole is None else 'that corner'}")
        )
    if scene.whole is not None and scene.whole.status is Status.LIMIT:
        yield Key("the solver's time was over before it had proven more")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _wrapped(key: Key) -> Iterator[Key]:
    held = key.text
    for sign in ("=", "≤", "≥"):  # a relation stays beside its number
        held = held.replace(f" {sign} ", f"{HARD}{sign}{HARD}")
    first, *others = wrap(held, ACROSS - 8 * key.is_bold) or [""]
    yield Key(first, key.colour, key.line, key.marker, key.patch, key.hatch, key.is_hollow, key.is_bold)
    yield from (Key(text, INK, is_bold=key.is_bold) for text in others)
