"""Writing models as text, a file a format. What a format can't say is refused by name; nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable

from headway.errors import BadOption
from headway.optimize.model import Model
from headway.optimize.writers.lp import lp_text
from headway.optimize.writers.mps import mps_text

WRITERS: dict[str, Callable[[Model], str]] = {"lp": lp_text, "mps": mps_text}


def text_of(model: Model, format: str) -> str:
    """The model in a format.

    Raises:
        BadOption: there is no such format.
        BadModel: the format can't say something of the model.
    """
    if format not in WRITERS:
        raise BadOption("format", format, "one of " + ", ".join(WRITERS))
    return WRITERS[format](model)
