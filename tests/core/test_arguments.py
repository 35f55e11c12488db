"""Tasks among the arguments of a call: found, copied at the call, filled when it runs."""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import InitVar, dataclass, field
from typing import Any, ClassVar, NamedTuple

import pytest
from tests.core.by_hand import ByHand, Called

from headway.core.arguments import Nested, cells_in, filled, name_of, snapshot
from headway.errors import CycleError, NestingTooDeep, TaskIsNotAValue


@pytest.fixture
def tasks() -> list[Called]:
    """Three tasks that are done: their values are 0, 10 and 20."""
    hand = ByHand(threads=3)
    called = [hand.call(name) for name in "abc"]
    for n, one in enumerate(called):
        hand.end(one, 10 * n)
    return called


class Pair(NamedTuple):
    left: Any
    right: Any


Old = namedtuple("Old", "left right")


@dataclass
class Point:
    x: Any
    y: Any = 0


@dataclass(frozen=True, slots=True)
class Frozen:
    inner: Any


def kept(argument: Any) -> tuple[Any, list[Any]]:
    needs: list[Any] = []
    return snapshot(argument, needs), needs


def round_trip(argument: Any) -> Any:
    return filled(snapshot(argument, []))


class TestFound:
    def test_containers_give_their_tasks_in_order(self, tasks: list[Called]) -> None:
        a, b, c = tasks
        assert cells_in([a, (b, {"k": c}), a]) == [a, b, c, a]

    @pytest.mark.parametrize("leaf", [1, "a", b"a", None, 1.5, range(3), object(), print, [], {}, (), {1: [2, (3,)]}])
    def test_what_holds_no_task_passes_as_it_is(self, leaf: object) -> None:
        same, needs = kept(leaf)
        assert same is leaf
        assert needs == []

    @pytest.mark.parametrize("kind", [OrderedDict, lambda items: defaultdict(int, items)])
    def test_other_containers_are_leaves(self, tasks: list[Called], kind: Any) -> None:
        box = kind([("k", tasks[0])])
        same, needs = kept(box)
        assert same is box
        assert needs == []

    def test_subclasses_of_list_are_leaves(self, tasks: list[Called]) -> None:
        class Mine(list):
            pass

        assert kept(Mine(tasks))[1] == []

    def test_classes_are_leaves(self) -> None:
        assert kept(Point)[0] is Point
        assert kept([Point, Pair])[1] == []

    def test_task_as_key_is_refused_with_the_cure(self, tasks: list[Called]) -> None:
        with pytest.raises(TaskIsNotAValue, match="`a` is a Task, not its value: use its name as the key"):
            snapshot([{tasks[0]: 1}], [])

    def test_task_as_key_beside_plain_ones_is_refused(self, tasks: list[Called]) -> None:
        with pytest.raises(TaskIsNotAValue):
            snapshot({"plain": [1], tasks[1]: tasks[0]}, [])

    def test_container_held_twice_is_searched_once(self, tasks: list[Called]) -> None:
        box = [tasks[0]]
        assert cells_in([box, box]) == [tasks[0]]

    def test_search_needs_no_recursion(self, tasks: list[Called]) -> None:
        deep: Any = [tasks[0]]
        for _ in range(20_000):
            deep = [deep]
        assert cells_in(deep) == [tasks[0]]

    def test_name_is_known_before_and_after_the_end(self) -> None:
        hand = ByHand()
        a = hand.call("a")
        assert name_of(a) == "a"
        hand.end(a)
        assert name_of(a) == "a"


