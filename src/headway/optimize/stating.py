"""What people give for a model, as arrays: a PuLP problem, a file, or a model that is one."""

from __future__ import annotations

from os import PathLike
from typing import Any

from headway.errors import BadModel
from headway.optimize.from_pulp import Origin, is_pulp, model_of
from headway.optimize.model import Model


def stated_model(given: Any) -> tuple[Model, Origin | None]:
    """What is stated, as arrays, and the PuLP problem that it came from.

    Raises:
        BadModel: it is no model, or one that can't be solved as it is stated.
        UnreadableModel: a file that states none; with the line.
    """
    if isinstance(given, Model):
        return given, None
    if is_pulp(given):
        return model_of(given)
    if isinstance(given, (str, PathLike)):
        from headway.optimize.readers import read

        return read(given), None
    raise BadModel(
        f"{type(given).__name__} is no model",
        "Give a PuLP LpProblem, the path of a file, or arrays: optimize.Model.of_arrays(costs, matrix, …).",
    )
