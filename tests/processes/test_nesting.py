"""Tasks that call tasks, inside workers.

"In a worker, calls of tasks go back to the parent's engine over the same socket and belong to the calling task. A worker
whose task waits runs other ready tasks of its own subtree on the same stack, to a depth of 8; beyond it one replacement
worker is started per blocked one, at most 4 × workers, then `NestingTooDeep`. … A death fails every task on that stack with
`WorkerDied`, naming the one that ran."
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.bodies import add, note, wait_for
from tests.processes.helpers import error_of, lines, pool

from headway import (
    CycleError,
    Limit,
    NestingTooDeep,
    PrerequisiteFailed,
    Session,
    TaskCancelled,
    TaskTimeout,
    WorkerDied,
    as_completed,
    current,
    gather,
    task,
    wait,
)
from headway.api.recording import timeline_of

LONG_S = 3 * SOON_S


@task(on="process")
def deep(n: int) -> int:
    """Each level calls the next, and waits for it."""
    return os.getpid() if n == 0 else deep(n - 1).result()


@task(on="process")
def count_down(n: int) -> int:
    return 0 if n == 0 else 1 + count_down(n - 1).result()


@task(on="process")
def fib(n: int) -> int:
    if n < 2:
        return n
    left, right = fib(n - 1), fib(n - 2)
    return left.result() + right.result()


@task(on="process")
def fan(n: int) -> int:
    return sum(gather(*[add(k, k) for k in range(n)]).result())


@task
def where() -> tuple[int, str]:
    return os.getpid(), threading.current_thread().name


@task(on="inline")
def inline_where() -> int:
    return os.getpid()


@task
async def coroutine_where() -> int:
    return os.getpid()


@task(on="process")
def process_where() -> int:
    return os.getpid()


# ---- who runs what -----------------------------------------------------------------------------------------------------


def test_a_body_calls_tasks_of_every_mechanism() -> None:
    """Threads, coroutines and inline bodies run in the program itself; processes in a worker."""

    @task(on="process")
    def outer() -> tuple[int, int, int, int, int]:
        thread = where().result()[0]
        return os.getpid(), thread, inline_where().result(), coroutine_where().result(), process_where().result()

    with Session(workers=2):
        me, thread, inline, coroutine, process = outer().result(SOON_S)
        workers = pool()
    assert me in workers
    assert process in workers
    assert thread == coroutine == os.getpid()
    assert inline in {me, os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
def test_ten_deep(workers: int) -> None:
    with Session(workers=workers):
        assert count_down(10).result(LONG_S) == 10


def test_eight_deep_needs_one_worker() -> None:
    """A worker whose task waits runs other ready tasks of its own subtree on the same stack."""
    with Session(workers=1):
        before = pool()
        assert deep(7).result(SOON_S) in pool()
        assert len(pool() | before) == len(before)


def test_a_tree_of_calls() -> None:
    with Session(workers=2):
        assert fib(8).result(LONG_S) == 21


@pytest.mark.full
def test_a_large_tree_of_calls() -> None:
    with Session(workers=2):
        assert fib(13).result(100) == 233


def test_a_hundred_calls_at_once_from_a_body() -> None:
    with Session(workers=2):
        assert fan(100).result(SOON_S) == 9900


def test_twenty_bodies_that_call_twenty_each() -> None:
    with Session(workers=2):
        assert gather(*fan.map([20] * 20)).result(LONG_S) == (380,) * 20


def test_more_than_the_bound_is_nesting_too_deep() -> None:
    """Refused with a clear error, which rises through all that wait; nothing hangs."""
    with Session(workers=1), pytest.raises(NestingTooDeep):
        count_down(300).result(LONG_S)


def test_bodies_that_wait_for_limited_ones_need_replacement_workers() -> None:
    """Those with `timeout_s` run on nobody's stack."""
    timed = task(on="process", timeout_s=SOON_S)(add.plain)

    @task(on="process")
    def outer(n: int) -> int:
        return timed(n, n).result()

    with Session(workers=2):
        assert gather(*outer.map(range(6))).result(LONG_S) == tuple(range(0, 12, 2))


# ---- combinators -------------------------------------------------------------------------------------------------------


