"""The calls of a function in a session, made at the first of them: where they run, and whether they ever can."""

from __future__ import annotations

import os
from dataclasses import replace

from headway.backends import choose
from headway.core.function import Function
from headway.core.record import Calls, Run, limit_gate
from headway.engine.waiting import Waiting
from headway.errors import BadOption, OverCapacity, SessionClosed


def open_calls(engine: Waiting, run: Run, function: Function) -> Calls:
    """The calls of a function in a run."""
    if run.is_closed:
        raise SessionClosed(run.name)
    if run.on == "unread":
        run.on = session_on("auto")
    mechanism = "inline" if function.collect else choose.mechanism(function.on, function.is_coroutine, run.on)
    if engine.parent is not None and mechanism != "inline":
        made = Calls(_bare(function), run, "parent")
        engine.parent.know(made, function)
    else:
        for resource, need in (function.uses or {}).items():
            capacity = run.capacity.get(resource, 0.0)
            if need > capacity:
                raise OverCapacity(function.name, resource, need, capacity)
        for limit in function.limits:
            limit_gate(run, limit)
        made = Calls(function, run, mechanism)
    calls = run.calls.setdefault(function, made)
    if calls is made:
        calls.join()
    engine.prepare(calls)
    return calls


def _bare(function: Function) -> Function:
    """A function without its options: the parent heeds them."""
    return replace(function, is_coroutine=False, retries=0, timeout_s=None, serial=False, uses=None, limits=())


def session_on(on: str) -> str:
    """A session's mechanism: ``HEADWAY_ON`` where it is set, else its own."""
    wanted = os.environ.get("HEADWAY_ON", "") or on
    if wanted not in choose.MECHANISMS or wanted == "loop":
        known = ", ".join(m for m in choose.MECHANISMS if m != "loop")
        raise BadOption("HEADWAY_ON" if wanted != on else "on", wanted, f"one of {known}")
    return wanted
