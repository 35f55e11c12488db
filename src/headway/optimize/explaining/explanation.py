"""``explain(solution)``: what a solver found, or why it found nothing, in the user's names."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from headway.errors import BadOption
from headway.faces.report_sheet import report_css, section, whole_page
from headway.faces.saving import save
from headway.faces.svg import escape
from headway.faces.wording import shorten
from headway.optimize.conflict import Conflict
from headway.optimize.cure import Cure, cure_of
from headway.optimize.explaining import solved, unsolved
from headway.optimize.explaining.assumptions import Assumption, assumptions_of
from headway.optimize.explaining.facts import ActivityFact, RowFact, activity_facts, row_facts
from headway.optimize.explaining.optima import another_optimum, is_degenerate
from headway.optimize.explaining.part import Part
from headway.optimize.limits import at_least_one, is_number
from headway.optimize.recession import without_objective
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs, ray_of
from headway.optimize.status import Status

MOST = 20
WIDTH = 100
DIGITS_NOTE = "Numbers that a solver found are written to 7 digits."


@dataclass(frozen=True, repr=False)
class Explanation:
    """A solution in sentences, and what they are made of.

    Attributes:
        title: The model's name, and how it ended.
        status: How it ended.
        parts: The sentences, under titles.
        rows, activities: What is told of each row and variable; empty without a plan. Of an integer programme without
            prices: see ``fixed``.
        fixed: The explanation of the linear programme in which the whole variables are fixed at what was found; None for a
            linear programme, and where nothing else is left.
        is_degenerate: Whether the shadow prices are one valid set of several.
        another: The values of another optimum, as good; None: there is none, or it was not looked for.
        conflict, cure: For an infeasible model; None else, and where the time was over first.
        ray: For an unbounded model: how much each variable moves that does.
        assumptions: The six of a linear programme, as the model as written has them; empty where they are not asked for.

    ``print`` shows the whole, a notebook too.

    >>> from headway import optimize
    >>> shop = optimize.Model.of_arrays(
    ...     [30, 40], [[2, 4], [3, 2]], row_upper=[40, 28], sense="max", name="shop",
    ...     variables=["chairs", "tables"], rows=["wood", "work"])
    >>> explanation = optimize.explain(optimize.solve(shop).result())
    >>> explanation
    <Explanation: shop: optimal>
    >>> explanation.parts[1].title, explanation.parts[1].lines
    ('The plan', ('chairs = 4', 'tables = 8'))
    >>> [(row.name, row.binds, row.shadow_price) for row in explanation.rows]
    [('wood', 'upper', 7.5), ('work', 'upper', 5.0)]
    """

    title: str
    status: Status
    parts: tuple[Part, ...]
    rows: tuple[RowFact, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    fixed: Explanation | None = None
    is_degenerate: bool = False
    another: Mapping[str, float] | None = None
    conflict: Conflict | None = None
    cure: Cure | None = None
    ray: Mapping[str, float] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()

    @property
    def text(self) -> str:
        """The whole as plain text."""
        return "\n\n".join([self.title, *map(_text, self.parts), DIGITS_NOTE])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}>"

    def _repr_html_(self) -> str:
        return f'<div class="hw-report"><style>{report_css()}</style>{self._body()}</div>'

    def html(self) -> str:
        """The whole as a page that loads nothing."""
        return whole_page(self.title, self._body())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file ending in ``.txt`` or ``.html``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return save(path, {".txt": lambda: f"{self.text}\n", ".html": self.html})

    def _body(self) -> str:
        parts = "".join(section(part.title, _html(part)) for part in self.parts)
        return f'<h1>{escape(self.title)}</h1>{parts}<p class="muted">{escape(DIGITS_NOTE)}</p>'


def explain(
    solution: Solution, *, most: int = MOST, time_limit_s: float = 60.0, assumptions: bool = True
) -> Explanation:
    """What a solver found, or why there is nothing to be found, in the user's names.

    Args:
        solution: What :func:`headway.optimize.solve` gives.
        most: So many lines at most in each part; the others are counted.
        time_limit_s: For all that is looked for besides: a conflict and its cure, another optimum.
        assumptions: Whether it ends with what a linear programme takes for granted, and what of that this model gives up.

    Raises:
        BadOption: what is no solution, or a number that can't be used.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays(
    ...     [20, 35], [[2, 4], [3, 5]], row_upper=[100, 160], sense="max",
    ...     variables=["chairs", "tables"], rows=["labour", "space"])
    >>> explanation = explain(optimize.solve(model).result())
    >>> for line in explanation.parts[2].lines:
    ...     print(line)
    labour ≤ 100 binds: each unit more of its right-hand side raises the objective by 10 (a gain), while that is between 0 and 106.6667.
    """
    if not isinstance(solution, Solution):
        given = solution if isinstance(solution, str) else type(solution).__name__
        raise BadOption("solution", given, "a Solution: optimize.explain(optimize.solve(model).result())")
    most = at_least_one("most", most) or MOST
    if not is_number(time_limit_s) or not time_limit_s > 0:
        raise BadOption("time_limit_s", time_limit_s, "a number of seconds above 0")
    explanation = _explained(solution, most, time_limit_s)
    return _with_assumptions(explanation, solution) if assumptions else explanation


def _explained(solution: Solution, most: int, time_limit_s: float) -> Explanation:
    if solution.status is Status.UNBOUNDED:
        return _unbounded(solution, most)
    if solution.status is Status.INFEASIBLE:
        return _infeasible(solution, most, time_limit_s)
    if solution.status is Status.INFEASIBLE_OR_UNBOUNDED:
        return _either(solution, most, time_limit_s)
    if not solution.is_feasible:
        return _without_plan(solution)
    return _integer(solution, most) if solution.model.is_integer else _linear(solution, most)


def _linear(solution: Solution, most: int) -> Explanation:
    model, is_priced = solution.model, solution.has_prices
    rows, activities = row_facts(solution), activity_facts(solution)
    degenerate = is_priced and is_degenerate(solution)
    another = another_optimum(solution) if is_priced else None
    parts = [
        solved.ending(solution),
        solved.plan(activities, most),
        solved.binding_rows(model, rows, most),
        solved.slack_rows(rows, most),
        *([solved.unpaid(model, activities, most), solved.cost_ranges(activities, most)] if is_priced else []),
        *([solved.uniqueness(solution, degenerate, another, most)] if is_priced else []),
    ]
    return Explanation(
        _title(solution),
        solution.status,
        _kept(parts),
        rows,
        activities,
        is_degenerate=degenerate,
        another=None if another is None else dict(zip(model.variables, another.values.tolist(), strict=True)),
    )


def _integer(solution: Solution, most: int) -> Explanation:
    model = solution.model
    rows, activities = row_facts(solution), activity_facts(solution)
    fixed = None if model.integer.all() else _linear_if_any(solution.fixed(), most)
    parts = [
        solved.ending(solution),
        solved.plan(activities, most),
        solved.binding_rows(model, rows, most),
        solved.slack_rows(rows, most),
        _fixed_part(fixed),
    ]
    return Explanation(_title(solution), solution.status, _kept(parts), rows, activities, fixed=fixed)


def _linear_if_any(solution: Solution, most: int) -> Explanation | None:
    return _linear(solution, most) if solution.is_feasible else None


def _fixed_part(fixed: Explanation | None) -> Part:
    """What the rows are worth while the whole variables stay."""
    none = (
        "An integer programme has no shadow prices: a unit more of a right-hand side changes its optimum by a jump, or not "
        "at all."
    )
    title = "With the whole variables fixed as found"
    if fixed is None:
        return Part("Shadow prices", (none, "With the whole variables fixed there is nothing left to be priced."))
    lines = [line for part in fixed.parts if part.title == "Constraints that bind" for line in part.lines]
    note = f"{none} These are the prices of the linear programme that is left, and say nothing of other whole values."
    return Part(title, tuple(lines) or ("No constraint binds.",), note)


def _infeasible(solution: Solution, most: int, time_limit_s: float) -> Explanation:
    model, began = solution.model, perf_counter()
    conflict = solution.conflict(time_limit_s / 2)
    left = max(1.0, time_limit_s - (perf_counter() - began))
    cure = cure_of(model, Wish(time_limit_s=left / 2))
    parts = [
        unsolved.no_plan(),
        unsolved.conflict_part(model, conflict, most),
        unsolved.cure_part(cure, most),
    ]
    return Explanation(
        _title(solution, Status.INFEASIBLE),
        Status.INFEASIBLE,
        _kept(parts),
        conflict=conflict,
        cure=cure,
    )


def _either(solution: Solution, most: int, time_limit_s: float) -> Explanation:
    """A solver left open which of the two it is: any feasible plan decides it."""
    began = perf_counter()
    found = Highs().solve(without_objective(solution.model), Wish(time_limit_s=time_limit_s / 2))
    if found.status is Status.OPTIMAL:
        return _unbounded(solution, most)
    if found.status is Status.INFEASIBLE:
        return _infeasible(solution, most, max(1.0, time_limit_s - (perf_counter() - began)))
    return _without_plan(solution)


def _unbounded(solution: Solution, most: int) -> Explanation:
    model = solution.model
    ray = solution.found.ray if solution.found.ray is not None else ray_of(model)
    words = "Unbounded: there are feasible plans, and always a better one."
    parts = [Part("How it ended", (words,)), unsolved.ray_part(model, ray, most)]
    steps = {} if ray is None else {n: s for n, s in zip(model.variables, ray.tolist(), strict=True) if s}
    return Explanation(_title(solution, Status.UNBOUNDED), Status.UNBOUNDED, _kept(parts), ray=steps)


def _without_plan(solution: Solution) -> Explanation:
    said = f" The solver says: {solution.found.words}." if solution.found.words else ""
    words = {
        Status.LIMIT: "Stopped at a limit before any feasible plan was found: there may be one or not. Give it more time.",
        Status.INFEASIBLE_OR_UNBOUNDED: "Infeasible or unbounded: the time was over before it was clear which.",
    }.get(solution.status, "The solver failed, and neither a plan nor a proof that there is none was found.")
    return Explanation(_title(solution), solution.status, (Part("How it ended", (words + said,)),))


def _with_assumptions(explanation: Explanation, solution: Solution) -> Explanation:
    """The explanation with one more part, which is the last."""
    found = assumptions_of(solution.model, solution.values.array if explanation.activities else None)
    lines = tuple(f"{each.name.capitalize()}, {each.verdict}: {each.words}" for each in found)
    part = Part("Assumptions of a linear programme", lines)
    return replace(explanation, parts=(*explanation.parts, part), assumptions=found)


def _title(solution: Solution, status: Status | None = None) -> str:
    return f"{shorten(solution.model.name, 80)}: {status or solution.status}"


def _kept(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.lines or part.note)


def _text(part: Part) -> str:
    lines = (
        [f"  {line}" for line in part.lines]
        if part.is_mathematics
        else [w for line in part.lines for w in _wrapped(line)]
    )
    return "\n".join([part.title, *lines, *(_wrapped(part.note) if part.note else [])])


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _html(part: Part) -> str:
    lines = (
        "\n".join(map(escape, part.lines))
        if part.is_mathematics
        else "".join(f"<li>{escape(x)}</li>" for x in part.lines)
    )
    body = f'<pre class="scroll">{lines}</pre>' if part.is_mathematics else f"<ul>{lines}</ul>" if lines else ""
    return body + (f"<p>{escape(part.note)}</p>" if part.note else "")
