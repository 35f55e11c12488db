"""Tracebacks of a user's error, without the frames that are Headway's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import headway
from headway.errors import HeadwayError

# What arises in our frames without a fault of ours; the group is that of the failures that nobody asked for.
RAISED_HERE = (HeadwayError, KeyboardInterrupt, BaseExceptionGroup)
HERE = str(Path(headway.__file__).parent)


def show_error(error: BaseException) -> None:
    """Write an error as Python would at the end of a program: by ``sys.excepthook``, which the script may have set."""
    trim(error)
    sys.excepthook(type(error), error, error.__traceback__)


def trim(error: BaseException) -> None:
    """Take our frames out of the tracebacks of an error and its causes.

    An error that arose in our own code and is none of our errors is a fault of ours: it keeps its frames.
    """
    for each in _related(error, set()):
        frames = list(_frames(each.__traceback__))
        if frames and (not _is_ours(frames[-1]) or isinstance(each, RAISED_HERE)):
            each.__traceback__ = _rebuilt([frame for frame in frames if not _is_ours(frame)])


def _related(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error, its cause, its context and its group's members, each once."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__, error.__context__, *inner):
        yield from _related(other, seen)


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_ours(traceback: TracebackType) -> bool:
    return traceback.tb_frame.f_code.co_filename.startswith(HERE)


def _rebuilt(frames: list[TracebackType]) -> TracebackType | None:
    rebuilt: TracebackType | None = None
    for frame in reversed(frames):
        rebuilt = TracebackType(rebuilt, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return rebuilt