class TestFilled:
    def test_task_alone_becomes_its_value(self, tasks: list[Called]) -> None:
        assert filled(tasks[1]) == 10

    def test_plain_argument_stays(self) -> None:
        box = [1]
        assert filled(box) is box

    def test_every_kind_of_container_is_rebuilt(self, tasks: list[Called]) -> None:
        a, b, c = tasks
        given: dict[str, Any] = {
            "list": [a, 1],
            "tuple": (b,),
            "set": {c, 1},
            "frozenset": frozenset({a}),
            "dict": {"k": b},
            "named": Pair(a, b),
            "old": Old(c, 2),
            "dataclass": Point(c),
            "frozen": Frozen(Frozen(b)),
        }
        assert round_trip(given) == {
            "list": [0, 1],
            "tuple": (10,),
            "set": {20, 1},
            "frozenset": frozenset({0}),
            "dict": {"k": 10},
            "named": Pair(0, 10),
            "old": Old(20, 2),
            "dataclass": Point(20),
            "frozen": Frozen(Frozen(10)),
        }
        assert [type(part) for part in round_trip(given).values()] == [type(part) for part in given.values()]

    def test_parts_without_tasks_are_not_copied(self, tasks: list[Called]) -> None:
        big = [1, 2, 3]
        assert round_trip([tasks[0], big])[1] is big

    def test_later_changes_by_the_caller_change_nothing(self, tasks: list[Called]) -> None:
        box = [tasks[0], [tasks[1]]]
        snap, needs = kept(box)
        box[1].append(tasks[2])  # type: ignore[attr-defined]
        box.clear()
        assert filled(snap) == [0, [10]]
        assert set(needs) == {tasks[0], tasks[1]}

    def test_function_gets_containers_of_its_own(self, tasks: list[Called]) -> None:
        snap, _ = kept([tasks[0]])
        filled(snap).append("changed by an attempt")
        assert filled(snap) == [0]

    def test_callers_dataclass_is_left_alone(self, tasks: list[Called]) -> None:
        point = Point(tasks[0], [1])
        assert round_trip(point) == Point(0, [1])
        assert point.x is tasks[0]

    def test_what_is_held_twice_stays_one(self, tasks: list[Called]) -> None:
        box = [tasks[1]]
        first, second = round_trip([box, box])
        assert first is second
        assert first == [10]

    def test_plain_part_held_twice_stays_itself(self, tasks: list[Called]) -> None:
        plain = [object()]
        _, first, second = round_trip([tasks[0], plain, plain])
        assert first is plain
        assert second is plain

    def test_shared_parts_cost_no_more_than_once(self, tasks: list[Called]) -> None:
        """Sixty levels, each holding the next one twice: 2^60 ways down."""
        box: Any = [tasks[1]]
        for _ in range(60):
            box = [box, box]
        snap, needs = kept(box)
        assert needs == [tasks[1]]
        at = filled(snap)
        while isinstance(at, list):
            at = at[0]
        assert at == 10

    def test_field_that_was_never_set_stays_unset(self, tasks: list[Called]) -> None:
        @dataclass
        class Late:
            first: Any
            second: Any = field(init=False)

        late = round_trip(Late(tasks[1]))
        assert late.first == 10
        assert not hasattr(late, "second")

    def test_class_variables_of_a_dataclass_are_no_fields(self, tasks: list[Called]) -> None:
        @dataclass
        class Counted:
            made: ClassVar[int] = 7
            x: Any
            scale: InitVar[int] = 2

            def __post_init__(self, scale: int) -> None:
                self.scaled = scale

        twin = round_trip(Counted(tasks[1]))
        assert (twin.x, twin.scaled, "made" in vars(twin)) == (10, 2, False)


class TestRefused:
    def test_container_in_itself_is_no_trouble_without_tasks(self) -> None:
        box: list[Any] = []
        box.append(box)
        assert kept(box)[0] is box

    def test_container_with_tasks_in_itself_is_a_cycle(self, tasks: list[Called]) -> None:
        box: list[Any] = [tasks[0]]
        box.append(box)
        with pytest.raises(CycleError, match="list -> list"):
            snapshot(box, [])

    def test_too_deep_nesting_says_what_to_do(self, tasks: list[Called]) -> None:
        deep: Any = [tasks[0]]
        for _ in range(sys.getrecursionlimit()):
            deep = [deep]
        with pytest.raises(NestingTooDeep, match="flat list"):
            snapshot(deep, [])


def test_copied_container_is_marked(tasks: list[Called]) -> None:
    snap, needs = kept((1, tasks[0]))
    assert isinstance(snap, Nested)
    assert snap.container == (1, tasks[0])
    assert needs == [tasks[0]]
