"""What every backend shares: the seam to the engine, and how a body is called.

A backend offers one mechanism. It is handed records that have a slot (:meth:`Backend.submit`), calls their bodies
where it sees fit, and reports each end by ``ended(record, value, bad)``, which returns the next record for the same
thread, or None. It decides nothing: order, retries, limits and time-outs are the core's.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import Context, ContextVar
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType, TracebackType
from typing import Any, Protocol

from headway.core.arguments import filled, name_of
from headway.core.outcome import Cancelled, Failure, describe
from headway.core.record import Keyworded, Record
from headway.core.scheduler import Bad
from headway.errors import TaskFailed

CURRENT: ContextVar[Record] = ContextVar("headway.current")
_SUSPENDABLE = CO_GENERATOR | CO_ASYNC_GENERATOR | CO_COROUTINE


class Ended(Protocol):
    """What a backend calls when a body is over; gives the next record for the calling thread, or None."""

    def __call__(self, record: Record, value: Any, bad: Bad | None) -> Record | None:
        """Report the end of ``record``."""


class Backend(Protocol):
    """One mechanism."""

    mechanism: str

    def submit(self, record: Record) -> None:
        """Run the body of ``record`` soon. Never blocks, never runs it in the caller's frame."""

    def stop(self, record: Record) -> None:
        """Nobody waits for this running body any longer: end it, or tell it."""

    def close(self) -> None:
        """Take no more, and let go of idle threads."""


def call_body(record: Record) -> tuple[Any, Bad | None]:
    """Call the body of a record in the caller's context variables: its value, or how it ended badly.

    This is the one broad ``except`` of the engine: whatever a body raises settles that task only.
    """
    context: Context = record.context  # type: ignore[assignment]
    calls = record.calls
    try:
        context.run(CURRENT.set, record)
        args, kwargs = record.args, None
        if args.__class__ is Keyworded or record.needs is not None:
            args, kwargs = filled_arguments(record)
        if calls.is_plain or record.attempt > calls.function.retries:
            record.args = None  # this was the last attempt: the body alone owns its arguments
        if kwargs is None:
            return context.run(calls.body, *args), None
        return context.run(calls.body, *args, **kwargs), None
    except BaseException as error:
        args = kwargs = None
        return None, bad_end(record, error)


def filled_arguments(record: Record) -> tuple[Any, dict[str, Any] | None]:
    """The arguments of a record with values in the place of tasks."""
    args: Any = record.args
    if args is record.needs:  # every argument is a task
        return [cell._value for cell in record.each_need()], None
    if not isinstance(args, Keyworded):
        return [filled(argument) for argument in args], None
    named = {name: filled(argument) for name, argument in args.kwargs.items()}
    return [filled(argument) for argument in args.args], named


def bad_end(record: Record, error: BaseException, keep_locals: bool = False) -> Bad:
    """What an exception makes of a task: cancelled, or failed with the error itself (or a TaskFailed in its place)."""
    name = record.calls.name
    if is_cancellation(error):
        return Cancelled(name, CANCELLATION)
    traceback = begin_in_the_body(error)
    _note(record, error)
    if not keep_locals:
        let_go_of_locals(error, getattr(record.calls.body, "__code__", None))
    if isinstance(error, Exception):
        return Failure(name, error, traceback)
    failed = TaskFailed(name, describe(error))
    failed.__cause__ = error.with_traceback(traceback)
    return Failure(name, failed, None)


CANCELLATION = "its function raised CancelledError"
_OURS = frozenset(
    [
        __name__,
        "headway.api.debugging",
        "headway.backends.loop",
        "headway.worker.host",
        "headway.engine.driver",
    ]
)


def begin_in_the_body(error: BaseException) -> TracebackType | None:
    """Cut the traceback of an error so that it begins in the task's own function."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_globals.get("__name__") in _OURS:
        traceback = traceback.tb_next
    error.__traceback__ = traceback
    return traceback


def is_interrupt(bad: Bad) -> bool:
    """Whether a body was ended by a KeyboardInterrupt."""
    return isinstance(bad, Failure) and isinstance(bad.error.__cause__, KeyboardInterrupt)


def is_cancellation(error: BaseException) -> bool:
    """Whether it is asyncio's or concurrent.futures' CancelledError (without importing either)."""
    kind = type(error)
    return any(
        k.__name__ == "CancelledError" and k.__module__ in ("asyncio.exceptions", "concurrent.futures._base")
        for k in kind.__mro__
    )


def _note(record: Record, error: BaseException) -> None:
    needs = ", ".join(dict.fromkeys(f"`{name_of(cell)}`" for cell in record.each_need()))
    note = f"in task `{record.calls.name}`" + (f" (prerequisites: {needs})" if needs else "")
    try:
        if note not in getattr(error, "__notes__", ()):
            error.add_note(note)
    except Exception:  # an exception that can't be changed (a frozen dataclass, say) goes as it is, without the note
        return


def let_go_of_locals(error: BaseException | None, own: CodeType | None = None) -> None:
    """Clear the local variables in an error's traceback, so that keeping the error keeps nothing big alive.

    Frames of generators and coroutines are left alone, but for the task's ``own`` (which has ended): one of them may
    only be suspended, and clearing would end it.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        _clear(error.__traceback__, own)
        error = error.__cause__ or error.__context__


def _clear(traceback: TracebackType | None, own: CodeType | None) -> None:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code is own or not code.co_flags & _SUSPENDABLE:
            with suppress(RuntimeError):  # the frame still runs: it belongs to somebody further up this stack
                traceback.tb_frame.clear()
        traceback = traceback.tb_next
