"""Bad input: an error of ours that names the thing, what was expected, and what to do; for arguments Python's own words."""

from __future__ import annotations

import functools
import operator
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.engine.helpers import SOON_S

from headway import BadOption, BadTaskFunction, HeadwayError, Limit, Session, UnknownOption, current, task, wait
from headway.engine import ENGINE

NAN, INF = float("nan"), float("inf")
HUGE = 10**400  # no float holds it


def body() -> int:
    return 1


class TestOptions:
    @pytest.mark.parametrize(
        ("option", "bad"),
        [
            *[("on", bad) for bad in ("threads", "", None, 1, ["thread"], {})],
            *[("retries", bad) for bad in (-1, 1.5, "1", None, True, NAN, INF)],
            *[("backoff_s", bad) for bad in (-0.1, "1", None, NAN, INF, True, HUGE)],
            *[("timeout_s", bad) for bad in (0, -1, "1", NAN, INF, -INF, True, [1], HUGE)],
            *[("serial", bad) for bad in (1, "yes", None)],
            *[
                ("uses", bad)
                for bad in (
                    "gpu",
                    ["gpu"],
                    {"gpu": -1},
                    {"gpu": "1"},
                    {"gpu": NAN},
                    {"gpu": INF},
                    {1: 1},
                    {"gpu": HUGE},
                )
            ],
            *[("limit", bad) for bad in (3, "server", ("server", 3))],
            *[("name", bad) for bad in (1, "", "  ", b"name")],
        ],
    )
    def test_bad_value_is_named(self, option: str, bad: Any) -> None:
        """At the decoration, in both ways to write it, and in `.options`."""
        for write in (lambda: task(**{option: bad}), lambda: task(body).options(**{option: bad})):
            with pytest.raises(BadOption, match=f"^{option}=.*: expected ") as raised:
                write()
            assert (raised.value.option, raised.value.given) == (option, bad)

    @pytest.mark.parametrize(
        ("wrong", "right"), [("retires", "retries"), ("timeout", "timeout_s"), ("limits", "limit")]
    )
    def test_nearest_option_is_named(self, wrong: str, right: str) -> None:
        with pytest.raises(UnknownOption, match=rf"task\(\) has no option '{wrong}'; did you mean '{right}'\?"):
            task(**{wrong: 1})  # type: ignore[call-overload]
        with pytest.raises(UnknownOption, match=rf"options\(\) has no option '{wrong}'; did you mean '{right}'\?"):
            task(body).options(**{wrong: 1})  # type: ignore[typeddict-item]

    def test_options_without_likeness_are_listed(self) -> None:
        with pytest.raises(UnknownOption, match="It takes: on, retries, backoff_s"):
            task(zebra=1)  # type: ignore[call-overload]

    def test_unknown_option_with_a_function(self) -> None:
        with pytest.raises(UnknownOption, match="retires"):
            task(body, retires=1)  # type: ignore[call-overload]

    @pytest.mark.parametrize("bad", [0, -1, 1.5, "2", None, True])
    def test_limit_without_sense(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="at_most="):
            Limit("server", bad)

    @pytest.mark.parametrize("bad", ["", None, 1])
    def test_limit_without_a_name(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="name="):
            Limit(bad, 1)

    def test_two_limits_of_one_name_that_differ(self) -> None:
        """ "Limits of one name are one limit in a session": the smaller one counts."""
        inside, lock = [0, 0], threading.Lock()

        def count(_: int) -> None:
            with lock:
                inside[0] += 1
                inside[1] = max(inside)
            threading.Event().wait(0.005)
            with lock:
                inside[0] -= 1

        with Session(workers=8):
            for size in (2, 5):
                task(limit=Limit("server", size))(count).map(range(10))
        assert inside[1] == 2

    @pytest.mark.parametrize("bad", [0, -1, 1.5, "2", True, 1.0, [2]])
    def test_at_most_without_sense(self, bad: Any) -> None:
        same = task(lambda x: x)
        same.map([1], at_most=1)
        with pytest.raises(BadOption, match="at_most="):
            same.map([1], at_most=bad)

    def test_coroutine_functions_run_on_a_loop(self) -> None:
        async def fetch() -> None: ...

        for on in ("inline", "thread"):
            with pytest.raises(BadOption, match="`fetch` is a coroutine function"):
                task(on=on)(fetch)  # type: ignore[call-overload]
        with pytest.raises(BadOption, match="use limit=Limit"):
            task(serial=True)(fetch)

    def test_plain_functions_do_not(self) -> None:
        with pytest.raises(BadOption, match="`body` is no coroutine function"):
            task(on="loop")(body)