def test_gather_in_a_worker() -> None:
    @task(on="process")
    def outer() -> tuple[int, ...]:
        return gather(add(1, 2), add(3, 4), add(add(1, 1), add(2, 2))).result()

    assert outer().result(SOON_S) == (3, 7, 6)


def test_as_completed_in_a_worker() -> None:
    @task(on="process")
    def outer() -> list[int]:
        return sorted(done.result() for done in as_completed(add.map(range(20), range(20))))

    assert outer().result(SOON_S) == list(range(0, 40, 2))


def test_wait_in_a_worker() -> None:
    @task(on="process")
    def outer() -> tuple[int, int]:
        found = wait(add.map(range(10), range(10))).result()
        return len(found.done), len(found.pending)

    assert outer().result(SOON_S) == (10, 0)


def test_map_in_a_worker_over_tasks_of_its_own() -> None:
    @task(on="process")
    def outer() -> int:
        first = add.map(range(10), range(10))
        return sum(gather(*add.map(first, first)).result())

    assert outer().result(SOON_S) == 180


def test_a_wait_in_a_worker_that_runs_out_of_time_leaves_the_task_running(tmp_path: Path) -> None:
    slow = task(on="thread")(wait_for)

    @task(on="process")
    def outer() -> str:
        called = slow(str(tmp_path / "door"))
        try:
            called.result(timeout_s=0.2)
        except TimeoutError:
            note(tmp_path / "door", "open")
        called.result()
        return "in the end"

    assert outer().result(SOON_S) == "in the end"


def test_a_time_limit_of_an_inner_task_is_kept() -> None:
    @task(on="process")
    def outer() -> str:
        try:
            task(on="process", timeout_s=0.3)(bodies.spin)().result()
        except TaskTimeout as error:
            return f"{error.timeout_s}"
        return "nothing"

    with Session(workers=2):
        assert outer().result(SOON_S) == "0.3"


def test_retries_of_an_inner_task_are_kept(tmp_path: Path) -> None:
    @task(on="process", retries=2)
    def flaky() -> int:
        if current().attempt < 3:
            bodies.kill_9()
        return current().attempt

    @task(on="process")
    def outer() -> int:
        return flaky().result()

    with Session(workers=2):
        assert outer().result(SOON_S) == 3


def test_a_cancel_in_a_worker(tmp_path: Path) -> None:
    slow = task(on="thread")(wait_for)

    @task(on="process")
    def outer() -> tuple[bool, str]:
        called = slow(str(tmp_path / "door"))
        changed = called.cancel()
        try:
            called.result()
        except TaskCancelled:
            return changed, "cancelled"
        return changed, "not"

    assert outer().result(SOON_S) == (True, "cancelled")
    (tmp_path / "door").touch()


def test_a_cancel_in_a_worker_of_what_runs_in_another(tmp_path: Path) -> None:
    @task(on="process", timeout_s=60)
    def endless() -> None:
        note(tmp_path / "begun", os.getpid())
        bodies.spin()

    @task(on="process")
    def outer() -> str:
        called = endless()
        wait_for(tmp_path / "begun")
        called.cancel()
        wait([called]).result()
        return type(called.error).__name__

    with Session(workers=2):
        assert outer().result(SOON_S) == "TaskCancelled"


def test_a_cancel_of_the_outer_task_cancels_what_it_called(tmp_path: Path) -> None:
    @task(on="process", timeout_s=60)
    def inner() -> None:
        note(tmp_path / "begun", os.getpid())
        bodies.spin()

    @task(on="process")
    def outer() -> None:
        inner().result()

    with Session(workers=2):
        called = outer()
        until(lambda: lines(tmp_path / "begun"))
        assert called.cancel()
        assert isinstance(error_of(called), TaskCancelled)
        assert add(1, 2).result(SOON_S) == 3


# ---- errors ------------------------------------------------------------------------------------------------------------


def test_the_error_of_an_inner_task_rises_in_the_outer_body() -> None:
    @task(on="process")
    def inner() -> None:
        raise LookupError("no such row")

    @task(on="process")
    def outer() -> str:
        try:
            inner().result()
        except LookupError as error:
            return str(error)
        return "nothing"

    @task(on="process")
    def careless() -> None:
        inner().result()

    with Session(workers=2):
        assert outer().result(SOON_S) == "no such row"
        with pytest.raises(LookupError, match="no such row"):
            careless().result(SOON_S)


