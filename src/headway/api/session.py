"""`Session`: where tasks begin and end together, and where a run can be looked at."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import partial
from time import perf_counter
from types import TracebackType
from typing import Any, Literal, Never

from headway.api import situation
from headway.api.recording import RunSource, timeline_of
from headway.core.function import fits_a_float
from headway.core.outcome import Failure
from headway.core.record import Record, Run
from headway.core.timeline import Snapshot
from headway.engine import ENGINE, SESSION
from headway.engine.opening import session_on
from headway.errors import BadOption, HeadwayError, HeadwayWarning, SessionClosed, UnknownOption
from headway.meters import machine


class Session:
    """Tasks called inside belong together: a normal end waits for all of them, an error or Ctrl-C cancels the rest.

    Used as ``with Session() as session:`` (in a coroutine ``async with``). Without one, tasks belong to the default
    session, which begins at the first call and drains when the program ends.

    Args:
        workers: at most so many thread bodies, and so many worker processes, at once. Unset: as many as processors,
            and more threads (to 256) while the measured calls wait for something else than a processor.
        on: the mechanism of functions with ``on="auto"``. ``"inline"`` is the debug mode and overrules every
            function's own: each call runs to its end in the caller's frame. ``HEADWAY_ON`` overrules it.
        capacity: what ``uses=`` takes from, such as ``{"gpu": 1, "memory_gb": 8}``. Unset: the visible GPUs and the
            memory that this process may use.
        carry: the context variables whose values (pickled) go along to worker processes; in threads and coroutines
            all are there.
        progress: True shows progress, False never; None (the default) while somebody waits for it.
        name: what it is called in reports and messages.

    Raises:
        BadOption, UnknownOption: a negative number of workers, a mechanism that does not exist …

    >>> from headway import Session, task
    >>> @task
    ... def half(x):
    ...     return x / 2
    >>> with Session(workers=2) as session:
    ...     parts = half.map([2, 4, 6])
    >>> [part.result() for part in parts]
    [1.0, 2.0, 3.0]
    """

    _is_open = False  # entered, and not left

    def __init__(
        self,
        *,
        workers: int | None = None,
        on: Literal["auto", "inline", "thread", "process"] = "auto",
        capacity: Mapping[str, float] | None = None,
        carry: Iterable[ContextVar[Any]] = (),
        progress: bool | None = None,
        name: str = "session",
        **unknown: Never,
    ) -> None:
        if unknown:
            raise UnknownOption("Session", min(unknown), ("workers", "on", "capacity", "carry", "progress", "name"))
        if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
            raise BadOption("workers", workers, "a whole number, at least 1; leave it out to let Headway choose")
        if not isinstance(name, str) or not name.strip():
            raise BadOption("name", name, "a name, such as 'nightly run'")
        if progress not in (None, True, False):
            raise BadOption("progress", progress, "True, False or None")
        self._workers, self._progress = workers, progress
        self._run = Run(name, workers or ENGINE.cores, perf_counter(), session_on(on))
        self._run.take_capacity({**machine.capacity(), **_checked_capacity({} if capacity is None else capacity)})
        self._run.carry = _checked_carry(carry)
        self._has_begun = False

    @classmethod
    def current(cls) -> Session:
        """The session that a call here would belong to (the default session outside any)."""
        run = SESSION.get(None) or ENGINE.default
        session = cls.__new__(cls)
        session._run, session._workers, session._progress = run, None, None
        session._has_begun = True
        return session

    def __enter__(self) -> Session:
        situation.refuse_in_coroutine("with Session()", "`async with Session()`")
        try:
            return self._begin()
        except KeyboardInterrupt:
            if self._is_open:
                self._close()
            raise

    async def __aenter__(self) -> Session:
        return self._begin()

    def _begin(self) -> Session:
        if self._has_begun:
            raise SessionClosed(f"the session {self._run.name!r}", "open a new Session: each is entered once")
        self._has_begun = self._is_open = True
        try:
            self._run.outer = SESSION.get(None)
            self._run.began = perf_counter()
            ENGINE.open(self._run, self._workers is None, self._progress, session=self)
            SESSION.set(self._run)
        except BaseException:  # a Ctrl-C while it was being entered: it never was
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> Literal[False]:
        __tracebackhide__ = True
        try:
            self._leave()
            if error is not None:
                self._cancel(f"{type(error).__name__} left its session")
            situation.refuse_for_home(
                [r.cell for r in ENGINE.ask(self._unfinished) if r.cell is not None],
                "leaving `with Session()`",
                "`async with Session()`: a coroutine called in it needs the loop of this cell",
            )
            with ENGINE.waiting_for(self._run):
                ENGINE.wait(partial(ENGINE.core.watch_run, self._run))
        except BaseException:
            self._cancel("the wait for its session was interrupted")
            raise
        finally:
            self._close()
        return self._tell(error)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> Literal[False]:
        from headway.api.waking import until_drained

        __tracebackhide__ = True
        try:
            self._leave()
            if error is not None:
                self._cancel(f"{type(error).__name__} left its session")
            await until_drained(self._run)
        except BaseException:
            self._cancel("the wait for its session was interrupted")
            raise
        finally:
            self._close()
        return self._tell(error)

    def _unfinished(self, now: float) -> list[Record]:
        return ENGINE.unfinished(self._run)

    def _leave(self) -> None:
        """Calls belong to the outer session again. Left in another context than it was entered in, that never had it."""
        if SESSION.get(None) is self._run:
            SESSION.set(self._run.outer)

    def _close(self) -> None:
        self._leave()
        self._is_open = False
        self._run.close()
        ENGINE.put(partial(ENGINE.close, self._run))  # after whatever was put before: a cancellation, say

    def _cancel(self, reason: str) -> None:
        ENGINE.put(lambda now: ENGINE.cancel_run(self._run, reason, now))

    def _tell(self, error: BaseException | None) -> Literal[False]:
        """What a session's end has to say: threads that still run, failures that nobody has asked for."""
        __tracebackhide__ = True
        if self._run.abandoned:
            names = ", ".join(f"`{name}`" for name in dict.fromkeys(self._run.abandoned.values()))
            warnings.warn(
                f"the session {self._run.name!r} has ended while {names} still runs in its thread (a thread can't be "
                "stopped; current().checkpoint() inside it would have ended it)",
                HeadwayWarning,
                stacklevel=3,
            )
        if error is None:
            raise_unasked(self._run.take_unasked())
        return False

    def snapshot(self) -> Snapshot:
        """The session at this moment: counts by function, what runs and how far it is. Never blocks on a task."""
        return RunSource(self._run).snapshot()

    def report(self) -> Any:
        """What the run cost and saved, its critical path and lower bound: text, ``.json()``, ``.save("report.html")``."""
        return _views().Report(timeline_of(self._run))

    def timeline(self) -> Any:
        """The run as a Gantt picture (SVG, shown in notebooks; ``.save(path)``)."""
        return _views().gantt(timeline_of(self._run))

    def graph(self) -> Any:
        """The tasks and what they need of each other as a picture (SVG; ``.mermaid`` as text)."""
        return _views().graph(timeline_of(self._run))

    def trace(self, path: Any) -> Any:
        """Write the run as a Chrome trace (JSON) to ``path``; Perfetto and chrome://tracing open it."""
        return _views().write_trace(timeline_of(self._run), path)

    def __repr__(self) -> str:
        state = "ended" if self._run.is_closed else "open" if self._has_begun else "not entered"
        return f"<Session {self._run.name!r} {state}, {self._run.unfinished} unfinished>"


