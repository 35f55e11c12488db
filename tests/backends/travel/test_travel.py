"""The small parts: names, context variables, views, tracebacks."""

from __future__ import annotations

import json
import pickle
import sys
import traceback
from contextvars import ContextVar
from types import ModuleType
from typing import Any

import cloudpickle
import numpy as np
import pytest

from headway import NotPicklable, task
from headway.backends.travel import Packer, by_name, dumps, load_function
from headway.backends.travel.names import imported, place_of, place_of_value
from headway.backends.travel.tracebacks import MOST_ROWS, rows_of, traceback_of
from headway.backends.travel.variables import reduce_variable, variable_of

# ---- names -------------------------------------------------------------------------------------------------------------


class Thing:
    def method(self) -> int:
        return 1

    @staticmethod
    def static() -> int:
        return 2


@task
def made_a_task() -> int:
    return 3


def outer() -> Any:
    def inner() -> int:
        return 4

    return inner


def test_functions_that_any_process_can_import_have_a_place() -> None:
    here = __name__
    assert place_of(json.dumps) == ("json", "dumps")
    assert place_of(outer) == (here, "outer")
    assert place_of(Thing.method) == (here, "Thing.method")
    assert place_of(Thing.static) == (here, "Thing.static")
    assert place_of(made_a_task.plain) == (here, "made_a_task.plain")


def test_others_have_none() -> None:
    renamed = ModuleType("renamed")
    assert place_of(outer()) is None
    assert place_of(Thing().method) is None
    assert place_of(lambda: 0) is None
    assert place_of(renamed) is None
    assert place_of(3) is None


def test_a_name_that_stands_for_something_else_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    old = outer
    monkeypatch.setattr(sys.modules[__name__], "outer", lambda: 0)
    assert place_of(old) is None


def test_a_module_that_cloudpickle_is_to_take_by_value_has_no_places() -> None:
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    try:
        assert place_of(outer) is None
    finally:
        cloudpickle.unregister_pickle_by_value(module)
    assert place_of(outer) is not None


def test_a_function_is_found_under_its_name() -> None:
    assert imported("json", "dumps") is json.dumps
    stand_in = by_name(json.dumps)
    assert pickle.loads(pickle.dumps(stand_in)) is json.dumps
    assert by_name(outer()) is None


def test_a_module_that_is_not_there_is_named_with_the_cure() -> None:
    with pytest.raises(NotPicklable, match=r"`work`.*`no_such_module` can't be imported.*PYTHONPATH"):
        imported("no_such_module", "work")


def test_a_name_that_is_not_there_is_named() -> None:
    with pytest.raises(NotPicklable, match=r"the function `work` can't be sent.*`json` has no such name"):
        imported("json", "work.plain")


def test_a_packed_function_is_the_function() -> None:
    by_its_name, by_value = Packer().pack_function(json.dumps), Packer().pack_function(outer())
    assert by_its_name.parcel is None
    assert load_function(by_its_name.reference, None) is json.dumps
    assert by_value.reference[0] == "value"
    assert load_function(by_value.reference, by_value.parcel)() == 4


# ---- context variables -------------------------------------------------------------------------------------------------

KNOWN: ContextVar[int] = ContextVar("known", default=1)


def test_a_variable_of_a_module_is_found_there() -> None:
    """As long as its module can be imported."""
    assert place_of_value(KNOWN, sys.modules) == (__name__, "KNOWN")
    assert pickle.loads(dumps(KNOWN)) is KNOWN


def test_any_other_variable_is_known_by_a_key() -> None:
    """The same again in the process that has made it, the same each time in another."""
    mine: ContextVar[int] = ContextVar("mine", default=5)
    assert pickle.loads(dumps([mine]))[0] is mine
    make, (key, name, *default) = reduce_variable(mine)
    there = make("another process's", name, *default)
    assert there is not mine
    assert (there.name, there.get()) == ("mine", 5)
    assert variable_of("another process's", name, *default) is there
    assert reduce_variable(there) == (variable_of, ("another process's", "mine", 5))
    assert key.endswith(tuple("0123456789"))


def test_a_variable_without_a_default_has_none_there() -> None:
    bare: ContextVar[int] = ContextVar("bare")
    make, (_, name, *default) = reduce_variable(bare)
    with pytest.raises(LookupError):
        make("yet another's", name, *default).get()


# ---- views -------------------------------------------------------------------------------------------------------------

VIEWS = {
    "bytes": memoryview(b"abcdef"),
    "writable": memoryview(bytearray(b"abcdef")),
    "every second": memoryview(bytearray(b"abcdef"))[::2],
    "every second, read only": memoryview(b"abcdef")[::2],
    "numbers": memoryview(np.arange(12)),
    "a table": memoryview(np.arange(12).reshape(3, 4)),
    "a transposed table": memoryview(np.arange(12).reshape(3, 4).T),
    "letters": memoryview(b"abc").cast("c"),
    "one number": memoryview(np.array(5.0)),
    "nothing": memoryview(b""),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_a_view_is_the_same_there(view: memoryview) -> None:
    """Its bytes, its shape, and whether it may be written."""
    outside: list[pickle.PickleBuffer] = []
    found = pickle.loads(dumps(view, outside), buffers=outside)
    assert found.tobytes() == view.tobytes()
    assert (found.format, found.shape, found.readonly) == (view.format, view.shape, view.readonly)


@pytest.mark.parametrize("view", [memoryview(np.zeros(3, "i4,f8")), memoryview(np.empty((0, 3)))])
def test_a_view_that_bytes_cannot_be_cast_to_arrives_as_bytes(view: memoryview) -> None:
    assert pickle.loads(dumps(view)).tobytes() == view.tobytes()


def test_a_module_that_goes_by_value_goes_by_value() -> None:
    """`cloudpickle.register_pickle_by_value` is heeded for what is inside of values, too."""
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    try:
        found = pickle.loads(dumps([outer]))[0]
    finally:
        cloudpickle.unregister_pickle_by_value(module)
    assert found is not outer
    assert found()() == 4


# ---- tracebacks --------------------------------------------------------------------------------------------------------


def fall(depth: int) -> int:
    if depth == 0:
        return 1 // depth
    return fall(depth - 1)


def fallen(depth: int) -> ZeroDivisionError:
    with pytest.raises(ZeroDivisionError) as caught:
        fall(depth)
    return caught.value


def test_a_traceback_prints_there_as_it_does_here() -> None:
    """Files, functions, lines and the marks under them."""
    error = fallen(3)
    rows = rows_of(error.__traceback__)
    again = traceback_of(pickle.loads(pickle.dumps(rows)))
    assert traceback.format_tb(again) == traceback.format_tb(error.__traceback__)
    assert rows_of(again) == rows


def test_a_traceback_that_crossed_holds_no_variables() -> None:
    again = traceback_of(rows_of(fallen(1).__traceback__))
    while again is not None:
        assert again.tb_frame.f_locals == {}
        assert again.tb_frame.f_back is None
        again = again.tb_next


def test_of_a_long_traceback_the_first_and_the_last_half_travel() -> None:
    rows = rows_of(fallen(500).__traceback__)
    assert len(rows) == MOST_ROWS + 1
    assert any("more calls" in row[1] for row in rows)
    assert rows[-1][1] == "fall"
    assert len(traceback.extract_tb(traceback_of(rows))) == MOST_ROWS + 1


def test_an_error_without_a_traceback_has_none_there() -> None:
    assert rows_of(None) == []
    assert traceback_of([]) is None
