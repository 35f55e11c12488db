"""The life of a worker process: calls come in chunks, their bodies run on the main thread, results go back.

A second thread listens to what the parent says while a body runs: to give back what has not begun, to drop a call.
"""

from __future__ import annotations

import faulthandler
import mmap
import os
import select
import socket
import sys
from _thread import get_ident
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from threading import Lock
from time import perf_counter
from typing import Any

from headway.backends.base import CANCELLATION, CURRENT, begin_in_the_body, is_cancellation
from headway.backends.processes.child import CONTROL, DATA, PAGE
from headway.backends.processes.flight import IS_ALONE, IS_KEPT, SAYS_BEGUN, Call, is_plain
from headway.backends.processes.results import CANCELLED, FAILED, NOT_RUN, PICKLED, PLAIN, TASK, Result
from headway.backends.processes.wire import Channel, Hangup
from headway.backends.threads import Worker, spawn_thread
from headway.backends.travel import Packer, Parcel, load_function, unpack
from headway.backends.travel.failures import pack_error
from headway.core.function import Function
from headway.core.outcome import Cell
from headway.core.record import Calls, Record, new_record
from headway.core.states import State
from headway.engine import ENGINE
from headway.memory.segments import Segment
from headway.worker.output import Captured
from headway.worker.parent import Parent

Todo = tuple[Call, list[Segment]]
Written = tuple[int, Any, Any, tuple[Segment, ...]]  # kind, value, places, segments
COMES_WITHIN_S = 5.0  # what the parent has sent already


