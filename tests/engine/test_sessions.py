"""Sessions: when things end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from tests.engine.helpers import SOON_S, Door, until

from headway import HeadwayWarning, NeedsAwait, Session, SessionClosed, State, Task, TaskCancelled, task


@task
def step(x: object = 0) -> object:
    return x


@task
def broken(text: str = "it broke") -> None:
    raise ValueError(text)


async def in_coroutine(inside: Callable[[], object]) -> None:
    async with Session():
        inside()


def in_block(inside: Callable[[], object]) -> None:
    with Session():
        inside()


BOTH = [in_block, lambda inside: asyncio.run(in_coroutine(inside))]
Block = Callable[[Callable[[], object]], None]


@pytest.mark.parametrize("block", BOTH, ids=["with", "async with"])
class TestEnd:
    """ "`async with` is the same." """

    def test_normal_end_waits_for_everything(self, block: Block) -> None:
        called: list[Task[object]] = []

        @task
        def slow() -> object:
            threading.Event().wait(0.02)
            called.append(step())
            return 1

        block(lambda: called.append(slow()))
        assert {t.state for t in called} == {State.DONE}
        assert len(called) == 2

    def test_error_that_leaves_cancels_the_rest_then_rises(self, block: Block, door: Door) -> None:
        called: list[Task[object]] = []

        @task
        def hold() -> object:
            door.pass_through()
            return 1

        def leave() -> None:
            called.append(hold())
            until(lambda: door.inside)
            called.append(step(called[0]))
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"), pytest.warns(HeadwayWarning, match="`hold` still runs"):
            block(leave)
        assert {t.state for t in called} == {State.CANCELLED}

    def test_failure_nobody_asked_for_is_raised(self, block: Block) -> None:
        with pytest.raises(ValueError, match="it broke"):
            block(broken)

    def test_several_are_one_group(self, block: Block) -> None:
        with pytest.raises(ExceptionGroup) as raised:
            block(lambda: broken.map("abc"))
        assert sorted(str(e) for e in raised.value.exceptions) == ["a", "b", "c"]

    def test_failure_beside_an_error_does_not_hide_it(self, block: Block) -> None:
        def leave() -> None:
            failed = broken()
            until(lambda: failed.state is State.FAILED)
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            block(leave)

    def test_empty_block(self, block: Block) -> None:
        block(lambda: None)

    def test_results_outlive_it(self, block: Block) -> None:
        called: list[Task[object]] = []
        block(lambda: called.append(step(7)))
        assert called[0].result() == 7
        assert step(called[0]).result(SOON_S) == 7

    def test_no_call_after_it_belongs_to_it(self, block: Block) -> None:
        names: list[str] = []
        block(lambda: names.append(Session.current().snapshot().name))
        assert Session.current().snapshot().name == "the default session"


class TestSystemExit:
    @pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit])
    def test_every_error_cancels(self, error: type[BaseException], door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        @task
        def after(x: None) -> None: ...

        def leave() -> None:
            with Session():
                last.append(after(hold()))
                until(lambda: door.inside)
                raise error

        last: list[Task[None]] = []
        with pytest.raises(error), pytest.warns(HeadwayWarning, match="`hold` still runs"):
            leave()
        assert last[0].state is State.CANCELLED
        with pytest.raises(TaskCancelled, match=error.__name__):
            last[0].result(0)
        door.open()


class TestBelonging:
    """ "A task belongs to the session current at its call …; a task started in a task to its parent's." """

    def test_inner_session_ends_alone(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        with Session(name="outer"):
            outer = hold()
            with Session(name="inner"):
                assert step().result(SOON_S) == 0
                assert Session.current().snapshot().name == "inner"
            assert Session.current().snapshot().name == "outer"
            assert outer.state is not State.DONE
            door.open()

    def test_task_of_an_outer_session_may_be_needed(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        with Session():
            outer = hold()
            with Session():
                inner = step(outer)
                door.open()
            assert inner.state is State.DONE

    def test_error_in_an_inner_session_leaves_the_outer_alone(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        with Session():
            outer = hold()
            with pytest.raises(KeyError), Session():
                raise KeyError
            door.open()
            assert outer.result(SOON_S) == 1

    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_task_started_in_a_task(self, on: str) -> None:
        @task(on=on)  # type: ignore[call-overload, untyped-decorator]
        def parent() -> str:
            return Session.current().snapshot().name

        with Session(name="mine"):
            called = parent()
        assert called.result() == "mine"

    def test_session_in_a_task(self) -> None:
        @task
        def parent() -> list[object]:
            with Session(name="inner"):
                called = [step(i) for i in range(5)]
            return [t.result() for t in called]

        with Session(workers=1):
            assert parent().result(SOON_S) == [0, 1, 2, 3, 4]

    def test_thread_that_the_user_starts_belongs_to_the_default(self) -> None:
        names: list[str] = []
        with Session(name="mine"):
            thread = threading.Thread(target=lambda: names.append(Session.current().snapshot().name))
            thread.start()
            thread.join()
        assert names == ["the default session"]

    def test_thread_that_copies_the_context_belongs_to_it(self) -> None:
        names: list[str] = []

        async def main() -> None:
            async with Session(name="mine"):
                await asyncio.to_thread(lambda: names.append(Session.current().snapshot().name))

        asyncio.run(main())
        assert names == ["mine"]

    def test_two_threads_have_two_sessions(self) -> None:
        both = threading.Barrier(2)
        names: list[str] = []

        def enter(name: str) -> None:
            with Session(name=name):
                both.wait(SOON_S)
                names.append(step(Session.current().snapshot().name).result(SOON_S))  # type: ignore[arg-type]
                both.wait(SOON_S)

        threads = [threading.Thread(target=enter, args=(name,)) for name in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(names) == ["a", "b"]


class TestClosed:
    def test_entered_twice(self) -> None:
        session = Session()
        with session:
            pass
        with pytest.raises(SessionClosed, match="open a new Session"), session:
            pass

    def test_entered_inside_itself(self) -> None:
        session = Session()
        with session, pytest.raises(SessionClosed), session:
            pass

    def test_call_in_one_that_has_ended(self) -> None:
        """A thread that copied the context, and calls when the session is over."""
        from contextvars import copy_context

        with Session(name="mine"):
            context = copy_context()
            step().result(SOON_S)
        with pytest.raises(SessionClosed, match="mine"):
            context.run(step)

    def test_entered_without_a_block_in_a_coroutine(self) -> None:
        """ "`with Session()` in an `async def` is refused on entry ("use async with")"."""

        async def main() -> None:
            with Session():
                raise AssertionError("never")

        with pytest.raises(NeedsAwait, match="async with Session"):
            asyncio.run(main())

    def test_refused_entry_leaves_nothing(self) -> None:
        async def main() -> None:
            with pytest.raises(NeedsAwait), Session():
                pass
            assert await step(1) == 1

        asyncio.run(main())
        assert Session.current().snapshot().name == "the default session"


class TestLook:
    def test_repr_says_where_it_stands(self) -> None:
        session = Session(name="mine")
        assert repr(session) == "<Session 'mine' not entered, 0 unfinished>"
        with session:
            assert "open" in repr(session)
        assert "ended, 0 unfinished" in repr(session)

    def test_snapshot_counts(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        with Session(workers=1) as session:
            hold()
            until(lambda: door.inside)
            step.map(range(3))
            counts = {t.name: (t.running, t.done) for t in session.snapshot().totals}
            door.open()
        assert counts == {"hold": (1, 0), "step": (0, 0)}
        assert {t.name: t.done for t in session.snapshot().totals} == {"hold": 1, "step": 3}

    def test_default_session_never_ends(self) -> None:
        step().result(SOON_S)
        assert "open" in repr(Session.current())