def test_the_death_of_an_inner_task_rises_in_the_outer_body() -> None:
    """In a worker of its own; the outer one lives."""
    mortal = task(on="process", timeout_s=30)(bodies.kill_9)

    @task(on="process")
    def outer() -> str:
        try:
            mortal().result()
        except WorkerDied as death:
            return death.how
        return "nothing"

    with Session(workers=2):
        assert "SIGKILL" in outer().result(SOON_S)


def test_a_skipped_inner_task_says_why() -> None:
    @task(on="process")
    def fail() -> int:
        raise LookupError("no such row")

    @task(on="process")
    def outer() -> str:
        try:
            add(fail(), 1).result()
        except PrerequisiteFailed as error:
            return repr(error.__cause__)
        return "nothing"

    assert outer().result(SOON_S) == "LookupError('no such row')"


def test_an_inner_call_with_what_cannot_be_sent_fails_there() -> None:
    @task(on="process")
    def outer() -> str:
        try:
            add(threading.Lock(), 1).result()
        except Exception as error:
            return type(error).__name__
        return "nothing"

    assert outer().result(SOON_S) == "NotPicklable"


def test_an_inner_failure_that_nobody_asks_for_is_raised_by_the_session() -> None:
    @task(on="process")
    def fail() -> None:
        raise LookupError("never asked for")

    @task(on="process")
    def outer() -> int:
        fail()
        return 1

    with pytest.raises(LookupError, match="never asked for"), Session(workers=2):
        outer()


# ---- what a body leaves and returns ------------------------------------------------------------------------------------


def test_a_returned_task_is_waited_for() -> None:
    @task(on="process")
    def outer(n: int):
        return add(n, n)

    with Session(workers=2):
        assert outer(4).result(SOON_S) == 8
        assert gather(*outer.map(range(50))).result(SOON_S) == tuple(range(0, 100, 2))


def test_a_returned_task_of_a_returned_task() -> None:
    @task(on="process")
    def outer(n: int):
        return add(n, 0) if n == 0 else outer(n - 1)

    with Session(workers=2):
        assert outer(20).result(LONG_S) == 0


def test_a_returned_task_that_fails_fails_its_caller() -> None:
    @task(on="process")
    def fail() -> None:
        raise LookupError("no such row")

    @task(on="process")
    def outer():
        return fail()

    with Session(workers=2), pytest.raises((LookupError, PrerequisiteFailed)):
        outer().result(SOON_S)


def test_tasks_that_a_body_leaves_behind_end_with_the_session(tmp_path: Path) -> None:
    @task(on="process")
    def outer() -> int:
        bodies.noted.map([str(tmp_path / "ran")] * 10, range(10))
        return 1

    with Session(workers=2):
        outer()
    assert sorted(map(int, lines(tmp_path / "ran"))) == list(range(10))


def test_a_returned_list_of_tasks_is_waited_for_or_refused() -> None:
    @task(on="process")
    def outer() -> list[object]:
        return [add(1, 2)]

    called = outer()
    error = error_of(called)
    assert error is not None or called.result(SOON_S) == [3]


# ---- one engine --------------------------------------------------------------------------------------------------------


def test_limits_of_inner_tasks_count_in_the_programs_session(tmp_path: Path) -> None:
    """The parent's engine gives the slots: one limit for all workers."""

    @task(on="thread", limit=Limit("database", 1))
    def alone(number: int) -> int:
        note(tmp_path / "log", f"in {number}")
        note(tmp_path / "log", f"out {number}")
        return number

    @task(on="process")
    def outer(start: int) -> int:
        return sum(gather(*alone.map(range(start, start + 10))).result())

    with Session(workers=2):
        outside = alone.map(range(1000, 1010))
        gather(outer(0), outer(100), *outside).result(SOON_S)
    log = lines(tmp_path / "log")
    assert len(log) == 60
    assert all(log[at].split()[1] == log[at + 1].split()[1] for at in range(0, len(log), 2)), log


