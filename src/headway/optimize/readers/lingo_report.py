"""LINGO's solution report, as its manual shows it ("SOLU command"). Nothing here was tried against a real LINGO.

Global optimal solution found.
Objective value:                              2692.308
...
                      Variable           Value        Reduced Cost
                 PRODUCE( PAWN)        769.2308            0.000000
                           Row    Slack or Surplus      Dual Price
                             1        2692.308            1.000000
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from headway.errors import UnreadableModel
from headway.optimize.readers.numbers import number

_STATUS = re.compile(
    r"\s*((?:global optimal|local optimal|feasible|locally infeasible|infeasible|unbounded|no feasible)\s[^.:]*?)"
    r"\s*(?:(?:at (?:step|iteration):\s*\d+)|\.)?\s*",
    re.IGNORECASE,
)
_OBJECTIVE = re.compile(r"\s*Objective value:\s*(\S+)\s*", re.IGNORECASE)
_BOUND = re.compile(r"\s*Objective bound:\s*(\S+)\s*", re.IGNORECASE)
_VARIABLES = re.compile(r"\s*Variable\s+Value(\s+Reduced Cost)?\s*", re.IGNORECASE)
_ROWS = re.compile(r"\s*Row\s+Slack or Surplus(\s+Dual Price)?\s*", re.IGNORECASE)
_ENTRY = re.compile(r"\s*(\w+(?:\([^()]*\))?|\w+\s*\([^()]*\))\s+([-+.\dEe]+)(?:\s+([-+.\dEe]+))?\s*")


@dataclass(frozen=True)
class LingoReport:
    """What a report of LINGO says. It is untested against a real LINGO.

    Names are LINGO's: in upper case and without blanks, ``PRODUCE(PAWN)``; a row without a name is its number, and the objective
    is a row. Which variable of a model each is, the caller knows.

    Attributes:
        status: In LINGO's words: ``"Global optimal solution found"``. Without a feasible point the values mean nothing.
        objective: None where the report has none.
        bound: What no solution is better than; None where the report has none (it is there for integer programmes).
        values, reduced_costs: Of the variables.
        slacks, dual_prices: Of the rows. A dual price is how much *better* the objective gets per unit more of the right-hand
            side: for a minimum the shadow price is minus that.

    >>> report = read_lingo_report(" No feasible solution found.")
    >>> report.status, report.objective, report.values
    ('No feasible solution found', None, {})
    """

    status: str
    objective: float | None
    bound: float | None
    values: dict[str, float]
    reduced_costs: dict[str, float]
    slacks: dict[str, float]
    dual_prices: dict[str, float]


def read_lingo_report(text: str, where: str = "LINGO's report") -> LingoReport:
    """What a solution report of LINGO says: a :class:`LingoReport`.

    Args:
        text: The report.
        where: What errors call it.

    Raises:
        UnreadableModel: it has no status, a table has a line that is none, or a name is there twice; with the line.

    >>> report = read_lingo_report('''
    ...  Global optimal solution found.
    ...  Objective value:            160.0000
    ...       Variable           Value        Reduced Cost
    ...      X( CHAIR)        2.000000           0.000000
    ...            Row    Slack or Surplus      Dual Price
    ...              1        160.0000            1.000000
    ... ''')
    >>> report.status, report.objective, report.values
    ('Global optimal solution found', 160.0, {'X(CHAIR)': 2.0})
    """
    lines = list(enumerate(text.splitlines(), 1))
    status = next((match[1] for _, line in lines if (match := _STATUS.fullmatch(line))), None)
    if status is None:
        raise UnreadableModel(
            where, len(lines) or 1, "the report says nothing of a solution", "It may have been cut off."
        )
    values, reduced = _table(lines, _VARIABLES, where)
    slacks, prices = _table(lines, _ROWS, where)
    return LingoReport(
        status=" ".join(status.split()),
        objective=_found(lines, _OBJECTIVE, where),
        bound=_found(lines, _BOUND, where),
        values=values,
        reduced_costs=reduced,
        slacks=slacks,
        dual_prices=prices,
    )


Lines = list[tuple[int, str]]


def _found(lines: Lines, pattern: re.Pattern[str], where: str) -> float | None:
    """The number in the first line of a kind."""
    return next((_finite(match[1], where, at) for at, line in lines if (match := pattern.fullmatch(line))), None)


def _finite(text: str, where: str, at: int) -> float:
    value = number(text, where, at)
    if not isfinite(value):
        raise UnreadableModel(where, at, f"{text!r} is no number")
    return value


def _table(lines: Lines, head: re.Pattern[str], where: str) -> tuple[dict[str, float], dict[str, float]]:
    """Both columns of the table under a head, by the names in front; empty where there is no such table."""
    first, second = dict[str, float](), dict[str, float]()
    for at, line in _below(lines, head):
        match = _ENTRY.fullmatch(line)
        if match is None:
            raise UnreadableModel(
                where, at, f"{line.strip()!r} is no line of a table", "Expected: a name and two numbers."
            )
        name = "".join(match[1].split()).upper()
        if name in first:
            raise UnreadableModel(where, at, f"{name!r} is in the table twice")
        first[name] = _finite(match[2], where, at)
        if match[3] is not None:
            second[name] = _finite(match[3], where, at)
    return first, second


def _below(lines: Lines, head: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines of a table: up to an empty one, or the head of the next; empty ones below the head itself do not end it."""
    is_inside, is_begun = False, False
    for at, line in lines:
        if _VARIABLES.fullmatch(line) or _ROWS.fullmatch(line):
            is_inside, is_begun = head.fullmatch(line) is not None, False
        elif is_inside and line.strip():
            is_begun = True
            yield at, line
        elif is_begun:
            is_inside = False
