"""Follow a run with a face until it is over. Faces only watch: whatever happens to one, the run goes on."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import monotonic, sleep

from headway.faces.progress.choose import Kind, choose
from headway.faces.progress.source import Face, Source
from headway.faces.progress.tally import is_active
from headway.faces.wording import first_line

TICK_S = 0.1
LINGER_S = 0.5


def follow(source: Source, kind: str = "auto") -> bool:
    """Show the progress of a run, from now on, until it is over; meant for a daemon thread of its own.

    An error in a face ends that face, with one line on stderr, and nothing else. Gives False when nothing more is to be
    shown of this run: the face has failed, or is off.

    Args:
        source: the run.
        kind: as for :func:`choose`.
    """
    # The one broad except of the faces: a progress bar must not spoil the run that it shows.
    try:
        face = make(choose(kind))
        if face is not None:
            _loop(source, face)
        return face is not None
    except Exception as error:  # noqa: BLE001 - see above
        _say(f"headway: progress is no longer shown: {type(error).__name__}: {first_line(str(error))}")
        return False


def make(kind: Kind) -> Face | None:
    """The face of a kind, or None for ``"off"``."""
    if kind == "card":
        from headway.faces.progress.notebook import Card

        return Card()
    if kind == "bar":
        from headway.faces.progress.console import Bars

        return Bars()
    if kind == "lines":
        from headway.faces.progress.lines import Lines

        return Lines()
    return None


def _loop(source: Source, face: Face) -> None:
    is_going = True
    while is_going:
        while not source.pause(TICK_S):
            face.draw(source.snapshot())
        face.finish(source.snapshot())
        source.shown()
        is_going = _goes_on(source, face)


def _goes_on(source: Source, face: Face) -> bool:
    """Whether new work comes within a moment: a cell that waits for one task after another needs one card, not ten."""
    until = monotonic() + LINGER_S
    while monotonic() < until:
        sleep(TICK_S)
        snapshot = source.snapshot()
        if is_active(snapshot):
            return True
        face.rest(snapshot)
    return False


def _say(line: str) -> None:
    # When not even stderr can be written to, there is nobody left to tell.
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
