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
    """The tableau as the lines of an ``aligned`` or ``align*`` environment: each part under its title, names at its edges."""
    model = tableau.model
    rest = [rf"&&& \text{{{line.strip()}}}" for line in _rest(tableau)]
    parts = [
        (
            "Objective",
            [
                _stated(word(model), rf"c\,x{_added(model.constant, numerals.latex)}"),
                *_under_names(tableau, {"c": model.costs}),
            ],
        ),
        ("Constraints", [_stated("subject to", _rows_in_symbols(tableau)), *_rows(tableau)]),
        ("Bounds", [_stated("", r"l \le x \le u"), *_under_names(tableau, {"l": model.lower, "u": model.upper})]),
        ("Whole variables", _whole(tableau)),
    ]
    titled = [[rf"&\textbf{{{title}}}", *lines] for title, lines in parts if lines]
    titled[-1] += rest
    return "\\\\[4pt]\n".join("\\\\\n".join(lines) for lines in titled)


def _added(constant: float, numeral: Callable[[float], str]) -> str:
    return f" {'-' if constant < 0 else '+'} {numeral(abs(constant))}" if constant else ""


def _stated(head: str, symbols: str) -> str:
    return rf"&\quad \text{{{head}}} && {symbols}" if head else rf"&&& {symbols}"


def _rows_in_symbols(tableau: Tableau) -> str:
    if tableau.has_ranges:
        return r"b \le A\,x \le b'"
    relations = dict.fromkeys(SIGNS[line.relation] for line in tableau.rows) or [r"\le"]
    signs = ", ".join(relations)
    return rf"A\,x {signs} b" if len(relations) == 1 else rf"A\,x \;({signs})\; b"


def _under_names(tableau: Tableau, vectors: dict[str, Floats]) -> list[str]:
    """Vectors ``(n,)``, each in a row, under the names of the variables."""
    if not tableau.model.variables:
        return [r"&&& \text{no variables}"]
    more = [r"\cdots"] if tableau.more_columns else []
    rows = [[name, *map(numerals.latex, vector[: len(tableau.columns)]), *more] for name, vector in vectors.items()]
    return [_array([["x", *_names(tableau)], *rows], "r|" + "r" * (len(rows[0]) - 1))]


def _rows(tableau: Tableau) -> list[str]:
    """A with the names of its rows and columns, and beside it b, or both sides."""
    if not tableau.rows:
        return [r"&&& \text{no rows}"]
    head = ["A", *_names(tableau), *(["b", "b'"] if tableau.has_ranges else ["", "b"])]
    more = [r"\cdots"] if tableau.more_columns else []
    rows = [
        [_leading(names.latex(line.name)), *map(numerals.latex, entries), *more, *_side(line, tableau.has_ranges)]
        for line, entries in zip(tableau.rows, tableau.entries, strict=True)
    ]
    down = [[r"\vdots"] * len(head)] if tableau.more_rows else []
    return [_array([head, *rows, *down], f"r|{'r' * (len(head) - 3)}|{'rr' if tableau.has_ranges else 'cr'}")]


def _side(line: Line, has_ranges: bool) -> list[str]:
    if has_ranges:
        return [numerals.latex(line.low), numerals.latex(line.high)]
    return [SIGNS[line.relation], numerals.latex(line.side)]


def _names(tableau: Tableau) -> list[str]:
    more = [r"\cdots"] if tableau.more_columns else []
    return [*(names.latex(tableau.model.variables[j]) for j in tableau.columns), *more]


def _leading(shown: str) -> str:
    r"""What may begin a row: after ``\\`` a bracket would be taken for a distance."""
    return f"{{{shown}}}" if shown.startswith("[") else shown


def _whole(tableau: Tableau) -> list[str]:
    model = tableau.model
    if not model.is_integer:
        return []
    whole = [names.latex(model.variables[j]) for j in tableau.columns if model.integer[j]]
    shown = r",\; ".join([*whole, *([r"\ldots"] if tableau.more_columns else [])])
    return [rf"&&& {shown} \in \mathbb{{Z}}"]


def _array(rows: Sequence[Sequence[str]], columns: str) -> str:
    head, *below = (" & ".join(row) for row in rows)
    body = r" \\ ".join(below)
    return rf"&&& \begin{{array}}{{{columns}}}{head} \\ \hline {body}\end{{array}}"


def _relation(tableau: Tableau) -> str:
    relations = dict.fromkeys(line.relation for line in tableau.rows) or ["≤"]
    return next(iter(relations)) if len(relations) == 1 else f"({', '.join(relations)})"


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
