"""Models as text in the formats of others."""

from __future__ import annotations

from typing import Any, Literal, overload

from headway.errors import BadOption
from headway.optimize.stating import stated_model
from headway.optimize.writers import parts_of, text_of

Format = Literal["ampl", "lingo", "mps", "lp"]


@overload
def export(model: Any, format: Format, *, split: Literal[False] = False) -> str: ...
@overload
def export(model: Any, format: Literal["ampl"], *, split: Literal[True]) -> tuple[str, str]: ...
def export(model: Any, format: str, *, split: bool = False) -> str | tuple[str, str]:  # noqa: A002 - the word people look for
    r"""A model as text: AMPL, LINGO, MPS or LP.

    Nothing is lost: sense, constant, ranges, bounds, kinds, names, 17 digits. Read again, it is the same model.

    Args:
        model: a PuLP ``LpProblem``, a :class:`Model`, or the path of a file.
        format: "ampl" (one text with a ``data;`` section; by sets where names show an index: ``ship_A_x``), "lingo",
            "mps" (free columns) or "lp" (as CPLEX has it).
        split: of AMPL, two texts: the model, and the data.

    Raises:
        BadOption: there is no such format, or it can't be split.
        BadModel: the format can't say something of the model; it is named.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([3, 2], [[1, 1]], row_upper=[4], sense="max", variables=["x", "y"], rows=["wood"])
    >>> print(optimize.export(model, "lp"))
    \Problem name: model
    Maximize
    ...
    """
    stated, _ = stated_model(model)
    if not split:
        return text_of(stated, format)
    if format != "ampl":
        raise BadOption("split", split, "False: only AMPL parts a model and its data")
    return parts_of(stated)
