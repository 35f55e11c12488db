"""Semantics: where tasks are found among the arguments, and what the function gets in their place.

"Searched for tasks: exactly list, tuple (also named), dict values (a Task as key raises), set, frozenset and dataclass
instances, at any depth. A container without tasks passes as it is; one with tasks is rebuilt."
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from time import perf_counter
from typing import Any, ClassVar, NamedTuple

import pytest
from tests.engine.helpers import SOON_S

from headway import CycleError, NestingTooDeep, Task, TaskIsNotAValue, task


@task
def one() -> int:
    return 1


@task
def show(argument: Any, **named: Any) -> Any:
    return (argument, named) if named else argument


class Point(NamedTuple):
    x: Any
    y: Any = 0


@dataclass
class Plain:
    x: Any
    y: Any = 0


@dataclass(frozen=True)
class Frozen:
    x: Any
    y: Any = 0


@dataclass(frozen=True, slots=True)
class Slots:
    x: Any
    y: Any = 0


class TestSearched:
    @pytest.mark.parametrize(
        ("make", "expected"),
        [
            (lambda t: [t, 2], [1, 2]),
            (lambda t: (t, 2), (1, 2)),
            (lambda t: {"a": t}, {"a": 1}),
            (lambda t: {t}, {1}),
            (lambda t: frozenset({t, 2}), frozenset({1, 2})),
            (lambda t: Point(t), Point(1)),
            (lambda t: Plain(t), Plain(1)),
            (lambda t: Frozen(2, t), Frozen(2, 1)),
            (lambda t: Slots(t), Slots(1)),
            (lambda t: [{"a": (Plain([t]),)}], [{"a": (Plain([1]),)}]),
            (lambda t: [[], {}, (), [t]], [[], {}, (), [1]]),
        ],
    )
    def test_container_is_rebuilt(self, make: Callable[[Any], Any], expected: Any) -> None:
        given = show(make(one())).result(SOON_S)
        assert given == expected
        assert type(given) is type(expected)

    def test_by_position_by_name_and_mixed(self) -> None:
        assert show(one(), a=[one()], b=one(), c=2).result(SOON_S) == (1, {"a": [1], "b": 1, "c": 2})

    def test_same_task_twice(self) -> None:
        t = one()
        assert show([t, [t], t]).result(SOON_S) == [1, [1], 1]

    def test_rebuilt_is_not_the_callers(self) -> None:
        mine = [one()]
        assert show(mine).result(SOON_S) is not mine
        assert isinstance(mine[0], Task)

    def test_container_is_taken_as_it_was_at_the_call(self) -> None:
        mine = [one()]
        called = show(mine)
        mine.append(one())
        assert called.result(SOON_S) == [1]

    @pytest.mark.parametrize("make", [list, dict, set, deque, OrderedDict, lambda: Plain([2]), lambda: Point([2])])
    def test_container_without_tasks_passes_as_it_is(self, make: Callable[[], Any]) -> None:
        mine = make()
        assert show(mine).result(SOON_S) is mine
        assert show([mine, one()]).result(SOON_S)[0] is mine

    def test_container_held_twice_is_rebuilt_once(self) -> None:
        inner = [one()]
        a, b = show([inner, inner]).result(SOON_S)
        assert a is b

    def test_containers_that_share_take_no_time(self) -> None:
        """Each level holds the one below twice: 2 to the power of 20 ways down, and 20 lists."""
        shared: Any = [one()]
        for _ in range(20):
            shared = [shared, shared]
        began = perf_counter()
        called = show(shared)
        assert perf_counter() - began < SOON_S / 10
        value = called.result(SOON_S)
        for _ in range(20):
            value = value[0]
        assert value == [1]


class MyList(list[Any]):
    pass


class TestNotSearched:
    @pytest.mark.parametrize(
        "make", [MyList, deque, lambda items: OrderedDict(a=items[0]), lambda items: defaultdict(int, a=items[0])]
    )
    def test_other_containers_pass_as_they_are(self, make: Callable[[list[Any]], Any]) -> None:
        mine = make([one()])
        assert show(mine).result(SOON_S) is mine

    def test_type_of_a_dataclass_is_no_instance(self) -> None:
        assert show(Plain).result(SOON_S) is Plain


class TestDataclasses:
    def test_derived_fields_stay(self) -> None:
        @dataclass
        class Derived:
            x: Any
            size: int = field(init=False, default=0)
            kept: list[int] = field(default_factory=list, compare=False)

            def __post_init__(self) -> None:
                self.size += 1

        mine = Derived(one())
        mine.kept.append(5)
        given = show(mine).result(SOON_S)
        assert (given.x, given.size, given.kept) == (1, 1, [5])

    def test_class_variables_stay_with_the_class(self) -> None:
        @dataclass
        class Counted:
            x: Any
            count: ClassVar[int] = 3

        given = show(Counted(one())).result(SOON_S)
        assert (given.x, given.count) == (1, 3)
        assert "count" not in vars(given)

    def test_class_variables_of_slots(self) -> None:
        @dataclass(slots=True)
        class Counted:
            x: Any
            count: ClassVar[int] = 3

        given = show(Counted(one())).result(SOON_S)
        assert (given.x, given.count) == (1, 3)

    def test_arguments_of_init_only(self) -> None:
        @dataclass
        class Scaled:
            x: Any
            scale: InitVar[int] = 2

        given = show(Scaled(one())).result(SOON_S)
        assert given.x == 1
        assert "scale" not in vars(given)

    def test_field_that_was_never_set(self) -> None:
        @dataclass(slots=True)
        class Late:
            x: Any
            y: Any = field(init=False)

        given = show(Late(one())).result(SOON_S)
        assert given.x == 1
        assert not hasattr(given, "y")

    def test_further_attributes_stay(self) -> None:
        mine = Plain(one())
        mine.more = 7  # type: ignore[attr-defined]
        assert show(mine).result(SOON_S).more == 7


class TestBadInput:
    def test_task_as_key_raises(self) -> None:
        with pytest.raises(TaskIsNotAValue, match="as the key of a dict"):
            show({one(): 1})
        with pytest.raises(TaskIsNotAValue, match="as the key of a dict"):
            show([{"a": {one(): 1}}])

    def test_value_that_cannot_be_in_a_set(self) -> None:
        @task
        def listing() -> list[int]:
            return [1]

        with pytest.raises(TypeError, match="unhashable"):
            show({listing()}).result(SOON_S)

    def test_list_that_holds_itself_and_a_task(self) -> None:
        ring: list[Any] = [one()]
        ring.append(ring)
        with pytest.raises(CycleError):
            show(ring)

    def test_list_that_holds_itself_only(self) -> None:
        ring: list[Any] = []
        ring.append(ring)
        assert show(ring).result(SOON_S) is ring

    def test_two_thousand_deep_without_tasks(self) -> None:
        deep: Any = []
        for _ in range(2_000):
            deep = [deep]
        assert show(deep).result(SOON_S) is deep

    def test_two_thousand_deep_with_a_task(self) -> None:
        """ "at any depth"; where Python itself can't follow, an error of ours at the call."""
        deep: Any = one()
        for _ in range(2_000):
            deep = [deep]
        try:
            value = show(deep).result(SOON_S)
        except NestingTooDeep as error:
            assert "flat list" in str(error)  # noqa: PT017 - either is right
            return
        for _ in range(2_000):
            (value,) = value
        assert value == 1

    @pytest.mark.parametrize("depth", [250, 320, 400, 480])
    def test_depth_that_the_call_takes_the_worker_takes_too(self, depth: int) -> None:
        deep: Any = one()
        for _ in range(depth):
            deep = [deep]
        try:
            called = show(deep)
        except NestingTooDeep:
            return
        value = called.result(SOON_S)
        for _ in range(depth):
            (value,) = value
        assert value == 1
