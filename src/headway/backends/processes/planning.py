"""Which worker gets which calls. All of it under the engine's role, while the backend's own thread waits for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter

from headway.backends.processes.child import Child
from headway.backends.processes.desk import Desk
from headway.backends.processes.flight import IS_KEPT, Flight, can_follow
from headway.backends.processes.nested import Nested
from headway.backends.processes.seat import DEEP, DEEPEST, Seat
from headway.backends.processes.sending import End, News, Sending
from headway.core.outcome import Cancelled, Failure
from headway.core.record import Record
from headway.core.states import State
from headway.errors import NestingTooDeep, NoWorker
from headway.meters import machine

CHUNK_S, MOST_IN_CHUNK, CHUNKS_AHEAD = 0.001, 64, 2
FEW = 200  # queued records, of which one may be better than the first
MOST_REPLACEMENTS = 4  # for each worker of a session, for those whose body waits


class Planning(Sending):
    """Hands in what has ended, and gives out what is to run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._incoming: deque[Record] = deque()
        self._queue: deque[Record] = deque()  # records for which there is no worker yet
        self._by_record: dict[Record, Flight] = {}
        self._started = 0
        self._has_answers = False

    def _wake(self) -> None:
        """Have the thread look."""
        raise NotImplementedError

    def _readers_of(self, seat: Seat) -> dict[int, Callable[[int], object]]:
        """What hears each descriptor of a worker."""
        raise NotImplementedError

    def _settle(self, all_news: list[End | News], back: list[Flight], now: float) -> None:
        """What has ended, in the order in which it did; then what was never begun."""
        desk = self._desk
        for news in all_news:
            if not isinstance(news, tuple):
                news(now)
                continue
            flight, value, bad, started, ended = news
            record = flight.record
            self._free(flight)
            self._by_record.pop(record, None)
            if flight.takes is not None and not desk.went_along(record, ended):
                continue
            self._lonely.discard(record)
            record.worker = flight.child
            if record.state is State.RUNNING:
                record.started = started
            desk.ended(record, value, bad, ended)
        for flight in reversed(back):
            self._free(flight)
            self._by_record.pop(flight.record, None)
            if flight.was_dropped:
                desk.ended(flight.record, None, Cancelled(flight.record.calls.name), now)
            elif flight.takes is None:
                desk.hand_back(flight.record, now)
        for record in self._slow:
            desk.take_slot(record)
        self._slow.clear()

    def _plan(self, now: float) -> None:
        """Give each record that has a slot to a worker, and fill its chunk with what may go along."""
        while self._incoming:
            self._queue.append(self._incoming.popleft())
        self._queue = deque([record for record in self._queue if not self._place(record, now)])
        for seat in self._seats:
            while 0 < len(seat.chunks) < CHUNKS_AHEAD and not seat.nudged and seat.killed_for is None:
                first = seat.chunks[0][0].record
                most = self._most(first)
                riders = self._desk.ride(first, 1) if most > 1 else []
                if not riders:
                    break
                if self._is_there(riders[0], False):
                    continue
                self._fill(seat, Flight(next(self._numbers), riders[0], seat.child), most)

    def _place(self, record: Record, now: float) -> bool:
        """Give a record to a worker; False when there is none for it and none is to be started."""
        if record.state is not State.RUNNING:  # cancelled a moment ago
            self._desk.ended(record, None, None, now)
            return True
        if self._is_there(record, True):
            return True
        if self._goes_above(record, DEEP):
            return True
        seat = next((seat for seat in self._seats if seat.is_free and not seat.chunks), None)
        seat = seat or next((seat for seat in self._seats if seat.is_free), None)
        if seat is None:
            if self._another_goes_above(record, DEEP, now, among=FEW):  # rather that than one more worker
                return True
            if len(self._seats) >= self._desk.most_workers:
                return False
            if sum(bool(seat.stack) for seat in self._seats) > MOST_REPLACEMENTS * record.calls.lane.slots:
                return self._place_deeper(record, now)
            seat = self._further_seat(record, now)
            if seat is None:
                return True
        flight = Flight(next(self._numbers), record, seat.child)
        flight.is_head = True
        self._fill(seat, flight, self._most(record))
        return True

    def _place_deeper(self, record: Record, now: float) -> bool:
        """There are as many workers whose bodies wait as there may be. Where none of them can move, stacks may grow."""
        if not all(seat.is_stuck for seat in self._seats):
            return False
        is_placed = (
            self._another_goes_above(record, DEEP, now)
            or self._goes_above(record, DEEPEST)
            or self._another_goes_above(record, DEEPEST, now)
        )
        if not is_placed:
            name, cure = record.calls.name, "let inner tasks run in threads, or wait for them outside"
            error = NestingTooDeep(f"tasks that wait for tasks in workers (`{name}`) are", cure)
            self._desk.ended(record, None, Failure(name, error, None), now)
        return True

    def _further_seat(self, record: Record, now: float) -> Seat | None:
        """A new worker for a record; None where none can be had: that is the record's failure."""
        try:
            return self._new_seat(record, now)
        except OSError as refused:
            name = record.calls.name
            self._desk.ended(record, None, Failure(name, NoWorker(name, str(refused)), None), now)
            return None

    def _is_there(self, record: Record, has_slot: bool) -> bool:
        """Whether a worker has a record already, behind what it needed; from now on that is a call like others.

        What it needed has ended and was told of, while it is still to be run or runs.
        """
        flight = self._following.pop(record, None) if self._following else None
        if flight is None:
            return False
        flight.takes, flight.is_head = None, has_slot
        self._by_record[record] = flight
        return True

    def _seat_above(self, record: Record, most: int) -> Seat | None:
        """Where a record may run on the stack of a body that waits, as one of so many there."""
        return next((seat for seat in self._seats if seat.can_run_above(record, most)), None)

    def _goes_above(self, record: Record, most: int) -> bool:
        seat = self._seat_above(record, most)
        if seat is None:
            return False
        self._put_above(seat, record)
        return True

    def _another_goes_above(self, record: Record, most: int, now: float, among: int | None = None) -> bool:
        """Whether another ready record (one of the first so many) has the place of this one, on the stack of a body that waits."""
        if not any(seat.stack for seat in self._seats):
            return False
        other = self._desk.exchange(record, lambda ready: self._seat_above(ready, most) is not None, among, now)
        return other is not None and self._goes_above(other, most)

    def _goes_at_once(self, record: Record) -> bool:
        """Send a record without waking anybody, where nothing has to be pickled and a worker waits for work."""
        if record.calls.function.packed is None:
            return False
        number, packed = record.calls.function.packed
        seat = next((seat for seat in self._seats if seat.is_idle and number in seat.functions), None)
        if seat is None or packed.is_stale() or self._queue or self._incoming:
            return False
        flight = Flight(next(self._numbers), record, seat.child)
        call = flight.written_plainly(number)
        if call is None:
            return False
        flight.is_head = True
        self._fly(seat, deque([flight]))
        self._hand_over(seat, [call], [], [])
        return True

    def _put_above(self, seat: Seat, record: Record) -> None:
        flight = Flight(next(self._numbers), record, seat.child)
        self._flights[flight.number] = self._by_record[record] = flight
        record.started = perf_counter()
        flight.below = seat.stack[-1]
        seat.stack.append(flight)
        self._outgoing.append((seat, [flight]))

    def _fill(self, seat: Seat, head: Flight, most: int) -> None:
        flights = deque([head])
        if most > 1:
            self._follow(flights, most)
        if len(flights) < most:
            riders = [r for r in self._desk.ride(head.record, most - len(flights)) if not self._is_there(r, False)]
            flights.extend([Flight(next(self._numbers), record, seat.child) for record in riders])
        self._fly(seat, flights)
        self._outgoing.append((seat, list(flights)))

    def _fly(self, seat: Seat, flights: deque[Flight]) -> None:
        for flight in flights:
            self._flights[flight.number] = flight
            if flight.takes is None:
                self._by_record[flight.record] = flight
            else:
                self._following[flight.record] = flight
        now = perf_counter()
        if flights[0].is_head:  # told again, to the microsecond, with its result
            flights[0].record.started = now
        if not seat.chunks:
            seat.sent_at, seat.nudged = now, False
        seat.chunks.append(flights)

    def _follow(self, flights: deque[Flight], most: int) -> None:
        """Whoever waits for the last one alone goes with it."""
        while len(flights) < most:
            last = flights[-1]
            other = last.record.dependents
            if not isinstance(other, Record) or other in self._lonely or not can_follow(last.record, other):
                return
            last.flags |= IS_KEPT
            flights.append(Flight(next(self._numbers), other, last.child, last))

    @staticmethod
    def _most(record: Record) -> int:
        """How many calls like this one make a chunk."""
        calls = record.calls
        if not calls.is_plain or calls.has_waited:
            return 1
        mean_s = calls.seconds / calls.done if calls.done else calls.function.learned.mean_s(CHUNK_S)
        return max(1, min(MOST_IN_CHUNK, int(CHUNK_S / max(mean_s, 1e-9))))

    def _new_seat(self, record: Record, now: float) -> Seat:
        self._started += 1
        workers = max(1, int(record.calls.lane.slots))
        nested = Nested(self._desk, self._packer, self._wake_for_answers)
        seat = Seat(Child(self._started, max(1, machine.cores() // workers)), now, nested)
        self._seats.append(seat)
        for descriptor, reader in self._readers_of(seat).items():
            self._read_with(descriptor, reader)
        return seat

    def _wake_for_answers(self) -> None:
        self._has_answers = True
        self._wake()
