"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from headway.errors import BadOption


def save(path: str | os.PathLike[str], writers: Mapping[str, Callable[[], str | bytes]]) -> Path:
    """Write what the path's suffix asks for, and give the path back.

    The file appears under its name only when it is complete.

    Args:
        path: where to; its suffix must be one of ``writers``.
        writers: for each suffix (``".svg"``) what makes the text, or the bytes.

    Raises:
        BadOption: the suffix is none of these, or there is no such folder.
        OSError: the file can't be written.
    """
    target = Path(os.path.realpath(path))
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise BadOption("path", os.fspath(path), f"a file name that ends in {' or '.join(writers)}")
    if not target.parent.is_dir():
        raise BadOption("path", os.fspath(path), f"a file in a folder that exists; make {target.parent} first")
    _write_whole(target, writer())
    return Path(path)


def _write_whole(target: Path, held: str | bytes) -> None:
    # Beside the target, so that the last step is a rename on one file system; opened plainly, so that umask applies.
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        if isinstance(held, bytes):
            beside.write_bytes(held)
        else:
            beside.write_text(held, encoding="utf-8")
        os.replace(beside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise
