"""Pickling: values to a stream and the large buffers beside it.

The plain pickler of the standard library does most of it. Functions and classes that no other process could import
(those of ``__main__``, of a notebook, made on the fly) need cloudpickle, which takes them by value and costs more: it
is used where the plain one fails, or where its stream names ``__main__``, which a worker does not have.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property, lru_cache
from pickle import PickleBuffer
from types import CodeType
from typing import Any

from headway.backends.travel.names import place_of
from headway.backends.travel.variables import reduce_variable

IN_BAND = 1 << 15  # bytes: shorter buffers travel in the stream itself


class Spread(bytearray):
    """Stands for an array whose bytes don't lie together (some columns, every second row): no buffer can be had of it.

    Its bytes are put together where they are written.
    """

    __slots__ = ("array",)
    array: Any


def dumps(value: Any, outside: list[PickleBuffer] | None = None) -> bytes:
    """The stream of a value; with ``outside``, its large buffers are left out of the stream and added to that list.

    Raises whatever the value's own code raises.
    """
    if not _is_any_module_by_value():
        try:
            stream = _plain(value, outside)
        except Exception:  # cloudpickle may know how; if not, it says why
            stream = b"__main__"
        if b"__main__" not in stream:
            return stream
    if outside:
        outside.clear()
    file = io.BytesIO()
    by_value_pickler()(file, 5, _taking(outside)).dump(value)
    return file.getvalue()


def _plain(value: Any, outside: list[PickleBuffer] | None) -> bytes:
    file = io.BytesIO()
    pickler = pickle.Pickler(file, 5, buffer_callback=_taking(outside))
    pickler.dispatch_table = _reducers(len(copyreg.dispatch_table), "numpy" in sys.modules)
    pickler.dump(value)
    return file.getvalue()


def _taking(outside: list[PickleBuffer] | None) -> Callable[[PickleBuffer], bool] | None:
    if outside is None:
        return None

    def stays_in_the_stream(buffer: PickleBuffer) -> bool:
        view = memoryview(buffer)
        if view.nbytes < IN_BAND and type(view.obj) is not Spread:
            return True
        outside.append(buffer)
        return False

    return stays_in_the_stream


@lru_cache(maxsize=1)
def by_value_pickler() -> Any:
    """The class of picklers that take functions and classes by value where nobody could import them."""
    import cloudpickle

    class ByValue(cloudpickle.Pickler):  # type: ignore[misc]
        """Cloudpickle's, which also knows our reducers."""

        def reducer_override(self, obj: Any) -> Any:
            reduce = OWN_REDUCERS.get(f"{type(obj).__module__}.{type(obj).__name__}")
            if reduce is not None:
                return reduce(obj)
            if isinstance(obj, _LRU) and place_of(obj) is None:
                return _cached, (obj.__wrapped__, *obj.cache_parameters().values())
            if type(obj) is cached_property:  # before Python 3.12 it holds a lock
                return _cached_property, (obj.func, obj.attrname)
            if isinstance(obj, io.TextIOWrapper) and obj not in (sys.stdout, sys.stderr):
                raise TypeError("cannot pickle an open file")  # cloudpickle would read it, and send its text
            if type(obj) is CodeType:  # cloudpickle 3.1.3 leaves its file out, by which tracebacks find the lines
                return _code, (obj.co_filename, *self.dispatch_table[CodeType](obj))
            reduced = super().reducer_override(obj)
            if isinstance(obj, type) and "__slots__" in vars(obj) and isinstance(reduced, tuple):
                _keep_slots(obj, reduced)
            return reduced

    return ByValue


_LRU = type(lru_cache(int))


def _cached(function: Callable[..., Any], maxsize: int | None, typed: bool) -> Any:
    """A function with a cache of its own, which is empty here. A cache may be missed: it changes no result."""
    return lru_cache(maxsize, typed)(function)


def _code(file: str, make: Callable[..., CodeType], parts: tuple[Any, ...]) -> CodeType:
    return make(*parts).replace(co_filename=file)


def _cached_property(function: Callable[..., Any], name: str | None) -> Any:
    made = cached_property(function)
    made.attrname = name
    return made


def _keep_slots(kind: type, reduced: tuple[Any, ...]) -> None:
    """A class that goes by value is made in two steps, and cloudpickle leaves its slots out of the first."""
    make, given = reduced[0], reduced[1]
    if getattr(make, "__name__", "") == "_make_skeleton_class":
        given[3]["__slots__"] = vars(kind)["__slots__"]


def _is_any_module_by_value() -> bool:
    """Whether the user has told cloudpickle of modules that must go by value."""
    cloudpickle = sys.modules.get("cloudpickle")
    return cloudpickle is not None and bool(cloudpickle.list_registry_pickle_by_value())


@lru_cache(maxsize=8)
def _reducers(_known: int, has_numpy: bool) -> dict[type, Callable[[Any], Any]]:
    """Python's own table of reducers, as long as it is of this length, with ours."""
    table = {**copyreg.dispatch_table, memoryview: _reduce_view, ContextVar: reduce_variable}
    if has_numpy and hasattr(sys.modules["numpy"], "ndarray"):  # it may be half imported
        table[sys.modules["numpy"].ndarray] = _reduce_array
    return table  # type: ignore[return-value]


# ---- arrays and views --------------------------------------------------------------------------------------------------


def _reduce_array(array: Any) -> Any:
    """As numpy does it, except for the two kinds of large array that it would copy into the stream."""
    dtype = array.dtype
    if array.nbytes < IN_BAND or dtype.hasobject:
        return array.__reduce_ex__(5)
    if not array.flags.forc:
        marker = Spread(1)
        marker.array = array
        return _array, (PickleBuffer(marker), dtype, array.shape)
    if dtype.kind in "mM":  # times: numpy exports no buffer of them
        return _viewed, (array.view("i8"), dtype)
    return array.__reduce_ex__(5)


def _array(buffer: Any, dtype: Any, shape: tuple[int, ...]) -> Any:
    return sys.modules["numpy"].frombuffer(buffer, dtype).reshape(shape)


def _viewed(array: Any, dtype: Any) -> Any:
    return array.view(dtype)


def _reduce_view(view: memoryview) -> Any:
    try:
        memoryview(bytes(view.itemsize)).cast(view.format)  # type: ignore[call-overload]
    except (TypeError, ValueError):  # of a format that can't be had back from bytes
        return memoryview, (view.tobytes(),)
    if not view.nbytes:  # nor can an empty one be cast
        return memoryview, (b"",)
    flat = view.cast("B") if view.c_contiguous else memoryview(bytearray(view.tobytes()))
    return _view, (PickleBuffer(flat.toreadonly() if view.readonly else flat), view.format, view.shape)


def _view(buffer: Any, format: str, shape: tuple[int, ...]) -> memoryview:  # noqa: A002
    return memoryview(buffer).cast("B").cast(format, shape)  # type: ignore[call-overload,no-any-return]


OWN_REDUCERS: dict[str, Callable[[Any], Any]] = {
    "numpy.ndarray": _reduce_array,
    "builtins.memoryview": _reduce_view,
    f"{ContextVar.__module__}.{ContextVar.__name__}": reduce_variable,
}
