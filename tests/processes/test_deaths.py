"""One worker's death costs one task.

"One worker's death (kill -9, segfault, `os._exit`, out of memory) fails, or retries, the one task it held; its neighbours
lose nothing …; the worker is replaced."
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.bodies import add, at_the_door, note, pass_door, wait_for
from tests.processes.helpers import end_workers, error_of, is_alive, lines, pool, run, seats

from headway import (
    NotPicklable,
    PrerequisiteFailed,
    Session,
    TaskCancelled,
    TaskFailed,
    TaskTimeout,
    WorkerDied,
    current,
    gather,
    task,
)

DEATHS = pytest.mark.parametrize(("die", "how"), bodies.DEATHS.values(), ids=bodies.DEATHS.keys())
QUICK = {name: die for name, (die, _) in bodies.DEATHS.items() if "CPU" not in name}
QUICK_DEATHS = pytest.mark.parametrize("die", QUICK.values(), ids=QUICK.keys())


@DEATHS
def test_a_death_fails_the_one_task_and_says_how(die, how: str) -> None:
    with Session(workers=2):
        called = task(on="process", name="the victim")(die)()
        with pytest.raises(WorkerDied) as caught:
            called.result(SOON_S)
        assert add(1, 1).result(SOON_S) == 2
    assert caught.value.task == "the victim"
    assert "`the victim`" in str(caught.value)
    assert how in caught.value.how
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@QUICK_DEATHS
def test_neighbours_of_a_death_lose_nothing(die, tmp_path: Path) -> None:
    """Three neighbours in flight: all three answer, each after one run."""
    folder = str(tmp_path)
    with Session(workers=4):
        neighbours = at_the_door.map([folder] * 3, range(3))
        until(lambda: len(lines(tmp_path / "inside")) == 3)
        with pytest.raises(WorkerDied):
            task(on="process")(die)().result(SOON_S)
        (tmp_path / "door").touch()
        assert gather(*neighbours).result(SOON_S) == (0, 1, 2)
    assert sorted(lines(tmp_path / "inside")) == ["0", "1", "2"]


def test_neighbours_in_the_queue_of_a_death_lose_nothing(tmp_path: Path) -> None:
    """One worker for all: what stands behind the one that dies runs on the next worker."""
    with Session(workers=1):
        die = task(on="process")(bodies.kill_9)()
        others = bodies.noted.map([str(tmp_path / "ran")] * 30, range(30))
        assert gather(*others).result(SOON_S) == tuple(range(30))
        assert isinstance(error_of(die), WorkerDied)


def test_last_words_of_the_interpreter_are_told() -> None:
    with pytest.raises(WorkerDied, match="Segmentation fault"):
        task(on="process")(bodies.segfault)().result(SOON_S)


def test_last_words_of_c_code_are_told() -> None:
    @task(on="process")
    def complain() -> None:
        os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
        os.abort()

    with pytest.raises(WorkerDied) as caught:
        complain().result(SOON_S)
    assert "Aborted" in caught.value.last_words or "bad_alloc" in caught.value.last_words


@QUICK_DEATHS
def test_a_death_is_retried(die, tmp_path: Path) -> None:
    @task(on="process", retries=1)
    def dies_once() -> int:
        note(tmp_path / "ran", current().attempt)
        if current().attempt == 1:
            die()
        return current().attempt

    assert dies_once().result(SOON_S) == 2
    assert lines(tmp_path / "ran") == ["1", "2"]


def test_retries_after_deaths_run_out(tmp_path: Path) -> None:
    @task(on="process", retries=2)
    def dies() -> None:
        note(tmp_path / "ran", current().attempt)
        bodies.kill_9()

    with pytest.raises(WorkerDied, match="SIGKILL"):
        dies().result(SOON_S)
    assert lines(tmp_path / "ran") == ["1", "2", "3"]


def test_what_needs_a_dead_task_is_skipped() -> None:
    with pytest.raises(PrerequisiteFailed) as caught:
        add(task(on="process")(bodies.kill_9)(), 1).result(SOON_S)
    assert isinstance(caught.value.__cause__, WorkerDied)


def test_an_idle_worker_that_dies_costs_no_task() -> None:
    """Killed between two tasks: the next one runs elsewhere, as often as it happens."""
    with Session(workers=2):
        for _ in range(5):
            assert gather(add(1, 2), add(3, 4)).result(SOON_S) == (3, 7)
            for pid in pool():
                os.kill(pid, signal.SIGKILL)
            assert add(1, 2).result(SOON_S) == 3


def test_a_worker_that_is_killed_from_outside_costs_its_task(tmp_path: Path) -> None:
    with Session(workers=2):
        victim, neighbour = at_the_door.map([str(tmp_path)] * 2, "vn")
        until(lambda: len(lines(tmp_path / "inside")) == 2)
        running = {seat.chunks[0][0].record.args[1]: seat.child.pid for seat in seats() if seat.chunks}
        os.kill(running["v"], signal.SIGKILL)
        with pytest.raises(WorkerDied, match="SIGKILL"):
            victim.result(SOON_S)
        (tmp_path / "door").touch()
        assert neighbour.result(SOON_S) == "n"


def test_dead_workers_are_replaced(tmp_path: Path) -> None:
    """Two bodies that wait for each other meet."""

    @task(on="process")
    def meet(mine: str, other: str) -> str:
        note(tmp_path / mine, "here")
        wait_for(tmp_path / other)
        return mine

    with Session(workers=2):
        wait_for_deaths = [task(on="process")(bodies.kill_9)() for _ in range(4)]
        assert all(isinstance(error_of(dead), WorkerDied) for dead in wait_for_deaths)
        assert gather(meet("a", "b"), meet("b", "a")).result(SOON_S) == ("a", "b")


def many_deaths(number: int) -> None:
    """Every third task dies; the others answer."""

    @task(on="process")
    def sometimes(number: int) -> int:
        if number % 3 == 0:
            os._exit(number % 256)
        return number

    with Session(workers=2):
        called = sometimes.map(range(number))
        for each, one in enumerate(called):
            if each % 3:
                assert one.result(10 * SOON_S) == each
            else:
                assert isinstance(error_of(one), WorkerDied)


def test_every_third_of_thirty_tasks_dies() -> None:
    many_deaths(30)


@pytest.mark.full
def test_every_third_of_three_hundred_tasks_dies() -> None:
    many_deaths(300)


# ---- memory ------------------------------------------------------------------------------------------------------------


def test_no_memory_for_python_is_the_tasks_own_error() -> None:
    """Python code that gets no memory raises MemoryError; its worker lives, and the error keeps nothing alive."""

    @task(on="process")
    def hungry() -> int:
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, hard))
        try:
            return len(bytearray(4 << 30))
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    with Session(workers=1):
        before = bodies.pid().result(SOON_S)
        with pytest.raises(MemoryError):
            hungry().result(SOON_S)
        assert bodies.pid().result(SOON_S) == before


def test_a_worker_that_never_gets_memory_again_costs_its_task() -> None:
    """The limit stays: even to say what happened there is no memory. One clear error; the others go on elsewhere."""

    @task(on="process")
    def starve() -> list[bytes]:
        resource.setrlimit(resource.RLIMIT_AS, (1, 1))
        held = []
        while True:
            held.append(bytes(1 << 12))

    with Session(workers=1), pytest.raises((WorkerDied, MemoryError)):
        starve().result(SOON_S)
    end_workers()


# ---- SIGSTOP -----------------------------------------------------------------------------------------------------------


def test_a_stopped_worker_is_ended_by_the_time_limit() -> None:
    """SIGSTOP: nothing in it can answer any more."""
    with pytest.raises(TaskTimeout):
        task(on="process", timeout_s=0.3)(bodies.stop_itself)().result(SOON_S)


def test_a_stopped_worker_is_ended_by_a_cancel(tmp_path: Path) -> None:
    @task(on="process")
    def stops() -> None:
        note(tmp_path / "stopped", os.getpid())
        bodies.stop_itself()

    called = stops()
    until(lambda: lines(tmp_path / "stopped"))
    stopped = int(lines(tmp_path / "stopped")[0])
    assert called.cancel()
    with pytest.raises(TaskCancelled):
        called.result(SOON_S)
    until(lambda: not is_alive(stopped), "the stopped worker lives on")


def test_a_stopped_worker_holds_up_nobody(tmp_path: Path) -> None:
    """What stood behind it finishes elsewhere; continued, it answers itself."""

    @task(on="process")
    def stops() -> str:
        note(tmp_path / "stopped", os.getpid())
        bodies.stop_itself()
        return "went on"

    with Session(workers=2):
        called = stops()
        until(lambda: lines(tmp_path / "stopped"))
        assert gather(*add.map(range(100), range(100))).result(SOON_S) == tuple(range(0, 200, 2))
        assert called.outcome is None
        os.kill(int(lines(tmp_path / "stopped")[0]), signal.SIGCONT)
        assert called.result(SOON_S) == "went on"


def test_an_idle_worker_that_is_stopped_and_goes_on_answers() -> None:
    with Session(workers=1):
        stopped = bodies.pid().result(SOON_S)
        os.kill(stopped, signal.SIGSTOP)
        called = add(1, 2)
        os.kill(stopped, signal.SIGCONT)
        assert called.result(SOON_S) == 3


# ---- what bodies do to their worker ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [bodies.close_all_descriptors, bodies.close_its_sockets])
def test_a_worker_that_closes_its_own_descriptors_costs_one_task(body) -> None:
    with Session(workers=1):
        called = task(on="process")(body)()
        assert isinstance(error_of(called), WorkerDied)
        assert add(1, 2).result(SOON_S) == 3


def test_a_body_that_closes_the_standard_streams_goes_on() -> None:
    @task(on="process")
    def mute() -> str:
        os.close(1)
        os.close(2)
        print("into nothing")
        return "done"

    with Session(workers=1):
        assert mute().result(SOON_S) == "done"
        assert add(1, 2).result(SOON_S) == 3
    end_workers()


def test_a_thread_left_by_a_body_that_ends_the_worker_costs_at_most_what_runs_then(tmp_path: Path) -> None:
    """The body is long over: its result stands."""

    @task(on="process")
    def leave_a_bomb() -> str:
        def go_off() -> None:
            wait_for(tmp_path / "spark")
            os._exit(7)

        threading.Thread(target=go_off, daemon=True).start()
        return "left"

    with Session(workers=1):
        assert leave_a_bomb().result(SOON_S) == "left"
        later = at_the_door(str(tmp_path), "later")
        until(lambda: lines(tmp_path / "inside"))
        (tmp_path / "spark").touch()
        with pytest.raises(WorkerDied, match="status 7"):
            later.result(SOON_S)
        assert add(1, 2).result(SOON_S) == 3


def test_threads_left_by_a_body_do_not_disturb_the_next(tmp_path: Path) -> None:
    @task(on="process")
    def leave_threads() -> int:
        for _ in range(5):
            threading.Thread(target=wait_for, args=(tmp_path / "end",), daemon=False).start()
        return threading.active_count()

    with Session(workers=1):
        assert leave_threads().result(SOON_S) >= 6
        assert gather(*add.map(range(10), range(10))).result(SOON_S) == tuple(range(0, 20, 2))
        (tmp_path / "end").touch()


def test_sigint_in_a_worker_is_the_bodys_own() -> None:
    @task(on="process")
    def interrupted() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        bodies.sleep_long()

    with pytest.raises(TaskFailed, match="KeyboardInterrupt"):
        interrupted().result(SOON_S)


def test_sigint_of_an_idle_worker_is_nobodys() -> None:
    with Session(workers=1):
        pid = bodies.pid().result(SOON_S)
        for _ in range(5):
            os.kill(pid, signal.SIGINT)
            assert bodies.pid().result(SOON_S) == pid


# ---- imports -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make a module that workers can import."""
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def make(name: str, source: str) -> None:
        (tmp_path / f"{name}.py").write_text(dedent(source))
        made.append(name)

    yield make
    for name in made:
        sys.modules.pop(name, None)


