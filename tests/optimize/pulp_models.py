"""PuLP problems, stated in the words that PuLP 3 and 4 have in common."""

from __future__ import annotations

from typing import Any

import pulp

INFINITE = float("inf")


def furniture() -> Any:
    """Chairs and tables from wood and work: 4 chairs and 8 tables earn 440."""
    problem = pulp.LpProblem("furniture", pulp.LpMaximize)
    chairs, tables = problem.add_variable("chairs", 0), problem.add_variable("tables", 0)
    problem += 30 * chairs + 40 * tables, "profit"
    problem += 2 * chairs + 4 * tables <= 40, "wood"
    problem += 3 * chairs + 2 * tables <= 28, "work"
    return problem


def knapsack() -> Any:
    """Three of five things weigh 10 and are worth 26; a gift of 1 is counted beside."""
    problem = pulp.LpProblem("knapsack", pulp.LpMaximize)
    worth, weight = [12, 9, 8, 5, 6], [5, 4, 3, 3, 2]
    take = [problem.add_variable(f"take {name}", 0, 1, pulp.LpInteger) for name in "abcde"]
    problem += pulp.lpSum(w * x for w, x in zip(worth, take, strict=True)) + 1
    problem += pulp.lpSum(w * x for w, x in zip(weight, take, strict=True)) <= 10, "weight"
    return problem


def mixed() -> Any:
    """All that a problem may have: at least, at most, equal; free, fixed, negative and whole variables; a constant."""
    problem = pulp.LpProblem("mixed", pulp.LpMinimize)
    free, fixed = problem.add_variable("free"), problem.add_variable("fixed", 2, 2)
    low, whole = problem.add_variable("low", -5, -1), problem.add_variable("whole", 0, 9, pulp.LpInteger)
    problem += 2 * free + 3 * fixed - low + whole + 7
    problem += free + whole >= 1.5, "at least"
    problem += free - low <= 9, "at most"
    problem += fixed + whole == 5, "equal"
    return problem


def variable(problem: Any, name: str) -> Any:
    """One of its variables."""
    return next(each for each in problem.variables() if each.name == name)


def constraint(problem: Any, name: str) -> Any:
    """One of its constraints."""
    held = problem.constraints
    return held[name] if isinstance(held, dict) else next(each for each in held() if each.name == name)
