"""Where a call stands: in plain code, in a notebook's cell, or in the user's own coroutine.

A notebook runs every cell inside the kernel's event loop, so that a running loop alone says nothing. What does: the
nearest frame up the stack that belongs to a coroutine. Where that is the user's own, a blocking wait would stop the
loop. Where it is IPython's, ipykernel's or marimo's, the code is a cell, and a cell may block.
"""

from __future__ import annotations

import sys
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_ITERABLE_COROUTINE
from types import FrameType
from typing import Any

from headway.core.outcome import Cell
from headway.core.record import Record
from headway.engine import ENGINE
from headway.errors import NeedsAwait

_COROUTINE = CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE
_NOTEBOOKS = ("IPython", "ipykernel", "marimo")


def running_loop() -> Any:
    """The event loop that runs on this thread, or None. Imports nothing."""
    events = sys.modules.get("asyncio.events")
    return None if events is None else events._get_running_loop()


def _coroutine_frame(skip_modules: bool) -> FrameType | None:
    """The nearest frame up the stack that belongs to a coroutine; with ``skip_modules`` no ``<module>`` frame counts."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if code.co_flags & _COROUTINE and not (skip_modules and code.co_name == "<module>"):
            return frame
        frame = frame.f_back
    return None


def is_notebook(frame: FrameType) -> bool:
    """Whether a frame belongs to what runs the cells of a notebook."""
    module = frame.f_globals.get("__name__") or ""
    return str(module).partition(".")[0] in _NOTEBOOKS


def home_loop() -> Any:
    """The event loop that the body of a coroutine function called here belongs to; None for the engine's own.

    It is the running loop inside the user's own coroutine, and in a cell statement that itself awaits.
    """
    loop = running_loop()
    if loop is None:
        return None
    frame = _coroutine_frame(skip_modules=False)
    return None if frame is None or is_notebook(frame) else loop


def refuse_in_coroutine(what: str, cure: str) -> None:
    """Raise :class:`NeedsAwait` where blocking would stop the loop of the user's own coroutine."""
    if running_loop() is not None:
        frame = _coroutine_frame(skip_modules=True)
        if frame is not None and not is_notebook(frame):
            raise NeedsAwait(what, cure)


def refuse_for_home(cells: list[Cell], what: str, cure: str) -> None:
    """Raise :class:`NeedsAwait` when what is waited for needs a body on the loop that this thread runs."""
    loop = running_loop()
    if loop is None:
        return
    ENGINE.ask(lambda now: None)  # what was called is known to the core from here on
    seen: set[Record] = set()
    stack = [cell._record for cell in cells if cell._state is None]
    while stack:
        record = stack.pop()
        if not isinstance(record, Record) or record in seen:
            continue
        seen.add(record)
        if getattr(record.worker, "loop", record.worker) is loop:
            raise NeedsAwait(what, cure)
        stack += [cell._record for cell in record.each_need() if cell._state is None]
