"""Whatever can be called goes to a worker, from wherever it was defined.

"`__main__` is never imported again; functions of `__main__` and of notebooks travel by value (cloudpickle); importable
ones by name. Module-level data captured by a `__main__` function travels once per worker, not once per task." "Native
thread pools: workers × BLAS/OpenMP threads ≤ cores."

Notebooks: tests/notebooks/test_processes.py.
"""

from __future__ import annotations

import functools
import math
import operator
import os
import textwrap
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.helpers import Program, end_workers, error_of, mapped, pool, run

from headway import NotPicklable, Session, gather, task
from headway.meters import machine

# ---- what can be called ------------------------------------------------------------------------------------------------


class Scale:
    """Things with a method, and that can be called."""

    def __init__(self, by: int) -> None:
        self.by = by

    def __call__(self, n: int) -> int:
        return n * self.by

    def times(self, n: int) -> int:
        return n * self.by

    @staticmethod
    def twice(n: int) -> int:
        return n * 2

    @classmethod
    def name(cls, n: int) -> str:
        return cls.__name__ * n


def counted(function):
    """A decorator as users write them."""

    @functools.wraps(function)
    def wrapper(*args):
        wrapper.calls += 1
        return function(*args)

    wrapper.calls = 0
    return wrapper


@counted
def wrapped(n: int) -> int:
    return n + 1


@functools.lru_cache
def cached(n: int) -> int:
    return n + 2


def with_defaults(a, /, b=2, *rest, c=3, **more):
    return a, b, rest, c, more


def made(by: int):
    def inner(n: int) -> int:
        return n * by

    return inner


def recursive(n: int) -> int:
    return 1 if n == 0 else n * recursive(n - 1)


def local_recursive():
    def is_even(n: int) -> bool:
        return n == 0 or is_odd(n - 1)

    def is_odd(n: int) -> bool:
        return n != 0 and is_even(n - 1)

    return is_even


CALLED: dict[str, tuple[Any, Any]] = {
    "a function": (recursive, 24),
    "a function of the library": (math.factorial, 24),
    "a builtin": (abs, 4),
    "a lambda": (lambda n: n + 1, 5),
    "a closure": (made(3), 12),
    "closures that call each other": (local_recursive(), True),
    "a method": (Scale(3).times, 12),
    "a static method": (Scale.twice, 8),
    "a class method": (Scale.name, "ScaleScaleScaleScale"),
    "an object that can be called": (Scale(3), 12),
    "a partial": (functools.partial(operator.mul, 3), 12),
    "a partial of a method": (functools.partial(Scale(3).times), 12),
    "a partial of a lambda": (functools.partial(lambda a, b: a - b, 10), 6),
    "a wrapped function": (wrapped, 5),
    "a cached function": (cached, 6),
    "a numpy function": (np.sqrt, 2.0),
    "a function with all kinds of parameters": (with_defaults, (4, 2, (), 3, {})),
}


@pytest.mark.parametrize(("function", "value"), CALLED.values(), ids=CALLED.keys())
def test_whatever_can_be_called_runs_in_a_worker(function, value) -> None:
    name = getattr(function, "__name__", "called")
    assert task(on="process", name=name)(function)(4).result(SOON_S) == value


def test_a_method_decorated_in_its_class() -> None:
    class Model:
        def __init__(self, weight: int) -> None:
            self.weight = weight

        @task(on="process")
        def predict(self, n: int) -> tuple[int, bool]:
            return self.weight * n, os.getpid() == parent

    parent = os.getpid()
    assert Model(3).predict(4).result(SOON_S) == (12, False)


def test_arguments_of_all_kinds_arrive() -> None:
    called = task(on="process")(with_defaults)
    assert called(1, 5, 6, 7, c=8, d=9).result(SOON_S) == (1, 5, (6, 7), 8, {"d": 9})


def test_an_importable_function_goes_by_name() -> None:
    """It finds its module there as it is here: the module's own state is the worker's."""
    with Session(workers=1):
        first, second = (task(on="process")(bodies.add.plain)(1, 2).result(SOON_S) for _ in range(2))
    assert first == second == 3
    assert bodies.add._function.packed is None or bodies.add._function.packed[1].parcel is None


