"""What can't be sent is named: the way to it, why, and what to do."""

from __future__ import annotations

import functools
import io
import socket
import sys
import threading
from collections import OrderedDict, defaultdict, namedtuple
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from headway import HeadwayError, NotPicklable, TaskIsNotAValue, task
from headway.backends.travel import Packer

LOCK = threading.Lock()


class Holder:
    def __init__(self, held: Any) -> None:
        self.held = held

    def look(self) -> Any:
        return self.held


class Slotted:
    __slots__ = ("held",)

    def __init__(self, held: Any) -> None:
        self.held = held


@dataclass
class Table:
    rows: Any


Pair = namedtuple("Pair", ["left", "right"])


class Stateful:
    def __init__(self, held: Any) -> None:
        self._held = held

    def __getstate__(self) -> Any:
        return [self._held]


class Rows(list):
    """A list with more to it."""


def closing_over(held: Any) -> Any:
    def inner() -> Any:
        return held

    return inner


def with_default(held: Any) -> Any:
    def inner(n: int, kept: Any = held) -> Any:
        return kept

    return inner


def refused(value: Any, **options: Any) -> HeadwayError:
    with pytest.raises(HeadwayError) as caught:
        Packer().pack(value, **options)
    return caught.value


WAYS = {
    "itself": (LOCK, "the value"),
    "in a list": ([1, [2, LOCK]], "the value[1][1]"),
    "in a dict": ({"a": {7: LOCK}}, "the value['a'][7]"),
    "under a key that is no text": ({(1, 2): LOCK}, "the value[<tuple>]"),
    "as a key": ({LOCK: 1}, "the value.keys()"),
    "in a set": ({LOCK}, "the value{…}"),
    "in an attribute": (Holder([LOCK]), "the value.held[0]"),
    "in a slot": (Slotted(LOCK), "the value.held"),
    "in a dataclass": (Table({"x": LOCK}), "the value.rows['x']"),
    "in a named tuple": (Pair(1, LOCK), "the value"),
    "in a state of its own": (Stateful(LOCK), "the value.__getstate__()[0]"),
    "in a list with more to it": (Rows([1, LOCK]), "the value[1]"),
    "in an ordered dict": (OrderedDict(a=LOCK), "the value['a']"),
    "in a dict with a default": (defaultdict(list, a=[LOCK]), "the value['a'][0]"),
    "in a partial": (functools.partial(print, 1, end=LOCK), "the value.keywords['end']"),
    "in a method's object": (Holder(LOCK).look, "the value.__self__.held"),
    "in an array of objects": (np.array([[1, LOCK]], dtype=object), "the value[0, 1]"),
    "in a frame": (pd.DataFrame({"a": [1, 2], "b": [1, LOCK]}), "the value['b']"),
    "in a series": (pd.Series([1, LOCK]), "the value.iloc[1]"),
    "in a closure": ([closing_over({"a": LOCK})], "the variable `held`['a'] that `inner` closes over"),
    "in a default": (with_default(LOCK), "the default of `kept` in `inner`"),
    "in a closure of a closure": (closing_over(closing_over(LOCK)), "the variable `held`"),
    "in a class": (type("Local", (), {"held": LOCK, "__module__": "__main__"}), "the attribute `held` of the class"),
    "in an exception": (ValueError("x", LOCK), "[1]"),
}


@pytest.mark.parametrize(("value", "way"), WAYS.values(), ids=WAYS.keys())
def test_the_way_to_what_cannot_be_sent_is_named(value: Any, way: str) -> None:
    error = refused(value)
    assert isinstance(error, NotPicklable)
    assert way in str(error)
    assert "_thread.lock" in str(error)
    assert 'use on="thread"' in str(error)


CURES = {
    "a lock": (threading.Lock, "Pass what it is made from"),
    "a generator": (lambda: (n for n in range(3)), "Make a list of it"),
    "an open file": (lambda: open("/dev/null"), "Pass its path and open it there"),  # noqa: SIM115
    "an open file of bytes": (lambda: open("/dev/null", "rb"), "Pass its path and open it there"),  # noqa: SIM115
    "a connection": (socket.socket, "Pass what it is made from"),
    "a frame": (sys._getframe, "Pass what it is made from"),
    "a module's view": (lambda: memoryview(b"x").__iter__(), "Pass what it is made from"),
}


@pytest.mark.parametrize(("make", "cure"), CURES.values(), ids=CURES.keys())
def test_the_cure_fits(make: Any, cure: str) -> None:
    value = make()
    error = refused(Holder(value), task="train")
    if isinstance(value, (io.IOBase, socket.socket)):
        value.close()
    assert cure in str(error)
    assert "the value.held" in str(error)
    assert "task `train`" in str(error)


def train(rows: Any, *more: Any, settings: Any = None) -> None:
    """A task's body."""


CALLS = {
    "by position": (([LOCK], {}), "argument `rows`"),
    "one of the rest": (([1, 2, LOCK], {}), "argument 3"),
    "by name": (([1], {"settings": {"a": LOCK}}), "argument `settings`['a']"),
    "a name that it has not": (([1], {"other": LOCK}), "argument `other`"),
}


@pytest.mark.parametrize(("call", "way"), CALLS.values(), ids=CALLS.keys())
def test_arguments_are_named_as_the_function_names_them(call: Any, way: str) -> None:
    assert str(refused(call, task="train", body=train)).startswith(f"{way} of task `train` can't be sent")


def test_a_context_variable_that_goes_along_is_named() -> None:
    variable: ContextVar[Any] = ContextVar("request")
    error = refused(([1], {}, [(variable, [LOCK])]), task="train", body=train)
    assert str(error).startswith("the context variable `request`[0] of task `train` can't be sent")


def test_a_result_is_to_be_returned_otherwise() -> None:
    error = refused([LOCK], part="the result", task="train")
    assert "the result[0] of task `train`" in str(error)
    assert "Return what it is made from" in str(error)


def test_a_task_that_is_hidden_is_no_value() -> None:
    error = refused(Holder([task(on="inline")(abs)(1)]), task="train")
    assert isinstance(error, TaskIsNotAValue)
    assert "the value.held[0]" in str(error)


class Raises:
    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __reduce_ex__(self, _: Any) -> Any:
        raise self._error


@pytest.mark.parametrize("error", [ValueError("no rows"), SystemExit(3), GeneratorExit()])
def test_whatever_pickling_raises_is_told(error: BaseException) -> None:
    found = refused({"a": Raises(error)})
    assert isinstance(found, NotPicklable)
    assert "the value['a']" in str(found)
    assert type(error).__name__ in str(found)


def test_a_ctrl_c_in_the_users_pickling_code_is_a_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt):
        Packer().pack(Raises(KeyboardInterrupt()))


def test_what_is_nested_too_deep_is_said_to_be() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    error = refused({"rows": deep})
    assert "nested too deep" in str(error)
    assert "Make it flatter" in str(error)


def test_what_holds_itself_ends() -> None:
    rows: list[Any] = [LOCK]
    rows.append(rows)
    assert "the value[0]" in str(refused(rows))


def test_one_bad_part_of_many_is_found() -> None:
    rows: list[Any] = [Holder(n) for n in range(20_000)]
    rows[12_345] = LOCK
    assert "the value[12345]" in str(refused(rows))


def test_a_long_key_is_shortened() -> None:
    assert len(str(refused({"x" * 1000: LOCK}))) < 250
