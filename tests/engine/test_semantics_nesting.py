"""Semantics: tasks that start tasks and wait for them, returned tasks, cycles."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from tests.engine.helpers import SOON_S, Door, run, until

from headway import CycleError, Session, State, Task, as_completed, gather, task


@task
def one() -> int:
    return 1


@task
def nest(depth: int) -> int:
    return 0 if depth == 0 else nest(depth - 1).result(SOON_S) + 1


class TestLending:
    """ "A task that waits for a task it started lends its slot: no depth of nesting can deadlock a pool of threads."""

    @pytest.mark.parametrize("workers", [1, 2])
    def test_ten_deep(self, workers: int) -> None:
        with Session(workers=workers):
            assert nest(10).result(SOON_S) == 10

    def test_a_hundred_deep(self) -> None:
        with Session(workers=2):
            assert nest(100).result(3 * SOON_S) == 100

    def test_many_ten_deep(self) -> None:
        with Session(workers=2):
            assert gather(*nest.map([10] * 20)).result(3 * SOON_S) == (10,) * 20

    def test_inline_bodies_nest_too(self) -> None:
        @task(on="inline")
        def nest_inline(depth: int) -> int:
            return 0 if depth == 0 else nest_inline(depth - 1).result(SOON_S) + 1

        assert nest_inline(30).result(SOON_S) == 30

    def test_coroutines_nest_too(self) -> None:
        @task
        async def nest_loop(depth: int) -> int:
            return 0 if depth == 0 else await nest_loop(depth - 1) + 1

        assert nest_loop(100).result(SOON_S) == 100

    @pytest.mark.parametrize("mechanisms", ["thread inline loop", "loop thread inline", "inline loop thread"])
    def test_mechanisms_nest_in_each_other(self, mechanisms: str) -> None:
        def make(on: str) -> Callable[[int], Task[int]]:
            if on == "loop":

                @task(name=on)
                async def level(depth: int) -> int:
                    return 0 if depth == 0 else await levels[depth % 3](depth - 1) + 1

                return level

            @task(name=on, on=on)
            def plain_level(depth: int) -> int:
                return 0 if depth == 0 else levels[depth % 3](depth - 1).result(SOON_S) + 1

            return plain_level

        levels = [make(on) for on in mechanisms.split()]
        with Session(workers=2):
            assert levels[0](30).result(SOON_S) == 30

    def test_waiting_in_every_way_lends(self) -> None:
        @task
        def by_gather() -> int:
            return sum(gather(one(), one()).result(SOON_S))

        @task
        def by_as_completed() -> int:
            return sum(t.result() for t in as_completed([one(), one()]))

        @task
        def by_session() -> int:
            with Session(workers=1):
                called = [one(), one()]
            return sum(t.result() for t in called)

        with Session(workers=1):
            called = [by_gather(), by_as_completed(), by_session()]
            assert [t.result(SOON_S) for t in called] == [2, 2, 2]

    def test_refused_wait_costs_no_slot(self) -> None:
        """After a CycleError the body runs on in its slot, and the other slot is still there for others."""
        boxes: list[list[Task[int]]] = [[], []]
        door = Door()

        @task
        def wait_for_itself(box: int) -> None:
            until(lambda: boxes[box])
            with pytest.raises(CycleError):
                boxes[box][0].result(SOON_S)
            door.pass_through()

        with Session(workers=3):
            for box in boxes:
                box.append(wait_for_itself(boxes.index(box)))
            until(lambda: door.inside == 2)
            assert one().result(SOON_S) == 1
            door.open()


class TestChildren:
    def test_session_waits_for_children_that_nobody_waits_for(self) -> None:
        """ "A normal end waits for everything started inside": also by a task that has ended before its children began.

        Three hundred times, because the end of the parent and the call of the child race.
        """
        late = 0

        @task
        def start_one(children: list[Task[int]]) -> None:
            children.append(one())

        for _ in range(300):
            children: list[Task[int]] = []
            with Session(workers=2):
                start_one(children)
            late += children[0].state is not State.DONE
        assert late == 0

    def test_child_belongs_to_the_session_of_its_parent(self) -> None:
        @task
        def parent() -> str:
            return Session.current().snapshot().name

        with Session(name="mine"):
            assert parent().result(SOON_S) == "mine"


