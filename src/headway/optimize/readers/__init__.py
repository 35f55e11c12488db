"""Reading models from files and texts. A text never opens a file, and nothing in one is ever run."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from headway.errors import BadModel, BadOption
from headway.optimize.model import Model
from headway.optimize.readers.mps import read_mps

READERS: dict[str, Callable[[str, str], Model]] = {"mps": read_mps}


def read(path: str | PathLike[str]) -> Model:
    """The model in a file; its ending (``.mps`` …) says the format.

    Raises:
        BadModel: there is no such file, or its ending is not known.
        UnreadableModel: it states no model in that format; with the line.
    """
    file = Path(path)
    kind = file.suffix.lstrip(".").lower()
    if kind not in READERS:
        raise BadModel(f"{file} ends in {file.suffix or 'nothing'!r}", f"Known are {', '.join('.' + k for k in READERS)}.")
    try:
        text = file.read_text(encoding="utf-8", errors="strict")
    except FileNotFoundError:
        raise BadModel(f"there is no file {file}", "") from None
    except UnicodeDecodeError:
        text = file.read_text(encoding="latin-1")
    except OSError as refused:
        raise BadModel(f"{file} can't be read: {refused.strerror}", "") from None
    return READERS[kind](text, str(file))


def read_text(text: str, format: str) -> Model:
    """The model that a text states; ``format`` is one of ``"mps"`` …"""
    if format not in READERS:
        raise BadOption("format", format, "one of " + ", ".join(READERS))
    return READERS[format](text, "the text")
