"""Semantics: how failures travel. The quoted sentences are the rules."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable

import pytest
from tests.engine.helpers import SOON_S, Door, run

from headway import (
    Cancelled,
    Failure,
    PrerequisiteFailed,
    Session,
    Skipped,
    State,
    Task,
    TaskCancelled,
    TaskFailed,
    Value,
    as_completed,
    gather,
    task,
    wait,
)


class Broken(Exception):
    """What bodies raise here."""


@task
def broken(text: str = "it broke", *needs: object) -> int:
    raise Broken(text)


@task
def add(a: int, b: int = 1) -> int:
    return a + b


@task
def leave(error: BaseException) -> None:
    raise error


class TestOwnError:
    """ ".result()` raises the task's own error with its own traceback, with a note that names the task and its prerequisites."""

    def test_result_raises_the_own_error(self) -> None:
        with pytest.raises(Broken, match="it broke"):
            broken().result(SOON_S)

    def test_traceback_begins_in_the_own_function(self) -> None:
        with pytest.raises(Broken) as caught:
            broken().result(SOON_S)
        names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
        inner = names[names.index("result") + 1 :]
        assert inner == ["broken"]

    def test_traceback_does_not_grow(self) -> None:
        failed = broken()
        lengths = []
        for _ in range(3):
            with pytest.raises(Broken) as caught:
                failed.result(SOON_S)
            lengths.append(len(traceback.extract_tb(caught.value.__traceback__)))
        assert len(set(lengths)) == 1

    def test_note_names_the_task_and_its_prerequisites(self) -> None:
        with pytest.raises(Broken) as caught:
            broken("x", add(1), add(2)).result(SOON_S)
        assert caught.value.__notes__ == ["in task `broken` (prerequisites: `add`)"]

    def test_error_that_takes_no_note_arrives(self) -> None:
        class Sealed(Exception):
            def add_note(self, note: str) -> None:
                raise TypeError("sealed")

        with pytest.raises(Sealed):
            leave(Sealed()).result(SOON_S)

    def test_error_that_cannot_be_printed_arrives(self) -> None:
        class Unspeakable(Exception):
            def __str__(self) -> str:
                raise ValueError("no words")

        with pytest.raises(Unspeakable):
            leave(Unspeakable()).result(SOON_S)

    @pytest.mark.parametrize(
        "definition",
        [
            "def __str__(self): raise SystemExit(3)",
            "__notes__ = property(lambda self: 1 / 0)",
            "def with_traceback(self, traceback): raise KeyError(3)",
        ],
    )
    @pytest.mark.parametrize("on", ["auto", "inline"])
    def test_error_that_misbehaves_settles_its_task_only(self, definition: str, on: str) -> None:
        """ "Any BaseException raised by a task's own code settles that task only": its error's methods are its own code.

        In a program of its own, because an engine thread that dies of it would take the other tests with it.
        """
        script = run(f"""
            from headway import task

            class Odd(Exception):
                {definition}

            @task(on="{on}")
            def leave(error):
                raise error

            @task(on="{on}")
            def go_on():
                return "went on"

            failed = leave(Odd())
            try:
                failed.result(5)
            except BaseException as error:
                print(type(error).__name__)
            print(failed.state, go_on().result(5))
            """)
        assert script.out.splitlines()[1:] == ["failed went on"], script.err


