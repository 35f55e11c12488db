"""What workers say: results, words while a body runs, output, and that they are dead."""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Any

from headway.backends.processes.desk import Desk
from headway.backends.processes.flight import Flight
from headway.backends.processes.output import Teller
from headway.backends.processes.planning import Planning
from headway.backends.processes.results import NOT_RUN, TASK, Result, read_result
from headway.backends.processes.seat import Seat
from headway.backends.processes.wire import Hangup, Unreadable
from headway.core.outcome import Cancelled, Failure
from headway.core.record import Record
from headway.errors import HeadwayError, NoWorker, WorkerDied
from headway.memory.segments import Segment

MOST_STILLBORN = 5  # workers that die one after another before they have answered anything
LAST_WORDS = 1 << 12  # bytes that a worker wrote before it died


class Hearing(Planning):
    """Turns what workers say into news for the engine."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._teller = Teller()
        self._stillborn = 0

    def _readers_of(self, seat: Seat) -> dict[int, Callable[[int], object]]:
        child = seat.child
        return {
            child.data.fileno(): partial(self._hear_data, seat),
            child.control.fileno(): partial(self._hear_control, seat),
            child.fileno(): partial(self._hear_death, seat),
            child.output: partial(self._hear_output, seat),
        }

    def _hear_data(self, seat: Seat, event: int) -> None:
        channel = seat.child.data
        if event & select.EPOLLOUT:
            self._send_rest(channel)
        if event & ~select.EPOLLOUT:
            try:
                messages = channel.receive(False)
            except Hangup as hangup:
                if isinstance(hangup, Unreadable):
                    seat.ended_for = f"it was ended, since {hangup}"
                self._read_no_more(channel.fileno())
                seat.child.kill()  # it can't go on without us; its death is heard of next
                return
            self._hear_output(seat, 0)  # while it is known whose it is
            for (said, answers, results), segments in messages:
                while seat.heard < said and self._take_control(seat):
                    pass
                self._take_results(seat, results, segments, answers)

    def _take_results(self, seat: Seat, results: list[Result], segments: list[Segment], answers: int) -> None:
        """Results; by then the worker had heard so many answers to what its bodies had called."""
        over: list[Record] = []
        for result in results:
            number = result[0]
            flight = self._flights.get(number)
            if flight is not None:
                self._forget(flight)
                over.append(flight.record)
                self._teller.finish(number, flight.record)
                if result[1] == NOT_RUN:  # what it needed was not there: the engine knows what follows
                    if flight.takes is None:
                        self._back.append(flight)
                    else:
                        self._free(flight)
                    continue
                if result[1] == TASK:
                    self._news.append(partial(self._returned_task, seat, flight, result))
                    continue
                value, bad = read_result(flight.record, result, segments)
                self._news.append((flight, value, bad, result[5], result[6]))
        self._stillborn, seat.has_answered = 0, True
        if seat.nested.keeps_answered:
            self._news.append(partial(seat.nested.heard, answers, frozenset(over)))
        seat.take(result[0] for result in results)
        seat.nudged = False
        seat.sent_at = seat.idle_since = perf_counter()

    def _hear_control(self, seat: Seat, event: int) -> None:
        if event & select.EPOLLOUT:
            self._send_rest(seat.child.control)
        if event & ~select.EPOLLOUT:
            try:
                self._take_control(seat)
            except Hangup:
                self._read_no_more(seat.child.control.fileno())

    def _take_control(self, seat: Seat) -> bool:
        messages = seat.child.control.receive(False)
        for message, segments in messages:
            seat.heard += 1
            getattr(self, f"_heard_{message[0]}")(seat, segments, *message[1:])
        return bool(messages)

    def _heard_begun(self, seat: Seat, segments: list[Segment], number: int) -> None:
        flight = self._flights.get(number)
        if flight is not None:
            self._desk.set_time(flight.record)

    def _heard_back(self, seat: Seat, segments: list[Segment], results: list[Result], numbers: list[int]) -> None:
        """The answer to a nudge: what has ended so far, and what has not begun."""
        if results:
            self._take_results(seat, results, segments, 0)
        self._back += [self._forget(flight) for flight in seat.take_back(set(numbers))]
        if seat.chunks:
            seat.nudged = True
            first = seat.chunks[0][0]
            if not first.is_head and first.takes is None:
                first.is_head = True
                self._slow.append(first.record)

    def _returned_task(self, seat: Seat, flight: Flight, result: Result, now: float) -> None:
        """A body has returned a task that it called."""
        cell, bad = seat.nested.cell(result[2]), None
        if cell is None:  # another body had called it, and has heard its end since
            bad = Failure(
                flight.record.calls.name, HeadwayError("the task that it returned is not known any more"), None
            )
        self._settle([(flight, cell, bad, result[5], result[6])], [], now)

    def _heard_call(
        self, seat: Seat, segments: list[Segment], number: int, inside: int, function: Any, head: bytes, places: Any
    ) -> None:
        flight = self._flights.get(inside)
        if flight is None:
            self._news.append(partial(seat.nested.refuse, number))
        else:
            self._news.append(partial(seat.nested.call, flight.record, number, function, head, places, segments))

    def _heard_cancel(self, seat: Seat, segments: list[Segment], number: int) -> None:
        self._news.append(partial(seat.nested.cancel, number))

    def _heard_asked(self, seat: Seat, segments: list[Segment], numbers: list[int]) -> None:
        self._news.append(partial(seat.nested.asked, numbers))

    def _heard_waits(
        self,
        seat: Seat,
        segments: list[Segment],
        number: int,
        answers: int,
        awaited: list[int],
        needs_all: bool,
        is_patient: bool,
    ) -> None:
        flight = self._flights.get(number)
        if flight is not None:
            if flight not in seat.stack:
                seat.stack.append(flight)
            seat.waiting.add(flight)
            flight.is_patient = is_patient
            self._news.append(partial(seat.nested.waits, flight.record, answers, awaited, needs_all))

    def _heard_goes_on(self, seat: Seat, segments: list[Segment], number: int) -> None:
        flight = self._flights.get(number)
        if flight is not None:
            seat.waiting.discard(flight)
            if seat.stack == [flight]:
                seat.stack.clear()
            self._news.append(partial(seat.nested.goes_on, flight.record))

    def _heard_progress(self, seat: Seat, segments: list[Segment], number: int, done: float, total: Any) -> None:
        flight = self._flights.get(number)
        if flight is not None:
            self._desk.tell_progress(flight.record, done, total)

    def _heard_said(self, seat: Seat, segments: list[Segment], number: int, is_error: bool, text: str) -> None:
        self._show(seat, number, is_error, text)

    def _hear_output(self, seat: Seat, event: int) -> None:
        """What C code has written."""
        try:
            written = os.read(seat.child.output, 1 << 16)
        except BlockingIOError:
            return
        if not written:
            self._read_no_more(seat.child.output)
            return
        seat.last_words = (seat.last_words + written)[-LAST_WORDS:]
        number = seat.child.current
        if number not in self._flights:  # it goes on to the next, or is idle: the body that wrote is not reported yet
            number = next((flight.number for flight in seat.flights), 0)
        self._show(seat, number, True, seat.child.decode(written))

    def _show(self, seat: Seat, number: int, is_error: bool, text: str) -> None:
        flight = self._flights.get(number)
        if flight is None:  # a thread that a body has left behind
            self._teller.tell(seat.child.name, None, is_error, text)
        else:
            self._teller.tell(number, flight.record, is_error, text)

    def _hear_death(self, seat: Seat, event: int) -> None:
        for channel, hear in ((seat.child.control, self._take_control), (seat.child.data, None)):
            with suppress(Hangup):
                if hear is not None:
                    while hear(seat):
                        pass
                else:
                    for (_, answers, results), segments in channel.receive(False):
                        self._take_results(seat, results, segments, answers)
        self._hear_output(seat, 0)
        lost, begun = seat.child.current, seat.child.begun_above
        how, words = seat.child.bury(), seat.last_words
        how = seat.ended_for or how
        running = self._flights.get(lost)
        flights = [self._forget(flight) for flight in seat.flights]
        self._dismiss(seat)
        now = perf_counter()
        if not (seat.has_answered or lost or seat.killed_for):
            self._stillborn += 1
        bodies: set[Record] = set()  # that died with it
        for flight in flights:
            self._teller.finish(flight.number, flight.record)
            name = flight.record.calls.name
            has_begun = flight in seat.stack and (flight.below is None or flight.number <= begun)
            is_victim = seat.killed_for is flight or has_begun
            if not is_victim and (flight.number != lost or seat.killed_for is not None):
                if self._stillborn < MOST_STILLBORN or flight.takes is not None:
                    self._back.append(flight)
                else:  # the next ones would fare no better
                    self._fail(flight, NoWorker(name, f"{how}. {_last_words(words)}".strip()), now)
                continue
            bodies.add(flight.record)
            if flight.takes is not None:  # what it needs has to be run again, and then it dies alone
                self._lonely.add(flight.record)
            elif seat.killed_for is flight:
                self._news.append((flight, None, Cancelled(name), now, now))
            else:
                self._fail(flight, WorkerDied(name, _how(how, flight, running), _last_words(words)), now)
        self._news.append(partial(seat.nested.abandon, bodies))

    def _fail(self, flight: Flight, error: HeadwayError, now: float) -> None:
        self._news.append((flight, None, Failure(flight.record.calls.name, error, None), now, now))


def _how(how: str, flight: Flight, running: Flight | None) -> str:
    if running is None or running is flight:
        return how
    return f"{how}, while it ran `{running.record.calls.name}`, for which this task waited"


def _last_words(words: bytes) -> str:
    """The line that says most: what the interpreter itself wrote of its end, else the last one."""
    lines = [line for line in words.decode(errors="replace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith("Fatal Python error")]
    return (fatal or lines[-1:] or [""])[-1].strip()
