"""Files that are named on the command line, looked at before any work is done."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from headway.errors import UsageError


def check_table(word: str, what: str = "table") -> None:
    """Raises :class:`UsageError` where there is no such file to read."""
    path = Path(word)
    if path.is_dir():
        raise UsageError(f"{word} is a folder: name the file of the {what}")
    if path.is_fifo():  # to open a pipe is to wait for who writes into it
        return
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"can't read the {what} {word}: {error.strerror}") from error


def check_new_file(option: str, word: str, *suffixes: str) -> None:
    """Raises :class:`UsageError` where no such file can be written; one that is there is replaced."""
    path = Path(word).absolute()
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{option} {word}: the name of the file must end in {' or '.join(suffixes)}")
    if path.is_dir():
        raise UsageError(f"{option} {word}: this is a folder; name a file, such as {path / ('model' + suffixes[0])}")
    if not path.parent.is_dir():
        raise UsageError(f"{option} {word}: there is no folder {path.parent}; make it first")
    try:
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise UsageError(f"{option} {word}: can't write into {path.parent}: {error.strerror}") from error