class TestSessionOptions:
    @pytest.mark.parametrize("bad", [0, -1, 1.5, "2", True, NAN])
    def test_workers(self, bad: Any) -> None:
        with pytest.raises(BadOption, match=r"workers=.*at least 1; leave it out"):
            Session(workers=bad)

    @pytest.mark.parametrize("bad", ["loop", "processes", "threads", "", None, 1])
    def test_on(self, bad: Any) -> None:
        with pytest.raises(BadOption, match=r"on=.*expected one of"):
            Session(on=bad)

    @pytest.mark.parametrize(
        "bad", [[], "gpu", 3, {"gpu": -1}, {"gpu": "1"}, {"gpu": NAN}, {1: 1}, {"gpu": True}, {"gpu": HUGE}]
    )
    def test_capacity(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="capacity="):
            Session(capacity=bad)

    @pytest.mark.parametrize("bad", ["yes", 2, []])
    def test_progress(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="progress="):
            Session(progress=bad)

    @pytest.mark.parametrize("bad", [None, 1, ""])
    def test_name(self, bad: Any) -> None:
        with pytest.raises(BadOption, match="name="):
            Session(name=bad)

    @pytest.mark.parametrize(("wrong", "right"), [("worker", "workers"), ("capacities", "capacity")])
    def test_nearest_option_is_named(self, wrong: str, right: str) -> None:
        with pytest.raises(UnknownOption, match=rf"Session\(\) has no option '{wrong}'; did you mean '{right}'\?"):
            Session(**{wrong: 1})  # type: ignore[arg-type]

    def test_positional_argument(self) -> None:
        with pytest.raises(TypeError):
            Session(4)  # type: ignore[misc]


class Steps:
    """What can be called, and gives a generator."""

    def __call__(self) -> Iterator[int]:
        yield 1

    def __repr__(self) -> str:
        return "<steps>"


def test_object_whose_call_is_a_generator_is_refused() -> None:
    with pytest.raises(BadTaskFunction, match="the generator function <steps> can't be a task: return a list"):
        task(Steps())


class TestProgress:
    @pytest.mark.parametrize("bad", [None, "half", HUGE])
    def test_is_a_number(self, bad: Any) -> None:
        def say() -> None:
            current().progress(bad, 2)

        with pytest.raises(BadOption, match=r"done=.*: expected a number"):
            task(say)().result(SOON_S)


class TestTimeouts:
    """`.result(timeout_s=)`, `wait(timeout_s=)`: seconds, 0 or more, as many as anybody may write."""

    @pytest.mark.parametrize("good", [0, 0.0, 1e-9, 1, 1e10, 1e300, INF, HUGE, None])
    def test_result_takes_it(self, good: float | None) -> None:
        called = task(body)()
        called.result(SOON_S)
        assert called.result(good) == 1
        if good is None or good >= 1:
            assert task(body)().result(good) == 1

    @pytest.mark.parametrize("good", [1e300, INF, HUGE])
    def test_wait_takes_it(self, good: float, capsys: pytest.CaptureFixture[str]) -> None:
        called = task(body)()
        assert wait([called], timeout_s=good).result(SOON_S).done == (called,)
        ENGINE.ask(lambda now: None)
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize("bad", [-1, -1e-9, NAN, "1", [1], -INF])
    def test_result_refuses_it(self, bad: Any) -> None:
        door = threading.Event()
        called = task(lambda: door.wait(SOON_S))()
        with pytest.raises(BadOption, match="timeout_s="):
            called.result(bad)
        door.set()
        called.result(SOON_S)

    def test_no_time_at_all(self) -> None:
        door = threading.Event()
        called = task(name="hold")(lambda: door.wait(SOON_S))()
        with pytest.raises(TimeoutError, match=r"task `hold` is still .* after 0 s; it goes on"):
            called.result(0)
        door.set()
        assert called.result(SOON_S)


