"""Tasks that bodies call inside workers: called here for them, and answered."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from headway.backends.processes.desk import Desk
from headway.backends.processes.flight import is_plain
from headway.backends.processes.results import CANCELLED, FAILED, PICKLED, PLAIN
from headway.backends.travel import Packer, Parcel, unpack
from headway.backends.travel.failures import pack_error
from headway.core.arguments import name_of
from headway.core.function import Function
from headway.core.outcome import Cancelled, Cell, Failure, Skipped
from headway.core.record import Record
from headway.core.slots import Blocked
from headway.core.states import State
from headway.errors import WorkerDied
from headway.memory.segments import Segment

Answer = tuple[tuple[Any, ...], tuple[Segment, ...]]


class Nested:
    """The calls of one worker. ``wake`` is called when an answer is there to be fetched."""

    def __init__(self, desk: Desk, packer: Packer, wake: Callable[[], object]) -> None:
        self._desk, self._packer, self._wake = desk, packer, wake
        self._functions: dict[int, Function] = {}
        self._cells: dict[int, Cell] = {}
        self._inside: dict[int, Record] = {}
        self._ended: deque[int] = deque()
        self._refused: dict[int, Answer] = {}
        self._blocked: dict[Record, Blocked] = {}  # what bodies that wait wait for
        self._new: list[Cell] = []  # called since a body last waited
        self._answered = 0
        self._unheard: list[tuple[int, int, Record, Cell]] = []  # which answer, to what, for which body: on its way yet
        self._bad: dict[int, tuple[Record, Failure | Skipped]] = {}  # answered to these bodies, which may ask for it

    def call(
        self, inside: Record, number: int, function: Any, head: bytes, places: Any, segments: list[Segment], now: float
    ) -> None:
        """A body has called a task. Whatever can't be read or called is answered with the error. Under the role."""
        try:
            args, kwargs, carried = unpack(Parcel(head, tuple(segments), places))
            cell = self._cells[number] = self._desk.call(
                inside, self._function(function), tuple(args), kwargs, carried, partial(self._settled, number), now
            )
            self._inside[number] = inside
            self._new.append(cell)
        except BaseException as error:
            self._refuse(number, FAILED, pack_error(error))

    def refuse(self, number: int, now: float) -> None:
        """The body that called is over."""
        self._refuse(number, CANCELLED, "the task that called it is over")

    def cancel(self, number: int, now: float) -> None:
        """Nobody in the worker waits for it any longer."""
        cell = self._cells.get(number)
        if cell is not None:
            self._desk.cancel(cell, "it was cancelled", now)

    def waits(self, record: Record, answers: int, awaited: list[int], needs_all: bool, now: float) -> None:
        """A body waits for one of these, or for all. What was called in its worker goes before what was not."""
        self.heard_in(record, answers)
        new, self._new = self._new, []
        known = [self._cells[number] for number in awaited if number in self._cells]
        blocked = Blocked(tuple(known), partial(self._desk.refuse, record), needs_all)
        self._blocked[record] = blocked
        is_whole = needs_all or len(known) == len(awaited)
        self._desk.waits(record, [cell for cell in new if cell._state is None], blocked if is_whole else None, now)

    def abandon(self, bodies: set[Record], now: float) -> None:
        """These bodies died with the worker: nobody is left who could ask for what they called."""
        for number, cell in list(self._cells.items()):
            if self._inside[number] not in bodies:
                continue
            if cell._state is None:
                if not _is_in_a_thread(cell._record):
                    self._desk.cancel(cell, "the task that called it is over", now)
            elif cell._state is State.FAILED and isinstance(cell._value.error, WorkerDied):
                cell._value.ask()  # it died on the same stack, of which the outermost body tells

    def cell(self, number: int) -> Cell | None:
        """The task that a body has called under this number, and returned before it had heard how that ended."""
        if number in self._cells:
            return self._cells[number]
        return next((cell for _, answered, _, cell in self._unheard if answered == number), None)

    def has_what_it_waits_for(self, body: Record) -> bool:
        """Whether a body that waits goes on in a moment: what it waits for is over, or all that it has called."""
        blocked = self._blocked.get(body)
        if blocked is not None and blocked.cells:
            return not blocked.awaited
        called = [cell for number, cell in self._cells.items() if self._inside[number] is body]
        return all(cell._state is not None for cell in called)

    def goes_on(self, body: Record, now: float) -> None:
        """A body that waited goes on."""
        self._blocked.pop(body, None)
        self._desk.goes_on(body, now)

    @property
    def keeps_answered(self) -> bool:
        """Whether there is anything to be let go of."""
        return bool(self._unheard or self._bad)

    def heard(self, answers: int, over: frozenset[Record], now: float) -> None:
        """The worker had heard so many answers when it told how these bodies, and all before them, had ended."""
        self._unheard = [one for one in self._unheard if one[0] > answers]
        for number in [number for number, (inside, _) in self._bad.items() if inside in over]:
            del self._bad[number]

    def heard_in(self, body: Record, answers: int) -> None:
        """A body that goes on has heard so many. What others had called may still be on its way, as what they return."""
        self._unheard = [one for one in self._unheard if one[0] > answers or one[2] is not body]

    def asked(self, numbers: list[int], now: float) -> None:
        """Somebody in the worker has asked how these ended."""
        for number in numbers:
            if number in self._bad:
                self._bad.pop(number)[1].ask()

    def answers(self) -> list[Answer]:
        """The messages to the worker, for what has ended."""
        answers: list[Answer] = []
        while self._ended:
            number = self._ended.popleft()
            refused = self._refused.pop(number, None)
            cell, inside = self._cells.pop(number, None), self._inside.pop(number, None)
            if refused is not None:
                answers.append(refused)
            elif cell is not None and inside is not None:
                answers.append(self._written(number, cell))
                self._unheard.append((self._answered + len(answers), number, inside, cell))
                if cell._state in (State.FAILED, State.SKIPPED):
                    self._bad[number] = inside, cell._value
        self._answered += len(answers)
        return answers

    def _refuse(self, number: int, kind: int, payload: Any) -> None:
        self._refused[number] = ("answer", number, kind, payload, ()), ()
        self._settled(number)

    def _settled(self, number: int) -> None:
        self._ended.append(number)
        self._wake()

    def _function(self, function: Any) -> Function:
        how, what, *rest = function
        if how == "key":
            return self._desk.function_of(what)
        if how == "new":
            body, options = pickle.loads(rest[0])
            self._functions[what] = Function(body=body, **options)
        return self._functions[what]

    def _written(self, number: int, cell: Cell) -> Answer:
        value = cell._value
        if cell._state is State.DONE:
            if is_plain(value):
                return ("answer", number, PLAIN, value, ()), ()
            try:
                parcel = self._packer.pack(value, part="the result", task=name_of(cell))
            except BaseException as error:
                return ("answer", number, FAILED, pack_error(error), ()), ()
            return ("answer", number, PICKLED, parcel.head, parcel.places), parcel.segments
        if isinstance(value, Cancelled):
            return ("answer", number, CANCELLED, value.reason, ()), ()
        return ("answer", number, FAILED, pack_error(value.look()), ()), ()


def _is_in_a_thread(record: Record) -> bool:
    """Whether its body runs where it can't be stopped: then it had better end."""
    return record.state is State.RUNNING and (record.calls.serial or record.calls.mechanism == "thread")
