"""Driving: one engine thread, the listener, takes in what was called, in that order, and runs the inline bodies.

A thread of the user's never touches the core. It puts a call or a command into the inbox, one call in C, and waits at
a lock: a Ctrl-C at any moment finds nothing half done and no lock held. Other engine threads take the role for the
short time in which they report an end and take what comes next.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any

from headway.backends.base import CURRENT, bad_end, call_body
from headway.backends.threads import Worker
from headway.core.outcome import Cell
from headway.core.record import Call, Record, Run, new_record
from headway.core.scheduler import Bad
from headway.core.states import State
from headway.engine.outlet import Outlet
from headway.engine.role import Role
from headway.engine.watches import Leaving, Loss

READY, RUNNING, DONE = State.READY, State.RUNNING, State.DONE
CALL_LENGTH = 7
START_AGAIN_S = 0.05  # the first threads may have to wait for the interpreter's lock while hundreds of calls are made

Command = Callable[[float], object]


class Driver(Outlet):
    """The part of the engine that has the inbox, the role and the listener."""

    def __init__(self, tick: Callable[[float], float | None], keep: int) -> None:
        super().__init__(self.ended, tick, keep)
        self.role = Role()
        self.listener: Worker | None = None
        self.is_listening = False
        self.in_body: Record | None = None  # the record of the inline body that the listener runs, once it has one
        self.is_inlining = False  # whether the listener runs inline bodies, and keeps the role meanwhile
        self._start_again_at = 0.0
        self._claims = [None]

    def end_left(self, run: Run, now: float) -> None:
        """A session has died; if it was never left, its run ends here."""

    def on_work(self, now: float) -> None:
        """There is something to do."""

    def put(self, item: Record | Call | Command | tuple[Record, Any, Bad | None]) -> None:
        """Give the engine a task that was called, or a command. One call in C: a Ctrl-C finds nothing half done."""
        self.inbox.put(item)
        if not self.is_listening and perf_counter() >= self._start_again_at:
            self.spawn(self._begin)
            self.spawn(self.clock.run)
            self._start_again_at = perf_counter() + START_AGAIN_S  # last: a Ctrl-C before it costs two threads more

    def here(self) -> Record | None:
        """The record whose body calls this."""
        listener = self.listener
        if listener is not None and listener.ident == get_ident() and listener.held:
            if self.in_body is None:  # a tiny call: it pays for a record only where somebody asks
                self.in_body = self._record_of(listener.held[-1], perf_counter(), listener)
            return self.in_body
        return CURRENT.get(None)

    def ask(self, command: Callable[[float], Any]) -> Any:
        """Carry out a command between the core's steps, after all that was put before, and give its answer."""
        listener = self.listener
        if listener is not None and listener.ident == get_ident() and listener.held:
            return self._ask_here(command, listener)
        answers: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
        self.put(partial(_answer, command, answers))
        is_good, answer = answers.get()
        if is_good:
            return answer
        raise answer

    def ended(self, record: Record, value: Any, bad: Bad | None) -> Record | None:
        """A body is over: tell the core, and take what comes next for the calling thread."""
        worker = record.worker
        if worker.__class__ is not Worker and not getattr(worker, "is_private", False):
            self.inbox.put((record, value, bad))  # a loop of the user's may be interrupted anywhere
            return None
        if isinstance(value, Cell) or record.calls.serial:  # what its body called may still be in the inbox
            self.inbox.put((record, value, bad))
            return None
        if not self.role.try_take():
            if self.is_inlining:  # that can take long; otherwise the role is free in a moment
                self.inbox.put((record, value, bad))
                return None
            self.role.take()
        try:
            self.core.ended(record, value, bad, perf_counter())
            following = None
            if self.core.has_news:
                following = self.flush(wants_record=worker.__class__ is Worker and not record.calls.serial)
            inline = self._next_inline()
        finally:
            self.role.release()
        if inline is not None:
            self._run_inline(inline, worker if worker.__class__ is Worker else Worker("loop"))
        return following

    def _begin(self) -> None:
        """The first engine thread: it becomes the listener, unless another was faster."""
        try:
            self._claims.pop()
        except IndexError:
            return
        self.is_listening = True
        self.listener = Worker("engine")
        self.listener.held = self.role.held
        self._listen(self.listener)

    def _listen(self, me: Worker) -> None:
        """The life of the listener."""
        me.ident = get_ident()
        inbox = self.inbox
        while self.listener is me:
            item = inbox.get()
            self.role.take()
            now = perf_counter()
            self._take(item, now)
            if self.core.has_news:
                self.flush()
            item = None
            self.on_work(now)
            if self._drive(me):
                self.role.release()

    def _take(self, item: Any, now: float) -> None:
        try:
            if isinstance(item, Record):
                self.core.add(item, now)
            elif isinstance(item, Loss):
                self.tell_loss(item)
            elif isinstance(item, Leaving):
                self.end_left(item.run, now)
            elif not isinstance(item, tuple):
                item(now)
            elif len(item) == CALL_LENGTH:
                self.core.add(new_record(*item), now)
            else:
                record, value, bad = item
                self.core.ended(record, value, bad, now)
        except BaseException as fault:  # a fault of ours must not silence the engine: it is told, and the rest goes on
            sys.__excepthook__(type(fault), fault, fault.__traceback__)

    def _drive(self, me: Worker) -> bool:
        """On the listener, which has the role: take in what is there and run inline bodies, until there is nothing.

        Whether the thread still has the role. It is kept from one inline body to the next; see :meth:`_call_held`.
        """
        core, inbox, inline = self.core, self.inbox, self.core.inline
        while True:
            if inline:
                record = inline.popleft()
                if record.state is READY:
                    record.state = RUNNING
                elif record.state is not RUNNING:
                    continue
                if not self._run_held(record, me):
                    return False
            elif inbox.empty():
                self.is_inlining = False
                return True
            elif not self._take_in(me):
                return False
            if core.has_news:
                self.flush()

    def _take_in(self, me: Worker) -> bool:
        """Take what is in the inbox now. A tiny call whose prerequisites are done runs at once, and is settled.

        Tiny calls by the thousand come through here, so everything is written out. ``_held`` says that a body runs
        under the role: when that body waits or runs long, somebody else pops it, and has the role (:meth:`_take_over`).
        Gives False when that has happened.
        """
        core, held, get = self.core, me.held, self.inbox.get
        now = perf_counter()
        for _ in range(self.inbox.qsize()):
            call = get()
            if call.__class__ is not tuple or len(call) != CALL_LENGTH:
                if self._take_one(call, now):
                    return True
                continue
            calls, args, kwargs, context, cell, needs, parent = call
            is_ready = kwargs is None
            ids: Any = ()
            if needs is not None and is_ready:
                is_ready = needs is args
                if is_ready:
                    args, ids = [], []
                    for need in needs:
                        if need._state is not DONE:
                            is_ready = False
                            break
                        args.append(need._value)
                        ids.append(need._record[0])
                    needs = need = None
            if not is_ready:
                args = None
                if self._take_one(call, now):
                    return True
                continue
            held.append(call)
            self.is_inlining = True
            call = None
            try:
                value = context.run(calls.body, *args)
                bad = None
            except BaseException as error:
                value, bad = None, error
            args = None
            try:
                call = held.pop()
            except IndexError:  # this thread is the listener no more
                self._end_elsewhere(me, value, bad)
                value = bad = None
                return False
            started, now = now, perf_counter()
            if bad is not None or isinstance(value, Cell) or self.in_body is not None:
                self._end_held(call, value, bad, started, now, me)
                call = value = bad = None
                if core.inline or core.has_news:
                    return True
                continue
            run = calls.run
            calls.seconds += now - started
            calls.done += 1
            entry = (
                next(run.ids), calls, DONE, me, started, started, now, 1,
                tuple(ids), None if parent is None else parent.number, None, 0.0, None,
            )  # fmt: skip
            run.entries.append(entry)
            cell._value = value
            cell._record = entry
            cell._state = DONE
            call = value = cell = context = None
        return True

    def _take_one(self, item: Any, now: float) -> bool:
        """Take what is no tiny call, or one that can't run yet; whether an inline body is ready now."""
        core = self.core
        self._take(item, now)
        if core.has_news:
            self.flush()
        if core.is_crowded:
            self.on_work(now)
        return bool(core.inline)

    def _end_held(
        self, call: Call, value: Any, error: BaseException | None, started: float, now: float, me: Worker
    ) -> None:
        """The end of a tiny call that is not plainly done: from here on it is a record like others."""
        record = self.in_body or self._record_of(call, started, me)
        self.in_body = None
        self.core.ended(record, value, None if error is None else bad_end(record, error), now)

    @staticmethod
    def _record_of(call: Call, started: float, me: Worker) -> Record:
        """The record of a tiny call whose body runs."""
        record = new_record(*call)
        record.calls.pending += 1
        record.calls.run.unfinished += 1
        record.missing, record.state = 0, RUNNING
        record.ready = record.started = started
        record.worker = me
        record.args = None
        return record

    def _run_held(self, record: Record, me: Worker) -> bool:
        """Run the body of an inline record under the role; False when the role was taken over meanwhile."""
        if not record.calls.is_plain:
            self.set_time(record)
        record.worker = me
        record.started = perf_counter()
        self.in_body = record
        self.is_inlining = True
        held = me.held
        held.append(record)
        value, bad = call_body(record)
        try:
            held.pop()
        except IndexError:
            self._end_elsewhere(me, value, None, bad)
            value = bad = None
            return False
        self.in_body = None
        self.core.ended(record, value, bad, perf_counter())
        value = bad = None
        return True

    def _end_elsewhere(self, me: Worker, value: Any, error: BaseException | None, bad: Bad | None = None) -> None:
        """A body is over on a thread that is the listener no more: it ends as it would on any other thread."""
        self.role.take()  # whoever took over has it until the record stands in its place
        self.role.release()
        record = me.record
        assert record is not None
        me.record = None
        if error is not None:
            bad = bad_end(record, error)
        self.role.take()
        try:
            self.core.ended(record, value, bad, perf_counter())
            self.core.leave(record)
            value = bad = error = None
            self.flush()
            following = self._next_inline()
        finally:
            self.role.release()
        if following is not None:
            self._run_inline(following, me)

    def _run_inline(self, record: Record, worker: Worker) -> None:
        """On a thread that is not the listener: run inline bodies until none is ready, each without the role."""
        following: Record | None = record
        while following is not None:
            following.worker = worker
            following.started = perf_counter()
            value, bad = call_body(following)
            self.role.take()
            try:
                self.core.ended(following, value, bad, perf_counter())
                value = bad = None
                if self.core.has_news:
                    self.flush()
                following = self._next_inline()
            finally:
                self.role.release()

    def _next_inline(self) -> Record | None:
        inline = self.core.inline
        while inline:
            record = inline.popleft()
            if record.state is READY:
                record.state = RUNNING
            elif record.state is not RUNNING:
                continue
            if not record.calls.is_plain:
                self.set_time(record)
            return record
        return None

    def _ask_here(self, command: Callable[[float], Any], me: Worker) -> Any:
        """On the listener's own thread, inside an inline body that runs under the role."""
        self.here()
        try:
            mine = me.held.pop()
        except IndexError:  # the listener no more, since a moment ago
            return self.ask(command)
        try:
            now = perf_counter()
            for _ in range(self.inbox.qsize()):
                self._take(self.inbox.get(), now)
            answer = command(now)
            self.flush()
        finally:
            me.held.append(mine)
        return answer

    def _take_over(self, listener: Worker) -> bool:
        """Take the role from the inline body that keeps it; False when none does."""
        held = self.role.take_over()
        if held is None:
            return False
        record = self.in_body or (held if isinstance(held, Record) else self._record_of(held, perf_counter(), listener))
        listener.record, self.in_body = record, None
        record.calls.lane.running.add(record)
        self.core.bodies += 1
        return True

    def hand_over(self, me: Worker) -> bool:
        """The listener ``me`` is busy in a body: another thread listens from now on. False when it had just ended."""
        if not self._take_over(me):
            return False
        successor = Worker("engine")
        successor.held = self.role.held
        self.listener = successor
        self.role.release()
        if not self.spawn(self._listen, successor):
            self.listener = me
        return True

    def listen_until(self, worker: Worker) -> None:
        """No thread can be started any more: listen here, on top of the body that waits, until its mailbox has news."""
        while worker.mailbox.empty():
            try:
                item = self.inbox.get(timeout=0.05)
            except Empty:
                continue
            self.role.take()
            self._take(item, perf_counter())
            self.flush()
            record = self._next_inline()
            self.role.release()
            if record is not None:
                self._run_inline(record, worker)


def _answer(command: Callable[[float], Any], answers: SimpleQueue[tuple[bool, Any]], now: float) -> None:
    try:
        answers.put((True, command(now)))
    except BaseException as error:  # it is the asker's
        answers.put((False, error))
