"""``show(model)``: what a model states, to be read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headway.errors import BadOption
from headway.faces.report_sheet import whole_page
from headway.faces.saving import save
from headway.faces.svg import escape
from headway.faces.wording import shorten
from headway.optimize.mathematics import algebraic, matrix
from headway.optimize.mathematics.parts import Section, components, sections_of
from headway.optimize.model import Model
from headway.optimize.stating import stated_model

FORMS = ("algebraic", "matrix")
MOST = 40
_STYLE = (
    ".hw-report table.lp td,.hw-report table.lp th{border:0;padding:2px 8px 2px 0;vertical-align:top}"
    ".hw-report table.lp td{white-space:normal}.hw-report table.lp th{text-align:left}"
)
_DOCUMENT = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[a4paper,landscape,margin=2cm]{geometry}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\begin{document}
\begin{align*}
%s
\end{align*}
\end{document}
"""


@dataclass(frozen=True, repr=False)
class Shown:
    r"""A model as mathematics: LaTeX in a notebook, text elsewhere.

    Attributes:
        title: The model's name, and what it is in a line.
        text: The whole as plain text.
        latex: The whole as LaTeX, to stand in mathematics (it needs the packages amsmath and amssymb).

    >>> shown = show(Model.of_arrays([3, 2], [[1, 1]], row_upper=[4], sense="max", name="shop", rows=["wood"]))
    >>> shown
    <Shown: shop: maximise over 2 variables, 1 row, 2 non-zeros>
    >>> print(shown.latex)
    \begin{aligned}
    &\textbf{Objective}\\
    &\quad \text{maximise} && 3\,x_{1} + 2\,x_{2}\\[4pt]
    ...
    """

    title: str
    text: str
    latex: str
    body: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}>"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex}\n$$"

    def html(self) -> str:
        """The whole as a page that loads nothing."""
        return whole_page(self.title, f"<style>{_STYLE}</style>{self.body}")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file ending in ``.txt``, ``.tex`` (a document of its own) or ``.html``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return save(path, {".txt": lambda: f"{self.text}\n", ".tex": self._document, ".html": self.html})

    def _document(self) -> str:
        inside = self.latex.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")
        return _DOCUMENT % inside


def show(model: Any, *, form: str = "algebraic", most: int = MOST) -> Shown:
    """A model as mathematics: its objective, constraints, bounds and whole variables, and its parts by their names.

    Args:
        model: A PuLP ``LpProblem``, a :class:`Model`, or the path of a file.
        form: ``"algebraic"`` or ``"matrix"``.
        most: So many rows are shown, and so many terms and names in each line; the others are counted.

    Raises:
        BadModel: it is no model.
        BadOption: another form, or less than 1 to show.

    >>> model = Model.of_arrays(
    ...     [20, 35], [[2, 4], [3, 5]], row_upper=[100, 160], sense="max", name="furniture",
    ...     variables=["chairs", "tables"], rows=["labour", "space"])
    >>> print(show(model))  # doctest: +NORMALIZE_WHITESPACE
    furniture: maximise over 2 variables, 2 rows, 4 non-zeros
    <BLANKLINE>
    Objective
      maximise  20 chairs + 35 tables
    <BLANKLINE>
    Constraints
      labour:  2 chairs + 4 tables  ≤ 100
      space:   3 chairs + 5 tables  ≤ 160
    <BLANKLINE>
    Bounds
      chairs, tables ≥ 0
    <BLANKLINE>
    Components
      Decision variables       2: chairs and tables
      Objective coefficients   chairs 20, tables 35
      Constraint coefficients  4 of 2 × 2 are not 0; their sizes: from 2 to 5
      Right-hand sides         labour 100, space 160
    """
    if form not in FORMS:
        raise BadOption("form", form, "one of " + ", ".join(FORMS))
    if not isinstance(most, int) or most < 1:
        raise BadOption("most", most, "a whole number from 1 on")
    stated, _ = stated_model(model)
    title = f"{shorten(stated.name, 80)}: {repr(stated).partition(': ')[2]}"
    return _in_matrices(stated, title, most) if form == "matrix" else _in_algebra(title, sections_of(stated, most))


def _in_algebra(title: str, sections: tuple[Section, ...]) -> Shown:
    return _shown(title, algebraic.text_of(sections), algebraic.latex_of(sections), algebraic.html_of(sections))


def _in_matrices(model: Model, title: str, most: int) -> Shown:
    tableau, parts = matrix.tableau_of(model, most), (components(model, min(most, 12)),)
    return _shown(
        title,
        f"{matrix.text_of(tableau)}\n\n{algebraic.text_of(parts)}",
        f"{matrix.latex_of(tableau)}\\\\[4pt]\n{algebraic.latex_of(parts)}",
        matrix.html_of(tableau) + algebraic.html_of(parts),
    )


def _shown(title: str, text: str, latex: str, body: str) -> Shown:
    return Shown(
        title,
        f"{title}\n\n{text}",
        f"\\begin{{aligned}}\n{latex}\n\\end{{aligned}}",
        f"<h1>{escape(title)}</h1>{body}",
    )
