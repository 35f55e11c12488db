"""The loop: coroutine functions run as asyncio tasks, each on the event loop that it belongs to.

That is the user's loop for one called inside the user's own coroutine (so that their ``aiohttp`` session and locks
work there), and otherwise a private loop on a thread of the engine's. A coroutine is never stepped by hand: asyncio's
own Task runs it, so that ``asyncio.timeout`` and everything else that asks for the current task works.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from _thread import get_ident
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from inspect import CORO_CREATED, getcoroutinestate
from threading import Lock
from time import perf_counter
from typing import Any

from headway.backends.base import CURRENT, Ended, bad_end, filled_arguments
from headway.core.outcome import Cancelled
from headway.core.record import Record
from headway.core.scheduler import Bad

_IS_EAGER = sys.version_info >= (3, 12)


class Home:
    """One event loop, with the bodies that run on it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, name: str, ended: Ended, is_private: bool) -> None:
        self.loop, self.name, self.is_private = loop, name, is_private
        self._ended = ended
        self._pending: deque[Record] = deque()
        self._is_called = self._is_starting = self._is_reporting = False
        self.tasks: dict[Record, asyncio.Task[None]] = {}
        self.ident = 0
        self.claims = [None]

    def __repr__(self) -> str:
        return self.name

    def submit(self, record: Record) -> bool:
        """Start the record's body soon; False when the loop is closed."""
        self._pending.append(record)
        if self._is_called or (self._is_reporting and self.ident == get_ident()):
            return True  # it is on its way to look at what is pending
        self._is_called = True
        return self._soon(self._start_pending)

    def _soon(self, function: Callable[..., object], *args: object) -> bool:
        try:
            self.loop.call_soon_threadsafe(function, *args)
        except RuntimeError:  # the loop is closed
            return False
        return True

    def stop(self, record: Record) -> None:
        """Cancel the record's body."""
        self._soon(self._cancel, record)

    def _cancel(self, record: Record) -> None:
        task = self.tasks.get(record)
        if task is not None:
            task.cancel()
        elif record in self._pending:
            self._pending.remove(record)
            self._ended(record, None, Cancelled(record.calls.name))

    def abandon(self) -> list[Record]:
        """The records whose loop was closed under them, started or not."""
        left = [*self._pending, *self.tasks]
        for record in left:
            record.worker = self
        for task in self.tasks.values():
            task._log_destroy_pending = False  # type: ignore[attr-defined] # its outcome is told by its name
            body: Any = task.get_coro()
            if getcoroutinestate(body) == CORO_CREATED:
                body.close()
        self._pending.clear()
        self.tasks.clear()
        return left

    def _start_pending(self) -> None:
        """Start what is pending. An eager body may end at once and make more pending: this loop sees to that, too."""
        self._is_called = False
        self.ident = get_ident()
        if self._is_starting:
            return
        self._is_starting = True
        try:
            while self._pending:
                self._start(self._pending.popleft())
        finally:
            self._is_starting = False

    def _start(self, record: Record) -> None:
        context = record.context
        assert context is not None
        context.run(CURRENT.set, record)
        record.worker = self
        body = self._body(record)
        if _IS_EAGER and self.loop.get_task_factory() is None:
            task: asyncio.Task[None] = context.run(_eager_task, body, self.loop)
        else:
            task = self.loop.create_task(body, context=context)
            task.add_done_callback(partial(self._never_began, record))
        if not task.done():
            self.tasks[record] = task

    async def _body(self, record: Record) -> None:
        record.started = perf_counter()
        value, bad, coroutine = None, None, None
        try:
            args, kwargs = filled_arguments(record)
            if record.attempt > record.calls.function.retries:
                record.args = None
            coroutine = record.calls.body(*args, **kwargs or {})
            args = kwargs = None
            value = await coroutine
            coroutine = None
        except BaseException as error:
            if isinstance(error, GeneratorExit) and self._is_forgotten(record):
                self._end(record, None, Cancelled(record.calls.name, "its event loop was closed"))
                raise
            coroutine = None
            bad = bad_end(record, error)
        self._end(record, value, bad)
        value = bad = None

    @staticmethod
    def is_body(task: asyncio.Task[Any] | None) -> bool:
        """Whether an asyncio task is the one of a body, and not one that a body has started."""
        coroutine: Any = None if task is None else task.get_coro()
        return getattr(coroutine, "cr_code", None) is Home._body.__code__

    def _never_began(self, record: Record, task: asyncio.Task[None]) -> None:
        """A task that is cancelled before its first step never enters its body: its end is told here."""
        if record in self.tasks:
            self._end(record, None, Cancelled(record.calls.name))

    def _is_forgotten(self, record: Record) -> bool:
        """Whether a body ends because its loop was closed and its task thrown away: then no task is running here."""
        try:
            running = asyncio.current_task(self.loop)
        except RuntimeError:  # no loop at all
            running = None
        return running is None or self.tasks.get(record, running) is not running

    def _end(self, record: Record, value: Any, bad: Bad | None) -> None:
        self.tasks.pop(record, None)
        self._is_reporting = True
        try:
            self._ended(record, value, bad)
        finally:
            self._is_reporting = False
        if self._pending and self.is_private:
            self._start_pending()