def test_classes_made_on_the_fly_go_there_and_come_back() -> None:
    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Point) and self.x == other.x

    @task(on="process")
    def move(point: Point) -> Point:
        return Point(point.x + 1)

    assert move(Point(1)).result(SOON_S) == Point(2)


@pytest.mark.full
def test_more_functions_than_a_worker_remembers() -> None:
    """The oldest is sent again."""
    with Session(workers=1):
        functions = [task(on="process", name=f"plus {n}")(lambda a, n=n: a + n) for n in range(1400)]
        for called in (functions, functions[:20], functions[-20:]):
            found = gather(*[each(1) for each in called]).result(3 * SOON_S)
            assert found == tuple(1 + functions.index(each) for each in called)


# ---- what a function captures ------------------------------------------------------------------------------------------


def test_what_a_closure_captures_is_sent_again_when_it_has_changed() -> None:
    settings, rows, factor = {"by": 2}, [1], 1

    @task(on="process")
    def look() -> tuple[int, int, int]:
        return settings["by"], len(rows), factor

    with Session(workers=1):
        assert look().result(SOON_S) == (2, 1, 1)
        settings["by"] = 3
        rows.append(2)
        assert look().result(SOON_S) == (3, 2, 1)
        factor = 9
        assert look().result(SOON_S) == (3, 2, 9)
        assert look().result(SOON_S) == (3, 2, 9)


def test_what_a_body_changes_in_what_it_captures_stays_in_its_worker() -> None:
    rows: list[int] = []

    @task(on="process")
    def append() -> int:
        rows.append(1)
        return len(rows)

    assert append().result(SOON_S) == 1
    assert rows == []


def test_a_lock_that_a_closure_captures_is_named_with_the_cure() -> None:
    lock = threading.Lock()
    helper = {"held": [lock]}

    @task(on="process")
    def locked() -> int:
        return len(helper)

    found = error_of(locked())
    assert isinstance(found, NotPicklable)
    assert "the variable `helper`['held'][0] that `locked` closes over" in str(found)
    assert "lock" in str(found)
    assert 'use on="thread"' in str(found)


def test_a_lock_that_a_helper_of_a_closure_captures_is_found() -> None:
    lock = threading.Lock()

    def helper() -> bool:
        return lock.locked()

    @task(on="process")
    def calls() -> bool:
        return helper()

    found = error_of(calls())
    assert isinstance(found, NotPicklable)
    assert "the variable `lock`" in str(found)
    assert "`helper` closes over" in str(found)
    assert "`calls`" in str(found)


def test_a_function_that_cannot_go_leaves_the_others_alone() -> None:
    lock = threading.Lock()
    with Session(workers=1):
        bad = task(on="process", name="bad")(lambda: lock)()
        assert isinstance(error_of(bad), NotPicklable)
        assert isinstance(error_of(task(on="process", name="bad")(lambda: lock)()), NotPicklable)
        assert bodies.add(1, 2).result(SOON_S) == 3


# ---- programs ----------------------------------------------------------------------------------------------------------

SCRIPT = """
import os
from headway import Session, gather, task

print("begun")
FACTOR = 2
ROWS = [1]

class Point:
    def __init__(self, x): self.x = x

def helper(n):
    return n * FACTOR

@task(on="process")
def work(n):
    assert os.getpid() != PARENT
    return helper(n) + len(ROWS), Point(n)

PARENT = os.getpid()
with Session(workers=2):
    found = gather(*work.map(range(3))).result()
assert [number for number, _ in found] == [1, 3, 5]
assert all(type(point) is Point for _, point in found)

FACTOR = 10
ROWS.append(2)
assert work(1).result()[0] == 12

def helper(n):
    return -n
assert work(1).result()[0] == 1

@task(on="process")
def work(n):
    return "anew"
assert work(1).result() == "anew"
print("over")
"""