def test_a_death_while_the_users_module_is_imported_costs_its_task(module) -> None:
    """The module ends whoever imports it, but for this process."""
    module("deadly", f"import os\nif os.getpid() != {os.getpid()}:\n    os._exit(9)\ndef f(): return 1\n")
    import deadly

    with Session(workers=1):
        with pytest.raises(WorkerDied, match="status 9"):
            task(on="process")(deadly.f)().result(SOON_S)
        assert add(1, 2).result(SOON_S) == 3


def test_an_error_while_the_users_module_is_imported_is_the_tasks(module) -> None:
    module(
        "faulty", f"import os\nif os.getpid() != {os.getpid()}:\n    raise OSError('no licence')\ndef f(): return 1\n"
    )
    import faulty

    with pytest.raises(NotPicklable, match=r"`faulty` can't be imported there \(OSError: no licence\)") as caught:
        task(on="process")(faulty.f)().result(SOON_S)
    assert isinstance(caught.value.__cause__, OSError)


def test_sys_exit_while_the_users_module_is_imported_is_a_failure(module) -> None:
    module("leaver", f"import os, sys\nif os.getpid() != {os.getpid()}:\n    sys.exit(5)\ndef f(): return 1\n")
    import leaver

    with pytest.raises(TaskFailed, match="SystemExit"):
        task(on="process")(leaver.f)().result(SOON_S)


