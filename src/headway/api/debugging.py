"""The debug mode (``HEADWAY_ON=inline``, ``Session(on="inline")``): a call runs to its end before it returns.

A ``def`` function runs in the caller's own frame, so that ``breakpoint()`` stops where it stands and ``%debug`` finds
the frames with their variables. A coroutine runs on its loop, one at a time; outside a coroutine its call waits.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter, sleep
from typing import Any

from headway.backends.base import CURRENT, bad_end, filled_arguments
from headway.backends.threads import Worker
from headway.core.outcome import Cancelled, Cell
from headway.core.policy import backoff_before
from headway.core.record import Record
from headway.core.scheduler import Bad
from headway.engine import ENGINE

_HERE = Worker("caller")


def run_here(record: Record) -> None:
    """Run a record in the caller's frame, and settle it."""
    for need in record.each_need():
        if need._state is None:
            ENGINE.wait(partial(ENGINE.core.watch, need), [need])
    if record.calls.function.is_coroutine:
        cell = record.cell
        has_home = record.worker is not None
        ENGINE.put(record)
        if cell is not None and not has_home:
            ENGINE.wait(partial(ENGINE.core.watch, cell), [cell])
        return
    if any(cell._state is not None and cell._state.value != "done" for cell in record.each_need()):
        ENGINE.ask(lambda now: ENGINE.core.add(record, now))  # the core says what follows from a bad prerequisite
        return
    record.worker = _HERE
    value, bad = _attempts(record)
    if isinstance(value, Cell) and value._state is None:
        ENGINE.wait(partial(ENGINE.core.watch, value), [value])
    ENGINE.ask(lambda now: ENGINE.core.ended_elsewhere(record, value, bad, now))


def _attempts(record: Record) -> tuple[Any, Bad | None]:
    function = record.calls.function
    while True:
        record.ready = record.started = perf_counter()
        value, bad = _attempt(record)
        if bad is None or isinstance(bad, Cancelled) or record.attempt > function.retries:
            return value, bad
        record.attempt += 1
        sleep(backoff_before(record.attempt, function.backoff_s))


def _attempt(record: Record) -> tuple[Any, Bad | None]:
    context = record.context
    assert context is not None
    context.run(CURRENT.set, record)
    try:
        args, kwargs = filled_arguments(record)
        return context.run(record.calls.function.body, *args, **kwargs or {}), None
    except KeyboardInterrupt:  # here it is the user's own: the task is over, and the user hears of it
        ENGINE.ask(lambda now: ENGINE.core.ended_elsewhere(record, None, Cancelled(record.calls.name), now))
        raise
    except BaseException as error:
        return None, bad_end(record, error, keep_locals=True)
