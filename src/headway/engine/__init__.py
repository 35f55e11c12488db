"""The one runtime of this process: `ENGINE`, and the session that calls belong to."""

from __future__ import annotations

import os
from contextvars import ContextVar

from headway.core.outcome import Cancelled
from headway.core.record import Run
from headway.core.states import State
from headway.engine.runtime import Engine

SESSION: ContextVar[Run | None] = ContextVar("headway.session", default=None)
ENGINE = Engine()


_TAKEN: list[bool] = []  # for the moment of a fork: whether the forking thread took the role for it


def _before_fork() -> None:
    """What was called is known to the core, and nobody is changing it."""
    if ENGINE.is_listening or not ENGINE.inbox.empty():
        ENGINE.ask(lambda now: None)
    _TAKEN.append(ENGINE.here() is None or not ENGINE.role.held)
    if _TAKEN[-1]:
        ENGINE.role.take()


def _after_fork_in_parent() -> None:
    if _TAKEN.pop():
        ENGINE.role.release()


def _after_fork_in_child() -> None:
    """The threads are gone: what was unfinished belongs to the parent; a fresh engine serves this process."""
    _TAKEN.clear()
    left, runs = ENGINE.unfinished(), list(ENGINE.runs)
    for record in left:
        cell = record.cell
        if cell is not None and cell._state is None:
            cell._value = Cancelled(record.calls.name, "it belongs to the process that was forked")
            cell._state = State.CANCELLED
    for run in runs:
        run.forget()
    ENGINE.reset()
    for run in runs:
        if not run.is_default:
            ENGINE.open(run, is_growing=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
