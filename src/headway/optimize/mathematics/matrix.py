r"""The matrix form of a model: c, A, b and the bounds, with the names at their edges.

maximise c x + k   subject to   A x ≤ b (or =, or ≥, row by row),   l ≤ x ≤ u
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headway.faces.svg import escape
from headway.optimize.mathematics import names, numerals
from headway.optimize.mathematics.lines import Line, row_of
from headway.optimize.mathematics.parts import word
from headway.optimize.model import Floats, Model

MOST_COLUMNS = 12
SIGNS = {"=": "=", "≤": r"\le", "≥": r"\ge"}


@dataclass(frozen=True)
class Tableau:
    """The corner of a model that is shown; ``entries`` is ``(rows, columns)``, and the rest is counted."""

    model: Model
    entries: Floats
    rows: tuple[Line, ...]
    more_rows: int
    more_columns: int

    @property
    def columns(self) -> range:
        """The columns that are shown."""
        return range(self.entries.shape[1])

    @property
    def has_ranges(self) -> bool:
        """Whether any row has two limits, or none: then both sides are vectors."""
        return any(line.relation in ("≤ ≤", "free") for line in self.rows)


def tableau_of(model: Model, most: int) -> Tableau:
    """The first ``most`` rows, and the columns that fit beside each other."""
    rows, columns = min(most, len(model.rows)), min(most, MOST_COLUMNS, len(model.variables))
    return Tableau(
        model,
        model.matrix[:rows, :columns].toarray(),
        tuple(row_of(model, at, 0) for at in range(rows)),
        len(model.rows) - rows,
        len(model.variables) - columns,
    )


def headline(tableau: Tableau) -> str:
    """The model in a line of symbols."""
    constant = _added(tableau.model.constant, numerals.exact)
    rows = "b ≤ A x ≤ b′" if tableau.has_ranges else f"A x {_relation(tableau)} b"
    whole = ", some x whole" if tableau.model.is_integer else ""
    return f"{word(tableau.model)} c x{constant}   subject to   {rows},   l ≤ x ≤ u{whole}"


def text_of(tableau: Tableau) -> str:
    """The tableau as plain text, its numbers under each other."""
    table = _table(tableau)
    width = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(_cell(at, cell, width[at]) for at, cell in enumerate(row)).rstrip() for row in table]
    return "\n".join([headline(tableau), "", *(f"  {line}" for line in lines), *_rest(tableau)])


def html_of(tableau: Tableau) -> str:
    """The tableau as markup."""
    first, *others = [[escape(cell) for cell in row] for row in _table(tableau)]
    head = "".join(f"<th>{cell}</th>" for cell in first)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in others)
    rest = "".join(f'<p class="muted">{escape(line.strip())}</p>' for line in _rest(tableau))
    return f'<p>{escape(headline(tableau))}</p><div class="scroll"><table class="lp"><tr>{head}</tr>{body}</table></div>{rest}'


def latex_of(tableau: Tableau) -> str:
    """The tableau as the lines of an ``aligned`` or ``align*`` environment."""
    model, cut = tableau.model, tableau.columns
    constant = _added(model.constant, numerals.latex)
    more = [r"\cdots"] if tableau.more_columns else []
    down = [r"\vdots"] if tableau.more_rows else []
    costs = _matrix([[*map(numerals.latex, model.costs[: len(cut)]), *more]])
    x = _matrix([[names.latex(model.variables[j])] for j in cut] + [[r"\vdots"]] * bool(more))
    table = _matrix(
        [[*map(numerals.latex, row), *more] for row in tableau.entries]
        + [[*[r"\vdots"] * (len(cut) + len(more))]] * bool(down)
    )
    lower, upper = (
        _matrix([[numerals.latex(b)] for b in bounds[: len(cut)]] + [[r"\vdots"]] * bool(more))
        for bounds in (model.lower, model.upper)
    )
    lines = [
        rf"&\text{{{word(model)}}} && {costs} x{constant}",
        rf"&\text{{subject to}} && {_sides(tableau, table + ' x', down)}",
        rf"&&& {lower} \le x = {x} \le {upper}",
    ]
    if model.is_integer:
        whole = [names.latex(model.variables[j]) for j in cut if model.integer[j]]
        shown = r",\; ".join([*whole, *([r"\ldots"] if more else [])])
        lines.append(rf"&&& {shown} \in \mathbb{{Z}}")
    return "\\\\\n".join([*lines, *(rf"&&& \text{{{line.strip()}}}" for line in _rest(tableau))])


def _added(constant: float, numeral: Callable[[float], str]) -> str:
    return f" {'-' if constant < 0 else '+'} {numeral(abs(constant))}" if constant else ""


def _sides(tableau: Tableau, middle: str, down: list[str]) -> str:
    tail = [[each] for each in down]
    if not tableau.rows:
        return r"\text{no rows}"
    if tableau.has_ranges:
        low = _matrix([[numerals.latex(line.low)] for line in tableau.rows] + tail)
        high = _matrix([[numerals.latex(line.high)] for line in tableau.rows] + tail)
        return rf"{low} \le {middle} \le {high}"
    signs = _matrix([[SIGNS[line.relation]] for line in tableau.rows] + tail, "matrix")
    return f"{middle} {signs} {_matrix([[numerals.latex(line.side)] for line in tableau.rows] + tail)}"


def _matrix(rows: Sequence[Sequence[str]], kind: str = "bmatrix") -> str:
    return rf"\begin{{{kind}}}" + r" \\ ".join(" & ".join(row) for row in rows) + rf"\end{{{kind}}}"


def _relation(tableau: Tableau) -> str:
    relations = dict.fromkeys(line.relation for line in tableau.rows)
    return next(iter(relations)) if len(relations) == 1 else f"({', '.join(relations) or '≤'})"


def _table(tableau: Tableau) -> list[list[str]]:
    """The names above, c, A with its relations and right-hand sides, the bounds and the kinds."""
    model, cut, more = tableau.model, tableau.columns, ["…"] * bool(tableau.more_columns)
    count = len(cut)
    table = [["", "x", *(names.plain(model.variables[j]) for j in cut), *more, "", "", ""]]
    table.append(["", "c", *map(numerals.exact, model.costs[:count]), *more, "", "", ""])
    for at, (line, entries) in enumerate(zip(tableau.rows, tableau.entries, strict=True)):
        sides = {"free": ["free", ""], "≤ ≤": ["from", f"{numerals.exact(line.low)} to {numerals.exact(line.high)}"]}
        side = sides.get(line.relation, [line.relation, numerals.exact(line.side)])
        table.append(
            [
                names.plain(line.name),
                "A" if at == 0 else "",
                *map(numerals.exact, entries),
                *more,
                *side,
                ["b", ""][at > 0],
            ]
        )
    table.append(["", "l", *map(numerals.exact, model.lower[:count]), *more, "", "", ""])
    table.append(["", "u", *map(numerals.exact, model.upper[:count]), *more, "", "", ""])
    if model.is_integer:
        table.append(["", "whole", *("yes" if model.integer[j] else "" for j in cut), *more, "", "", ""])
    return table


def _cell(at: int, cell: str, width: int) -> str:
    return f"{cell:<{width}}" if at < 2 else f"{cell:>{width}}"


def _rest(tableau: Tableau) -> list[str]:
    left = [(tableau.more_rows, "row"), (tableau.more_columns, "variable")]
    said = [f"{count:,} more {noun}{'' if count == 1 else 's'}" for count, noun in left if count]
    return [f"  … {' and '.join(said)}"] if said else []