def test_uses_of_inner_tasks_count_in_the_programs_session(tmp_path: Path) -> None:
    @task(on="process", uses={"gpu": 1})
    def on_the_gpu(number: int) -> int:
        note(tmp_path / "log", f"in {number}")
        note(tmp_path / "log", f"out {number}")
        return number

    @task(on="process")
    def outer(start: int) -> int:
        return sum(gather(*on_the_gpu.map(range(start, start + 5))).result())

    with Session(workers=4, capacity={"gpu": 1}):
        gather(outer(0), outer(100), on_the_gpu(1000)).result(SOON_S)
    log = lines(tmp_path / "log")
    assert all(log[at].split()[1] == log[at + 1].split()[1] for at in range(0, len(log), 2)), log


def test_a_need_above_the_capacity_of_the_session_is_told_in_the_body() -> None:
    @task(on="process", uses={"gpu": 7})
    def big() -> None:
        """Never begun."""

    @task(on="process")
    def outer() -> str:
        try:
            big().result()
        except ValueError as error:
            return type(error).__name__
        return "nothing"

    with Session(workers=2, capacity={"gpu": 1}):
        assert outer().result(SOON_S) == "OverCapacity"


def test_inner_tasks_belong_to_the_calling_task() -> None:
    """The report has all of them, each with its parent."""

    @task(on="process")
    def outer() -> int:
        return add(add(1, 2), add(3, 4)).result()

    with Session(workers=2) as run:
        called = outer()
        assert called.result(SOON_S) == 10
        entries = timeline_of(run._run).entries
    names = sorted(entry.name for entry in entries)
    assert names == ["add", "add", "add", "outer"]
    (mother,) = [entry for entry in entries if entry.name == "outer"]
    assert {entry.parent for entry in entries if entry.name == "add"} == {mother.id}


def test_current_in_an_inner_body_is_the_inner_task() -> None:
    @task(on="process")
    def inner() -> str:
        return current().name

    @task(on="process")
    def outer() -> tuple[str, str, str]:
        before = current().name
        return before, inner().result(), current().name

    assert outer().result(SOON_S) == ("outer", "inner", "outer")


def test_a_session_inside_a_body(tmp_path: Path) -> None:
    """Its tasks run, and it waits for them."""

    @task(on="process")
    def outer() -> int:
        with Session(workers=2):
            called = add.map(range(5), range(5))
        return sum(each.result() for each in called)

    with Session(workers=2):
        assert outer().result(SOON_S) == 20


