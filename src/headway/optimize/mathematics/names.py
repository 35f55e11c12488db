"""The user's names in a text and in LaTeX: none can be taken for mathematics, and none for a command."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headway.faces.wording import shorten

LONGEST = 60
_INDEX = r"'[^'‘’\[\]()]*'|[^\s'‘’\[\]()]"
_PLAIN = re.compile(rf"[^\W\d]\w*(?:\.\w+)*(?:[\[(](?:{_INDEX})*[\])])?")  # also x[1,2], x['a b'] and x_(1,_2)
_RUNS = re.compile(r"[^\x00-\x7f]+|[A-Za-z0-9 %#&$_,.:;()\[\]]+|.", re.DOTALL)  # each in one font
_WORD = re.compile(r"[A-Za-z0-9]")
_INDEXED = re.compile(r"([A-Za-z])_?([0-9]+)")
_OF_LATEX = {
    "\\": r"\backslash ",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "$": r"\$",
    "^": r"\wedge ",
    "~": r"\sim ",
    "<": r"\langle ",
    ">": r"\rangle ",
    "'": r"\text{'}",
    "-": r"\text{-}",
    "*": r"\text{*}",
    " ": r"\ ",
}


def plain(name: str) -> str:
    """A name in a text: quoted where it would read as something else, cut in its middle where it is long.

    >>> plain("chairs"), plain("x[1,2]"), plain("book case"), plain("2x")
    ('chairs', 'x[1,2]', '‘book case’', '‘2x’')
    >>> print(plain("make['book case',3]"))
    make['book case',3]
    """
    shown = shorten(name, LONGEST)
    return shown if _PLAIN.fullmatch(shown.replace("…", "_")) else f"‘{shown}’"


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a row, the last after "and"; those beyond ``most`` are counted.

    >>> listed(["x", "y", "z"]), listed(["x", "y", "z", "u"], 2)
    ('x, y and z', 'x, y and 2 more')
    """
    shown = [plain(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def latex(name: str) -> str:
    r"""A name in LaTeX's mathematics: a letter with a number has it as its index, other names are upright.

    >>> latex("x12"), latex("book case"), latex("50% off"), latex("é<b>")
    ('x_{12}', '\\mathrm{book\\ case}', '\\mathrm{50\\%\\ off}', '\\text{é}\\langle \\mathrm{b}\\rangle ')
    """
    shown = shorten(name, LONGEST)
    indexed = _INDEXED.fullmatch(shown)
    if indexed:
        return f"{indexed[1]}_{{{indexed[2]}}}"
    if len(shown) == 1 and shown.isascii() and shown.isalpha():
        return shown
    return latex_words(shown) or r"\text{‘’}"


def latex_words(words: str) -> str:
    r"""Any words in LaTeX's mathematics, upright. Neither LaTeX nor what draws it in a notebook reads them as commands.

    >>> latex_words("a_b, 2")
    '\\mathrm{a\\_b,\\ 2}'
    """
    return "".join(_run(run) for run in _RUNS.findall(words))


def _run(run: str) -> str:
    if not run.isascii():
        return rf"\text{{{run}}}"
    inside = "".join(_OF_LATEX.get(letter, letter) for letter in run)
    return rf"\mathrm{{{inside}}}" if _WORD.search(run) else inside
