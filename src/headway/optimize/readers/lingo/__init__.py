"""LINGO's modelling language: linear models as its manual has them, read strictly. Nothing was tried against a LINGO.

Read are ``MODEL:`` … ``END``, ``TITLE``, comments, ``MAX =`` and ``MIN =``, rows, ``@FREE``, ``@GIN``, ``@BIN``, ``@BND``; SETS
(primitive, derived, listed, by a condition) and DATA; ``@SUM``, ``@FOR``, conditions, ``@SIZE``, ``@INDEX``, ``@IN``, ``@WRAP``,
``@ABS``. Everything else is refused by name: other functions, CALC, INIT, submodels, what is not linear.

Names: LINGO does not tell upper case from lower; a variable keeps the spelling that it has first. What belongs to a set is
called ``X(CHAIR)``, a row without a name ``_3``: LINGO's own number, which counts the objective. What LINGO can't say, rows
with two limits among it, stands in comments of Headway's own (see ``notes``).
"""

from __future__ import annotations

from headway.optimize.model import Model
from headway.optimize.readers.lingo.assembly import Assembly
from headway.optimize.readers.lingo.notes import notes_of
from headway.optimize.readers.lingo.statements import text_of
from headway.optimize.readers.lingo.tokens import Source


def read_lingo(text: str, where: str = "the text") -> Model:
    """The model that a LINGO text states.

    Args:
        text: What stands in the file. No other file is opened.
        where: What it is called in errors.

    Raises:
        UnreadableModel: with the line.

    >>> model = read_lingo("MODEL: MAX = 3*X + 2*Y + 7; [WOOD] X + Y <= 4; @BND(0, X, 3); @GIN(Y); END")
    >>> model.variables, model.rows, model.constant
    (('X', 'Y'), ('WOOD',), 7.0)
    """
    source = Source(text, where)
    stated = text_of(source)
    try:
        return Assembly(source).model(stated, notes_of(source))
    except RecursionError:  # conditions of sets that ask for sets with conditions, and so on
        raise source.fail(0, "sets depend on each other too deep", "State their members in DATA.") from None
