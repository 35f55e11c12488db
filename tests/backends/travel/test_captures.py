"""What a function captures, and whether that has changed since."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from headway.backends.travel import Packer
from headway.backends.travel.captures import LOOKED_AT, Captures


def script(source: str) -> dict[str, Any]:
    """The names of a script that has run; its functions are of ``__main__``, and captured ones go by value."""
    names: dict[str, Any] = {"__name__": "__main__", "np": np}
    exec(source, names)
    return names


PROGRAM = """
RATE, NAMES, TABLE, BIG = 2, ["a"], {"deep": [{"er": 1}]}, np.zeros(100_000)
class Base:
    rate = 1
    def method(self): return self.rate
class Point(Base):
    def __init__(self, x=RATE): self.x = x
def helper(n=1): return n * RATE
def unused(): return NAMES
def work(n):
    def inner(): return TABLE
    return helper(n), Point(n), inner(), BIG[0], missing
"""
CHANGES = {
    "a global is assigned anew": "RATE = 3",
    "a helper is defined again": "def helper(n=1): return n",
    "a helper's default": "helper.__defaults__ = (2,)",
    "a helper's code": "helper.__code__ = (lambda n=1: 7).__code__",
    "a dict deep inside": "TABLE['deep'][0]['er'] = 2",
    "a dict has more": "TABLE['new'] = 1",
    "a class is defined again": "class Point(Base): pass",
    "a class has another attribute": "Point.colour = 'red'",
    "an attribute of a class is another": "Point.__init__ = lambda self, x: None",
    "an attribute of its base": "Base.rate = 2",
    "a large array is assigned anew": "BIG = BIG + 1",
    "a large array is let go of": "BIG = None",
    "a name that was missing": "missing = 1",
    "a global is deleted": "del TABLE",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_what_is_captured_is_seen(change: str) -> None:
    names = script(PROGRAM)
    captures = Captures(names["work"])
    assert not captures.have_changed()
    exec(change, names)
    assert captures.have_changed()


@pytest.mark.parametrize(
    "no_change",
    ["NAMES.append('b')", "RATE = 2", "other = 1", "BIG[0] = 1", "def unused(): pass"],
    ids=["of what it does not use", "the same again", "a new name", "a large array altered in place", "an unused one"],
)
def test_what_is_no_change_of_what_is_captured_is_not_seen(no_change: str) -> None:
    names = script(PROGRAM)
    captures = Captures(names["work"])
    exec(no_change, names)
    assert not captures.have_changed()


def counter() -> tuple[Callable[[], int], Callable[[int], None]]:
    n = 0

    def read() -> int:
        return n

    def write(to: int) -> None:
        nonlocal n
        n = to

    return read, write


def test_a_variable_that_is_closed_over() -> None:
    read, write = counter()
    captures = Captures(read)
    write(0)
    assert not captures.have_changed()
    write(1)
    assert captures.have_changed()


def test_a_variable_that_has_no_value_yet() -> None:
    def read() -> int:
        return later

    captures = Captures(read)
    assert not captures.have_changed()
    later = 1
    assert captures.have_changed()


def test_an_attribute_of_the_function() -> None:
    def function() -> None:
        """It has one."""

    function.seen = [1]  # type: ignore[attr-defined]
    captures = Captures(function)
    function.seen.append(2)  # type: ignore[attr-defined]
    assert captures.have_changed()


@pytest.mark.parametrize("length", [10, LOOKED_AT // 8 - 100])
def test_a_small_array_altered_in_place_is_seen(length: int) -> None:
    array = np.zeros(length)
    captures = Captures(lambda: array)
    array[-1] = 1
    assert captures.have_changed()


def test_the_most_that_is_looked_at_counts_for_all_values_together() -> None:
    """A call never waits for more."""
    rows = [np.zeros(LOOKED_AT // 16) for _ in range(6)]
    first, second, third, *_ = rows
    captures = Captures(lambda: (first, second, third))
    assert captures._print is not None
    assert len(captures._print) <= LOOKED_AT


def test_what_cannot_be_pickled_is_not_looked_at() -> None:
    lock, rows = threading.Lock(), [1]
    captures = Captures(lambda: (lock, rows))
    assert not captures.have_changed()
    rows.append(2)
    assert captures.have_changed()


def test_a_value_whose_pickling_raises_anything_is_no_change() -> None:
    class Odd:
        def __reduce__(self) -> Any:
            raise SystemExit

    odd = Odd()
    assert not Captures(lambda: odd).have_changed()


def test_functions_that_call_each_other_end() -> None:
    names = script("def one(): return two()\ndef two(): return one()")
    captures = Captures(names["one"])
    assert not captures.have_changed()
    exec("def two(): return 1", names)
    assert captures.have_changed()


def test_nothing_big_is_kept_alive_for_being_compared() -> None:
    names = script(PROGRAM)
    captures, seen = Captures(names["work"]), weakref.ref(names["BIG"])
    names["BIG"] = None
    gc.collect()
    assert seen() is None
    assert captures.have_changed()


def test_an_importable_function_is_never_stale() -> None:
    import json

    packed = Packer().pack_function(json.dumps)
    assert packed.parcel is None
    assert not packed.is_stale()
