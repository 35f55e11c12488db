"""The life of a remote job, as a coroutine on the engine's own loop. Imports asyncio."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any

from headway.api.current import Current
from headway.api.jobs import Finished, Progress
from headway.backends.threads import spawn_thread
from headway.errors import BadOption

_END = object()


async def run_job(
    submit: Callable[..., Any],
    follow: Callable[[Any], Any],
    cancel: Callable[[Any], Any] | None,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    every_s: tuple[float, float],
    task: Current,
) -> Any:
    """Submit, follow to the end, and give the value. A cancellation on the way cancels the job."""
    submitting = asyncio.ensure_future(_call(submit, *args, **kwargs))
    try:
        job = await asyncio.shield(submitting)
    except asyncio.CancelledError:
        await _call_off(submitting, cancel)
        raise
    try:
        return await _follow(follow, job, every_s, task)
    except asyncio.CancelledError:
        await _call_off(submitting, cancel)
        raise


async def _call_off(submitting: asyncio.Future[Any], cancel: Callable[[Any], Any] | None) -> None:
    """Cancel the job, also one whose submission is still on its way."""
    job = await submitting
    if cancel is not None:
        await _call(cancel, job)


async def _follow(follow: Callable[[Any], Any], job: Any, every_s: tuple[float, float], task: Current) -> Any:
    if inspect.isasyncgenfunction(follow) or inspect.isgeneratorfunction(follow):
        pushed = follow(job)
        answers = pushed if inspect.isasyncgen(pushed) else _pushed_by_thread(pushed)
        async for answer in answers:
            if isinstance(answer, Finished):
                return answer.value
            _note(answer, task)
        raise BadOption("follow", follow, "a generator that ends with Finished(value); this one ended without")
    pause_s, longest_s = every_s
    while True:
        answer = await _call(follow, job)
        if isinstance(answer, Finished):
            return answer.value
        _note(answer, task)
        await asyncio.sleep(pause_s)
        pause_s = min(longest_s, 1.5 * pause_s)


def _note(answer: Any, task: Current) -> None:
    if isinstance(answer, Progress):
        task.progress(answer.done, answer.total)
    elif answer is not None:
        raise BadOption("follow", answer, "Finished(value), Progress(done, total) or None")


async def _pushed_by_thread(answers: Iterator[Any]) -> AsyncIterator[Any]:
    while (answer := await _call(next, answers, _END)) is not _END:
        yield answer


async def _call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The value of a function: a coroutine function's on this loop, a plain one's from a thread of its own."""
    if inspect.iscoroutinefunction(function):
        return await function(*args, **kwargs)
    future: Future[Any] = Future()
    context = copy_context()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(context.run(function, *args, **kwargs))
        except StopIteration as error:  # which can't be raised into a coroutine
            stopped = RuntimeError(
                f"{getattr(function, '__name__', 'a function')} of a remote job raised StopIteration"
            )
            stopped.__cause__ = error
            future.set_exception(stopped)
        except BaseException as error:
            future.set_exception(error)

    if not spawn_thread(run):
        raise RuntimeError("no thread can be started: the program is about to end")
    value = await asyncio.wrap_future(future)
    return await value if inspect.isawaitable(value) else value
