"""Time limits and cancels end the worker, whatever it does, and cost nobody else anything.

"Time-outs: hard on processes." "Cancel …: a process task by ending its worker."
"""

from __future__ import annotations

import gc
import os
import subprocess
from pathlib import Path
from time import monotonic

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.bodies import add, at_the_door, note, wait_for
from tests.processes.helpers import error_of, is_alive, lines, pool

from headway import Limit, PrerequisiteFailed, Session, State, TaskCancelled, TaskTimeout, current, gather, task, wait

LONG = {"pure Python": bodies.spin, "C code that holds the GIL": bodies.hold_the_gil, "a sleep": bodies.sleep_long}
LONG_BODIES = pytest.mark.parametrize("body", LONG.values(), ids=LONG.keys())
LIMIT_S = 0.3


@task(on="process")
def begin(folder: str, body) -> None:
    """Say in which process it is, and do it."""
    note(f"{folder}/begun", os.getpid())
    body()


def begun(folder: Path, number: int = 1) -> list[int]:
    until(lambda: len(lines(folder / "begun")) >= number, "no body begins")
    return [int(line) for line in lines(folder / "begun")]


# ---- limits of time ----------------------------------------------------------------------------------------------------


@LONG_BODIES
def test_a_time_limit_ends_whatever_runs(body, tmp_path: Path) -> None:
    called = task(on="process", timeout_s=LIMIT_S)(begin.plain)(str(tmp_path), body)
    started = monotonic()
    with pytest.raises(TaskTimeout) as caught:
        called.result(SOON_S)
    assert monotonic() - started < 10 * (LIMIT_S + 0.2)
    assert caught.value.timeout_s == LIMIT_S
    (worker,) = begun(tmp_path)
    until(lambda: not is_alive(worker), "its worker lives on")


def test_a_time_limit_ends_that_task_only(tmp_path: Path) -> None:
    """A neighbour that runs goes on in its worker, in its first attempt."""
    with Session(workers=2):
        neighbour = at_the_door(str(tmp_path), "n")
        until(lambda: lines(tmp_path / "inside"))
        assert isinstance(error_of(task(on="process", timeout_s=LIMIT_S)(bodies.spin)()), TaskTimeout)
        (tmp_path / "door").touch()
        assert neighbour.result(SOON_S) == "n"
    assert lines(tmp_path / "inside") == ["n"]


def test_a_time_limit_counts_from_the_start_of_the_body(tmp_path: Path) -> None:
    """Not from the call: the worker's start and the wait for a place are not the body's."""
    limited = task(on="process", timeout_s=2.0)(add.plain)
    with Session(workers=1):
        blocker = at_the_door(str(tmp_path), 1)
        called = limited(1, 2)
        until(lambda: lines(tmp_path / "inside"))
        assert not wait([called], timeout_s=2.5).result(SOON_S).done
        (tmp_path / "door").touch()
        assert called.result(SOON_S) == 3
        assert blocker.result(SOON_S) == 1


def test_a_limited_task_that_is_fast_enough_answers() -> None:
    limited = task(on="process", timeout_s=SOON_S)(add.plain)
    with Session(workers=2):
        assert gather(*limited.map(range(50), range(50))).result(SOON_S) == tuple(range(0, 100, 2))


def test_each_attempt_has_its_own_time(tmp_path: Path) -> None:
    @task(on="process", timeout_s=1.0, retries=2)
    def slow_twice() -> int:
        note(tmp_path / "ran", current().attempt)
        if current().attempt < 3:
            bodies.spin()
        return current().attempt

    assert slow_twice().result(SOON_S) == 3
    assert lines(tmp_path / "ran") == ["1", "2", "3"]


def test_what_needs_a_task_that_ran_out_of_time_is_skipped() -> None:
    with pytest.raises(PrerequisiteFailed) as caught:
        add(task(on="process", timeout_s=LIMIT_S)(bodies.spin)(), 1).result(SOON_S)
    assert isinstance(caught.value.__cause__, TaskTimeout)


def test_many_time_limits_at_once() -> None:
    with Session(workers=3):
        called = [task(on="process", timeout_s=0.2)(bodies.spin)() for _ in range(6)]
        good = add.map(range(20), range(20))
        assert gather(*good).result(SOON_S) == tuple(range(0, 40, 2))
        assert all(isinstance(error_of(each), TaskTimeout) for each in called)


def test_the_own_time_of_a_wait_leaves_the_task_running(tmp_path: Path) -> None:
    """`.result(timeout_s=)` running out raises TimeoutError and leaves the task running."""
    called = at_the_door(str(tmp_path), "here")
    with pytest.raises(TimeoutError):
        called.result(timeout_s=0.2)
    (tmp_path / "door").touch()
    assert called.result(SOON_S) == "here"


