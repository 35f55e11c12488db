"""Exceptions with habits that break pools of processes."""

from __future__ import annotations

import threading
from typing import Any


class TwoParts(Exception):
    """Its ``args`` do not fit its ``__init__``: unpickled in the ordinary way it raises TypeError."""

    def __init__(self, row: int, column: str) -> None:
        super().__init__(f"bad cell in row {row}, column {column}")
        self.row, self.column = row, column


class KeywordOnly(Exception):
    def __init__(self, *, code: int) -> None:
        super().__init__(f"code {code}")
        self.code = code


class NoArguments(Exception):
    def __init__(self) -> None:
        super().__init__("always the same", 1, 2)


class TooFew(Exception):
    def __init__(self, a: int, b: int, c: int) -> None:
        self.sum = a + b + c


class HoldsALock(Exception):
    """It can't be pickled."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lock = threading.Lock()


class ExplodesOnLoad(Exception):
    def __reduce__(self) -> Any:
        return _explode, ("on load",)


class LeavesOnLoad(Exception):
    def __reduce__(self) -> Any:
        return _leave, ()


class ExplodesOnDump(Exception):
    def __reduce__(self) -> Any:
        raise RuntimeError("on dump")


class LeavesOnDump(Exception):
    def __reduce__(self) -> Any:
        raise SystemExit("on dump")


class BecomesSomethingElse(Exception):
    """Unpickled, it is no exception at all."""

    def __reduce__(self) -> Any:
        return str, ("no exception",)


class ExplodesOnStr(Exception):
    def __str__(self) -> str:
        raise RuntimeError("on str")

    __repr__ = __str__


class HidesItsTraceback(Exception):
    def with_traceback(self, traceback: Any) -> Any:
        raise RuntimeError("no traceback, please")


class OddState(Exception):
    def __setstate__(self, state: Any) -> None:
        raise ValueError("no state, please")


class Slotted(Exception):
    __slots__ = ("secret",)

    def __init__(self, secret: str) -> None:
        super().__init__(secret)
        self.secret = secret


class NoException(BaseException):
    """Neither an Exception nor one that Python knows."""


def _explode(word: str) -> None:
    raise RuntimeError(word)


def _leave() -> None:
    raise SystemExit(77)


def two_parts() -> BaseException:
    return TwoParts(3, "price")


def keyword_only() -> BaseException:
    return KeywordOnly(code=7)


def too_few() -> BaseException:
    return TooFew(1, 2, 3)


def recursive() -> BaseException:
    error = ValueError("round and round")
    error.args = ("round and round", error)
    return error


def nested_deep() -> BaseException:
    held: list[Any] = []
    for _ in range(100_000):
        held = [held]
    return ValueError("deep", held)


def made_in_a_function() -> BaseException:
    class Local(LookupError):
        """Nobody can import it."""

    return Local("not found")


def made_by_type() -> BaseException:
    return type("Made", (KeyError,), {})("key")


def a_group() -> BaseException:
    return ExceptionGroup("several", [ValueError("one"), TwoParts(1, "x"), HoldsALock("two")])


def a_huge_text() -> BaseException:
    return ValueError("x" * 5_000_000)


def a_lone_surrogate() -> BaseException:
    return ValueError("half a sign: \udc80")
