"""Writing models as text, a writer a format. What a format can't say is refused by name; nothing is lost in silence."""

from __future__ import annotations

from importlib import import_module

from headway.errors import BadOption
from headway.optimize.model import Model

# Each format: the function that writes it, in the module of the same name.
WRITERS = {"ampl": "ampl_text", "lingo": "lingo_text", "lp": "lp_text", "mps": "mps_text"}
ENDINGS = {".mod": "ampl", ".ampl": "ampl", ".lng": "lingo", ".lp": "lp", ".mps": "mps"}


def text_of(model: Model, format: str) -> str:  # noqa: A002 - the word that people look for
    """The model in a format.

    Raises:
        BadOption: there is no such format.
        BadModel: the format can't say something of the model.
    """
    if format not in WRITERS:
        raise BadOption("format", format, "one of " + ", ".join(WRITERS))
    written: str = getattr(import_module(f"headway.optimize.writers.{format}"), WRITERS[format])(model)
    return written


def parts_of(model: Model) -> tuple[str, str]:
    """The model as AMPL in two texts: the model, and its data."""
    from headway.optimize.writers.ampl.writing import ampl_parts

    return ampl_parts(model)
