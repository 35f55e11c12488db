"""Waiting in async code: an awaiter sleeps on a future of its own loop, whichever loop that is. Imports asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from functools import partial
from typing import Any

from headway.api.cells import suspend
from headway.backends.base import CURRENT
from headway.core.outcome import Cell
from headway.core.record import Record, Run
from headway.engine import ENGINE
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
    waker = Waker()
    body = CURRENT.get(None)
    if body is not None and getattr(body.worker, "loop", None) is not waker.loop:
        body = None
    refused: list[BaseException] = []
    ENGINE.put(partial(_watch, cell, waker, body, refused))
    found = cell._record
    try:
        yield from suspend(waker.future, None if isinstance(found, tuple) else found.run)
    except BaseException:
        ENGINE.put(lambda now: ENGINE.core.unwatch(cell, waker))
        raise
    finally:
        if body is not None:
            ENGINE.put(partial(ENGINE.core.resume, body))
    if refused:
        raise refused[0]


def _watch(cell: Cell, waker: Waker, body: Record | None, refused: list[BaseException], now: float) -> None:
    cycle = None if body is None else ENGINE.core.wait_for(body, [cell])
    if cycle is not None:
        refused.append(CycleError(cycle))
        waker()
        return
    ENGINE.core.watch(cell, waker)
    if body is not None:
        ENGINE.core.lend(body, now)


class Suspended:
    """What `await` takes: :func:`suspend` as an awaitable."""

    def __init__(self, future: asyncio.Future[None], run: Run | None) -> None:
        self._future, self._run = future, run

    def __await__(self) -> Generator[Any, Any, None]:
        return suspend(self._future, self._run)


async def until_drained(run: Run) -> None:
    """Suspend the running coroutine until the run has nothing unfinished."""
    waker = Waker()
    ENGINE.put(lambda now: ENGINE.core.watch_run(run, waker))
    await Suspended(waker.future, run)
