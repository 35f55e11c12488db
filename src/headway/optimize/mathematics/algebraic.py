"""The algebraic form of a model as text, LaTeX and HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from headway.faces.report_sheet import section as titled
from headway.faces.svg import escape
from headway.optimize.mathematics import names, numerals, text
from headway.optimize.mathematics.lines import Line, Sum
from headway.optimize.mathematics.parts import Group, Section

TERMS_A_LINE = 8  # of LaTeX, which breaks no line by itself
RELATIONS = {"=": "=", "≤": r"\le", "≥": r"\ge"}


def text_of(sections: Sequence[Section]) -> str:
    """The sections as plain text."""
    return "\n\n".join("\n".join(_text_lines(section)) for section in sections)


def latex_of(sections: Sequence[Section]) -> str:
    """The sections as the lines of an ``aligned`` or ``align*`` environment."""
    return "\\\\[4pt]\n".join("\\\\\n".join(_latex_lines(section)) for section in sections)


def html_of(sections: Sequence[Section]) -> str:
    """The sections as markup."""
    return "".join(titled(section.title, _html(section)) for section in sections)


def _text_lines(section: Section) -> list[str]:
    return [
        section.title,
        *text.block(section.lines),
        *(line for group in section.groups for line in text.wrapped(_group_text(group))),
        *text.told(section.words),
        *([f"  {section.note}"] if section.note else []),
    ]


def _group_text(group: Group) -> str:
    shown = ", ".join([*map(names.plain, group.names), *([f"… {group.more:,} more"] if group.more else [])])
    if group.kind:
        return f"{shown} ∈ {{0, 1}}" if group.kind == "binary" else f"{shown} whole"
    low, high = numerals.exact(group.low), numerals.exact(group.high)
    match (bool(np.isfinite(group.low)), bool(np.isfinite(group.high))):
        case (True, True):
            return f"{shown} = {low}" if group.low == group.high else f"{low} ≤ {shown} ≤ {high}"
        case (True, False):
            return f"{shown} ≥ {low}"
        case (False, True):
            return f"{shown} ≤ {high}"
    return f"{shown} free"


def _latex_lines(section: Section) -> list[str]:
    return [
        rf"&\textbf{{{section.title}}}",
        *(part for label, line in section.lines for part in _latex_line(label, line)),
        *(part for group in section.groups for part in _broken("", _group_latex(group))),
        *(part for what, told in section.words for part in _told_latex(what, told)),
        *([rf"&&& \text{{{section.note}}}"] if section.note else []),
    ]


def _latex_line(label: str, line: Line | Sum) -> list[str]:
    head = rf"\text{{{label}}}" if isinstance(line, Sum) else f"{names.latex(line.name)}:"
    return _broken(head, _sum_latex(line) if isinstance(line, Sum) else _line_latex(line))


def _line_latex(line: Line) -> list[str]:
    total = _sum_latex(line.sum)
    if line.relation == "free":
        return [*total, r"\quad \text{is free}"]
    if line.relation == "≤ ≤":
        return [rf"{numerals.latex(line.low)} \le {total[0]}", *total[1:], rf"\le {numerals.latex(line.high)}"]
    return [*total, f"{RELATIONS[line.relation]} {numerals.latex(line.side)}"]


def _sum_latex(total: Sum) -> list[str]:
    signed = [(coefficient < 0, _term_latex(coefficient, name)) for coefficient, name in total.terms]
    if total.more:
        signed.append((False, rf"\cdots \text{{ {total.more:,} more}}"))
    if total.constant or not signed:
        signed.append((total.constant < 0, numerals.latex(abs(total.constant))))
    first, *others = signed
    return [("-" if first[0] else "") + first[1], *(f"{'-' if is_less else '+'} {words}" for is_less, words in others)]


def _term_latex(coefficient: float, name: str) -> str:
    size = numerals.latex(abs(coefficient))
    return names.latex(name) if size == "1" else rf"{size}\,{names.latex(name)}"


def _group_latex(group: Group) -> list[str]:
    shown = [rf"{names.latex(name)},\;" for name in group.names]
    shown[-1] = shown[-1].removesuffix(r",\;")
    if group.more:
        shown[-1] += rf",\;\ldots \text{{ {group.more:,} more}}"
    if group.kind:
        return [*shown, r"\in \{0, 1\}" if group.kind == "binary" else r"\in \mathbb{Z}"]
    low, high = numerals.latex(group.low), numerals.latex(group.high)
    if group.low == group.high:
        return [*shown, f"= {low}"]
    if not np.isfinite(group.low) and not np.isfinite(group.high):
        return [*shown, r"\in \mathbb{R} \quad \text{(free)}"]
    first = rf"{low} \le " if np.isfinite(group.low) else ""
    last = rf"\le {high}" if np.isfinite(group.high) else ""
    if first and not last:
        return [*shown, rf"\ge {low}"]
    return [first + shown[0], *shown[1:], last]


def _told_latex(what: str, told: str) -> list[str]:
    first, *later = textwrap.wrap(told, 72)
    head = rf"&\quad\text{{{what}}} && "
    return [head + names.latex_words(first), *(f"&&& {names.latex_words(line)}" for line in later)]


def _broken(head: str, parts: Sequence[str]) -> list[str]:
    """The parts over as many lines as they take."""
    chunks = [" ".join(parts[at : at + TERMS_A_LINE]) for at in range(0, len(parts), TERMS_A_LINE)]
    return [rf"&\quad {head} && {chunks[0]}", *(rf"&&& \quad {chunk}" for chunk in chunks[1:])]


def _html(section: Section) -> str:
    lines = "".join(_html_line(label, line) for label, line in section.lines)
    table = f'<div class="scroll"><table class="lp">{lines}</table></div>' if lines else ""
    groups = "".join(f"<p>{escape(_group_text(group))}</p>" for group in section.groups)
    words = "".join(f"<p><b>{escape(what)}</b>: {escape(told)}</p>" for what, told in section.words)
    note = f'<p class="muted">{escape(section.note)}</p>' if section.note else ""
    return table + groups + words + note


def _html_line(label: str, line: Line | Sum) -> str:
    if isinstance(line, Sum):
        cells = ["", text.sum_text(line), "", ""]
    else:
        low = f"{numerals.exact(line.low)} ≤" if line.relation == "≤ ≤" else ""
        relation = {"≤ ≤": "≤", "free": "is free"}.get(line.relation, line.relation)
        cells = [low, text.sum_text(line.sum), relation, "" if relation == "is free" else numerals.exact(line.side)]
    return f"<tr><th>{escape(label)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
