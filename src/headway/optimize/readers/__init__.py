"""Reading models from files and texts, a reader a format. A text never opens a file, and nothing in one is ever run."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from importlib import import_module
from os import PathLike
from pathlib import Path
from stat import S_ISREG
from typing import Any

from headway.errors import BadModel, BadOption
from headway.optimize.model import Model

# Each format: the module and the function that reads it.
READERS = {"ampl": "read_ampl", "lingo": "read_lingo", "lp": "read_lp", "mps": "read_mps"}
ENDINGS = {".mod": "ampl", ".ampl": "ampl", ".lng": "lingo", ".lp": "lp", ".mps": "mps"}


def read(path: str | PathLike[str], *, data: str | PathLike[str] | None = None) -> Model:
    """The model in a file; its ending says the format: ``.mod`` (AMPL), ``.lng`` (LINGO), ``.lp``, ``.mps``.

    Args:
        path: the file.
        data: of AMPL, a file with the data (default: the one beside it of the same name ending in ``.dat``, if there is one).

    Raises:
        BadModel: there is no such file, or its ending is not known.
        UnreadableModel: it states no model in that format; with the line.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "shop.lp")
    ...     _ = file.write_text("Maximize obj: 3 x + 2 y Subject To wood: x + y <= 4 End")
    ...     read(file)
    Model: maximise over 2 variables, 1 row, 2 non-zeros
    """
    file = path_of(path)
    kind = ENDINGS.get(file.suffix.lower())
    if kind is None:
        raise BadModel(
            f"{file} ends in {file.suffix or 'nothing'!r}", f"Known are {', '.join(ENDINGS)}; a text goes to read_text."
        )
    text = text_of_file(file)
    if kind != "ampl":
        if data is not None:
            raise BadOption("data", data, "None: only AMPL keeps data in a file of its own")
        return _reader(kind)(text, str(file))
    beside = file.with_suffix(".dat")
    if data is None and beside.is_file():
        data = beside
    if data is None:
        return _reader(kind)(text, str(file))
    beside = path_of(data)
    return _reader(kind)(text, str(file), text_of_file(beside), str(beside))


def read_text(text: str, format: str) -> Model:  # noqa: A002 - the word that people look for
    """The model that a text states; ``format`` is "ampl", "lingo", "lp" or "mps".

    Raises:
        BadOption: there is no such format.
        BadModel: it is no text.
        UnreadableModel: the text states no model in that format; with the line.

    >>> read_text("Maximize obj: 3 x + 2 y Subject To wood: x + y <= 4 End", "lp")
    Model: maximise over 2 variables, 1 row, 2 non-zeros
    """
    if format not in READERS:
        raise BadOption("format", format, "one of " + ", ".join(READERS))
    return _reader(format)(checked_text(text), "the text")


def path_of(given: Any) -> Path:
    """The path that is given.

    Raises:
        BadModel: it is none.
    """
    try:
        return Path(given)
    except TypeError:
        raise BadModel(f"{type(given).__name__} is no path", "Give that of a file.") from None


def checked_text(given: Any) -> str:
    """The text that is given, without the mark of its encoding.

    Raises:
        BadModel: it is none.
    """
    if not isinstance(given, str):
        raise BadModel(f"{type(given).__name__} is no text", "Give a string; the path of a file goes to read.")
    return given.removeprefix("\ufeff")


def text_of_file(file: Path) -> str:
    """What a file holds, as UTF-8 or what its mark says, or as Latin-1 where it is not that.

    Raises:
        BadModel: there is no such file, or it can't be read.
    """
    try:
        held = file.read_bytes() if S_ISREG(file.stat().st_mode) else None  # a pipe may never end
    except FileNotFoundError:
        raise BadModel(f"there is no file {file}", "Look at the path.") from None
    except OSError as refused:
        raise BadModel(f"{file} can't be read: {refused.strerror}", "Look at the path and its permissions.") from None
    except ValueError as refused:
        raise BadModel(f"{str(file)!r} can't be a path: {refused}", "Look at it.") from None
    if held is None:
        raise BadModel(f"{file} is no file", "It is a folder, a pipe or a device; name a file.")
    try:
        return held.decode("utf-16" if held.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        return held.decode("latin-1")


def _reader(kind: str) -> Callable[..., Model]:
    reader: Callable[..., Model] = getattr(import_module(f"headway.optimize.readers.{kind}"), READERS[kind])
    return reader
