"""How a program ends: the default session drains, or, after an error, what is left is dropped and named."""

from __future__ import annotations

import sys
import threading
from _thread import get_ident
from collections import Counter
from contextlib import suppress
from queue import Empty
from time import perf_counter

from headway.backends.threads import MAIN, Worker
from headway.core.record import Record, Run
from headway.engine import ENGINE
from headway.engine.waiting import LONGEST_SLICE_S
from headway.engine.watches import Loss

SAY_AFTER_S = 2.0


class Ending:
    """Watches over the end of this process."""

    @staticmethod
    def is_crashing() -> bool:
        """Whether the program ends with an uncaught error: Python leaves that in ``sys.last_value`` (not at a prompt)."""
        return not hasattr(sys, "ps1") and getattr(sys, "last_value", None) is not None

    def drain(self) -> None:
        """At the end of the program: wait for the default session, or cancel it and say what was dropped."""
        run = ENGINE.default
        if not run.calls:
            return
        ENGINE.is_exiting = True
        try:
            if "ipykernel.kernelapp" in sys.modules and hasattr(
                sys, "ps1"
            ):  # a kernel is shut down: nobody waits for it
                ENGINE.ask(lambda now: ENGINE.cancel_run(run, "its kernel was shut down", now))
            elif self.is_crashing():
                self._drop(run, "the program ended with an error")
            else:
                self._wait(run)
        except KeyboardInterrupt:
            self._drop(run, "Ctrl-C while the program waited for them")
        self._tell_unasked()

    def _wait(self, run: Run) -> None:
        """Wait until the run has nothing unfinished; this thread runs bodies, too, for no new ones can be started."""
        me = Worker(MAIN)
        me.ident = get_ident()
        token = object()
        ENGINE.put(lambda now: ENGINE.core.watch_run(run, lambda: me.mailbox.put(token)))
        ENGINE.threads.lend_a_hand(me)
        ENGINE.clock.at(perf_counter() + SAY_AFTER_S, lambda now: _say_waiting(run))
        while (item := _next(me)) is not token:
            if isinstance(item, Record):
                ENGINE.threads.work(me, item)
                ENGINE.threads.lend_a_hand(me)

    def _drop(self, run: Run, why: str) -> None:
        names = ENGINE.ask(lambda now: ENGINE.cancel_run(run, why, now))
        if names:
            _say(f"dropped {_named(names)}: {why}")

    @staticmethod
    def _tell_unasked() -> None:
        for loss in ENGINE.ask(lambda now: list(ENGINE.losses)):  # after those that were lost a moment ago
            tell_failure(loss)


def _next(me: Worker) -> object:
    """What comes to the mailbox next. In slices, as every wait on the main thread: a Ctrl-C is to be heard."""
    while True:
        with suppress(Empty):
            return me.mailbox.get(timeout=LONGEST_SLICE_S)


def _say_waiting(run: Run) -> None:
    names = [record.calls.name for record in ENGINE.unfinished(run)]
    if names:
        _say(f"waiting for {_named(names)} (Ctrl-C drops them)")


def _named(names: list[str]) -> str:
    """The names, counted.

    >>> _named(["fit", "fit", "load"])
    '3 tasks: fit ×2, load'
    """
    counted = Counter(names).most_common()
    shown = ", ".join(name if n == 1 else f"{name} ×{n}" for name, n in counted[:8])
    more = f", … ({len(counted) - 8} more functions)" if len(counted) > 8 else ""
    return f"{len(names)} task{'s' if len(names) != 1 else ''}: {shown}{more}"


def _say(line: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"headway: {line}\n")
        sys.stderr.flush()


def tell_failure(failure: Loss) -> None:
    """Write a failure that nobody has asked for to stderr, once."""
    if failure.asked or sys.stderr is None:
        return
    failure.asked = True
    from traceback import format_exception

    text = "".join(format_exception(type(failure.error), failure.error, failure.traceback))
    sys.stderr.write(f"headway: task `{failure.task}` failed, and nobody asked for its result:\n{text}")
    sys.stderr.flush()


def watch_over_the_end() -> None:
    """Called once, when Headway is imported."""
    ending = Ending()
    ENGINE.on_lost = tell_failure
    if hasattr(threading, "_register_atexit"):  # before concurrent.futures and others stop taking work
        getattr(threading, "_register_atexit")(ending.drain)  # noqa: B009 - private, and unknown to type checkers
    else:  # pragma: no cover - there in every Python that is supported; private all the same
        import atexit

        atexit.register(ending.drain)