class Host:
    """What runs in a worker process."""

    def __init__(self) -> None:
        self._data = Channel(socket.socket(fileno=DATA))
        self._control = Channel(socket.socket(fileno=CONTROL))
        self._words = memoryview(mmap.mmap(PAGE, mmap.PAGESIZE)).cast("Q")
        self._todo: deque[Todo] = deque()
        self._functions: dict[int, Calls] = {}
        self._spare: set[int] = set()  # functions to be forgotten once what has come is done
        self._results: deque[tuple[Result, tuple[Segment, ...]]] = deque()
        self._kept: tuple[int, Any] = (0, None)  # a call and its value, for the next one of the chunk
        self._packer = Packer()
        self._reading, self._sending, self._saying = Lock(), Lock(), Lock()
        self._said = 0
        self._above: deque[Todo] = deque()  # what may run on the stack of a body that waits
        self._worker = Worker("process")
        self._parent = Parent(self, ENGINE.ended)
        ENGINE.parent = self._parent
        ENGINE.on_busy = None  # progress is shown where the user is
        self.bodies: dict[int, Record] = {}
        self._streams = Captured(self, False), Captured(self, True)

    def serve(self) -> None:
        """Until the parent hangs up."""
        sys.stdout, sys.stderr = self._streams
        faulthandler.enable(2)  # a fault in C code says where it was, to descriptor 2
        self._worker.ident = get_ident()
        spawn_thread(self._listen)
        while True:
            try:
                self._receive()
                while self._todo:
                    self._run_next()
                self._send_results()
                self._words[0] = 0  # not before: a body may have closed the way back
                self._kept = (0, None)
                while self._spare:
                    self._functions.pop(self._spare.pop(), None)
            except KeyboardInterrupt:  # between two bodies it is nobody's
                continue
            except Hangup:
                return

    def _receive(self) -> None:
        """Wait for a chunk."""
        while not self._todo:
            select.select([DATA], [], [])
            with self._reading:
                self._take(is_waiting=False)

    def _take(self, is_waiting: bool) -> None:
        for (calls, functions, where), segments in self._data.receive(is_waiting):
            if where is not None:
                with suppress(OSError):
                    os.chdir(where[0])
                sys.path[:] = where[1:]
            self._learn(functions, segments)
            self._todo.extend([(call, segments) for call in calls])

    def _learn(self, functions: list[Any], segments: list[Segment]) -> None:
        for number, name, reference, head, places, first in functions:
            if reference is None:
                self._spare.add(number)
                continue
            self._spare.discard(number)
            parcel = None
            if head is not None:  # it may wait here long: it keeps no segment of the calls that came along
                own = segments[first : first + 1 + max((index for index, _, _ in places), default=-1)]
                parcel = Parcel(head, tuple(own), places)
            self._functions[number] = _calls(name, partial(load_function, reference, parcel))

    # ---- bodies ------------------------------------------------------------------------------------------------------

    def _run_next(self) -> None:
        try:
            todo = self._todo.popleft()
        except IndexError:  # given back a moment ago
            return
        self._run(*todo)

    def run_above(self) -> None:
        """Run a body on the stack of one that waits."""
        try:
            todo = self._above.popleft()
        except IndexError:  # given back a moment ago
            return
        below = self.current
        self._words[1] = todo[0][0]
        self._run(*todo)
        self._words[0] = below
        self._send_results()

    def _run(self, call: Call, segments: list[Segment]) -> None:
        number, flags = call[0], call[7]
        self._words[0] = number
        kind, payload, places = PLAIN, None, ()
        out: tuple[Segment, ...] = ()
        began = perf_counter()
        try:
            prepared = self._prepared(call, segments)
            if prepared is None:
                kind = NOT_RUN
            else:
                if flags & SAYS_BEGUN:
                    self.say(("begun", number))
                began = perf_counter()
                value = prepared()
                prepared = None
                kind, payload, places, out = self._written(self.bodies[number], value)
                if flags & IS_KEPT and kind != TASK:
                    self._kept = number, value
                value = None
        except BaseException as error:
            prepared = value = None
            kind, payload, places, out = _bad(error)
        ended = perf_counter()
        self._parent.tell_asked()
        record = self.bodies.pop(number, None)
        if record is not None:
            record.context = record.cell = None  # in both of which it stands itself
        for stream in self._streams:
            stream.finish()
        self._results.append(((number, kind, payload, places, 0, began, ended), out))
        if out or flags & IS_ALONE:
            self._send_results()

    def _prepared(self, call: Call, segments: list[Segment]) -> Callable[[], Any] | None:
        """The body with its arguments, to be called; None where it needs a value that is not here."""
        number, function, args, head, places, first, refs, _, attempt = call
        calls = self._loaded(function)
        named: dict[str, Any] = {}
        carried: list[Any] = []
        if head is not None:
            args, named, carried = unpack(Parcel(head, tuple(segments[first:]), places))
        if refs:
            (kept, value), self._kept = self._kept, (0, None)
            args = list(args)
            for place, earlier in refs:
                if earlier != kept:  # that has failed, or returned a task: the parent knows what follows
                    return None
                if isinstance(place, int):
                    args[place] = value
                else:
                    named[place] = value
        record = self._record(calls, number, attempt)
        context: Context = record.context  # type: ignore[assignment]
        for variable, *its_value in carried:
            self._parent.carry[variable] = None
            if its_value:
                context.run(variable.set, *its_value)
        return partial(context.run, calls.body, *args, **named)

    def _written(self, record: Record, value: Any) -> Written:
        """A value as it is sent. A task that the body has called is named to the parent; any other is waited for."""
        if ENGINE.is_listening:  # this process has called tasks: all of them are to be known by now
            ENGINE.ask(_nothing)
        while isinstance(value, Cell):
            number = self._parent.number_of(value)
            if number is not None:
                return TASK, number, (), ()
            value = record.context.run(value.result)  # type: ignore[attr-defined,union-attr]
        if is_plain(value):
            return PLAIN, value, (), ()
        parcel = self._packer.pack(value, part="the result", task=record.calls.name)
        return PICKLED, parcel.head, parcel.places, parcel.segments

    def _loaded(self, function: int) -> Calls:
        if function not in self._functions:
            self._read_ahead(function)
        calls = self._functions[function]
        if isinstance(calls.body, partial):
            calls.body = calls.body()
        return calls

    def _read_ahead(self, function: int) -> None:
        """A call on the stack of one that waits overtakes the chunk that its function came with: read that first."""
        until = perf_counter() + COMES_WITHIN_S
        while function not in self._functions and perf_counter() < until:
            select.select([DATA], [], [], 0.1)
            with self._reading:
                self._take(is_waiting=False)

    def _record(self, calls: Calls, number: int, attempt: int) -> Record:
        """A body's record here: `current()` finds it, and calls made inside belong to it."""
        context = copy_context()
        record = new_record(calls, None, None, context, Cell(), None, None)
        record.missing, record.state, record.id = 0, State.RUNNING, number
        record.worker, record.attempt = self._worker, attempt
        self.bodies[number] = record
        context.run(CURRENT.set, record)
        return record

    # ---- what is said ------------------------------------------------------------------------------------------------

    def _send_results(self) -> None:
        """Send what has ended. Called by both threads."""
        with self._sending:
            results, segments = self._taken_results()
            if results:
                self._data.send_and_wait((self._said, self._parent.answers, results), segments)

    def _taken_results(self) -> tuple[list[Result], list[Segment]]:
        results: list[Result] = []
        segments: list[Segment] = []
        while self._results:
            result, out = self._results.popleft()
            results.append((*result[:4], len(segments), *result[5:]) if out else result)
            segments += out
        return results, segments

    def say(self, message: Any, segments: tuple[Segment, ...] = ()) -> None:
        """Say something while a body runs."""
        with self._saying:
            self._said += 1
            self._control.send_and_wait(message, segments)

    def tell(self, is_error: bool, text: str) -> None:
        """Pass on what the body has printed."""
        self.say(("said", self.current, is_error, text))

    @property
    def current(self) -> int:
        """The number of the call that is running."""
        return int(self._words[0])

    def _listen(self) -> None:
        """The life of the second thread."""
        while True:
            try:
                messages = self._control.receive()
            except Hangup:
                os._exit(0)
            for message, segments in messages:
                getattr(self, f"_hear_{message[0]}")(segments, *message[1:])
            messages, segments = [], []  # nothing is kept alive while nothing is heard

    def _hear_answer(self, segments: list[Segment], number: int, kind: int, payload: Any, places: Any) -> None:
        self._parent.hear_answer(number, kind, payload, places, segments)

    def _hear_above(self, segments: list[Segment], below: int, calls: list[Call], functions: list[Any]) -> None:
        """A body to be run on the stack of one that waits; if that waits no more, it goes back."""
        self._learn(functions, segments)
        self._above.extend([(call, segments) for call in calls])
        if self._parent.is_waiting(below):
            self._worker.mailbox.put(self.run_above)
        else:
            self.give_back_above()

    def give_back_above(self) -> None:
        """Nothing waits: what was to run meanwhile is for others."""
        numbers = []
        while self._above:
            with suppress(IndexError):
                numbers.append(self._above.pop()[0][0])
        if numbers:
            self.say(("back", [], numbers))

    def _hear_doomed(self, segments: list[Segment], number: int) -> None:
        """Nobody waits for a body that runs on another's stack."""
        record = self.bodies.get(number)
        if record is not None:
            record.state = State.CANCELLED  # `checkpoint()` finds it so

    def _hear_nudge(self, segments: list[Segment]) -> None:
        """The body that runs takes long: send what has ended, give back what has not begun."""
        if self._reading.acquire(False):
            try:
                with suppress(Hangup):
                    self._take(is_waiting=False)
            finally:
                self._reading.release()
        numbers = []
        while self._todo:
            with suppress(IndexError):
                numbers.append(self._todo.pop()[0][0])
        with self._sending:
            results, segments = self._taken_results()
            self.say(("back", results, numbers), tuple(segments))

    def _hear_drop(self, segments: list[Segment], number: int) -> None:
        """Nobody waits for a call any more."""
        for todo in list(self._todo):
            if todo[0][0] == number:
                with suppress(ValueError):
                    self._todo.remove(todo)
                    self.say(("back", [], [number]))


def _nothing(now: float) -> None:
    """A command after which all that was called before is known."""


def _calls(name: str, body: Any) -> Calls:
    return Calls(Function(name, body), ENGINE.default, "process")


def _bad(error: BaseException) -> Written:
    """The bad end of a body, as it is sent."""
    if is_cancellation(error):
        return CANCELLED, CANCELLATION, (), ()
    begin_in_the_body(error)
    return FAILED, pack_error(error), (), ()
