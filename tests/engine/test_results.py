"""Results: who keeps what alive."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Callable

import pytest
from tests.engine.helpers import SOON_S, Door, run, until

from headway import Session, State, Task, gather, task, wait
from headway.engine import ENGINE


class Big:
    """A value that can be watched."""


MECHANISMS = ["thread", "inline", "loop"]


def on(mechanism: str, body: Callable[..., object]) -> Callable[..., Task[object]]:
    """The body as a task on this mechanism."""
    if mechanism != "loop":
        return task(on=mechanism)(body)  # type: ignore[call-overload, no-any-return]

    async def asynchronous(*args: object) -> object:
        return body(*args)

    return task(asynchronous)


def is_gone(ref: weakref.ref[Big]) -> bool:
    gc.collect()
    ENGINE.ask(lambda now: None)
    return ref() is None


@pytest.mark.parametrize("mechanism", MECHANISMS)
class TestValues:
    """ "A value is owned by its handles and by waiting dependents, by nothing else"."""

    def test_it_dies_with_its_handle(self, mechanism: str) -> None:
        called = on(mechanism, Big)() if mechanism == "loop" else on(mechanism, lambda: Big())()
        ref = weakref.ref(called.result(SOON_S))
        gc.collect()
        assert ref() is not None
        del called
        until(lambda: is_gone(ref))

    def test_it_dies_when_its_dependents_have_run(self, mechanism: str) -> None:
        refs: list[weakref.ref[Big]] = []

        def watch(big: Big) -> int:
            refs.append(weakref.ref(big))
            return 1

        last = on(mechanism, watch)(on(mechanism, lambda: Big())())
        assert last.result(SOON_S) == 1
        until(lambda: is_gone(refs[0]))

    def test_nobody_keeps_one_without_handles(self, mechanism: str) -> None:
        refs: list[weakref.ref[Big]] = []

        def make() -> Big:
            big = Big()
            refs.append(weakref.ref(big))
            return big

        wait([on(mechanism, make)()]).result(SOON_S)
        until(lambda: is_gone(refs[0]))

    def test_arguments_are_dropped_at_the_end(self, mechanism: str) -> None:
        """ "arguments are dropped when the last attempt ends"."""
        big = Big()
        ref = weakref.ref(big)
        called = on(mechanism, lambda x: 1)(big)
        called.result(SOON_S)
        del big
        until(lambda: is_gone(ref))
        assert called.state is State.DONE

    def test_arguments_of_a_failed_task_are_dropped(self, mechanism: str) -> None:
        def fail(x: Big) -> None:
            raise ValueError("meant")

        big = Big()
        ref = weakref.ref(big)
        called = on(mechanism, fail)(big)
        assert isinstance(wait([called]).result(SOON_S).done[0].error, ValueError)
        del big
        until(lambda: is_gone(ref))
        assert called.state is State.FAILED


class TestCancelled:
    def test_arguments_of_a_cancelled_task_are_dropped(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        @task
        def use(x: None, big: Big) -> None: ...

        big = Big()
        ref = weakref.ref(big)
        first = hold()
        called = use(first, big)
        assert called.cancel()
        del big
        until(lambda: is_gone(ref))
        door.open()

    def test_arguments_of_a_skipped_task_are_dropped(self) -> None:
        @task
        def fail() -> None:
            raise ValueError("meant")

        @task
        def use(x: None, big: Big) -> None: ...

        big = Big()
        ref = weakref.ref(big)
        called = use(fail(), big)
        assert wait([called]).result(SOON_S).done[0].error is not None
        del big
        until(lambda: is_gone(ref))
        assert called.state is State.SKIPPED

    def test_gathered_values_die_with_the_tuple(self) -> None:
        @task
        def make() -> Big:
            return Big()

        both = gather(make(), make())
        refs = [weakref.ref(big) for big in both.result(SOON_S)]
        del both
        until(lambda: all(is_gone(ref) for ref in refs))

    def test_session_keeps_no_value(self) -> None:
        @task
        def make() -> Big:
            return Big()

        with Session() as session:
            ref = weakref.ref(make().result(SOON_S))
            until(lambda: is_gone(ref))
        assert session.snapshot().totals[0].done == 1


@pytest.mark.parametrize("mechanism", MECHANISMS)
class TestErrors:
    """ "a kept error does not keep the frames' big locals alive for ever"."""

    def test_kept_error_keeps_no_locals(self, mechanism: str) -> None:
        refs: list[weakref.ref[Big]] = []

        def inner(big: Big) -> None:
            raise ValueError("meant")

        def fail() -> None:
            big = Big()
            refs.append(weakref.ref(big))
            inner(big)

        called = on(mechanism, fail)()
        error = wait([called]).result(SOON_S).done[0].error
        assert isinstance(error, ValueError)
        until(lambda: is_gone(refs[0]))
        assert error.__traceback__ is not None

    def test_kept_cause_keeps_no_locals(self, mechanism: str) -> None:
        refs: list[weakref.ref[Big]] = []

        def inner() -> None:
            big = Big()
            refs.append(weakref.ref(big))
            raise KeyError("inner")

        def fail() -> None:
            try:
                inner()
            except KeyError as error:
                raise ValueError("outer") from error

        called = on(mechanism, fail)()
        error = wait([called]).result(SOON_S).done[0].error
        assert isinstance(error, ValueError)
        until(lambda: is_gone(refs[0]))

    def test_kept_group_keeps_no_locals(self, mechanism: str) -> None:
        refs: list[weakref.ref[Big]] = []

        def inner() -> None:
            big = Big()
            refs.append(weakref.ref(big))
            raise KeyError("inner")

        def fail() -> None:
            try:
                inner()
            except KeyError as error:
                raise ExceptionGroup("all", [error]) from None

        called = on(mechanism, fail)()
        error = wait([called]).result(SOON_S).done[0].error
        assert isinstance(error, ExceptionGroup)
        until(lambda: is_gone(refs[0]))


class TestPrerequisites:
    """ "`.prerequisites` gives entries"."""

    def test_entries_of_a_waiting_task(self, door: Door) -> None:
        @task
        def hold() -> int:
            door.pass_through()
            return 1

        @task
        def use(*xs: object) -> None: ...

        called = use(hold(), [hold()])
        until(lambda: door.inside == 2)
        assert [(e.name, e.state) for e in called.prerequisites] == [("hold", State.RUNNING)] * 2
        door.open()
        called.result(SOON_S)
        assert [(e.name, e.state) for e in called.prerequisites] == [("hold", State.DONE)] * 2

    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_entries_of_a_settled_task(self, mechanism: str) -> None:
        first = on(mechanism, lambda: 1)()
        called = on(mechanism, lambda x, y: x)(first, first)
        called.result(SOON_S)
        (entry,) = called.prerequisites
        assert entry.state is State.DONE
        assert entry.ended_s is not None
        assert entry.started_s is not None
        assert entry.ended_s >= entry.started_s >= 0

    def test_none_without(self) -> None:
        assert task(lambda: 1)().prerequisites == ()

    def test_of_a_gathering(self) -> None:
        one = task(name="one")(lambda: 1)
        both = gather(one(), one())
        both.result(SOON_S)
        assert [e.name for e in both.prerequisites] == ["one", "one"]


class TestFork:
    """ "After a fork in the user's code the child gets a fresh engine." """

    @pytest.mark.parametrize(
        "when",
        ["pass", "while str(dependent.state) != 'waiting' or str(pending.state) != 'running': time.sleep(0.001)"],
    )
    def test_child_runs_its_own_tasks(self, when: str) -> None:
        """Forked right behind the calls, and once they run."""
        script = run(
            r"""
            import os, threading, time, warnings
            from headway import Session, Task, TaskCancelled, gather, task
            warnings.simplefilter("ignore", DeprecationWarning)

            @task
            def hold():
                door.wait()
                return 7

            @task(on="inline")
            def tiny(x):
                return x + 1

            @task
            async def fetch(x):
                return x

            door = threading.Event()
            done = tiny(1); done.result(); fetch(1).result()
            pending = hold()
            dependent = tiny(pending)
            WHEN
            child = os.fork()
            if child == 0:
                said = []
                for called in (pending, dependent):
                    try:
                        called.result(5)
                    except TaskCancelled as error:
                        said.append(str(error))
                print(said)
                print(done.result(), tiny(done).result(5), fetch(3).result(5), gather(*tiny.map(range(3))).result(5))
                with Session():
                    x = tiny(4)
                print(x.result(), flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            door.set()
            print("parent", pending.result(5), dependent.result(5), flush=True)
            os._exit(0)
            """.replace("WHEN", when)
        )
        lines = script.out.splitlines()
        assert lines[1:] == ["2 3 3 (1, 2, 3)", "5", "parent 7 8"], script.err
        assert lines[0].count("belongs to the process that was forked") == 2
        assert "`hold`" in lines[0]
        assert "`tiny`" in lines[0]

    def test_fork_before_the_engine_has_begun(self) -> None:
        """No thread gets its turn between the first call and the fork."""
        script = run(r"""
            import os, sys, threading, warnings
            from headway import TaskCancelled, task
            warnings.simplefilter("ignore", DeprecationWarning)
            sys.setswitchinterval(100)

            @task
            def hold():
                door.wait()
                return 7

            door = threading.Event()
            pending = hold()
            child = os.fork()
            if child == 0:
                try:
                    pending.result(5)
                except TaskCancelled as error:
                    print(error, flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            door.set()
            print(pending.result(5), flush=True)
            os._exit(0)
            """)
        lines = script.out.splitlines()
        assert lines[1:] == ["7"], script.err
        assert "belongs to the process that was forked" in lines[0]

    def test_fork_in_a_session(self) -> None:
        script = run(r"""
            import os, warnings
            from headway import Session, task
            warnings.simplefilter("ignore", DeprecationWarning)

            @task
            def one():
                return 1

            with Session(name="mine") as session:
                one().result()
                child = os.fork()
                if child == 0:
                    print("child", one().result(5), flush=True)
            if child == 0:
                print("left", flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            print("parent", flush=True)
            os._exit(0)
            """)
        assert script.out.splitlines() == ["child 1", "left", "parent"], script.err


def test_pid_is_the_same() -> None:
    """Threads, loop and inline bodies run in this process."""
    assert {
        on(m, os.getpid)().result(SOON_S) if m != "inline" else task(lambda: os.getpid())().result(SOON_S)
        for m in MECHANISMS
    } == {os.getpid()}