class TestBaseException:
    """ "TaskFailed (cause attached) stands for SystemExit, KeyboardInterrupt and other BaseExceptions of a body."

    "Any BaseException raised by a task's own code settles that task only."
    """

    @pytest.mark.parametrize(
        "error", [SystemExit(2), KeyboardInterrupt(), GeneratorExit(), BaseException("odd")], ids=repr
    )
    @pytest.mark.parametrize("on", ["thread", "inline"])
    def test_task_failed_stands_for_it(self, error: BaseException, on: str) -> None:
        with pytest.raises(TaskFailed, match="leave") as caught:
            leave.options(on=on)(error).result(SOON_S)
        assert caught.value.__cause__ is error
        assert add(1).result(SOON_S) == 2

    @pytest.mark.parametrize(
        "error", [SystemExit(2), KeyboardInterrupt(), GeneratorExit(), BaseException("odd")], ids=repr
    )
    def test_task_failed_stands_for_it_in_a_coroutine(self, error: BaseException) -> None:
        @task
        async def leave_coroutine() -> None:
            raise error

        @task
        async def another() -> int:
            return 1

        with pytest.raises(TaskFailed, match="leave_coroutine") as caught:
            leave_coroutine().result(SOON_S)
        assert caught.value.__cause__ is error
        assert another().result(SOON_S) == 1

    def test_it_survives_pickling(self) -> None:
        failed = leave(SystemExit(2))
        wait([failed]).result(SOON_S)
        assert (
            str(pickle.loads(pickle.dumps(failed.error)))
            == str(failed.error)
            == "task `leave` ended with SystemExit: 2"
        )


class TestFirstBadPrerequisite:
    """ "The first bad prerequisite decides a dependent: failed or skipped → skipped; cancelled → cancelled, naming the root."""

    def test_dependent_raises_from_the_root_cause(self) -> None:
        root = broken()
        with pytest.raises(PrerequisiteFailed, match="`add` was skipped: it needs `broken`") as caught:
            add(add(root)).result(SOON_S)
        assert isinstance(caught.value.__cause__, Broken)

    def test_dependent_of_a_cancelled_one_names_the_root(self, door: Door) -> None:
        @task
        def wait_there() -> int:
            door.pass_through()
            return 1

        root = wait_there()
        dependent = add(add(root))
        assert root.cancel()
        with pytest.raises(TaskCancelled, match="wait_there"):
            dependent.result(SOON_S)
        assert dependent.state is State.CANCELLED

    def test_independent_tasks_go_on(self) -> None:
        """ "Independent tasks go on."""
        bad, good = broken(), add(1)
        assert add(good).result(SOON_S) == 3
        assert wait([bad]).result(SOON_S).done == (bad,)
        assert isinstance(bad.error, Broken)

    def test_skipped_task_has_not_run(self) -> None:
        ran: list[int] = []

        @task
        def note(value: int) -> None:
            ran.append(value)

        skipped = note(broken())
        with pytest.raises(PrerequisiteFailed):
            skipped.result(SOON_S)
        assert (ran, skipped.seconds, skipped.state) == ([], 0.0, State.SKIPPED)


class TestGather:
    """ "`gather` raises the own error of the first failed in argument order."""

    def test_values_in_order(self) -> None:
        assert gather(*add.map(range(5))).result(SOON_S) == (1, 2, 3, 4, 5)

    def test_first_failed_in_argument_order(self, door: Door) -> None:
        @task
        def late() -> None:
            door.pass_through()
            raise Broken("first in order")

        both = gather(late(), broken("first in time"))
        door.open()
        with pytest.raises(Broken, match="first in order"):
            both.result(SOON_S)

    def test_errors_in_the_place_of_values(self) -> None:
        a, b = gather(add(1), broken(), return_errors=True).result(SOON_S)
        assert (a, type(b)) == (2, Broken)

    def test_skipped_counts_after_the_failure(self) -> None:
        root = broken()
        with pytest.raises(Broken):
            gather(add(root), root).result(SOON_S)

    def test_nothing_gathers_to_nothing(self) -> None:
        assert gather().result(SOON_S) == ()

    def test_gathered_tasks_are_prerequisites(self) -> None:
        total = task(sum)(gather(add(1), add(2)))
        assert total.result(SOON_S) == 5

    def test_nested_gathers(self) -> None:
        assert gather(gather(add(1)), gather()).result(SOON_S) == ((2,), ())


