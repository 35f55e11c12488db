"""A model in AMPL itself, where it and its Python API are installed (https://amplpy.ampl.com; untested: no AMPL was at hand)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from headway.errors import NoSolver
from headway.optimize.exporting import export

CURE = "pip install amplpy, and an AMPL with a licence (https://ampl.com)"


def to_amplpy(model: Any) -> Any:
    """An ``amplpy.AMPL`` that has the model: the text of ``export(model, "ampl")``, and nothing else.

    It can be solved there with any solver of AMPL's: ``ampl.solve(solver="gurobi")``.

    Args:
        model: A PuLP ``LpProblem``, a :class:`~headway.optimize.Model`, or the path of a file.

    Raises:
        BadModel: at once, where it is no model, or AMPL can't say something of it.
        NoSolver: amplpy or AMPL is not installed; the error says what to install.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([3, 2], [[1, 1]], row_upper=[4], sense="max")
    >>> ampl = optimize.to_amplpy(model)                                                    # doctest: +SKIP
    >>> ampl.solve(solver="highs")                                                          # doctest: +SKIP
    """
    text = export(model, "ampl")
    try:
        amplpy: Any = import_module("amplpy")
    except ImportError:
        raise NoSolver("amplpy", CURE) from None
    try:
        ampl = amplpy.AMPL()
    except Exception as error:  # amplpy has no error of its own for a missing AMPL
        raise NoSolver("ampl", f"{CURE}; amplpy says: {error}") from error
    ampl.eval(text)
    return ampl
