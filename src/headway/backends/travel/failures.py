"""Errors that cross processes: each arrives as itself if it can, else as what can be told of it.

Three ways, the first that works in the process where it was raised: pickled, as its class says; made again without its
``__init__``, from ``args`` and attributes (many classes take other arguments than those they hand on); as a TaskFailed
with its type and text. Causes, contexts, groups, notes and tracebacks come along. Whatever the user's class does, nothing
is raised here.
"""

from __future__ import annotations

import pickle
from typing import Any, NamedTuple

from headway.backends.travel.pickling import dumps
from headway.backends.travel.tracebacks import Row, rows_of, traceback_of
from headway.errors import TaskFailed

MOST_ERRORS = 200  # of one chain of causes and contexts
LONGEST_TEXT = 10_000  # characters of what is told of an error


class Sent(NamedTuple):
    """An error as it travels. Others that it refers to are given by their place in the list."""

    stream: bytes | None  # the error itself, pickled
    kind: bytes | None  # else its class …
    args: list[bytes]
    state: dict[str, bytes]  # … and its attributes
    members: list[int] | None  # of a group
    text: str  # what is told where nothing else works
    notes: list[str]
    rows: list[Row]
    cause: int | None
    context: int | None
    is_context_hidden: bool


def pack_error(error: BaseException, task: str = "") -> bytes:
    """An error, ready to be sent. ``task`` is named where only its text can be had. Never raises."""
    try:
        return pickle.dumps((task, _sent(error)), 5)
    except BaseException as broken:
        text = f"{type(error).__name__} (it could not be brought here: {type(broken).__name__})"
        last = Sent(None, None, [], {}, None, text, [], [], None, None, False)
        return pickle.dumps((task, [last]), 5)


def unpack_error(packed: bytes) -> BaseException:
    """The error that was packed. Raises nothing but a KeyboardInterrupt, which is then the user's own."""
    try:
        task, sent = pickle.loads(packed)
        return _received(task, sent)
    except KeyboardInterrupt:
        raise
    except BaseException as broken:
        return TaskFailed("", f"an error that can't be read ({type(broken).__name__})")


# ---- where it was raised -----------------------------------------------------------------------------------------------


def _sent(error: BaseException) -> list[Sent]:
    errors, places = [error], {id(error): 0}

    def place(other: BaseException | None) -> int | None:
        if other is None:
            return None
        if id(other) not in places and len(errors) < MOST_ERRORS:
            places[id(other)] = len(errors)
            errors.append(other)
        return places.get(id(other))

    sent = []
    for one in errors:  # grows: those that it refers to
        members = None
        if isinstance(one, BaseExceptionGroup):
            members = [at for member in one.exceptions if (at := place(member)) is not None] or None
        sent.append(_one(one, members, place(one.__cause__), place(one.__context__)))
    return sent


def _one(error: BaseException, members: list[int] | None, cause: int | None, context: int | None) -> Sent:
    notes = _notes(error)
    stream = None if members else _pickled(error)
    kind, args, state = (None, [], {}) if stream is not None else _taken_apart(error, notes)
    rows = _or_else(lambda: rows_of(error.__traceback__), [])
    hidden = bool(error.__suppress_context__)
    return Sent(stream, kind, args, state, members, _text(error), notes, rows, cause, context, hidden)


def _pickled(error: BaseException) -> bytes | None:
    """The error pickled, if it comes out of that as it was."""
    try:
        stream = dumps(error)
        twin = pickle.loads(stream)
        is_itself = (
            type(twin) is type(error)
            and str(twin) == str(error)
            and len(twin.args) == len(error.args)
            and vars(twin).keys() == vars(error).keys()
        )
    except BaseException:
        return None
    return stream if is_itself else None


