r"""The LP format of CPLEX, as HiGHS, CPLEX, SCIP, CBC, glpsol and PuLP write it.

A comment goes from ``\`` to the end of its line. Words that begin a section can't be names; elsewhere case matters. A bound of
0 holds until ``Bounds`` state another, below an upper bound of less than 0 too: so HiGHS, SCIP, CBC and glpsol read it. Where
``Bounds`` name every variable, their order there is the model's; else it is that of the first mention. A row without a name is
``c1``, ``c2`` …, by its number, as CPLEX calls it. Semi-continuous variables, special ordered sets, quadratic terms, lazy
constraints and cuts are refused by name.

What some writers lose, no reader can bring back: PuLP leaves the objective's constant out, glpsol puts it into a comment, and
HiGHS, SCIP and glpsol leave out rows without limits; they write a row with two limits as two rows, glpsol as one with a
further variable ``~r_1``. Our own writer says in a comment, ``\~ range LOW HIGH NAME``, which two rows are one.
"""

from __future__ import annotations

from headway.optimize.model import Model
from headway.optimize.readers.lp.sections import Sections
from headway.optimize.readers.lp.tokens import Tokens


def read_lp(text: str, where: str = "the text") -> Model:
    r"""The model that a text in the LP format states.

    Args:
        text: What stands in the file. No other file is opened.
        where: What it is called in errors.

    Raises:
        UnreadableModel: with the line.

    >>> model = read_lp("Maximize\n obj: 3 x + 2 y + 7\nSubject To\n wood: 1 <= x + y <= 4\nBounds\n y free\nEnd\n")
    >>> model.variables, model.row_lower, model.row_upper, model.constant
    (('x', 'y'), array([1.]), array([4.]), 7.0)
    """
    return Sections(Tokens(text, where)).model()
