"""Knowing when something dies, without a line of Python running where it dies.

A destructor in Python, or a callback of a weak reference, runs on whatever thread lets go of the thing last, and a
Ctrl-C that comes in that moment is swallowed by the interpreter. Here the callback is the inbox's ``put``, one call
in C: the dead reference itself comes to the engine, with what there is to say about it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any
from weakref import ref

from headway.core.outcome import Failure
from headway.core.record import Run


class Loss(ref[Failure]):
    """Watches a failure of the default session: when nobody holds it, and nobody has asked for it, it is told."""

    __slots__ = ("asked", "error", "task", "traceback")
    error: BaseException
    task: str
    traceback: TracebackType | None

    asked: bool


def watch_failure(failure: Failure, put: Callable[[Any], object]) -> Loss:
    """The loss of a failure, to be kept until it comes to ``put``."""
    loss = Loss(failure, put)
    loss.asked, loss.error, loss.task, loss.traceback = False, failure.error, failure.task, failure.traceback
    failure.watch = loss
    if failure.asked:  # by one who was woken a moment ago
        loss.asked = True
    return loss


class Leaving(ref[Any]):
    """Watches a session that was entered: when it dies without having been left, its run is ended."""

    __slots__ = ("run",)
    run: Run


def watch_session(session: Any, put: Callable[[Any], object], run: Run) -> Leaving:
    """The leaving of a session, to be kept until it comes to ``put``."""
    leaving = Leaving(session, put)
    leaving.run = run
    return leaving