CALLS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "missing": (lambda a, b: 0, (1,), {}),
    "missing two": (lambda a, b: 0, (), {}),
    "too many": (lambda a, b: 0, (1, 2, 3), {}),
    "too many with a default": (lambda a, b=1: 0, (1, 2, 3), {}),
    "too many for none": (lambda: 0, (1,), {}),
    "unknown keyword": (lambda a: 0, (1,), {"c": 1}),
    "twice": (lambda a: 0, (1,), {"a": 1}),
    "positional-only by name": (lambda a, /: 0, (), {"a": 1}),
    "keyword-only by position": (lambda *, a: 0, (1,), {}),
    "keyword-only missing": (lambda a, *, b: 0, (1,), {}),
    "missing before *args": (lambda a, b, *rest: 0, (1,), {}),
    "unknown beside **kwargs": (lambda a, **more: 0, (), {"b": 1}),
}


class TestArity:
    @pytest.mark.parametrize("case", CALLS)
    def test_pythons_own_message_at_the_call(self, case: str) -> None:
        function, args, kwargs = CALLS[case]
        with pytest.raises(TypeError) as plain:
            function(*args, **kwargs)
        with pytest.raises(TypeError) as ours:
            task(function)(*args, **kwargs)
        assert str(ours.value) == str(plain.value)

    @pytest.mark.parametrize("case", CALLS)
    def test_the_same_for_coroutine_functions(self, case: str) -> None:
        function, args, kwargs = CALLS[case]

        @functools.wraps(function)
        async def asynchronous(*args: Any, **kwargs: Any) -> None: ...

        with pytest.raises(TypeError) as plain:
            function(*args, **kwargs)
        with pytest.raises(TypeError) as ours:
            task(asynchronous)(*args, **kwargs)
        assert str(ours.value).partition("(")[2] == str(plain.value).partition("(")[2]

    def test_right_calls_of_every_kind(self) -> None:
        def every(a: int, /, b: int, *rest: int, c: int, d: int = 4, **more: int) -> tuple[Any, ...]:
            return a, b, rest, c, d, more

        called = task(every)
        assert called(1, 2, c=3).result(SOON_S) == (1, 2, (), 3, 4, {})
        assert called(1, 2, 9, 8, c=3, d=5, e=6).result(SOON_S) == (1, 2, (9, 8), 3, 5, {"e": 6})
        assert called(1, b=2, c=3, a=7).result(SOON_S) == (1, 2, (), 3, 4, {"a": 7})

    def test_defaults_are_the_functions_own(self) -> None:
        marker = object()
        assert task(lambda x=marker: x)().result(SOON_S) is marker

    def test_names_of_ours_are_free_for_arguments(self) -> None:
        def use(self: int, fn: int, on: int, name: int, args: int, kwargs: int) -> int:
            return self + fn + on + name + args + kwargs

        assert task(use)(1, 2, on=3, name=4, args=5, kwargs=6).result(SOON_S) == 21

    def test_self_as_a_keyword(self) -> None:
        def use(self: int) -> int:
            return self

        assert task(use)(self=3).result(SOON_S) == 3

    def test_annotations_are_not_evaluated(self) -> None:
        def use(x: NoSuchThing) -> NoSuchThing:  # type: ignore[name-defined]  # noqa: F821
            return x

        assert task(use)(1).result(SOON_S) == 1

    def test_map_of_unequal_lengths(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            task(lambda a, b: a).map([1, 2], [1])

    def test_map_of_nothing(self) -> None:
        with pytest.raises(TypeError, match=r"map\(\) takes at least one iterable"):
            task(body).map()
        assert task(lambda x: x).map([]) == []


class Model:
    """A class whose methods are tasks."""

    rate = 2

    @task
    def scaled(self, x: int, by: int = 1) -> int:
        return self.rate * x * by

    @staticmethod
    @task
    def doubled(x: int) -> int:
        return 2 * x

    @classmethod
    @task
    def rated(cls, x: int) -> int:
        return cls.rate * x

    @task(name="slowly")
    async def later(self, x: int) -> int:
        return self.rate + x


class TestMethods:
    """ "`@task` works on methods"."""

    def test_methods_of_an_object(self) -> None:
        model = Model()
        assert model.scaled(model.scaled(1), by=3).result(SOON_S) == 12
        assert model.later(1).result(SOON_S) == 3
        assert [t.result(SOON_S) for t in model.scaled.map([1, 2])] == [2, 4]
        assert model.scaled.options(retries=1)(5).result(SOON_S) == 10

    def test_from_the_class(self) -> None:
        assert Model.scaled(Model(), 2).result(SOON_S) == 4

    def test_static_and_class_methods(self) -> None:
        assert Model.doubled(2).result(SOON_S) == Model().doubled(2).result(SOON_S) == 4
        assert Model.rated(2).result(SOON_S) == Model().rated(2).result(SOON_S) == 4

    def test_plain_is_the_function_itself(self) -> None:
        assert Model().scaled.plain(3) == 6

    def test_missing_argument_of_a_method(self) -> None:
        with pytest.raises(TypeError, match=r"scaled\(\) missing 1 required positional argument: 'x'"):
            Model().scaled()  # type: ignore[call-arg]

    def test_inherited_and_overridden(self) -> None:
        class Other(Model):
            rate = 5

            @task
            def scaled(self, x: int, by: int = 1) -> Any:
                return super().scaled(x, by)

        assert Other().scaled(1).result(SOON_S) == 5
        assert Other.rated(1).result(SOON_S) == 5

    @pytest.mark.parametrize("kind", [staticmethod, classmethod])
    def test_wrong_order_is_refused(self, kind: Any) -> None:
        with pytest.raises(BadTaskFunction, match=f"put @{kind.__name__} above @task"):
            task(kind(lambda x: x))


class TestFunctions:
    """ "generator functions and classes are refused at decoration"."""

    def test_generator_functions(self) -> None:
        def numbers() -> Any:
            yield 1

        async def later() -> Any:
            yield 1

        for function in (numbers, later, functools.partial(numbers), functools.partial(later)):
            with pytest.raises(BadTaskFunction, match="return a list, or make each step a task of its own"):
                task(function)

    def test_classes(self) -> None:
        with pytest.raises(BadTaskFunction, match="the class Model can't be a task: decorate a function that makes"):
            task(Model)

    @pytest.mark.parametrize("bad", [1, "name", [len], {}])
    def test_what_cannot_be_called(self, bad: Any) -> None:
        with pytest.raises(BadTaskFunction, match="decorate a function"):
            task(bad)

    def test_task_functions(self) -> None:
        with pytest.raises(BadTaskFunction, match=r"it is a task function already; use .options"):
            task(task(body))

    def test_properties(self) -> None:
        with pytest.raises(BadTaskFunction):
            task(property(body))

    @pytest.mark.parametrize(
        ("function", "args", "value"),
        [
            (len, ([1, 2],), 2),
            (max, (1, 3, 2), 3),
            (print, (), None),
            (operator.add, (1, 2), 3),
            (operator.itemgetter(1), ([1, 2],), 2),
            ("abc".upper, (), "ABC"),
            (functools.partial(pow, 2), (3,), 8),
            (functools.partial(int, base=2), ("101",), 5),
            (functools.lru_cache(lambda x: x + 1), (1,), 2),
            (lambda x: x, (1,), 1),
        ],
    )
    def test_whatever_can_be_called(self, function: Any, args: tuple[Any, ...], value: Any) -> None:
        assert task(function)(*args).result(SOON_S) == value

    def test_too_few_for_a_builtin(self) -> None:
        with pytest.raises(TypeError, match=r"len\(\)|missing|argument"):
            task(len)().result(SOON_S)

    def test_objects_that_can_be_called(self) -> None:
        class Adder:
            def __call__(self, a: int, b: int = 1) -> int:
                return a + b

        class Later:
            async def __call__(self, a: int) -> int:
                return a + 1

        assert task(Adder())(1).result(SOON_S) == 2
        assert repr(task(Adder())) == "<task function Adder>"
        assert task(Later())(1).result(SOON_S) == 2
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
            task(Adder())()

    def test_partial_of_a_coroutine_function(self) -> None:
        async def add(a: int, b: int) -> int:
            return a + b

        assert task(functools.partial(add, 1))(2).result(SOON_S) == 3

    def test_name_doc_and_signature_are_kept(self) -> None:
        import inspect

        def documented(a: int, *, b: int = 2) -> int:
            """What it does."""
            return a + b

        made = task(documented)
        assert (made.__name__, made.__doc__) == ("documented", "What it does.")
        assert inspect.signature(made) == inspect.signature(documented)
        assert made.plain(1) == 3


def test_every_error_of_ours_has_one_root() -> None:
    for error in (BadOption, BadTaskFunction, UnknownOption):
        assert issubclass(error, HeadwayError)
