"""A HiGHS that has a model and options, and has not begun."""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.errors import BadOption, NoSolver
from headway.optimize.limits import is_number, processors
from headway.optimize.model import Model, Sense


def load() -> Any:
    """The module, or an error that says what to install."""
    try:
        import highspy
    except ImportError:
        raise NoSolver("highs", 'pip install "headway[optimize]"') from None
    return highspy


def handed_over(model: Model) -> Any:
    """A silent HiGHS that has the model."""
    highspy = load()
    highs = highspy._core._Highs()
    highs.setOptionValue("output_flag", False)
    matrix = model.matrix
    given = (
        len(model.variables),
        len(model.rows),
        matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize if model.sense is Sense.MAX else highspy.ObjSense.kMinimize),
        model.constant,
        model.costs,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        matrix.indptr.astype(np.int32, copy=False),
        matrix.indices.astype(np.int32, copy=False),
        matrix.data,
        model.integer.astype(np.int32),
    )
    if highs.passModel(*given) == highspy.HighsStatus.kError:
        raise NoSolver("highs", "the model was refused by it: please report this with the model")
    return highs


def set_options(highs: Any, options: dict[str, Any]) -> None:
    """Set those that are not None.

    Raises:
        BadOption: HiGHS has no such option, or not with such a value.
    """
    import highspy

    for name, value in options.items():
        if value is None:
            continue
        if name == "threads" and is_number(value):  # as many as one asks for: a million end the process
            value = min(value, processors())
        try:
            state = highs.setOptionValue(name, value)
        except TypeError:  # of a kind that no option has
            state = highspy.HighsStatus.kError
        if state == highspy.HighsStatus.kError:
            raise BadOption(name, value, "an option of HiGHS with a value of its kind (https://highs.dev, Options)")


def check_options(options: dict[str, Any]) -> None:
    """Raise for an option that HiGHS would refuse.

    Raises:
        BadOption: as :func:`set_options`.
    """
    set_options(load()._core._Highs(), {"output_flag": False, **options})
