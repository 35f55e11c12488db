"""What each fact reads like: limits that bind, what is left over, activities that do not pay."""

from __future__ import annotations

import math

from headway.optimize.explaining.facts import TIGHT, ActivityFact, RowFact, Span
from headway.optimize.mathematics.names import plain
from headway.optimize.mathematics.numerals import exact, found
from headway.optimize.model import Sense


def limit(fact: RowFact) -> str:
    """A row with its limits, without its terms.

    >>> limit(RowFact("labour", "≤", 100, -math.inf, 100, 0, "upper", 5, None))
    'labour ≤ 100'
    """
    if fact.relation == "≤ ≤":
        return f"{exact(fact.low)} ≤ {plain(fact.name)} ≤ {exact(fact.high)}"
    if fact.relation == "free":
        return plain(fact.name)
    return f"{plain(fact.name)} {fact.relation} {exact(fact.high if math.isfinite(fact.high) else fact.low)}"


def worth(change: float, sense: Sense) -> str:
    """What a change of the objective is for one who states it so.

    >>> worth(-2.5, Sense.MAX), worth(-2.5, Sense.MIN)
    ('lowers the objective by 2.5 (a loss)', 'lowers the objective by 2.5 (a gain)')
    """
    is_gain = (change > 0) == (sense is Sense.MAX)
    verb = "raises" if change > 0 else "lowers"
    return f"{verb} the objective by {found(abs(change))} ({'a gain' if is_gain else 'a loss'})"


def span(low: float, high: float) -> str:
    """Where something may lie.

    >>> span(80, 120), span(-math.inf, 3), span(-math.inf, math.inf)
    ('between 80 and 120', 'up to 3', 'anywhere')
    """
    if math.isfinite(low) and math.isfinite(high):
        return f"at {found(low)} only" if low == high else f"between {found(low)} and {found(high)}"
    return (
        f"from {found(low)} on" if math.isfinite(low) else f"up to {found(high)}" if math.isfinite(high) else "anywhere"
    )


def binding(fact: RowFact, sense: Sense, is_worthless: bool) -> str:
    """A row that binds, and what a unit more of its right-hand side is worth."""
    side = "" if fact.relation != "≤ ≤" else f" at its {fact.binds} limit"
    if fact.shadow_price is None:
        return f"{limit(fact)} binds{side}."
    if is_worthless:
        return f"{limit(fact)} binds{side}, and yet a unit more of its right-hand side changes nothing."
    return f"{limit(fact)} binds{side}: {_priced(fact, fact.shadow_price, sense)}"


def _priced(fact: RowFact, price: float, sense: Sense) -> str:
    """What a unit of the right-hand side is worth: one less where one more is beyond the range, as at a degenerate optimum."""
    more = f"each unit more of its right-hand side {worth(price, sense)}"
    if fact.rhs_range is None:
        return f"{more}."
    (low, high), here = fact.rhs_range, fact.low if fact.binds == "lower" else fact.high
    near = TIGHT * (1 + abs(here))
    if high > here + near:
        return f"{more}, while that is {span(low, high)}."
    less = f"each unit less of its right-hand side {worth(-price, sense)}"
    if low < here - near:
        return f"{less}, while that is {span(low, high)}; it has no room above, where another price holds."
    return f"its shadow price is {found(price)}, but it has no room either way, where other prices hold."


def slack(fact: RowFact) -> str:
    """A row that does not bind, and by how much."""
    comes = f"it comes to {found(fact.activity)}"
    if fact.relation == "≤":
        return f"{limit(fact)}: {found(fact.slack)} left; {comes}."
    if fact.relation == "≥":
        return f"{limit(fact)}: exceeded by {found(fact.slack)}; {comes}."
    if fact.relation == "free":
        return f"{limit(fact)} has no limit; {comes}."
    above, below = fact.activity - fact.low, fact.high - fact.activity
    return f"{limit(fact)}: {found(above)} above its lower limit and {found(below)} below its upper one; {comes}."


def not_worth(fact: ActivityFact, sense: Sense) -> str:
    """A variable at a bound that it would cost something to leave, or gain something to pass."""
    change, name = fact.reduced_cost or 0.0, plain(fact.name)
    if fact.at == "both":
        return f"{name} is fixed at {exact(fact.low)}: each unit more {worth(change, sense)}."
    if fact.at == "upper":
        return f"{name} is at its upper bound, {exact(fact.high)}: each unit more {worth(change, sense)}."
    if fact.low != 0:
        return f"{name} is held up by its lower bound, {exact(fact.low)}: each unit more {worth(change, sense)}."
    verb, to = ("rise", "above") if sense is Sense.MAX else ("fall", "below")
    return (
        f"{name} = 0 is not worth it: each unit of it {worth(change, sense)}. Its coefficient in the objective, "
        f"{exact(fact.cost)}, would have to {verb} by {found(abs(change))} (to {to} {found(fact.cost - change)}) for that to change."
    )


def holding(fact: ActivityFact, cost_range: Span) -> str:
    """Over which costs the plan stays."""
    return f"{plain(fact.name)}: {span(*cost_range)} (now {exact(fact.cost)})"