@pytest.mark.parametrize(
    "how", ["a script", "python -c", "standard input", "python -m a module", "python -m a package"]
)
def test_functions_of_main_need_no_guard_and_are_never_imported_again(how: str, tmp_path: Path) -> None:
    """What has changed since is sent again: a global, a list, a helper, the function itself."""
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__main__.py").write_text(SCRIPT)
    (tmp_path / "script.py").write_text(SCRIPT)
    program = {
        "a script": lambda: Program(tmp_path / "script.py"),
        "python -c": lambda: Program("-c", SCRIPT),
        "standard input": lambda: Program("-", stdin=SCRIPT),
        "python -m a module": lambda: Program("-m", "script", cwd=tmp_path),
        "python -m a package": lambda: Program("-m", "pack", cwd=tmp_path),
    }[how]()
    program.end()
    assert program.status == 0, program.err
    assert program.out == "begun\nover\n"


def test_large_data_of_a_script_goes_once_to_each_worker() -> None:
    """And is not looked at before every call: altering it in place is not seen, assigning it anew is."""
    program = run(
        """
import numpy as np
from headway import Session, gather, task
from headway.memory.segments import Segment
TABLE = np.ones(1 << 20)
holding, sizes = Segment.holding, []
Segment.holding = lambda buffers: sizes.append(sum(b.nbytes for b in buffers)) or holding(buffers)
@task(on="process")
def look(at):
    return float(TABLE[at])
with Session(workers=2):
    assert set(gather(*look.map(range(200))).result()) == {1.0}
    assert sum(size > 1_000_000 for size in sizes) == 1, sizes
    TABLE[0] = 5
    assert look(0).result() == 1.0
    TABLE = TABLE * 2
    assert look(0).result() == 10.0
    assert sum(size > 1_000_000 for size in sizes) == 2, sizes
"""
    )
    assert program.err == ""


def test_a_module_beside_the_script_is_found(tmp_path: Path) -> None:
    """Also one that is put on the path later, and whatever the current folder is."""
    beside, later = tmp_path / "here", tmp_path / "there"
    beside.mkdir(), later.mkdir()
    (beside / "beside.py").write_text("def name(): return 'beside'\n")
    (later / "put_later.py").write_text("import os\ndef name(): return os.getcwd()\n")
    (beside / "script.py").write_text(
        textwrap.dedent(f"""
        import os, sys
        from headway import task
        import beside
        named = task(on="process")(beside.name)
        assert named().result() == "beside"
        sys.path.append({str(later)!r})
        import put_later
        os.chdir({str(later)!r})
        assert task(on="process")(put_later.name)().result() == {str(later)!r}
        assert named().result() == "beside"
        """)
    )
    program = Program(beside / "script.py", cwd="/").end()
    assert program.status == 0, program.err


def test_workers_run_as_the_program_does() -> None:
    """The options of its interpreter are theirs."""
    source = """
import sys, warnings
from headway import task
@task(on="process")
def facts():
    assert sys.flags.optimize == 1, "the assertion itself is left out"
    return sys.flags.optimize, sys.flags.dont_write_bytecode, sys._xoptions, sys.warnoptions
print(facts().result())
"""
    program = Program("-O", "-B", "-X", "utf8=1", "-Wignore::ResourceWarning", "-c", source).end()
    assert program.out == "(1, 1, {'utf8': '1'}, ['ignore::ResourceWarning'])\n", program.err


def test_headway_on_inline_overrules() -> None:
    """For debugging: the body runs in the caller's frame, and no worker is started."""
    program = run(
        """
import os, threading
from headway import Session, task
from headway.engine import ENGINE
lock = threading.Lock()
@task(on="process")
def where(held):
    return os.getpid(), held is lock
with Session(workers=2):
    assert where(lock).result() == (os.getpid(), True)
assert ENGINE._processes is None or not ENGINE._processes._seats
""",
        environment={"HEADWAY_ON": "inline"},
    )
    assert program.err == ""


# ---- native thread pools -----------------------------------------------------------------------------------------------

POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@task(on="process")
def pools() -> list[str | None]:
    return [os.environ.get(name) for name in POOLS]


