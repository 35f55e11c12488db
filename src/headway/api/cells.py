"""Awaiting in a notebook's cell: the stop button, and being seen to wait. Imports asyncio.

ipykernel turns its interrupt into a cancellation of the cell's own asyncio task, asks the loop for it from a signal
handler, and does not wake the loop for it: a cell that only awaits would hear of it at the next event. So the loop is
woken a few times a second while a cell awaits a task, and a cancellation that came from the button cancels, as a
Ctrl-C in a blocking wait does, the tasks of the session that was waited for.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Generator
from typing import Any

from headway.api import situation
from headway.core.record import Run
from headway.engine import ENGINE

BEAT_S = 0.2


def suspend(future: asyncio.Future[None], run: Run | None) -> Generator[Any, Any, None]:
    """Suspend the running coroutine until ``future`` is done; in a cell, as a wait for ``run``."""
    __tracebackhide__ = True
    if not _is_in_a_cell():
        yield from future
        return
    beat = _Beat(future.get_loop())
    try:
        with ENGINE.waiting_for(run):
            yield from future
    except asyncio.CancelledError:
        if run is not None and _was_stopped():
            ENGINE.interrupt(run)
        raise
    finally:
        beat.stop()


def _is_in_a_cell() -> bool:
    """Whether the running asyncio task is a notebook's cell itself."""
    task = asyncio.current_task()
    frame = getattr(task.get_coro(), "cr_frame", None) if task is not None else None
    return frame is not None and situation.is_notebook(frame)


def _was_stopped() -> bool:
    """Whether the cancellation is the stop button's: ipykernel's handler of the signal keeps a future that says so.

    Where it is not found (another kernel, another version), the tasks go on.
    """
    for cell in getattr(signal.getsignal(signal.SIGINT), "__closure__", None) or ():
        future = cell.cell_contents
        if isinstance(future, asyncio.Future) and future.done() and not future.cancelled():
            return True
    return False


class _Beat:
    """Wakes a loop a few times a second."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._beat()

    def _beat(self) -> None:
        self._timer = self._loop.call_later(BEAT_S, self._beat)

    def stop(self) -> None:
        """Let the loop sleep."""
        self._timer.cancel()
