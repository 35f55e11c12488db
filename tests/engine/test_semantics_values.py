"""Semantics: a Task used as if it were its value, pickled, copied, looked into."""

from __future__ import annotations

import copy
import math
import operator
import os
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from headway import Task, TaskIsNotAValue, task


@task
def train() -> int:
    return 1


@pytest.fixture
def called() -> Task[int]:
    return train()


def _with(t: Any) -> None:
    with t:
        pass


def _next(t: Any) -> None:
    for _ in t:
        pass


def _unpack(t: Any) -> None:
    _a, _b = t


def _spread(t: Any) -> None:
    print(*t)


def _set_item(t: Any) -> None:
    t["a"] = 1


def _delete_item(t: Any) -> None:
    del t["a"]


def _if(t: Any) -> None:
    if t:
        pass


def _add_to(t: Any) -> None:
    t += 1


BINARY = ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and_", "or_", "xor"]
USES: dict[str, Callable[[Any], object]] = {
    "if": _if,
    "not": operator.not_,
    "len": len,
    "iteration": _next,
    "unpacking": _unpack,
    "spreading": _spread,
    "indexing": lambda t: t[0],
    "slicing": lambda t: t[1:2],
    "setting an item": _set_item,
    "deleting an item": _delete_item,
    "an unknown attribute": lambda t: t.columns,
    "in": lambda t: 1 in t,
    "reversed": reversed,
    "sorted": sorted,
    "sum": sum,
    "max": max,
    "list": list,
    "dict": dict,
    "set": set,
    "<": lambda t: t < 1,
    "<=": lambda t: t <= 1,
    ">": lambda t: t > 1,
    ">=": lambda t: t >= 1,
    "== a value": lambda t: t == 1,
    "!= a value": lambda t: t != 1,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "range": range,
    "round": round,
    "round to": lambda t: round(t, 2),
    "trunc": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "abs": abs,
    "negative": operator.neg,
    "positive": operator.pos,
    "invert": operator.invert,
    "divmod": lambda t: divmod(t, 2),
    "divmod by it": lambda t: divmod(2, t),
    "pow with a modulus": lambda t: pow(t, 2, 3),
    "adding to": _add_to,
    "a call": lambda t: t(1),
    "with": _with,
    "a number format": lambda t: f"{t:.3f}",
    "a path": os.fspath,
    "open": open,
    **{name: (lambda op: lambda t: op(t, 1))(getattr(operator, name)) for name in BINARY},
    **{f"r{name}": (lambda op: lambda t: op(1, t))(getattr(operator, name)) for name in BINARY},
    **{f"i{name}": (lambda op: lambda t: op(t, 1))(getattr(operator, "i" + name.rstrip("_"))) for name in BINARY},
}


@pytest.mark.parametrize("use", USES)
def test_use_as_a_value_raises(use: str, called: Task[int]) -> None:
    """ "Used as if it were its value it raises: "`train` is a Task, not its value: pass it to a task, or call .result()"."""
    with pytest.raises(
        TaskIsNotAValue, match=r"`train` is a Task, not its value: pass it to a task, or call .result\(\)"
    ):
        USES[use](called)


def test_numpy_does_not_take_it(called: Task[int]) -> None:
    numpy = pytest.importorskip("numpy")
    for use in (
        numpy.array,
        numpy.asarray,
        numpy.mean,
        numpy.exp,
        lambda t: numpy.ones(2) + t,
        lambda t: t + numpy.ones(2),
    ):
        with pytest.raises(TaskIsNotAValue):
            use(called)


def test_pandas_does_not_take_it(called: Task[int]) -> None:
    pandas = pytest.importorskip("pandas")
    for use in (pandas.DataFrame, lambda t: pandas.Series([1, 2]) + t, pandas.concat):
        with pytest.raises((TaskIsNotAValue, TypeError)):
            use(called)


class TestAllowed:
    def test_a_task_equals_itself_only(self, called: Task[int]) -> None:
        other = train()
        assert called == called
        assert called != other
        assert len({called, other, called}) == 2
        assert [other, called].index(called) == 1

    def test_it_is_shown(self, called: Task[int]) -> None:
        called.result()
        assert repr(called) == str(called) == f"{called}" == "<Task train done>"

    def test_hasattr_says_no(self, called: Task[int]) -> None:
        """ "for attributes a subclass that is also AttributeError (so `hasattr`, IPython and copy keep working)"."""
        assert not hasattr(called, "columns")
        assert not hasattr(called, "_repr_html_")
        assert getattr(called, "columns", 3) == 3

    def test_its_own_names_are_listed(self, called: Task[int]) -> None:
        assert {"result", "cancel", "state", "outcome", "error", "seconds", "name", "prerequisites"} <= set(dir(called))


class TestTravel:
    """ "it raises when used as a value, pickled or copied"."""

    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickling_raises(self, called: Task[int], protocol: int) -> None:
        with pytest.raises(TaskIsNotAValue, match="pickled or copied"):
            pickle.dumps({"deep": [called]}, protocol)

    @pytest.mark.parametrize("copying", [copy.copy, copy.deepcopy])
    def test_copying_raises(self, called: Task[int], copying: Callable[[Any], Any]) -> None:
        with pytest.raises(TaskIsNotAValue, match="pickled or copied"):
            copying(called)

    def test_copying_a_list_of_it_is_fine(self, called: Task[int]) -> None:
        assert copy.copy([called]) == [called]

    def test_hidden_in_an_attribute_it_is_not_seen(self, called: Task[int]) -> None:
        """ "a Task hidden in an object's attribute is not seen: it raises when used as a value"."""

        class Model:
            def __init__(self, weight: Any) -> None:
                self.weight = weight

        @task
        def predict(model: Model) -> int:
            return model.weight + 1  # type: ignore[no-any-return]

        with pytest.raises(TaskIsNotAValue, match="`train` is a Task"):
            predict(Model(called)).result()


def test_setting_an_attribute_is_refused() -> None:
    """By Python itself: a handle has no room for attributes, and a hook for it would cost every task."""
    with pytest.raises(AttributeError, match="columns"):
        setattr(train(), "columns", ["a"])  # noqa: B010 - as a user's `train.columns = …` would
