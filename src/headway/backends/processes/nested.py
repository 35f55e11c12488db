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
from headway.core.function import Function
from headway.core.outcome import Cancelled, Cell
from headway.core.record import Record
from headway.core.states import State
from headway.errors import TaskCancelled
from headway.memory.segments import Segment

Answer = tuple[tuple[Any, ...], tuple[Segment, ...]]


class Nested:
    """The calls of one worker. ``wake`` is called when an answer is there to be fetched."""

    def __init__(self, desk: Desk, packer: Packer, wake: Callable[[], object]) -> None:
        self._desk, self._packer, self._wake = desk, packer, wake
        self._functions: dict[int, Function] = {}
        self._cells: dict[int, Cell] = {}
        self._ended: deque[int] = deque()
        self._refused: dict[int, BaseException] = {}

    def call(
        self, inside: Record, number: int, function: Any, head: bytes, places: Any, segments: list[Segment], now: float
    ) -> None:
        """A body has called a task. Whatever can't be read or called is answered with the error. Under the role."""
        try:
            args, kwargs = unpack(Parcel(head, tuple(segments), places))
            self._cells[number] = self._desk.call(
                inside, self._function(function), tuple(args), kwargs, partial(self._settled, number), now
            )
        except BaseException as error:
            self._refuse(number, error)

    def refuse(self, number: int, now: float) -> None:
        """The body that called is over."""
        self._refuse(number, TaskCancelled("a nested task", "the task that called it is over"))

    def cancel(self, number: int, now: float) -> None:
        """Nobody in the worker waits for it any longer."""
        cell = self._cells.get(number)
        if cell is not None:
            self._desk.cancel(cell, now)

    def cell(self, number: int) -> Cell:
        """The task that a body has called under this number, and returns."""
        return self._cells[number]

    def answers(self) -> list[Answer]:
        """The messages to the worker, for what has ended."""
        answers: list[Answer] = []
        while self._ended:
            number = self._ended.popleft()
            error = self._refused.pop(number, None)
            cell = self._cells.pop(number, None)
            if error is not None:
                answers.append((("answer", number, FAILED, pack_error(error), ()), ()))
            elif cell is not None:
                answers.append(self._written(number, cell))
        return answers

    def _refuse(self, number: int, error: BaseException) -> None:
        self._refused[number] = error
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
                parcel = self._packer.pack(value)
            except Exception as error:
                return ("answer", number, FAILED, pack_error(error), ()), ()
            return ("answer", number, PICKLED, parcel.head, parcel.places), parcel.segments
        if isinstance(value, Cancelled):
            return ("answer", number, CANCELLED, value.reason, ()), ()
        return ("answer", number, FAILED, pack_error(value.ask()), ()), ()