def test_a_time_limit_frees_what_the_task_held() -> None:
    with Session(workers=2, capacity={"gpu": 1}):
        hold = task(on="process", timeout_s=LIMIT_S, uses={"gpu": 1})(bodies.spin)()
        after = task(on="process", uses={"gpu": 1})(add.plain)(1, 2)
        assert isinstance(error_of(hold), TaskTimeout)
        assert after.result(SOON_S) == 3


# ---- cancel ------------------------------------------------------------------------------------------------------------


@LONG_BODIES
def test_a_cancel_ends_the_worker_of_a_running_task(body, tmp_path: Path) -> None:
    called = begin(str(tmp_path), body)
    (worker,) = begun(tmp_path)
    assert called.cancel()
    with pytest.raises(TaskCancelled):
        called.result(SOON_S)
    assert called.state is State.CANCELLED
    until(lambda: not is_alive(worker), "its worker lives on")


def test_a_cancel_costs_the_neighbours_nothing(tmp_path: Path) -> None:
    with Session(workers=3):
        neighbours = at_the_door.map([str(tmp_path)] * 2, range(2))
        until(lambda: len(lines(tmp_path / "inside")) == 2)
        called = begin(str(tmp_path), bodies.spin)
        begun(tmp_path)
        assert called.cancel()
        assert isinstance(error_of(called), TaskCancelled)
        (tmp_path / "door").touch()
        assert gather(*neighbours).result(SOON_S) == (0, 1)
    assert sorted(lines(tmp_path / "inside")) == ["0", "1"]


def test_a_cancelled_task_in_the_queue_never_runs(tmp_path: Path) -> None:
    with Session(workers=1):
        blocker = at_the_door(str(tmp_path), 0)
        until(lambda: lines(tmp_path / "inside"))
        queued = bodies.noted.map([str(tmp_path / "ran")] * 5, range(5))
        assert queued[2].cancel()
        assert isinstance(error_of(queued[2]), TaskCancelled)
        (tmp_path / "door").touch()
        assert gather(blocker, *queued[:2], *queued[3:]).result(SOON_S) == (0, 0, 1, 3, 4)
    assert lines(tmp_path / "ran") == ["0", "1", "3", "4"]


def test_a_cancelled_task_in_a_chunk_never_runs(tmp_path: Path) -> None:
    """It is with a worker already, behind one that takes its time."""

    @task(on="process")
    def short(number: int) -> int:
        note(tmp_path / "ran", number)
        if number == 0:
            wait_for(tmp_path / "door")
        return number

    with Session(workers=1):
        gather(*short.map([-1] * 300)).result(SOON_S)
        called = short.map(range(40))
        until(lambda: "0" in lines(tmp_path / "ran"))
        for number in range(1, 40, 2):
            assert called[number].cancel()
        (tmp_path / "door").touch()
        assert gather(*called[::2]).result(SOON_S) == tuple(range(0, 40, 2))
        assert all(isinstance(error_of(each), TaskCancelled) for each in called[1::2])
    assert [n for n in map(int, lines(tmp_path / "ran")) if n >= 0] == list(range(0, 40, 2))


def test_the_running_one_of_a_chunk_can_be_cancelled_and_costs_the_rest_nothing(tmp_path: Path) -> None:
    @task(on="process")
    def short(number: int) -> int:
        note(tmp_path / "ran", f"{number} {current().attempt}")
        if number == 10:
            bodies.spin()
        return number

    with Session(workers=1):
        gather(*short.map([-1] * 300)).result(SOON_S)
        called = short.map(range(40))
        until(lambda: "10 1" in lines(tmp_path / "ran"))
        assert called[10].cancel()
        assert gather(*called[:10], *called[11:]).result(SOON_S) == tuple(n for n in range(40) if n != 10)
        assert isinstance(error_of(called[10]), TaskCancelled)
    assert {line.split()[1] for line in lines(tmp_path / "ran")} == {"1"}


def test_cancels_at_any_moment(tmp_path: Path) -> None:
    """Each of 200 tiny tasks is cancelled or answers, whatever it was about to do."""
    with Session(workers=2):
        gather(*add.map(range(300), range(300))).result(SOON_S)
        cancelled = done = 0
        for _ in range(10):
            called = add.map(range(20), range(20))
            for number, each in enumerate(called):
                if number % 2:
                    each.cancel()
            for number, each in enumerate(called):
                error = error_of(each)
                if error is None:
                    assert each.result() == 2 * number
                    done += 1
                else:
                    assert isinstance(error, TaskCancelled)
                    assert number % 2
                    cancelled += 1
    assert cancelled + done == 200
    assert done >= 100


def test_a_cancel_after_the_end_changes_nothing() -> None:
    called = add(1, 2)
    assert called.result(SOON_S) == 3
    assert not called.cancel()
    assert called.result() == 3


