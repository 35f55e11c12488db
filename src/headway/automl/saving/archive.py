"""The zip: written as a whole or not at all, and read with nothing taken on trust, sizes and names included."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from headway.errors import BadModelFile, BadOption

CURE = "Give a file that Model.save() wrote, and copy it anew if it may be damaged"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_BYTES = 8 * 2**30  # of all members together, unpacked
MOST_TIMES = 250  # as large as packed may a member get; what we write stays below 100
SMALL = 2**20  # bytes for which that does not matter
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows: a file tells nothing of when


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members, in this order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def checked_path(path: Any) -> Path:
    """A path that a file may be written to.

    Raises:
        BadOption: it is no path, or one of a folder.
    """
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise BadOption("path", path, "a file's path, such as 'model.zip'")
    file = Path(os.fsdecode(os.fspath(path)))
    if file.is_dir():
        raise BadOption("path", str(file), "a file's path; this is a folder")
    if not file.parent.is_dir():
        raise BadOption("path", str(file), f"a file in a folder that is there; there is no folder {str(file.parent)!r}")
    return file


def write(path: Path, content: bytes) -> None:
    """Write it beside its place, then put it there in one step: what was there stays until then, or for good."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _mode(path: Path) -> int:
    """That of the file that is replaced, or what a new file gets here."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def opened(path: Any) -> Iterator[Archive]:
    """The members of a file, checked; every fault of the zip is told as a :class:`BadModelFile`."""
    name = _title(path)
    try:
        with _stream(path) as stream, zipfile.ZipFile(stream) as archive:
            yield Archive(name, archive)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise BadModelFile(f"{name} is no zip, or a broken one: {error}", CURE) from error


def _title(path: Any) -> str:
    if not isinstance(path, str | os.PathLike):
        raise BadOption("path", path, "the path of a file that Model.save() wrote")
    return os.fsdecode(os.fspath(path))


def _stream(path: Any) -> IO[bytes]:
    try:
        return open(path, "rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise BadModelFile(f"{_title(path)!r} can't be opened: {reason}", "Check the path") from error


class Archive:
    """The members of an open zip, by name.

    Raises:
        BadModelFile: two of one name, a name or a size that no model has, or packed in another way.
    """

    def __init__(self, file: str, archive: zipfile.ZipFile) -> None:
        self.file = file
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}
        if len(self._members) < len(archive.infolist()):
            raise BadModelFile(f"{file} holds two members of one name", CURE)
        check_sizes(archive, file)

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names."""
        return tuple(self._members)

    def check_names(self, needed: tuple[str, ...], is_known: Callable[[str], bool]) -> None:
        """Whether all that is needed is there, and nothing that is not known.

        Raises:
            BadModelFile: not so.
        """
        missing = [name for name in needed if name not in self._members]
        if missing:
            raise BadModelFile(f"{self.file} is a zip without {', '.join(missing)}", CURE)
        strange = [name for name in self._members if not is_known(name)]
        if strange:
            raise BadModelFile(f"{self.file} holds {strange[0]!r}, which is no part of a model", CURE)

    def read(self, name: str) -> bytes:
        """What a member holds; never more than the size that was checked."""
        if name not in self._members:
            raise BadModelFile(f"{self.file} is a zip without {name}", CURE)
        return self._archive.read(self._members[name])


def check_sizes(archive: zipfile.ZipFile, file: str) -> None:
    """Whether what a zip unpacks to is of a size that a model may have.

    Raises:
        BadModelFile: not so, or a member is packed or locked in a way that ours are not.
    """
    total = 0
    for info in archive.infolist():
        total += info.file_size
        if info.flag_bits & 1 or info.compress_type not in METHODS:
            raise BadModelFile(f"{file}: {info.filename!r} is packed in another way than a model's members are", CURE)
        if info.file_size > max(SMALL, MOST_TIMES * info.compress_size):
            raise BadModelFile(
                f"{file}: {info.filename!r} would grow from {info.compress_size:,} to {info.file_size:,} bytes", CURE
            )
    if total > MOST_BYTES:
        raise BadModelFile(f"{file} would grow to {total:,} bytes, more than any model has", CURE)
