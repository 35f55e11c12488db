"""Context variables stay behind, but for those that are named.

"The caller's context variables are copied at the call (loop, thread, inline); a process gets only those named in
`Session(carry=[…])`, by value."
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

import pytest
from tests.engine.helpers import SOON_S
from tests.processes.bodies import note
from tests.processes.helpers import end_workers, error_of, lines, run

from headway import NotPicklable, Session, gather, task
from headway.errors import BadOption

REQUEST: ContextVar[object] = ContextVar("request", default="nobody's")
COLOUR: ContextVar[object] = ContextVar("colour")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    request = REQUEST.set("seven")
    colour = COLOUR.set("red")
    yield
    COLOUR.reset(colour)
    REQUEST.reset(request)


@task(on="process")
def look() -> tuple[object, object]:
    """What a body sees."""
    return REQUEST.get(), COLOUR.get("none")


def test_the_variables_that_are_named_go_along_and_no_other() -> None:
    with Session(carry=[REQUEST]):
        assert look().result(SOON_S) == ("seven", "none")
    with Session(carry=[COLOUR, REQUEST]):
        assert look().result(SOON_S) == ("seven", "red")


def test_nothing_goes_along_where_none_is_named() -> None:
    assert look().result(SOON_S) == ("nobody's", "none")
    with Session():
        assert look().result(SOON_S) == ("nobody's", "none")


def test_a_thread_sees_all_of_them() -> None:
    """And so does a coroutine: there the whole context is copied."""

    @task
    async def ask() -> tuple[object, object]:
        return REQUEST.get(), COLOUR.get("none")

    with Session(carry=[REQUEST]):
        assert task(on="thread")(look.plain)().result(SOON_S) == ("seven", "red")
        assert ask().result(SOON_S) == ("seven", "red")


def test_the_value_is_that_of_the_call() -> None:
    """Not of the session's beginning, nor of the moment when a worker is free."""
    with Session(workers=1, carry=[REQUEST]):
        called = []
        for number in range(50):
            REQUEST.set(number)
            called.append(look())
        REQUEST.set("later")
        assert [value for value, _ in gather(*called).result(SOON_S)] == list(range(50))


def test_values_go_as_copies() -> None:
    rows = [1, 2]

    @task(on="process")
    def spoil() -> object:
        REQUEST.get().append(3)  # type: ignore[attr-defined]
        return REQUEST.get()

    with Session(workers=1, carry=[REQUEST]):
        REQUEST.set(rows)
        assert spoil().result(SOON_S) == [1, 2, 3]
        assert spoil().result(SOON_S) == [1, 2, 3]
    assert rows == [1, 2]


def test_what_a_body_sets_is_its_own() -> None:
    """Neither the next body in that worker nor the caller sees it."""

    @task(on="process")
    def paint() -> object:
        COLOUR.set("blue")
        REQUEST.set("mine")
        return COLOUR.get()

    with Session(workers=1, carry=[REQUEST]):
        assert paint().result(SOON_S) == "blue"
        assert look().result(SOON_S) == ("seven", "none")
    assert (REQUEST.get(), COLOUR.get()) == ("seven", "red")


def test_a_variable_without_a_value_stays_without() -> None:
    empty: ContextVar[int] = ContextVar("empty")

    @task(on="process")
    def has_value() -> bool:
        return empty.get(None) is not None

    with Session(carry=[empty]):
        assert has_value().result(SOON_S) is False
        empty.set(1)
        assert has_value().result(SOON_S) is True


def test_a_variable_made_on_the_fly_is_the_same_for_the_function_and_the_session() -> None:
    """No module has it: the function that captures it and the value find each other all the same."""
    mine: ContextVar[str] = ContextVar("mine", default="unset")

    @task(on="process")
    def ask() -> str:
        return mine.get()

    with Session(workers=2, carry=[mine]):
        mine.set("one")
        first = ask().result(SOON_S)
        mine.set("two")
        assert (first, ask().result(SOON_S)) == ("one", "two")
        end_workers()
        assert ask().result(SOON_S) == "two"


def test_variables_of_a_script_go_along() -> None:
    program = run(
        """
from contextvars import ContextVar
from headway import Session, task
request, other = ContextVar("request"), ContextVar("other", default=0)
@task(on="process")
def look():
    return request.get(), other.get()
request.set("seven")
other.set(1)
with Session(carry=[request]):
    print(look().result())
"""
    )
    assert program.out == "('seven', 0)\n"


def test_each_attempt_has_the_value_of_the_call(tmp_path: Path) -> None:
    @task(on="process", retries=2)
    def third_time() -> object:
        note(tmp_path / "seen", REQUEST.get())
        if len(lines(tmp_path / "seen")) < 3:
            REQUEST.set("spoilt")
            raise ValueError
        return REQUEST.get()

    with Session(carry=[REQUEST]):
        called = third_time()
        REQUEST.set("later")
        assert called.result(SOON_S) == "seven"
    assert lines(tmp_path / "seen") == ["seven"] * 3


def test_tasks_that_need_each_other_have_each_its_own() -> None:
    @task(on="process")
    def collect(seen: list[object]) -> list[object]:
        return [*seen, REQUEST.get()]

    with Session(workers=1, carry=[REQUEST]):
        seen = collect([])
        for number in range(20):
            REQUEST.set(number)
            seen = collect(seen)
        assert seen.result(SOON_S) == ["seven", *range(20)]


def test_tasks_called_inside_a_worker_carry_too() -> None:
    @task(on="process")
    def outer() -> object:
        return look().result()

    with Session(workers=1, carry=[REQUEST]):
        assert outer().result(SOON_S) == ("seven", "none")


def test_tasks_called_inside_a_worker_carry_what_the_body_has_set() -> None:
    @task(on="process")
    def outer() -> object:
        REQUEST.set("of the body")
        return look().result()

    with Session(workers=1, carry=[REQUEST]):
        assert outer().result(SOON_S) == ("of the body", "none")


# ---- what can't go -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("carry", [["request"], [REQUEST, None], REQUEST, "request", 3, [REQUEST.get]])
def test_what_is_no_context_variable_is_refused(carry) -> None:
    with pytest.raises(BadOption, match="the ContextVar itself"):
        Session(carry=carry)


def test_a_value_that_cannot_be_pickled_is_named() -> None:
    with Session(carry=[REQUEST, COLOUR]):
        COLOUR.set({"held": [threading.Lock()]})
        found = error_of(look())
        assert isinstance(found, NotPicklable)
        assert "`look`" in str(found)
        assert "`colour`" in str(found)
        assert "['held'][0]" in str(found)
        COLOUR.set("blue")
        assert look().result(SOON_S) == ("seven", "blue")
