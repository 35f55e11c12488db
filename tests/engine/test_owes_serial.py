"""What a task's function owes: `serial=True`, and code that is found to be serial.

"the function runs on one dedicated thread: a serial task called later waits for all earlier serial ones of the session,
ready or not; those called (at any depth) inside a serial task come before the next, and run on its stack while it waits."
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import warnings
from collections.abc import Callable

import pytest
from tests.engine.helpers import SOON_S, Door, run, until

import headway
from headway import HeadwayWarning, Session, Task, gather, task


def test_runs_on_one_dedicated_thread() -> None:
    @task(serial=True)
    def where() -> int:
        return threading.get_ident()

    @task
    def elsewhere() -> int:
        return threading.get_ident()

    with Session():
        idents = {t.result(SOON_S) for t in [where() for _ in range(20)]}
        others = {t.result(SOON_S) for t in [elsewhere() for _ in range(20)]}
    assert len(idents) == 1
    assert not idents & others


def test_later_call_waits_for_all_earlier_ones_ready_or_not(door: Door) -> None:
    order: list[str] = []

    @task
    def load() -> None:
        door.pass_through()

    @task(serial=True)
    def plot(name: str, *needs: object) -> None:
        order.append(name)

    with Session():
        called = [plot("first", load()), plot("second"), plot("third", load()), plot("fourth")]
        until(lambda: door.inside)
        assert order == []
        door.open()
        gather(*called).result(SOON_S)
    assert order == ["first", "second", "third", "fourth"]


def test_never_two_at_once() -> None:
    inside, most = [0], [0]

    @task(serial=True)
    def count() -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        threading.Event().wait(0.0005)
        inside[0] -= 1

    with Session():
        for _ in range(50):
            count()
    assert most == [1]


def test_sessions_do_not_share_the_order(door: Door) -> None:
    @task(serial=True)
    def hold() -> None:
        door.pass_through()

    @task(serial=True)
    def go() -> int:
        return 1

    with Session():
        hold()
        with Session():
            assert go().result(SOON_S) == 1
        door.open()


# What follows may hang when it is wrong, and takes a session of the tests with it: programs of their own.

NESTED = """
import threading, time
from headway import Session, gather, task

@task
def wait_for(seconds):
    time.sleep(seconds)
    return seconds

@task(serial=True)
def inner(name="inner", seconds=0.0):
    order.append(name)
    wait_for(seconds).result()
    return threading.get_ident()

order = []
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param(
            "@task(serial=True)\ndef outer(): return threading.get_ident() == inner().result()\nprint(outer().result())",
            "True",
            id="an inner one runs on the stack of the outer while it waits",
        ),
        pytest.param(
            "@task\ndef between(): return inner().result()\n"
            "@task(serial=True)\ndef outer(): return threading.get_ident() == between().result()\nprint(outer().result())",
            "True",
            id="so does one called at any depth",
        ),
        pytest.param(
            "@task(serial=True)\ndef outer():\n    inner('inside')\n    order.append('outer')\n"
            "x = outer(); y = inner('after'); gather(x, y).result(); print(*order)",
            "outer inside after",
            id="those called inside come before the next",
        ),
        pytest.param(
            "@task(serial=True)\ndef outer():\n    i = inner(seconds=0.4)\n    q = wait_for(0.1)\n    return q.result(), i.result()\n"
            "print(outer().result()[0])",
            "0.1",
            id="what the outer waits for may end while an inner one waits on its stack",
        ),
        pytest.param(
            "@task(serial=True)\ndef nest(depth): return 0 if depth == 0 else nest(depth - 1).result() + 1\nprint(nest(20).result())",
            "20",
            id="twenty deep",
        ),
        pytest.param(
            "@task(serial=True)\ndef outer():\n    a, b = inner('a'), inner('b')\n    b.result(); a.result()\n"
            "outer().result(); print(*order)",
            "a b",
            id="inner ones keep the order of their calls",
        ),
    ],
)
def test_serial_inside_serial(program: str, said: str) -> None:
    script = run(NESTED + program)
    assert (script.out.strip(), script.err) == (said, "")