class TestAskedFor:
    """ "A failure is *asked for* once it was raised by `.result()`, `await` or `gather`, read by `.error` or `.outcome`,
    yielded by `as_completed`, or is the root of a `PrerequisiteFailed` that was; one nobody asked for is reported once,
    never lost, never twice."
    """

    @staticmethod
    def by_result(failed: Task[int]) -> None:
        with pytest.raises(Broken):
            failed.result(SOON_S)

    @staticmethod
    def by_error(failed: Task[int]) -> None:
        wait([failed]).result(SOON_S)
        assert isinstance(failed.error, Broken)

    @staticmethod
    def by_outcome(failed: Task[int]) -> None:
        wait([failed]).result(SOON_S)
        assert isinstance(failed.outcome, Failure)

    @staticmethod
    def by_as_completed(failed: Task[int]) -> None:
        assert list(as_completed([failed])) == [failed]

    @staticmethod
    def by_gather(failed: Task[int]) -> None:
        with pytest.raises(Broken):
            gather(failed).result(SOON_S)

    @staticmethod
    def by_gathered_errors(failed: Task[int]) -> None:
        gather(failed, return_errors=True).result(SOON_S)

    @staticmethod
    def by_dependent(failed: Task[int]) -> None:
        with pytest.raises(PrerequisiteFailed):
            add(failed).result(SOON_S)

    @staticmethod
    def by_await(failed: Task[int]) -> None:
        @task
        async def ask() -> None:
            with pytest.raises(Broken):
                await failed

        ask().result(SOON_S)

    @pytest.mark.parametrize(
        "ask",
        [by_result, by_error, by_outcome, by_as_completed, by_gather, by_gathered_errors, by_dependent, by_await],
    )
    def test_asked_for_is_not_reported(self, ask: Callable[[Task[int]], None]) -> None:
        with Session():
            ask(broken())

    @pytest.mark.parametrize("look", [lambda t: t.state, lambda t: t.seconds, lambda t: repr(t), lambda t: wait([t])])
    def test_looking_otherwise_is_not_asking(self, look: Callable[[Task[int]], object]) -> None:
        def look_only() -> None:
            with Session():
                failed = broken()
                wait([failed]).result(SOON_S)
                look(failed)

        with pytest.raises(Broken):
            look_only()

    def test_one_nobody_asked_for_is_raised_once(self) -> None:
        with pytest.raises(Broken), Session():
            failed = broken()
        with pytest.raises(Broken):
            failed.result()

    def test_several_are_one_group(self) -> None:
        with pytest.raises(ExceptionGroup, match="2 tasks failed") as caught, Session():
            broken("one"), broken("two")
        assert sorted(str(error) for error in caught.value.exceptions) == ["one", "two"]

    def test_same_failure_returned_is_raised_once(self) -> None:
        @task
        def pass_on() -> Task[int]:
            return broken()

        with pytest.raises(Broken), Session():
            pass_on()


class TestOutcome:
    """ "`.outcome`, `.error`, `.seconds` are None before the end."""

    def test_nothing_before_the_end(self, door: Door) -> None:
        @task
        def wait_there() -> None:
            door.pass_through()

        waiting = wait_there()
        assert (waiting.outcome, waiting.error, waiting.seconds) == (None, None, None)
        door.open()
        waiting.result(SOON_S)

    def test_value(self) -> None:
        done = add(1)
        done.result(SOON_S)
        match done.outcome:
            case Value(value):
                assert value == 2
            case _:
                pytest.fail(repr(done.outcome))
        assert done.error is None
        assert done.seconds is not None
        assert done.seconds >= 0

    def test_failure_and_skipped(self) -> None:
        failed = broken()
        skipped = add(failed)
        wait([skipped]).result(SOON_S)
        assert isinstance(failed.outcome, Failure)
        match skipped.outcome:
            case Skipped(root):
                assert isinstance(root.error, Broken)
            case _:
                pytest.fail(repr(skipped.outcome))
        assert isinstance(skipped.error, PrerequisiteFailed)

    def test_cancelled(self, door: Door) -> None:
        @task
        def wait_there() -> None:
            door.pass_through()

        waiting = wait_there()
        waiting.cancel()
        assert isinstance(waiting.outcome, Cancelled)
        assert isinstance(waiting.error, TaskCancelled)
