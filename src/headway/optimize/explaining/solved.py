"""The parts of an explanation of a model that has a plan: the plan, what binds, what is left, what does not pay."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from headway.optimize.explaining import sentences
from headway.optimize.explaining.facts import ActivityFact, RowFact, is_nothing
from headway.optimize.explaining.optima import Another
from headway.optimize.explaining.part import Part, cut
from headway.optimize.mathematics.names import plain
from headway.optimize.mathematics.numerals import found
from headway.optimize.model import Model, Sense
from headway.optimize.solution import Solution
from headway.optimize.status import Status


def ending(solution: Solution) -> Part:
    """How a solve that found a plan ended, and how good the plan is."""
    higher = "a lower" if solution.model.sense is Sense.MIN else "a higher"
    value, bound = found(solution.objective), solution.best_bound
    if solution.status is Status.OPTIMAL and (not solution.model.is_integer or solution.gap <= 1e-9):
        words = f"Optimal: the objective is {value}, and no feasible plan has {higher} one."
    elif solution.status is Status.OPTIMAL:
        words = f"Optimal but for a gap of {share(solution.gap)}: the objective is {value}; {beyond(solution, bound)}."
    else:
        words = f"Stopped at a limit, without a proof: the objective of the best plan found is {value}; {beyond(solution, bound)}."
        if math.isfinite(solution.gap):
            words += f" The gap is {share(solution.gap)}."
    return Part("How it ended", (words,))


def beyond(solution: Solution, bound: float | None) -> str:
    """What no plan is better than."""
    if bound is None:
        return "how much better others may be is not known"
    side = "below" if solution.model.sense is Sense.MIN else "above"
    return f"no feasible plan has one {side} {found(bound)}"


def share(gap: float) -> str:
    """A relative gap in per cent.

    >>> share(0.0421), share(3e-7)
    ('4.21 %', '3e-05 %')
    """
    return f"{100 * gap:.3g} %"


def plan(activities: tuple[ActivityFact, ...], most: int) -> Part:
    """The values that are not 0."""
    there = [f"{plain(fact.name)} = {found(fact.value)}" for fact in activities if found(fact.value) != "0"]
    zero = len(activities) - len(there)
    others = "The other variable is" if zero == 1 else f"The other {zero:,} variables are"
    all_ = "Its variable is" if zero == 1 else f"All its {zero:,} variables are"
    note = f"{others if there else all_} 0." if zero else ""
    return Part("The plan", cut(there, most), note)


def binding_rows(model: Model, rows: tuple[RowFact, ...], most: int) -> Part:
    """The rows that bind; those worth most first where there are too many."""
    facts = _first([fact for fact in rows if fact.binds], most, lambda fact: abs(fact.shadow_price or 0.0))
    lines = [sentences.binding(fact, model.sense, is_nothing(fact.shadow_price or 0.0, model)) for fact in facts]
    return Part("Constraints that bind", cut(lines, most))


def slack_rows(rows: tuple[RowFact, ...], most: int) -> Part:
    """The rows that leave something over."""
    lines = [sentences.slack(fact) for fact in rows if not fact.binds]
    is_priced = any(fact.shadow_price is not None for fact in rows)
    note = (
        "Their shadow prices are 0: within the slack, other right-hand sides change nothing."
        if lines and is_priced
        else ""
    )
    return Part("Constraints with slack", cut(lines, most), note)


def unpaid(model: Model, activities: tuple[ActivityFact, ...], most: int) -> Part:
    """The variables at a bound, and what it would take to move them."""
    facts = [fact for fact in activities if fact.at and not is_nothing(fact.reduced_cost or 0.0, model)]
    shown = _first(facts, most, lambda fact: abs(fact.reduced_cost or 0.0))
    return Part("Variables at a bound", cut([sentences.not_worth(fact, model.sense) for fact in shown], most))


def cost_ranges(activities: tuple[ActivityFact, ...], most: int) -> Part:
    """Over which costs the plan stays the best, of the variables that are part of it."""
    lines = [
        sentences.holding(fact, fact.cost_range)
        for fact in activities
        if fact.cost_range is not None and found(fact.value) != "0" and fact.at != "both"
    ]
    note = "Each by itself, the others as they are." if lines else ""
    return Part("Coefficients of the objective for which the plan stays the best", cut(lines, most), note)


def uniqueness(solution: Solution, is_degenerate: bool, another: Another | None, most: int) -> Part:
    """Whether the prices and the plan are the only ones."""
    lines = []
    if is_degenerate:
        lines.append(
            "The optimum is degenerate: more constraints and bounds meet in it than there are variables. The shadow prices "
            "are one valid set, and there may be others: a unit more of a right-hand side can be worth less than a unit "
            "less costs."
        )
    if another is not None:
        lines.append(_other_plan(solution, another, most))
    else:
        lines.append("There is no other plan as good.")
    return Part("Other optima", tuple(lines))


def _other_plan(solution: Solution, another: Another, most: int) -> str:
    here = solution.values.array
    moved = np.flatnonzero(np.abs(another.values - here) > 1e-6 * (1 + np.abs(here)))
    names = solution.model.variables
    shown = cut([f"{plain(names[at])} = {found(another.values[at])}" for at in moved], min(most, 8))
    on = ", and one can go on that way for ever" if another.is_endless else ", and so is every mixture of the two"
    return (
        f"Another plan is as good: {', '.join(shown)}, the rest as it is{on}. The reduced costs of what differs are 0."
    )


Fact = TypeVar("Fact", RowFact, ActivityFact)


def _first(facts: list[Fact], most: int, size: Callable[[Fact], float]) -> list[Fact]:
    """The facts as they are, or the largest first where not all can be shown."""
    return facts if len(facts) <= most else sorted(facts, key=size, reverse=True)
