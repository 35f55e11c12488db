"""Writing calls for workers and sending them; the state that the whole backend shares."""

from __future__ import annotations

import select
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any
from weakref import ref

from headway.backends.processes.child import folder
from headway.backends.processes.desk import Desk
from headway.backends.processes.flight import MOST_CAPTURED, MOST_FUNCTIONS, Flight
from headway.backends.processes.seat import Seat
from headway.backends.processes.wire import Channel, Hangup
from headway.backends.travel import MOST_SEGMENTS, Packer
from headway.core.outcome import Failure, describe
from headway.core.record import Record
from headway.core.scheduler import Bad
from headway.errors import HeadwayError, NotPicklable
from headway.memory.segments import Segment

End = tuple[Flight, Any, Bad | None, float, float]
News = Callable[[float], object]


class Sending:
    """Who has which call, and how it gets there. On the backend's own thread, but for what says otherwise."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seats: list[Seat] = []
        self._flights: dict[int, Flight] = {}
        self._following: dict[Record, Flight] = {}  # records that a worker has already, behind what they need
        self._numbers = iter(range(1, 1 << 62))
        self._packer = Packer()
        self._poll = select.epoll()
        self._readers: dict[int, Callable[[int], object]] = {}
        self._news: list[End | News] = []  # what the engine is to be told, in this order
        self._back: list[Flight] = []  # calls that were never begun
        self._slow: list[Record] = []  # that ride along, and take long
        self._lonely: set[Record] = set()  # whose worker died while they ran in company: next time they run alone
        self._freed: list[Any] = []  # what ended calls had of buffers that are written, until the next calls are sent
        self._outgoing: deque[tuple[Seat, list[Flight]]] = deque()

    def _send(self, seat: Seat, flights: list[Flight]) -> None:
        """Write a chunk and send it. Whatever can't be sent fails; what is too much for one message goes back."""
        calls: list[Any] = []
        functions: list[Any] = []
        segments: list[Segment] = []
        unsent: set[int] = set()
        later: set[int] = set()
        for flight in flights:
            if len(segments) >= MOST_SEGMENTS:
                later.add(flight.number)
                continue
            if flight.takes is not None and flight.takes.number in unsent:
                unsent.add(flight.number)
                self._give_up(seat, flight, None)
                continue
            try:
                function = self._function_of(seat, flight, functions, segments)
                calls.append(flight.written(function, self._packer, segments))
            except BaseException as error:  # the user's own pickling code may raise anything
                unsent.add(flight.number)
                self._give_up(seat, flight, error)
        if later:
            self._back += [self._forget(flight) for flight in seat.take_back(later)]
        below = flights[0].below
        if calls and below is not None:
            self._say(seat, ("above", below.number, calls, functions), segments)
        elif calls:
            self._hand_over(seat, calls, functions, segments)
        else:  # the functions stay here with the calls that they were to go along with
            for number, *_ in functions:
                if number in seat.functions:
                    self._unlearn(seat, number)

    def _hand_over(self, seat: Seat, calls: list[Any], functions: list[Any], segments: list[Segment]) -> None:
        where = [folder(), *(entry for entry in sys.path if isinstance(entry, str))]
        changed, seat.where = (None if where == seat.where else where), where
        with suppress(Hangup):  # its death is heard of next
            self._sent(seat.child.data, seat.child.data.send((calls, functions, changed), segments))

    def _give_up(self, seat: Seat, flight: Flight, error: BaseException | None) -> None:
        """A call can't be sent."""
        self._forget(flight)
        seat.take_back({flight.number})
        if flight.takes is not None:  # alone it will be told why
            self._lonely.add(flight.record)
            return
        name, now = flight.record.calls.name, perf_counter()
        if not isinstance(error, HeadwayError):
            error = NotPicklable(f"a call of `{name}`", "", describe(error or Exception()), 'Use on="thread".')
        self._news.append((flight, None, Failure(name, error, None), now, now))

    def _function_of(self, seat: Seat, flight: Flight, functions: list[Any], segments: list[Segment]) -> int:
        """The number of a function; the function itself goes along where its worker does not have it yet."""
        body = flight.record.calls.function
        number, packed = body.packed or (0, None)
        if packed is None or packed.is_stale():
            number, packed = next(self._numbers), self._packer.pack_function(flight.record.calls.body, body.name)
            body.packed = number, packed
        if number not in seat.functions:
            parcel = packed.parcel
            seat.functions[number] = (
                ref(body),
                0 if parcel is None else sum(segment.size for segment in parcel.segments),
            )
            for old in self._too_many(seat):
                self._unlearn(seat, old)
                functions.append((old, "", None, None, None, 0))
            functions.append(
                (number, body.name, packed.reference, parcel and parcel.head, parcel and parcel.places, len(segments))
            )
            if parcel is not None:
                segments += parcel.segments
        return number

    @staticmethod
    def _too_many(seat: Seat) -> list[int]:
        """The functions that a worker has to forget, oldest first: it has many, or they have captured much."""
        *others, _ = seat.functions
        spare = others[: max(0, len(others) - MOST_FUNCTIONS)]
        captured = sum(size for _, size in seat.functions.values())
        for number in others:
            size = seat.functions[number][1]
            if captured > MOST_CAPTURED and size:
                captured -= size
                spare.append(number)
        return list(dict.fromkeys(spare))

    def _unlearn(self, seat: Seat, number: int) -> None:
        """A worker knows a function no more; where none does, what was packed of it goes, too."""
        held, size = seat.functions.pop(number)
        function, is_known = held(), any(number in other.functions for other in self._seats)
        if size and not is_known and function is not None and function.packed and function.packed[0] == number:
            function.packed = None

    def _say(self, seat: Seat, message: Any, segments: Sequence[Segment] = ()) -> None:
        with suppress(Hangup):
            self._sent(seat.child.control, seat.child.control.send(message, segments))

    def _sent(self, channel: Channel, is_all: bool) -> None:
        if not is_all:
            self._poll.modify(channel.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _send_rest(self, channel: Channel) -> None:
        with suppress(Hangup):
            if channel.send_rest():
                self._poll.modify(channel.fileno(), select.EPOLLIN)

    def _forget(self, flight: Flight) -> Flight:
        self._flights.pop(flight.number, None)
        if flight.takes is not None:
            self._following.pop(flight.record, None)
        return flight

    def _free(self, flight: Flight) -> None:
        """A call is over. The next calls may have been given the same large values, so these are let go of after them."""
        self._freed += flight.kept
        flight.kept = []

    def _read_with(self, descriptor: int, reader: Callable[[int], object]) -> None:
        self._readers[descriptor] = reader
        self._poll.register(descriptor, select.EPOLLIN)

    def _read_no_more(self, descriptor: int) -> None:
        if self._readers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def _dismiss(self, seat: Seat) -> None:
        child = seat.child
        for descriptor in (child.data.fileno(), child.control.fileno(), child.fileno(), child.output):
            self._read_no_more(descriptor)
        child.close()
        self._seats.remove(seat)
        for number in list(seat.functions):
            self._unlearn(seat, number)
