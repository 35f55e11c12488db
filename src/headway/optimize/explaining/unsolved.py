"""The parts of an explanation of a model without a plan, or without an end: the conflict, its cure, the ray."""

from __future__ import annotations

import numpy as np

from headway.faces.wording import count
from headway.optimize.conflict import Conflict
from headway.optimize.cure import Adjustment, Cure
from headway.optimize.explaining.part import Part, cut
from headway.optimize.explaining.sentences import worth
from headway.optimize.mathematics.lines import bound_of, row_of
from headway.optimize.mathematics.names import listed, plain
from headway.optimize.mathematics.numerals import exact, found
from headway.optimize.mathematics.text import block, line_text
from headway.optimize.model import Floats, Model
from headway.optimize.status import Status

TERMS = 12  # of a row that is spelled out


def no_plan() -> Part:
    """That there is none."""
    return Part("How it ended", ("Infeasible: no plan meets all constraints and bounds.",))


def conflict_part(model: Model, conflict: Conflict | None, most: int) -> Part:
    """The rows and bounds that contradict each other, spelled out."""
    title = "The conflict"
    if conflict is None:
        return Part(title, ("The time was over before one was found; give more of it.",))
    rows = [(f"{plain(name)}:", row_of(model, model.row_of[name], TERMS)) for name in conflict.rows[:most]]
    bounds = [line_text(bound_of(model, model.column_of[name], side)) for name, side in conflict.bounds[:most]]
    more = len(conflict) - len(rows) - len(bounds)
    lines = [
        *block(rows, indent=""),
        *(f"{line}  (a bound)" for line in bounds),
        *([f"… {more:,} more"] if more else []),
    ]
    return Part(title, tuple(lines), _verdict(model, conflict), is_mathematics=True)


def _verdict(model: Model, conflict: Conflict) -> str:
    if len(conflict) == 1:
        words = "No values can meet this."
    elif conflict.is_irreducible:
        words = "No values meet all of these; without any one of them, some would."
    else:
        words = "No values meet all of these. The time was over before each was seen to be needed."
    if not conflict.needs_whole:
        return words
    held = {name for name, _ in conflict.bounds}
    for row in conflict.rows:
        at = model.row_of[row]
        held.update(
            model.variables[j] for j in model.matrix.indices[model.matrix.indptr[at] : model.matrix.indptr[at + 1]]
        )
    whole = [name for name in model.variables if name in held and model.integer[model.column_of[name]]]
    return f"{words} It is so only since {listed(whole, 8)} {'is' if len(whole) == 1 else 'are'} to be whole."


def cure_part(cure: Cure | None, most: int) -> Part:
    """The least change."""
    title = "The least change that cures it"
    if cure is None:
        return Part(title, ("The time was over before one was found; give more of it.",))
    least = (
        "The sum of the changes"
        if cure.is_least
        else "The sum of the changes, which the time did not suffice to prove,"
    )
    note = (
        f"{least} is the least there is, {found(cure.total)}: a unit of each right-hand side or bound counts as much as one of "
        f"another, whatever their units; other choices of the same sum may do too. Lower bounds of 0 and variables of 0 or 1 "
        f"stay. {_checked(cure)}"
    )
    return Part(title, cut([_adjustment(each) for each in cure.adjustments], most), note)


def _adjustment(each: Adjustment) -> str:
    verb, size = ("Raise", "+") if each.amount > 0 else ("Lower", "-")
    limit = {"both": "", "lower": "lower ", "upper": "upper "}[each.side]
    what = (
        f"the {limit}limit of {plain(each.name)}" if each.what == "row" else f"the {limit}bound of {plain(each.name)}"
    )
    if each.side == "both":
        what = (
            f"the right-hand side of {plain(each.name)}"
            if each.what == "row"
            else f"the value at which {plain(each.name)} is fixed"
        )
    return f"{verb} {what} from {exact(each.was)} to {exact(each.to)} ({size}{found(abs(each.amount))})."


def _checked(cure: Cure) -> str:
    if cure.status is Status.UNBOUNDED:
        return "Solved so, it is feasible, and then unbounded."
    if cure.objective is None:
        return ""
    best = "its optimum is" if cure.status is Status.OPTIMAL else "a plan found has"
    return f"Solved so, it is feasible, and {best} {found(cure.objective)}."


def ray_part(model: Model, ray: Floats | None, most: int) -> Part:
    """In which direction the objective gets better for ever, and what might have stopped it."""
    if ray is None:
        return Part("Where it leads", ("The solver gave no direction.",))
    up = [(name, step) for name, step in zip(model.variables, ray.tolist(), strict=True) if step > 0]
    down = [(name, -step) for name, step in zip(model.variables, ray.tolist(), strict=True) if step < 0]
    moves = [words for words in (_moves("raising", up, most), _moves("lowering", down, most)) if words]
    each = f"{' and '.join(moves)[:1].upper()}{' and '.join(moves)[1:]}{' at once' if len(up) + len(down) > 1 else ''}"
    gain = worth(float(model.costs @ ray), model.sense)
    lines = [f"{each} {gain}, and can be done again and again: no constraint and no bound ends it."]
    lines += _rows_beside(model, ray)
    lines.append("Where the real problem has a limit here, it is missing in the model, or has the wrong sign.")
    return Part("Where it leads", tuple(lines))


def _moves(verb: str, steps: list[tuple[str, float]], most: int) -> str:
    if not steps:
        return ""
    if len({found(step) for _, step in steps}) == 1 and len(steps) > 1:
        return f"{verb} {listed([name for name, _ in steps], most)} by {found(steps[0][1])} each"
    shown = cut([f"{plain(name)} by {found(step)}" for name, step in steps], most)
    return f"{verb} " + " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _rows_beside(model: Model, ray: Floats) -> list[str]:
    """What the rows with these variables do meanwhile."""
    holds = (abs(model.matrix) @ np.abs(ray)) > 0
    moves = model.matrix @ ray
    still = np.abs(moves) <= 1e-9 * (1 + np.abs(ray).max())
    stay = [model.rows[at] for at in np.flatnonzero(holds & still)]
    leave = [model.rows[at] for at in np.flatnonzero(holds & ~still)]
    if not stay and not leave:
        return ["No constraint has any of these variables."]
    words = []
    if len(stay) + len(leave) == 1:
        meanwhile = "stays as it is" if stay else "only gets farther from its limit"
        return [f"The constraint with these variables, {listed([*stay, *leave])}, {meanwhile}."]
    if stay:
        words.append(
            f"{listed(stay, 6)} {'stays' if len(stay) == 1 else 'stay'} as {'it is' if len(stay) == 1 else 'they are'}"
        )
    if leave:
        words.append(
            f"{listed(leave, 6)} only {'gets' if len(leave) == 1 else 'get'} farther from {'its limit' if len(leave) == 1 else 'their limits'}"
        )
    return [f"Of the {count(len(stay) + len(leave), 'constraint')} with these variables, {' and '.join(words)}."]
