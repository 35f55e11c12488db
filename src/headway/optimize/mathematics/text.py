"""Lines as plain text: like variables under each other where there is room, and else one term after another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from headway.optimize.mathematics.lines import Line, Sum
from headway.optimize.mathematics.names import plain
from headway.optimize.mathematics.numerals import exact

WIDTH = 100
MOST_COLUMNS = 10


def term(coefficient: float, name: str) -> str:
    """A term without its sign.

    >>> term(-2.5, "chairs"), term(1, "x")
    ('2.5 chairs', 'x')
    """
    size = exact(abs(coefficient))
    return plain(name) if size == "1" else f"{size} {plain(name)}"


def sum_text(total: Sum) -> str:
    """A sum, one term after another.

    >>> sum_text(Sum(((2, "x"), (-1, "y")), more=3, constant=7))
    '2 x - y + … 3 more terms + 7'
    """
    signed = [("-" if coefficient < 0 else "+", term(coefficient, name)) for coefficient, name in total.terms]
    if total.more:
        signed.append(("+", f"… {total.more:,} more term{'' if total.more == 1 else 's'}"))
    if total.constant or not signed:
        signed.append(("-" if total.constant < 0 else "+", exact(abs(total.constant))))
    first, *others = signed
    return " ".join([("-" if first[0] == "-" else "") + first[1], *(f"{sign} {words}" for sign, words in others)])


def line_text(line: Line, total: str | None = None) -> str:
    """A line, without its name.

    >>> line_text(Line("r", 1, Sum(((2, "x"),)), 8))
    '1 ≤ 2 x ≤ 8'
    """
    middle = sum_text(line.sum) if total is None else total
    if line.relation == "free":
        return f"{middle}  is free"
    if line.relation == "≤ ≤":
        return f"{exact(line.low)} ≤ {middle} ≤ {exact(line.high)}"
    return f"{middle} {line.relation} {exact(line.side)}"


def block(lines: Sequence[tuple[str, Line | Sum]], indent: str = "  ") -> list[str]:
    """Lines under each other, each after its label: in columns where there is room, else wrapped."""
    width = min(24, max((len(label) for label, _ in lines), default=0))
    heads = [f"{indent}{label.ljust(width)}  " for label, _ in lines]
    totals = _aligned([line.sum if isinstance(line, Line) else line for _, line in lines])
    if len(lines) > 1 and totals and len(heads[0]) + len(totals[0]) <= WIDTH - 20:
        return [head + words for head, words in zip(heads, _ruled(lines, totals), strict=True)]
    later = " " * (len(indent) + width + 4)
    words = [line_text(line) if isinstance(line, Line) else sum_text(line) for _, line in lines]
    return [each for head, said in zip(heads, words, strict=True) for each in _wrapped(head, said, later)]


def wrapped(words: str) -> list[str]:
    """Words over as many lines as they take, indented."""
    return _wrapped("  ", words, "      ")


def told(words: Sequence[tuple[str, str]]) -> list[str]:
    """What is told of each thing, under each other."""
    width = max((len(what) for what, _ in words), default=0)
    return [line for what, said in words for line in _wrapped(f"  {what:<{width}}  ", said, " " * (width + 4))]


def _wrapped(first: str, words: str, later: str) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _ruled(lines: Sequence[tuple[str, Line | Sum]], totals: Sequence[str]) -> list[str]:
    """The lines with their sums aligned, and so their relations and right-hand sides."""
    ruled = [(total, line) for total, (_, line) in zip(totals, lines, strict=True)]
    lows = [f"{exact(line.low)} ≤ " if isinstance(line, Line) and line.relation == "≤ ≤" else "" for _, line in ruled]
    sides = [exact(line.side) if isinstance(line, Line) and line.relation != "free" else "" for _, line in ruled]
    low, side = max(map(len, lows)), max(map(len, sides))
    return [
        f"{low_here:>{low}}{total}  {_sign(line)} {side_here:>{side}}".rstrip()
        for low_here, side_here, (total, line) in zip(lows, sides, ruled, strict=True)
    ]


def _sign(line: Line | Sum) -> str:
    if isinstance(line, Sum):
        return ""
    return {"≤ ≤": "≤", "free": "is free"}.get(line.relation, line.relation)


Cell = tuple[bool, str]  # whether it is subtracted, and what; an empty text where there is nothing


def _aligned(totals: Sequence[Sum]) -> list[str]:
    """The sums, all of one length, with a column for each variable; none where they have too many, or parts left out."""
    names = list(dict.fromkeys(name for total in totals for _, name in total.terms))
    if len(names) > MOST_COLUMNS or any(total.more for total in totals):
        return []
    rows = [_cells(total, names) for total in totals]
    widths = [max(len(words) for _, words in column) for column in zip(*rows, strict=True)]
    sums = [_row(row, widths) for row in rows]
    bare = min((len(line) - len(line.lstrip()) for line in sums), default=0)
    return [line[bare:] for line in sums]


def _cells(total: Sum, names: Sequence[str]) -> list[Cell]:
    held = {name: (coefficient < 0, term(coefficient, name)) for coefficient, name in total.terms}
    constant = exact(abs(total.constant)) if total.constant or not total.terms else ""
    return [*(held.get(name, (False, "")) for name in names), (total.constant < 0, constant)]


def _row(cells: Sequence[Cell], widths: Sequence[int]) -> str:
    first = next(at for at, (_, words) in enumerate(cells) if words)
    signs = ["-" if is_less else "+" if words and at > first else "" for at, (is_less, words) in enumerate(cells)]
    parts = [
        f"{sign:<2}{words:>{width}}" for sign, (_, words), width in zip(signs, cells, widths, strict=True) if width
    ]
    return " ".join(parts)