def test_arguments_that_kill_while_they_are_read_cost_one_task(module) -> None:
    """Reading the arguments is part of the task."""
    module(
        "bomb",
        f"""
        import os
        def explode():
            if os.getpid() != {os.getpid()}:
                os._exit(11)
        class Bomb:
            def __reduce__(self): return explode, ()
        """,
    )
    import bomb

    @task(on="process")
    def take(value: object) -> None:
        """Never gets it."""

    with Session(workers=1):
        with pytest.raises(WorkerDied, match="status 11"):
            take(bomb.Bomb()).result(SOON_S)
        assert add(1, 2).result(SOON_S) == 3


def test_a_death_while_the_result_is_pickled_costs_one_task() -> None:
    class Deadly:
        def __reduce__(self):
            os._exit(12)

    @task(on="process")
    def make() -> object:
        return Deadly()

    with pytest.raises(WorkerDied, match="status 12"):
        make().result(SOON_S)


def test_the_attempt_is_the_first_after_a_neighbours_death(tmp_path: Path) -> None:
    """Two wait at a door; one of them is killed: the other was begun once."""
    with Session(workers=2):
        waiting = task(on="process")(pass_door)
        two = waiting.map([str(tmp_path)] * 2, "ab")
        until(lambda: len(lines(tmp_path / "inside")) == 2)
        words = {line.split()[0]: int(line.split()[1]) for line in lines(tmp_path / "inside")}
        os.kill(words["a"], signal.SIGKILL)
        assert isinstance(error_of(two[0]), WorkerDied)
        (tmp_path / "door").touch()
        assert two[1].result(SOON_S) == "b"
    assert {line.split()[2] for line in lines(tmp_path / "inside")} == {"1"}


def test_workers_that_cannot_start_are_told_of() -> None:
    """Not started again and again: after some tries the task fails with what the interpreter said."""
    program = run(
        """
import os, sys
from headway import NoWorker, task
os.environ["PYTHONHASHSEED"] = "no number"
called = task(lambda: 1, on="process", name="one")()
try:
    called.result()
except NoWorker as error:
    print("Fatal Python error" in str(error), "`one`" in str(error))
del os.environ["PYTHONHASHSEED"]
print(task(lambda: 2, on="process", name="two")().result())
"""
    )
    assert program.out == "True True\n2\n"