def _taken_apart(error: BaseException, notes: list[str]) -> tuple[bytes | None, list[bytes], dict[str, bytes]]:
    """Its class, its args and its attributes, each pickled by itself. What stays behind is noted."""
    kind = _or_else(lambda: _round_trip(type(error)), None)
    if kind is None:
        return None, [], {}
    args, state, left = [], {}, []
    for at, item in enumerate(error.args[:1] if isinstance(error, BaseExceptionGroup) else error.args):
        stream = _or_else(lambda item=item: _round_trip(item), None)
        if stream is None:
            left.append(f"args[{at}]")
            stream = pickle.dumps(_short(_or_else(lambda item=item: repr(item), f"<{type(item).__name__}>"), 200), 5)
        args.append(stream)
    for name, item in _or_else(lambda: {**_of_python(error), **vars(error)}, {}).items():
        if name != "__notes__":
            stream = _or_else(lambda item=item: _round_trip(item), None)
            if stream is None:
                left.append(name)
            else:
                state[name] = stream
    if left:
        notes.append(f"{', '.join(left)} of this error stayed in the worker process: it can't be pickled")
    if _or_else(lambda: _made(kind, args, state, list(getattr(error, "exceptions", ()))), None) is None:
        return None, [], {}
    return kind, args, state


def _round_trip(thing: Any) -> bytes:
    stream = dumps(thing)
    pickle.loads(stream)
    return stream


def _of_python(error: BaseException) -> dict[str, Any]:
    """Attributes of Python's own classes that stand neither in ``args`` nor in ``__dict__``."""
    if not isinstance(error, (ImportError, NameError, AttributeError)):
        return {}
    return {name: text for name in ("name", "path") if isinstance(text := getattr(error, name, None), str)}


def _notes(error: BaseException) -> list[str]:
    notes = _or_else(lambda: list(getattr(error, "__notes__", ())), [])
    return [_short(note, LONGEST_TEXT) for note in notes if type(note) is str]


def _text(error: BaseException) -> str:
    kind = type(error)
    name = (
        kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    )
    text = _or_else(lambda: str(error), "(its text can't be made)")
    return _short(f"{name}: {text}" if text else name, LONGEST_TEXT)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"


def _or_else(look: Any, otherwise: Any) -> Any:
    """What the user's own code says, or something else where it can't say it."""
    try:
        return look()
    except BaseException:
        return otherwise


# ---- where it is asked for ---------------------------------------------------------------------------------------------


def _received(task: str, sent: list[Sent]) -> BaseException:
    errors: list[BaseException | None] = [None] * len(sent)
    for at in reversed(range(len(sent))):  # the members of a group stand behind it
        errors[at] = _rebuilt(task if at == 0 else "", sent[at], errors)
    for error, one in zip(errors, sent, strict=True):
        if error is not None:
            _link(error, one, errors)
    return errors[0]  # type: ignore[return-value]


def _rebuilt(task: str, one: Sent, errors: list[BaseException | None]) -> BaseException:
    try:
        members = [error for at in one.members or () if (error := errors[at]) is not None]
        error = pickle.loads(one.stream) if one.stream is not None else _made(one.kind, one.args, one.state, members)
        if isinstance(error, BaseException):
            return error
    except KeyboardInterrupt:
        raise
    except BaseException:
        if one.members:
            return BaseExceptionGroup(one.text, [error for at in one.members if (error := errors[at]) is not None])
    return TaskFailed(task, one.text)


def _made(
    kind: bytes | None, args: list[bytes], state: dict[str, bytes], members: list[BaseException]
) -> BaseException:
    """An error of that class whose ``__init__`` was not called. Raises whatever goes wrong."""
    if kind is None:
        raise TypeError
    cls, values = pickle.loads(kind), tuple(map(pickle.loads, args))
    if issubclass(cls, BaseExceptionGroup):
        new: Any = BaseExceptionGroup.__new__
        error: Any = new(cls, *values, members)
    else:
        base: Any = next(base for base in cls.__mro__ if base.__module__ == "builtins")
        error = base.__new__(cls, *values)
        _or_else(lambda: base.__init__(error, *values), None)  # sets what Python's own classes keep in C: errno, code …
        error.args = values
    for name, stream in state.items():
        object.__setattr__(error, name, pickle.loads(stream))
    return error  # type: ignore[no-any-return]


def _link(error: BaseException, one: Sent, errors: list[BaseException | None]) -> None:
    def link() -> None:
        error.__traceback__ = traceback_of(one.rows)
        error.__cause__ = None if one.cause is None else errors[one.cause]
        error.__context__ = None if one.context is None else errors[one.context]
        error.__suppress_context__ = one.is_context_hidden
        if one.notes:
            error.__notes__ = one.notes

    _or_else(link, None)  # a class may refuse to be changed