def seed() -> None:
    random.seed(1)


def change_folder() -> None:
    os.chdir(".")


def catch() -> None:
    with warnings.catch_warnings():
        pass


def redirect() -> None:
    with contextlib.redirect_stdout(None):
        pass


def inside() -> list[float]:
    return [number() for number in [lambda: random.random()]]


def imported_inside() -> None:
    import numpy.random

    numpy.random.seed(1)


def imported_inside_by_another_name() -> None:
    import numpy as np

    np.random.seed(1)


def imported_from_inside() -> None:
    from numpy.random import seed

    seed(1)


def imported_from_random_inside() -> None:
    from random import shuffle

    shuffle([])


def pyplot_inside() -> None:
    import matplotlib.pyplot as plt  # type: ignore[import-not-found]

    plt.plot([1])


def pyplot_from_inside() -> None:
    from matplotlib import pyplot as plt

    plt.plot([1])


def own_generator() -> float:
    return random.Random(1).random()


def own_numpy_generator() -> None:
    import numpy as np

    np.random.default_rng(1).normal()


def path_only() -> str:
    return os.path.join("a", "b")


class TestSharedState:
    """ "(c) uses none of the known shared state (pyplot, the module functions of `random` and `numpy.random`, `os.chdir`,
    `warnings.catch_warnings`, `redirect_stdout`; read from the function's code at decoration), which makes it serial and
    says so once."
    """

    @pytest.mark.parametrize(
        ("function", "named"),
        [
            (seed, "random.seed"),
            (change_folder, "os.chdir"),
            (catch, "warnings.catch_warnings"),
            (redirect, "contextlib.redirect_stdout"),
            (inside, "random.random"),
            (imported_inside, "numpy.random"),
            (imported_inside_by_another_name, "numpy.random"),
            (imported_from_inside, "numpy.random"),
            (imported_from_random_inside, "random.shuffle"),
            (pyplot_inside, "pyplot"),
            (pyplot_from_inside, "pyplot"),
        ],
    )
    def test_makes_it_serial_and_says_so(self, function: Callable[[], object], named: str) -> None:
        with pytest.warns(HeadwayWarning, match=f"{function.__name__}.*{named}.*serial=True"):
            made = task(function)
        assert made._function.serial

    @pytest.mark.parametrize("function", [own_generator, own_numpy_generator, path_only])
    def test_own_state_makes_nothing_serial(self, function: Callable[[], object]) -> None:
        made = task(function)
        assert not made._function.serial

    def test_said_serial_is_not_said_again(self) -> None:
        assert task(serial=True)(seed)._function.serial

    def test_explicit_mechanism_is_believed(self) -> None:
        assert not task(on="thread")(seed)._function.serial

    def test_seeded_numbers_are_not_swapped(self) -> None:
        with pytest.warns(HeadwayWarning):

            @task
            def draw(seed: int) -> list[float]:
                random.seed(seed)
                return [random.random() for _ in range(50)]

        with Session():
            called: list[Task[list[float]]] = draw.map([1, 2, 3, 4] * 5)
        for seed, t in zip([1, 2, 3, 4] * 5, called, strict=True):
            own = random.Random(seed)
            assert t.result() == [own.random() for _ in range(50)]

    @pytest.mark.parametrize("make", [task, task(name="x")], ids=["bare", "options"])
    def test_warning_points_to_the_users_line(self, make: Callable[[Callable[[], object]], object]) -> None:
        with pytest.warns(HeadwayWarning) as said:
            exec(compile("make(seed)", "mine.py", "exec"), {"make": make, "seed": seed})
        assert said[0].filename == "mine.py"

    def test_variant_says_it_once(self) -> None:
        with pytest.warns(HeadwayWarning):
            made = task(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert made.options(name="again")._function.serial

    def test_reading_runs_nothing(self) -> None:
        def never() -> None:
            headway.not_there  # noqa: B018
            random.seed(1)

        with pytest.warns(HeadwayWarning):
            task(never)
