"""`remote`: a job of somebody else's API as a task: started, followed, cancelled, with its progress."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec

from headway.api.current import current
from headway.api.function import TaskFunction
from headway.api.making import make_function
from headway.errors import BadOption, BadTaskFunction

P = ParamSpec("P")


def remote(
    submit: Callable[P, Any],
    follow: Callable[[Any], Any],
    cancel: Callable[[Any], Any] | None = None,
    *,
    name: str | None = None,
    every_s: tuple[float, float] = (0.1, 5.0),
    timeout_s: float | None = None,
) -> TaskFunction[P, Any]:
    """A task function whose calls are jobs of somebody else's API. They take no worker while they wait.

    ``submit(*args)`` starts the job and returns what names it. ``follow(job)`` is either asked again and again (with
    pauses that grow from the first to the second number of seconds of ``every_s``), or it is a generator, or an async
    one, that pushes; each answer is :class:`Finished` with the value, :class:`Progress`, or None for "not yet". What
    it raises is the task's error. ``cancel(job)`` is called when the task is cancelled or its time is over. Each of
    the three may be a coroutine function; plain ones run in a thread.

    Raises:
        BadTaskFunction, BadOption: what can't be called, and pauses that make no sense.

    >>> from headway import Finished, Progress, remote
    >>> answers = iter([Progress(1, 2), Finished("model-7")])
    >>> train = remote(submit=lambda rows: "job-1", follow=lambda job: next(answers), every_s=(0.001, 0.01))
    >>> train(100).result()
    'model-7'
    """
    for role, function in (("submit", submit), ("follow", follow), ("cancel", cancel)):
        if not callable(function) and not (role == "cancel" and function is None):
            raise BadTaskFunction(f"{role}={function!r}", "give remote() a function")
    if not _are_pauses(every_s):
        raise BadOption("every_s", every_s, "two numbers of seconds: the first pause and the longest, such as (0.1, 5)")

    async def job(*args: P.args, **kwargs: P.kwargs) -> Any:
        from headway.api.following import run_job  # which imports asyncio

        return await run_job(submit, follow, cancel, args, kwargs, every_s, current())

    job.__signature__ = _signature(submit)  # type: ignore[attr-defined]
    shown = name or getattr(submit, "__name__", "job")
    return TaskFunction(make_function(job, {"name": shown, "timeout_s": timeout_s}))


def _are_pauses(given: object) -> bool:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        return False
    return all(isinstance(pause, (int, float)) for pause in given) and 0 < given[0] <= given[1] < float("inf")


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # a builtin that does not tell
        anything = [("args", inspect.Parameter.VAR_POSITIONAL), ("kwargs", inspect.Parameter.VAR_KEYWORD)]
        return inspect.Signature([inspect.Parameter(name, kind) for name, kind in anything])
