"""Where a table comes from, as something that can be opened again and again: a file, or bytes in memory.

What is packed (gzip, zip) is told by its first bytes, not by its name, and unpacked in memory.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, BinaryIO

from headway.errors import BadOption, BadTable

READABLE = "the path of a file, bytes, a file object or a pandas DataFrame"
GZIP, ZIP, EMPTY_ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"PAR1"
OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89HDF": "an HDF5 file",
    b"SQLite f": "an SQLite database",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstandard",
}


@dataclass(frozen=True)
class Source:
    """Bytes that can be opened as often as needed; ``title`` is how messages call them, ``name`` the table's name."""

    name: str
    title: str
    content: Path | bytes

    def open(self) -> BinaryIO:
        """A stream that starts at the first byte."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def start(self, length: int) -> bytes:
        """The first bytes, at most ``length``."""
        with self.open() as stream:
            return stream.read(length)

    def within(self, content: bytes) -> Source:
        """A source of the same name with other bytes."""
        return Source(self.name, self.title, content)


def locate(given: object) -> Source:
    """The source that a path, bytes or a file object stand for; what is packed is unpacked.

    >>> locate(b"a,b").title, locate(b"a,b").open().read()
    ('the table', b'a,b')
    """
    source = _source(given)
    _refuse_other_formats(source)
    return _unpacked(source)


def _source(given: object) -> Source:
    if isinstance(given, bytes | bytearray | memoryview):
        return Source("table", "the table", bytes(given))
    if isinstance(given, str | os.PathLike):
        return _file(os.fspath(given))
    if callable(getattr(given, "read", None)):
        return _stream(given)  # type: ignore[arg-type]  # whatever has `read` is tried
    raise BadOption("source", given, READABLE)


def _file(path: str | bytes) -> Source:
    text = os.fsdecode(path)
    if "\n" in text:
        raise BadTable("a text of several lines was given where a path is expected", "Pass text.encode() to read it.")
    if re.match(r"[a-z][a-z0-9+]+://", text, re.IGNORECASE):
        raise BadTable(f"{text} is an address, and addresses are not fetched", "Download it, and pass the file's path.")
    file = Path(text)
    if file.is_dir():
        raise BadTable(f"{text} is a folder", "Pass the path of one file.")
    try:
        file.open("rb").close()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise BadTable(f"{text!r} can't be opened: {getattr(error, 'strerror', None) or error}", _near(file)) from error
    return Source(_stem(file.name), file.name, file)


def _near(file: Path) -> str:
    """A cure for a path that can't be opened: a file beside it that is called nearly so."""
    try:
        there = [other.name for other in file.parent.iterdir()]
    except (OSError, ValueError):
        return f"There is no folder {str(file.parent)!r} that could be looked into: check the path."
    near = get_close_matches(file.name, there, 1, 0.6)
    return f"Did you mean {near[0]!r}?" if near and near[0] != file.name else "Check the path."


def _stream(stream: IO[str] | IO[bytes]) -> Source:
    try:
        content = stream.read()
    except UnicodeDecodeError as error:
        raise BadTable(f"the file was opened as text, and is no {error.encoding}", "Open it with mode 'rb'.") from error
    named = getattr(stream, "name", None)
    title = Path(named).name if isinstance(named, str) and named else "the table"
    if isinstance(content, str):
        content = _encoded(content)
    if not isinstance(content, bytes | bytearray):
        raise BadOption("source", stream, READABLE)
    return Source(_stem(title) if title != "the table" else "table", title, bytes(content))


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise BadTable(f"line {line} holds half a character", "Open the file with mode 'rb' instead.") from error


def _stem(file_name: str) -> str:
    stem = re.sub(r"(?i)(\.(csv|tsv|txt|tab|dat|parquet|pq))?(\.(gz|zip))?$", "", file_name)
    return stem or file_name


def _refuse_other_formats(source: Source) -> None:
    start = source.start(8)
    for magic, what in OTHER_FORMATS.items():
        if start.startswith(magic):
            raise BadTable(f"{source.title} is {what}, not a table as text", "Save it as CSV (UTF-8), and read that.")


def _unpacked(source: Source) -> Source:
    start = source.start(4)
    if start.startswith(GZIP):
        return source.within(_gunzipped(source))
    return source.within(_unzipped(source)) if start in (ZIP, EMPTY_ZIP) else source


def _gunzipped(source: Source) -> bytes:
    try:
        with source.open() as packed, gzip.open(packed) as stream:
            return stream.read()
    except (OSError, EOFError, zlib.error) as error:
        raise BadTable(f"{source.title} starts as a gzip file and is broken: {error}", "Pack it anew.") from error


def _unzipped(source: Source) -> bytes:
    try:
        with source.open() as packed, zipfile.ZipFile(packed) as archive:
            return archive.read(_only_member(archive, source.title))
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, BadTable):
            raise
        # RuntimeError: it needs a password
        raise BadTable(
            f"{source.title} starts as a zip file and can't be unpacked: {error}", "Pack it anew."
        ) from error


def _only_member(archive: zipfile.ZipFile, title: str) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")]
    if "[Content_Types].xml" in names:
        raise BadTable(f"{title} is an Excel workbook, not a table as text", "Save it as CSV (UTF-8), and read that.")
    if len(names) != 1:
        raise BadTable(f"{title} holds {len(names)} files", "Pack the one table alone, or unpack it and pass its path.")
    return names[0]
