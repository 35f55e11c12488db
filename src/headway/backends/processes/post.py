"""The process backend: one thread that hands calls to worker processes and takes in their results.

Calls of little work travel in chunks of about a millisecond, of which a worker has two; a call that needs the one before
it goes in the same chunk, and gets the result there. Whatever has not begun when a worker dies, or waits behind a call
that takes long, goes back to the queue free of charge.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock
from time import perf_counter

from headway.backends.base import Ended
from headway.backends.processes.desk import BareDesk, Desk
from headway.backends.processes.flight import IS_ALONE, Flight
from headway.backends.processes.hearing import Hearing
from headway.backends.processes.seat import Seat
from headway.backends.threads import spawn_thread
from headway.core.record import Record

OVERDUE_S, TICK_S = 0.005, 0.01  # a chunk that takes longer than this is asked for what it has, and gives the rest back
RETIRE_AFTER_S = 60.0


class Processes(Hearing):
    """The process backend. ``desk`` is the engine's side; without one each end is reported by ``ended`` alone."""

    mechanism = "process"

    def __init__(self, ended: Ended, desk: Desk | None = None, spawn: Callable[..., bool] = spawn_thread) -> None:
        if desk is None:
            desk = BareDesk(ended)
            desk.submit = self.submit
        super().__init__(desk)
        self._spawn = spawn
        self._stopping: deque[Record] = deque()
        self._dropped: list[Flight] = []
        self._bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._read_with(self._bell, self._hear_bell)
        self._is_asleep = False
        self._busy = Lock()  # held by whoever deals with workers
        self._is_running = self._is_closing = False

    def submit(self, record: Record) -> None:
        """Run the body of ``record`` in a worker soon."""
        if self._is_asleep and self._busy.acquire(False):
            try:
                if self._goes_at_once(record):
                    return
            finally:
                self._busy.release()
        self._incoming.append(record)
        self._wake()

    def stop(self, record: Record) -> None:
        """Nobody waits for this body any longer: its worker is ended, unless it has not begun."""
        self._stopping.append(record)
        self._wake()

    def close(self) -> None:
        """End the workers, and the thread."""
        self._is_closing = True
        self._wake()

    def abandon(self) -> None:
        """In the child after a fork: the workers are the parent's."""
        for seat in self._seats:
            seat.child.close()
        self._poll.close()
        os.close(self._bell)

    def start(self) -> None:
        """Have the thread."""
        if not self._is_running:
            self._is_running = True
            if not self._spawn(self._run):
                self._is_running = False

    def _wake(self) -> None:
        self.start()
        if self._is_asleep:
            with suppress(OSError):
                os.eventfd_write(self._bell, 1)

    def _run(self) -> None:
        while not self._is_closing:
            try:
                self._turn()
            except Exception as fault:  # a fault of ours must not silence all workers: it is told, and the rest goes on
                sys.__excepthook__(type(fault), fault, fault.__traceback__)
        self._end_all()

    def _turn(self) -> None:
        self._is_asleep = True
        if self._incoming or self._stopping or self._has_answers:
            ready = self._poll.poll(0)
        else:
            ready = self._poll.poll(self._pause_s())
        self._is_asleep = False
        with self._busy:
            self._work(ready)

    def _work(self, ready: list[tuple[int, int]]) -> None:
        for descriptor, event in ready:
            reader = self._readers.get(descriptor)
            if reader is not None:
                reader(event)
        self._mind(perf_counter())
        while self._news or self._back or self._incoming:
            news, back, self._news, self._back = self._news, self._back, [], []
            self._desk.carry_out(partial(self._settle, news, back), self._plan)
            news, back = [], []
            while self._outgoing:
                self._send(*self._outgoing.popleft())
            if self._freed:
                self._packer.release(self._freed)
        while self._stopping:
            self._end_body(self._stopping.popleft())
        if self._has_answers:
            self._answer()

    def _pause_s(self) -> float:
        """How long nothing but an event needs a look."""
        if self._dropped or any(seat.is_worth_a_nudge for seat in self._seats):
            return TICK_S
        idle = [seat.idle_since for seat in self._seats if not seat.chunks]
        return max(0.0, min(idle) + RETIRE_AFTER_S - perf_counter()) + TICK_S if idle else -1.0

    def _hear_bell(self, event: int) -> None:
        with suppress(BlockingIOError):
            os.eventfd_read(self._bell)

    def _answer(self) -> None:
        self._has_answers = False
        for seat in self._seats:
            for message, segments in seat.nested.answers():
                self._say(seat, message, segments)

    def _end_body(self, record: Record) -> None:
        flight = self._by_record.get(record)
        if flight is None:  # it is not sent yet, or has ended
            return
        seat = self._seat_of(flight)
        if seat is None or seat.killed_for is not None:
            return
        if seat.child.current == flight.number or (flight.flags & IS_ALONE and seat.chunks[0][0] is flight):
            self._kill(seat, flight)
        else:
            flight.was_dropped = True
            self._dropped.append(flight)
            self._say(seat, ("drop", flight.number))

    def _seat_of(self, flight: Flight) -> Seat | None:
        return next((seat for seat in self._seats if seat.child is flight.child), None)

    @staticmethod
    def _kill(seat: Seat, flight: Flight) -> None:
        seat.killed_for = flight
        seat.child.kill()

    def _mind(self, now: float) -> None:
        """Ask those that are in a long call for what they have; end bodies that began after all; let idle workers go."""
        for seat in self._seats:
            if seat.is_worth_a_nudge and now - seat.sent_at > OVERDUE_S:
                seat.nudged = True
                self._say(seat, ("nudge",))
        for flight in [f for f in self._dropped if f.number in self._flights]:
            seat_of = self._seat_of(flight)
            if seat_of is not None and seat_of.child.current == flight.number and seat_of.killed_for is None:
                self._kill(seat_of, flight)
        self._dropped = [f for f in self._dropped if f.number in self._flights]
        for seat in [s for s in self._seats if not s.chunks and now - s.idle_since > RETIRE_AFTER_S]:
            self._end(seat)

    def _end_all(self) -> None:
        for seat in list(self._seats):
            self._end(seat)

    def _end(self, seat: Seat) -> None:
        seat.child.kill()
        seat.child.bury()
        self._dismiss(seat)