class TestReturned:
    """ "A returned Task is waited for."""

    def test_returned_task_is_waited_for(self) -> None:
        @task
        def pass_on(depth: int) -> Task[int] | int:
            return one() if depth == 0 else pass_on(depth - 1)

        assert pass_on(0).result(SOON_S) == 1
        assert pass_on(200).result(SOON_S) == 1

    def test_returning_holds_no_slot(self, door: Door) -> None:
        @task
        def wait_there() -> int:
            door.pass_through()
            return 7

        @task
        def pass_on() -> Task[int]:
            return wait_there()

        with Session(workers=1):
            called = pass_on()
            until(lambda: door.inside)
            assert called.state is State.WAITING
            door.open()
            assert called.result(SOON_S) == 7

    def test_coroutine_may_return_one(self) -> None:
        @task
        async def pass_on() -> Task[int]:
            return one()

        assert pass_on().result(SOON_S) == 1

    def test_inline_body_may_return_one(self) -> None:
        @task(on="inline")
        def pass_on() -> Task[int]:
            return one()

        assert pass_on().result(SOON_S) == 1


class TestCycle:
    """ "A cycle: an error that names the task and the cure." "(a cycle found here is a CycleError)"."""

    @staticmethod
    def itself(
        make: Callable[[list[Task[int]], threading.Event], Callable[[], object]], **options: object
    ) -> Task[int]:
        box: list[Task[int]] = []
        filled = threading.Event()
        called: Task[int] = task(make(box, filled), **options)()  # type: ignore[call-overload]
        box.append(called)
        filled.set()
        return called

    def test_returning_itself(self) -> None:
        def make(box: list[Task[int]], filled: threading.Event) -> Callable[[], object]:
            def me() -> Task[int]:
                filled.wait(SOON_S)
                return box[0]

            return me

        with pytest.raises(CycleError, match="tasks wait for each other: me -> me"):
            self.itself(make).result(SOON_S)

    def test_returning_its_dependent(self) -> None:
        box: list[Task[int]] = []
        filled = threading.Event()

        @task
        def first() -> Task[int]:
            filled.wait(SOON_S)
            return box[0]

        @task
        def second(value: int) -> int:
            return value

        root = first()
        box.append(second(second(root)))
        filled.set()
        with pytest.raises(CycleError, match="first -> second -> second -> first"):
            root.result(SOON_S)

    def test_waiting_for_itself(self) -> None:
        def make(box: list[Task[int]], filled: threading.Event) -> Callable[[], object]:
            def me() -> int:
                filled.wait(SOON_S)
                return box[0].result(SOON_S)

            return me

        with pytest.raises(CycleError, match="me -> me"):
            self.itself(make).result(2 * SOON_S)

    def test_awaiting_itself(self) -> None:
        def make(box: list[Task[int]], filled: threading.Event) -> Callable[[], object]:
            async def me() -> int:
                while not filled.is_set():
                    pass
                return await box[0]

            return me

        with pytest.raises(CycleError, match="me -> me"):
            self.itself(make).result(SOON_S)

    def test_waiting_for_each_other(self) -> None:
        boxes: dict[str, Task[int]] = {}
        filled = threading.Event()

        @task
        def left() -> int:
            filled.wait(SOON_S)
            return boxes["right"].result(SOON_S)

        @task
        def right() -> int:
            filled.wait(SOON_S)
            return boxes["left"].result(SOON_S)

        boxes.update(left=left(), right=right())
        filled.set()
        errors = {type(boxes[name].error) for name in boxes if wait_for(boxes[name])}
        assert CycleError in errors

    def test_gathering_itself(self) -> None:
        def make(box: list[Task[int]], filled: threading.Event) -> Callable[[], object]:
            def me() -> object:
                filled.wait(SOON_S)
                return gather(one(), box[0]).result(SOON_S)

            return me

        with pytest.raises(CycleError):
            self.itself(make).result(2 * SOON_S)

    def test_iterating_over_itself(self) -> None:
        script = run("""
            import os, threading
            from headway import as_completed, task
            box, filled = [], threading.Event()
            @task
            def me():
                filled.wait()
                for each in as_completed(box):
                    pass
            box.append(me())
            filled.set()
            try:
                print(type(box[0].result(5)))
            except Exception as error:
                print(type(error).__name__, flush=True)
            os._exit(0)
            """)
        assert script.out == "CycleError\n"


def wait_for(called: Task[int]) -> bool:
    with pytest.raises(Exception):  # noqa: B017, PT011 - which of the two finds the cycle is a race
        called.result(2 * SOON_S)
    return True