def _eager_task(body: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> asyncio.Task[None]:
    return asyncio.Task(body, loop=loop, eager_start=True)  # type: ignore[call-arg, unused-ignore]


class Loops:
    """The loop backend: all homes."""

    mechanism = "loop"

    def __init__(self, ended: Ended, spawn: Callable[..., bool]) -> None:
        self._ended, self._spawn = ended, spawn
        self._homes: dict[asyncio.AbstractEventLoop, Home] = {}
        self._private: Home | None = None
        self._lock = Lock()

    def submit(self, record: Record) -> None:
        """Run the record's body on the loop it belongs to."""
        home = self._home_of(record)
        if not home.submit(record):
            self.sweep()

    def stop(self, record: Record) -> None:
        """Cancel the record's body."""
        home = record.worker if isinstance(record.worker, Home) else self._home_of(record)
        home.stop(record)

    def cancellable(self, records: Iterable[Record]) -> set[Record]:
        """Of bodies that wait, those that may be cancelled from outside: more than the loop refers to their asyncio task.

        ``asyncio.timeout`` does, a task group does, and whoever has asked for the current task.
        """
        homes = [*self._homes.values(), *([self._private] if self._private is not None else [])]
        bodies = ((home.tasks.get(record), record) for record in records for home in homes)
        own = {task: record for task, record in bodies if task is not None}
        found = set(records) - set(own.values()) | {record for task, record in own.items() if task.cancelling()}
        asked = tuple(own)  # from Python 3.13 on it is found, too
        known = [id(own), id(asked), *(id(home.tasks) for home in homes)]
        for referrer in gc.get_referrers(*asked) if own else ():
            is_wake_up = str(getattr(referrer, "__name__", "")).endswith("wakeup")
            if id(referrer) not in known and not is_wake_up:
                held = [id(thing) for thing in gc.get_referents(referrer)]
                found |= {record for task, record in own.items() if id(task) in held}
        return found

    def close(self) -> None:
        """Let the private loop end."""
        home, self._private = self._private, None
        if home is not None:
            home.loop.call_soon_threadsafe(home.loop.stop)

    def sweep(self) -> list[Record]:
        """End what belongs to loops that were closed: a loop has no event for that, so it is looked at."""
        swept: list[Record] = []
        for loop, home in list(self._homes.items()):
            if loop.is_closed():
                del self._homes[loop]
                swept += home.abandon()
        for record in swept:
            self._ended(record, None, Cancelled(record.calls.name, "its event loop was closed"))
        return swept

    @property
    def has_guests(self) -> bool:
        """Whether bodies run on loops of the user's."""
        return any(home.tasks or home._pending for home in self._homes.values())

    def _home_of(self, record: Record) -> Home:
        loop = record.worker
        if isinstance(loop, Home):
            return loop
        if loop is None:
            self.ensure_private()
            return self._open_private()
        home = self._homes.get(loop)
        if home is None:
            home = self._homes[loop] = Home(loop, f"loop-{len(self._homes) + 1}", self._ended, is_private=False)
        return home

    def ensure_private(self) -> None:
        """Have the private loop and its thread, also when no thread can be started any more later on."""
        home = self._private or self._open_private()
        if not home.ident:
            self._spawn(self._run_private, home)

    def _open_private(self) -> Home:
        with self._lock:
            if self._private is None:
                self._private = Home(asyncio.new_event_loop(), "loop", self._ended, is_private=True)
        return self._private

    @staticmethod
    def _run_private(home: Home) -> None:
        """The life of the private loop's thread."""
        try:
            home.claims.pop()
        except IndexError:  # started twice: the other was faster
            return
        home.ident = get_ident()
        home.loop.run_forever()
        home.loop.close()