@pytest.mark.parametrize("workers", [1, 2, 64])
def test_workers_share_the_cores_among_their_native_threads(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    for name in POOLS:
        monkeypatch.delenv(name, raising=False)
    end_workers()
    with Session(workers=workers):
        assert pools().result(SOON_S) == [str(max(1, machine.cores() // workers))] * 3
    end_workers()


def test_a_smaller_number_of_native_threads_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("MKL_NUM_THREADS", "7")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "many")
    end_workers()
    with Session(workers=2):
        assert pools().result(SOON_S) == ["3", "4", "4"]
    end_workers()


def test_the_pools_of_numpy_are_bounded() -> None:
    pytest.importorskip("threadpoolctl")

    @task(on="process")
    def threads() -> list[int]:
        import numpy.linalg
        import threadpoolctl

        numpy.linalg.inv(numpy.eye(3))
        return [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]

    end_workers()
    with Session(workers=2):
        found = threads().result(SOON_S)
    assert found
    assert max(found) <= max(1, machine.cores() // 2)
    end_workers()


def test_what_much_was_captured_in_is_forgotten() -> None:
    """A cell that is run again and again, with a large table in its function, fills neither the worker nor the program."""

    def made_of(seed: int):
        table = np.full(13_000_000, float(seed))  # 104 MB

        @task(on="process")
        def look(at: int) -> float:
            return float(table[at])

        return look

    with Session(workers=1):
        for seed in range(5):
            look = made_of(seed)
            assert look(seed).result(SOON_S) == seed
        (worker,) = pool()
        until(lambda: mapped(worker) <= 2, "the worker keeps what nobody calls any more")
        assert look(0).result(SOON_S) == 4
    end_workers()


# ---- what the standard library makes of functions and classes ----------------------------------------------------------


class Slotted:
    """It has no `__dict__`."""

    __slots__ = ("x", "y")

    def __init__(self, x: int, y: int) -> None:
        self.x, self.y = x, y


IN_MAIN = """
import functools, sys
from headway import Session, task

@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

class Model:
    @functools.cached_property
    def weights(self):
        return [1, 2]
    @functools.lru_cache(maxsize=3)
    def plus(self, n):
        return n + 1

class Point:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y

class Point3(Point):
    __slots__ = ("z",)

@task(on="process")
def use(model):
    return fib(30), model.weights, model.plus(3), type(model).plus.cache_parameters()["maxsize"]

@task(on="process")
def same(point):
    return point, hasattr(point, "__dict__"), sys.argv

with Session(workers=1):
    print(use(Model()).result())
    point = Point3(1, 2)
    point.z = 3
    found, has_dict, argv = same(point).result()
    print(type(found) is Point3, found.x, found.y, found.z, has_dict, argv == sys.argv)
"""


def test_caches_and_slots_of_a_script_travel() -> None:
    assert run(IN_MAIN).out == "(832040, [1, 2], 4, 3)\nTrue 1 2 3 False True\n"


def test_what_a_body_starts_finds_the_users_own_environment() -> None:
    """The worker itself finds what this process finds; another interpreter must not."""

    @task(on="process")
    def path() -> str | None:
        return os.environ.get("PYTHONPATH")

    assert path().result(SOON_S) == os.environ.get("PYTHONPATH")
    program = """
import os
from headway import task
@task(on="process")
def path():
    return os.environ.get("PYTHONPATH")
print(path().result())
"""
    assert run(program, environment={"PYTHONPATH": "/nowhere"}).out == "/nowhere\n"


def test_a_folder_that_is_gone_stops_nobody(tmp_path: Path) -> None:
    """A worker that starts there finds what there is to be found; what is imported then is Python's own affair."""
    program = f"""
import os, signal
from headway import task, wait
pid = task(os.getpid, on="process", name="pid")
os.chdir({str(tmp_path / "gone")!r})
first = pid().result()
os.rmdir({str(tmp_path / "gone")!r})
os.kill(first, signal.SIGKILL)
wait([pid()]).result()  # it may die with the worker
print(pid().result() not in (first, os.getpid()))
"""
    (tmp_path / "gone").mkdir()
    assert run(program).out == "True\n"
