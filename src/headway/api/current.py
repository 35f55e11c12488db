"""`current()`: what a task's function can learn and say of its own task."""

from __future__ import annotations

from headway.core.function import fits_a_float
from headway.core.outcome import Failure
from headway.core.record import Record
from headway.engine import ENGINE
from headway.errors import BadOption, NoCurrentTask, TaskCancelled


class Current:
    """The running task, seen from inside. Made by :func:`current`."""

    __slots__ = ("_record",)

    def __init__(self, record: Record) -> None:
        self._record = record

    @property
    def name(self) -> str:
        """The task's name."""
        return self._record.calls.name

    @property
    def attempt(self) -> int:
        """Which attempt this is, from 1."""
        return self._record.attempt

    def progress(self, done: float, total: float | None = None) -> None:
        """Say how far it is: ``done`` of ``total`` (any unit; ``total`` None where it is not known)."""
        if not fits_a_float(done):
            raise BadOption("done", done, "a number")
        if total is not None and not fits_a_float(total):
            raise BadOption("total", total, "a number, or None where it is not known")
        ENGINE.tell_progress(self._record, float(done), None if total is None else float(total))

    def checkpoint(self) -> None:
        """Return when all is well; raise when the task was cancelled or has run out of time, so that its thread ends."""
        core, record = ENGINE.core, self._record
        if core.is_doomed(record):
            fate = core.fate(record)
            if isinstance(fate, Failure):
                raise fate.error
            raise TaskCancelled(record.calls.name, "it was cancelled, or its time was over, while it ran")

    def __repr__(self) -> str:
        return f"<current task {self.name}, attempt {self.attempt}>"


def current() -> Current:
    """The task whose function is running here.

    Raises:
        NoCurrentTask: outside a task.

    >>> from headway import current, task
    >>> @task(name="asked")
    ... def who():
    ...     return current().name, current().attempt
    >>> who().result()
    ('asked', 1)
    """
    record = ENGINE.here()
    if record is None:
        raise NoCurrentTask
    return Current(record)
