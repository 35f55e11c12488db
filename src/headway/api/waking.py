"""Waiting in async code: an awaiter sleeps on a future of its own loop, whichever loop that is. Imports asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from functools import partial
from typing import Any

from headway.api.cells import suspend
from headway.backends.base import CURRENT
from headway.core.outcome import Cell
from headway.core.record import Record, Run
from headway.core.slots import Blocked
from headway.engine import ENGINE
from headway.engine.waiting import Waiter, Watch
from headway.errors import CycleError


class Waker:
    """Ends the wait of one future, from any thread. A loop that was closed meanwhile waits for nothing."""

    __slots__ = ("future", "loop")

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self.loop.create_future()

    def __call__(self) -> None:
        """End the wait."""
        try:
            self.loop.call_soon_threadsafe(self._wake)
        except RuntimeError:  # the loop is closed, and with it the awaiter
            return

    def _wake(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


def until_settled(cell: Cell) -> Generator[Any, Any, None]:
    """Suspend the running coroutine until the cell is settled. Its own cancellation leaves the task running.

    Inside a task's coroutine that task counts as waiting meanwhile, and a cycle is refused.
    """
    __tracebackhide__ = True
    watched: list[Waiter] = []

    def watch(waiter: Waiter) -> None:
        watched.append(waiter)
        ENGINE.core.watch(cell, waiter)

    found = cell._record
    try:
        yield from until_called(watch, [cell], None if isinstance(found, tuple) else found.run)
    except BaseException:
        ENGINE.put(lambda now: ENGINE.core.unwatch(cell, *watched))
        raise


def until_called(watch: Watch, cells: Sequence[Cell], run: Run | None) -> Generator[Any, Any, None]:
    """Suspend the running coroutine until the waiter that ``watch`` gets (under the role) is called.

    ``cells`` are what it waits for, one of which is enough.
    """
    __tracebackhide__ = True
    waker = Waker()
    body = CURRENT.get(None)
    if body is None or getattr(body.worker, "loop", None) is not waker.loop:
        ENGINE.put(lambda now: watch(waker))
        yield from suspend(waker.future, run)
        return
    is_body = body.worker.is_body(asyncio.current_task())  # else it goes on beside this wait
    refused: list[BaseException] = []

    def refuse(error: BaseException) -> None:
        refused.append(error)
        waker()

    ENGINE.put(partial(_lend, body, Blocked(tuple(cells), refuse), is_body, watch, waker))
    try:
        yield from suspend(waker.future, run)
    finally:
        ENGINE.put(partial(_go_on, body, is_body))
    if refused:
        raise refused[0]


def _lend(body: Record, blocked: Blocked, is_body: bool, watch: Watch, waker: Waiter, now: float) -> None:
    cycle = ENGINE.core.wait_for(body, blocked.cells)
    if cycle is not None:
        blocked.refuse(CycleError(cycle))
        return
    watch(waker)
    if is_body and blocked.cells:
        ENGINE.core.blocked[body] = blocked
    ENGINE.core.lend(body, now)


def _go_on(body: Record, is_body: bool, now: float) -> None:
    if is_body:
        ENGINE.core.blocked.pop(body, None)
    ENGINE.core.resume(body, now)


class Suspended:
    """What `await` takes: :func:`until_called` as an awaitable."""

    def __init__(self, watch: Watch, cells: Sequence[Cell], run: Run | None) -> None:
        self._watch, self._cells, self._run = watch, cells, run

    def __await__(self) -> Generator[Any, Any, None]:
        return until_called(self._watch, self._cells, self._run)


async def until_drained(run: Run) -> None:
    """Suspend the running coroutine until the run has nothing unfinished."""
    await Suspended(partial(ENGINE.core.watch_run, run), [], run)