def test_threads_of_a_body_call_tasks() -> None:
    @task(on="process")
    def outer() -> list[int]:
        found: list[int] = []
        threads = [threading.Thread(target=lambda n=n: found.append(add(n, n).result())) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(found)

    with Session(workers=2):
        assert outer().result(SOON_S) == [0, 2, 4, 6, 8]


# ---- a death with a stack of bodies ------------------------------------------------------------------------------------


def test_a_death_fails_every_task_on_the_stack_and_names_the_one_that_ran() -> None:
    @task(on="process")
    def innermost() -> None:
        bodies.kill_9()

    @task(on="process")
    def middle() -> None:
        innermost().result()

    @task(on="process")
    def outermost() -> None:
        middle().result()

    with Session(workers=1):
        found = error_of(outermost())
        assert isinstance(found, WorkerDied), repr(found)
        assert "innermost" in str(found)
        assert "outermost" in str(found)
        assert add(1, 2).result(SOON_S) == 3


def test_a_kill_of_a_worker_with_a_stack_costs_only_that_stack(tmp_path: Path) -> None:
    @task(on="process")
    def inner(name: str) -> str:
        note(tmp_path / "inside", f"{name} {os.getpid()}")
        wait_for(tmp_path / "door")
        return name

    @task(on="process")
    def outer(name: str) -> str:
        return inner(name).result()

    with Session(workers=2):
        left, right = outer("left"), outer("right")
        until(lambda: len(lines(tmp_path / "inside")) == 2)
        found = dict(line.split() for line in lines(tmp_path / "inside"))
        os.kill(int(found["left"]), signal.SIGKILL)
        assert isinstance(error_of(left), WorkerDied)
        (tmp_path / "door").touch()
        assert right.result(SOON_S) == "right"


def test_an_outer_task_with_retries_is_run_again_after_its_stack_died(tmp_path: Path) -> None:
    @task(on="process")
    def inner() -> int:
        note(tmp_path / "ran", "inner")
        if len(lines(tmp_path / "ran")) == 1:
            bodies.kill_9()
        return 5

    @task(on="process", retries=2)
    def outer() -> int:
        return inner().result()

    with Session(workers=2):
        assert outer().result(SOON_S) == 5


def test_a_worker_whose_body_waits_is_killed_and_its_inner_tasks_are_no_burden(tmp_path: Path) -> None:
    """What it had called elsewhere is cancelled or ends; the session ends."""
    slow = task(on="thread")(wait_for)

    @task(on="process")
    def outer() -> None:
        called = slow(str(tmp_path / "door"))
        note(tmp_path / "waits", os.getpid())
        called.result()

    with Session(workers=2):
        called = outer()
        until(lambda: lines(tmp_path / "waits"))
        os.kill(int(lines(tmp_path / "waits")[0]), signal.SIGKILL)
        assert isinstance(error_of(called), WorkerDied)
        (tmp_path / "door").touch()


# ---- what can never move -----------------------------------------------------------------------------------------------

ONE = Limit("one at a time", 1)


@pytest.mark.parametrize("inner_on", ["process", "thread"])
@pytest.mark.parametrize("many", [1, 3])
def test_a_body_that_waits_for_what_needs_its_own_limit_is_told(inner_on: str, many: int) -> None:
    """A limit counts once, in workers too: who holds it and waits for it would wait for ever."""
    part = task(on=inner_on, limit=ONE)(add.plain)  # type: ignore[call-overload]

    @task(on="process", limit=ONE)
    def whole() -> tuple[int, ...]:
        return gather(*[part(1, n) for n in range(many)], return_errors=True).result()

    with Session(workers=2):
        found = whole().result(SOON_S)
    assert [type(error) for error in found] == [CycleError] * many
    assert "one at a time" in str(found[0])


def test_a_body_that_waits_for_what_needs_its_own_capacity_is_told() -> None:
    @task(on="process", uses={"gpu": 1})
    def inner() -> int:
        return 1

    @task(on="process", uses={"gpu": 1})
    def outer() -> int:
        return inner().result()

    with Session(workers=2, capacity={"gpu": 1}):
        assert isinstance(error_of(outer()), CycleError)


def test_two_bodies_that_wait_for_each_others_limit_are_told() -> None:
    left, right = Limit("left", 1), Limit("right", 1)
    needs_right = task(on="process", limit=right)(add.plain)
    needs_left = task(on="process", limit=left)(add.plain)

    @task(on="process", limit=left)
    def holds_left(here: str, there: str) -> int:
        note(here, 1)
        wait_for(there)
        return needs_right(1, 1).result()

    @task(on="process", limit=right)
    def holds_right(here: str, there: str) -> int:
        note(here, 1)
        wait_for(there)
        return needs_left(1, 1).result()

    with tempfile.TemporaryDirectory() as folder, Session(workers=2):
        doors = str(Path(folder) / "a"), str(Path(folder) / "b")
        both = holds_left(*doors), holds_right(*reversed(doors))
        ends = [error_of(each) for each in both]
    assert any(isinstance(end, CycleError) for end in ends), ends


# ---- waits that have an end --------------------------------------------------------------------------------------------


def test_a_wait_for_some_time_has_nothing_on_its_stack(tmp_path: Path) -> None:
    """What runs there could take longer."""

    @task(on="process")
    def outer() -> str:
        called = bodies.at_the_door(str(tmp_path), 1)
        try:
            called.result(timeout_s=0.05)
        except TimeoutError:
            (tmp_path / "door").touch()
            return "in time"
        return "late"

    with Session(workers=1):
        assert outer().result(SOON_S) == "in time"


def test_a_wait_for_the_first_has_nothing_on_its_stack(tmp_path: Path) -> None:
    @task(on="process")
    def outer() -> int:
        slow = bodies.at_the_door(str(tmp_path), 1)
        done = wait([slow, add(1, 2)], first=True).result().done
        (tmp_path / "door").touch()
        return done[0].result()

    with Session(workers=2):
        assert outer().result(SOON_S) == 3