def _views() -> Any:
    if ENGINE.views is None:
        raise HeadwayError("nothing to show with: import headway instead of its inner modules")
    return ENGINE.views


def _checked_capacity(capacity: Any) -> dict[str, float]:
    expected = 'a dict of amounts, such as {"gpu": 1, "memory_gb": 8}'
    if not isinstance(capacity, Mapping):
        raise BadOption("capacity", capacity, expected)
    for resource, amount in capacity.items():
        is_number = fits_a_float(amount) and not isinstance(amount, bool)
        if not isinstance(resource, str) or not is_number or not amount >= 0:
            raise BadOption("capacity", dict(capacity), expected)
    return {resource: float(amount) for resource, amount in capacity.items()}


def _checked_carry(carry: Any) -> tuple[ContextVar[Any], ...]:
    expected = "a list of context variables, such as [request_id] (the ContextVar itself, not its name or value)"
    if isinstance(carry, (str, bytes, ContextVar)) or not isinstance(carry, Iterable):
        raise BadOption("carry", carry, expected)
    listed = tuple(carry)
    if not all(isinstance(variable, ContextVar) for variable in listed):
        raise BadOption("carry", carry, expected)
    return tuple(dict.fromkeys(listed))


def raise_unasked(failures: list[Failure]) -> None:
    """Raise what nobody has asked for: one error as itself, several as an ExceptionGroup."""
    __tracebackhide__ = True
    errors = [failure.ask() for failure in failures]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        kinds = [e for e in errors if isinstance(e, Exception)]
        raise ExceptionGroup(f"{len(errors)} tasks failed and nobody asked for their results", kinds)