def test_a_cancelled_task_with_retries_is_not_tried_again(tmp_path: Path) -> None:
    called = task(on="process", retries=3)(begin.plain)(str(tmp_path), bodies.spin)
    begun(tmp_path)
    assert called.cancel()
    assert isinstance(error_of(called), TaskCancelled)
    assert add(1, 2).result(SOON_S) == 3
    assert len(lines(tmp_path / "begun")) == 1


def test_an_error_that_leaves_a_session_cancels_its_running_tasks(tmp_path: Path) -> None:
    """An error that leaves the block … cancels the rest, then rises."""
    called = []
    with pytest.raises(ValueError, match="meant"), Session(workers=2):  # noqa: PT012  the error leaves the block
        called += [begin(str(tmp_path), bodies.spin), begin(str(tmp_path), bodies.hold_the_gil)]
        called += add.map(range(100), range(100))[-2:]
        begun(tmp_path, 2)
        raise ValueError("meant")
    assert all(isinstance(error_of(each), TaskCancelled) for each in called[:2])
    until(lambda: not any(map(is_alive, begun(tmp_path, 2))), "their workers live on")


def test_a_normal_end_of_a_session_waits(tmp_path: Path) -> None:
    with Session(workers=2):
        called = bodies.noted.map([str(tmp_path / "ran")] * 50, range(50))
    assert all(each.state is State.DONE for each in called)
    assert len(lines(tmp_path / "ran")) == 50


def test_a_result_that_nobody_holds_is_let_go_of() -> None:
    """A call without a handle runs all the same, and its value is dropped."""
    with Session(workers=1):
        task(on="process")(make_bytes.plain)(1_000_000)
        gc.collect()
        assert add(1, 2).result(SOON_S) == 3


@task(on="process")
def make_bytes(size: int) -> bytes:
    return bytes(size)


def test_checkpoint_in_a_worker_passes_while_all_is_well() -> None:
    @task(on="process")
    def check() -> str:
        current().checkpoint()
        current().progress(1, 2)
        return "well"

    assert check().result(SOON_S) == "well"


# ---- how many at once --------------------------------------------------------------------------------------------------


def test_a_session_has_no_more_workers_than_it_was_given(tmp_path: Path) -> None:
    """`workers=n`: at most n worker processes of this session."""
    with Session(workers=2):
        called = begin.map([str(tmp_path)] * 6, [lambda: wait_for(tmp_path / "door")] * 6)
        begun(tmp_path, 2)
        assert gather(*[]).result(SOON_S) == ()
        assert len(lines(tmp_path / "begun")) == 2
        (tmp_path / "door").touch()
        gather(*called).result(SOON_S)
    assert len(set(lines(tmp_path / "begun"))) == 2


def test_a_limit_bounds_process_tasks(tmp_path: Path) -> None:
    @task(on="process", limit=Limit("database", 1))
    def alone(number: int) -> int:
        note(tmp_path / "log", f"in {number}")
        note(tmp_path / "log", f"out {number}")
        return number

    with Session(workers=4):
        assert gather(*alone.map(range(60))).result(SOON_S) == tuple(range(60))
    log = lines(tmp_path / "log")
    assert all(log[at].split()[1] == log[at + 1].split()[1] for at in range(0, len(log), 2)), log


def test_a_serial_function_keeps_its_order(tmp_path: Path) -> None:
    ordered = task(on="process", serial=True)(bodies.noted.plain)
    with Session(workers=2):
        gather(*ordered.map([str(tmp_path / "ran")] * 20, range(20))).result(SOON_S)
    assert lines(tmp_path / "ran") == [str(n) for n in range(20)]


def test_workers_are_used_again() -> None:
    """A second session starts none."""
    with Session(workers=2):
        gather(*add.map(range(10), range(10))).result(SOON_S)
        first = pool()
    with Session(workers=2):
        gather(*add.map(range(10), range(10))).result(SOON_S)
        assert pool() & first


@pytest.mark.parametrize("ends_it", ["cancel", "its own death"])
def test_what_a_body_has_started_ends_with_it(tmp_path: Path, ends_it: str) -> None:
    @task(on="process")
    def start() -> None:
        child = subprocess.Popen(["sleep", "100"])
        note(tmp_path / "child", child.pid)
        if ends_it == "its own death":
            os._exit(1)
        child.wait()

    called = start()
    until(lambda: lines(tmp_path / "child"))
    if ends_it == "cancel":
        called.cancel()
    assert error_of(called) is not None
    (child,) = map(int, lines(tmp_path / "child"))
    until(lambda: not is_alive(child), "the child of the body lives on")


def test_how_long_a_body_runs_is_seen_while_it_runs(tmp_path: Path) -> None:
    with Session(workers=1) as session:
        called = bodies.at_the_door(str(tmp_path), 1)
        until(lambda: any(running.seconds > 0.05 for running in session.snapshot().running))
        (tmp_path / "door").touch()
        called.result(SOON_S)
