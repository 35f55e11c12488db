"""Many small tasks travel together, and nobody pays for that.

"Chunks of about 1 ms of learned time …, two in flight, chains with one parent fused in the worker, results matched by id.
After a death, finished but unsent results of that chunk run again …; never for tasks with `retries`, `timeout_s` or a
journal, which travel alone."
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.bodies import add, note, wait_for
from tests.processes.helpers import error_of, lines

from headway import PrerequisiteFailed, Session, TaskCancelled, WorkerDied, current, gather, task
from headway.backends.processes.planning import CHUNKS_AHEAD, MOST_IN_CHUNK


@task(on="process")
def tiny(path: str, number: int, dies: int = -1) -> int:
    """Say that it ran, with the attempt that it was told; one of them dies."""
    note(path, f"{number} {current().attempt}")
    if number == dies and current().attempt == 1:
        os._exit(1)
    return number


@task(on="process")
def plus_one(n: int, path: str = "") -> int:
    if path:
        note(path, n)
    return n + 1


def learn(path: Path, number: int = 300) -> None:
    """Have the engine know that these are short."""
    gather(*tiny.map([str(path)] * number, range(number))).result(3 * SOON_S)
    gather(*[plus_one(n) for n in range(number)]).result(3 * SOON_S)


def test_two_thousand_tiny_tasks_on_two_workers() -> None:
    """Each gives its own value; results are matched by id."""
    with Session(workers=2):
        pids = set(gather(*[bodies.pid() for _ in range(2000)]).result(3 * SOON_S))
        called = add.map(range(2000), range(2000))
        assert [each.result(SOON_S) for each in called] == list(range(0, 4000, 2))
    assert 1 <= len(pids) <= 2


@pytest.mark.full
def test_a_hundred_thousand_tiny_tasks() -> None:
    with Session(workers=2):
        assert sum(gather(*add.map(range(100_000), range(100_000))).result(60)) == 100_000 * 99_999


def test_each_tiny_task_runs_once(tmp_path: Path) -> None:
    with Session(workers=2):
        learn(tmp_path / "warm")
        gather(*tiny.map([str(tmp_path / "ran")] * 500, range(500))).result(SOON_S)
    assert sorted(lines(tmp_path / "ran")) == sorted(f"{n} 1" for n in range(500))


@pytest.mark.parametrize("at", [0, 1, 7, 40, 199])
def test_a_slow_one_does_not_hold_up_those_behind_it(tmp_path: Path, at: int) -> None:
    """It looked as short as the others: they finish elsewhere while it still runs."""

    @task(on="process")
    def short(number: int) -> int:
        if number == at:
            wait_for(tmp_path / "door")
        return number

    with Session(workers=2):
        gather(*short.map([-1] * 300)).result(SOON_S)
        called = short.map(range(200))
        others = [each for each in called if each is not called[at]]
        assert gather(*others).result(SOON_S) == tuple(n for n in range(200) if n != at)
        assert called[at].outcome is None, "it was to be waiting still"
        (tmp_path / "door").touch()
        assert called[at].result(SOON_S) == at


def test_a_slow_one_does_not_hold_up_others_on_the_only_worker_for_ever(tmp_path: Path) -> None:
    """Nobody else is there: they run after it, and what was finished before it is told while it runs."""

    @task(on="process")
    def short(number: int) -> int:
        if number == 50:
            wait_for(tmp_path / "door")
        return number

    with Session(workers=1):
        gather(*short.map([-1] * 300)).result(SOON_S)
        called = short.map(range(100))
        assert called[49].result(SOON_S) == 49
        (tmp_path / "door").touch()
        assert gather(*called).result(SOON_S) == tuple(range(100))


def test_two_slow_ones_on_two_workers_hold_up_what_is_behind_only_until_one_ends(tmp_path: Path) -> None:
    @task(on="process")
    def short(number: int) -> int:
        if number in (5, 6):
            wait_for(tmp_path / f"door {number}")
        return number

    with Session(workers=2):
        gather(*short.map([-1] * 300)).result(SOON_S)
        called = short.map(range(100))
        (tmp_path / "door 6").touch()
        assert gather(*[each for at, each in enumerate(called) if at != 5]).result(SOON_S)
        (tmp_path / "door 5").touch()
        assert called[5].result(SOON_S) == 5


# ---- a death in a chunk ------------------------------------------------------------------------------------------------


def test_what_had_not_begun_when_a_worker_dies_runs_elsewhere_as_its_first_attempt(tmp_path: Path) -> None:
    path = tmp_path / "ran"
    with Session(workers=2):
        learn(tmp_path / "warm")
        called = tiny.map([str(path)] * 200, range(200), [100] * 200)
        assert isinstance(error_of(called[100]), WorkerDied)
        assert gather(*called[:100], *called[101:]).result(SOON_S)
    assert {line.split()[1] for line in lines(path)} == {"1"}


def test_only_what_was_finished_and_unsent_runs_again_after_a_death(tmp_path: Path) -> None:
    """The rest runs once; the one that died does not run again."""
    path = tmp_path / "ran"
    with Session(workers=2):
        learn(tmp_path / "warm")
        called = tiny.map([str(path)] * 200, range(200), [100] * 200)
        assert isinstance(error_of(called[100]), WorkerDied)
        gather(*called[:100], *called[101:]).result(SOON_S)
    runs = Counter(int(line.split()[0]) for line in lines(path))
    assert set(runs) == set(range(200))
    assert runs[100] == 1
    assert all(times <= 2 for times in runs.values())
    assert sum(times == 2 for times in runs.values()) <= CHUNKS_AHEAD * MOST_IN_CHUNK, (
        "as much as a worker may have read"
    )
    assert all(runs[number] == 1 for number in range(101, 200))


@pytest.mark.parametrize("options", [{"retries": 1}, {"timeout_s": 30}], ids=["retries", "timeout_s"])
def test_tasks_with_retries_or_a_time_limit_never_run_again_for_a_neighbours_death(tmp_path: Path, options) -> None:
    """They travel alone."""
    path = tmp_path / "ran"
    careful = task(on="process", **options)(tiny.plain)
    with Session(workers=2):
        learn(tmp_path / "warm")
        called = []
        for number in range(60):
            called.append(careful(str(path), number))
            called.append(tiny(str(tmp_path / "others"), number, 30))
        assert isinstance(error_of(called[61]), WorkerDied)
        gather(*called[:61], *called[62:]).result(SOON_S)
    assert Counter(line.split()[0] for line in lines(path)) == Counter(str(n) for n in range(60))


def test_a_task_with_retries_runs_again_only_for_its_own_death(tmp_path: Path) -> None:
    careful = task(on="process", retries=1)(tiny.plain)
    with Session(workers=2):
        called = careful.map([str(tmp_path / "ran")] * 50, range(50), [25] * 50)
        assert gather(*called).result(SOON_S) == tuple(range(50))
    runs = Counter(lines(tmp_path / "ran"))
    assert runs.pop("25 2") == 1
    assert runs == Counter(f"{n} 1" for n in range(50))


def random_deaths(number: int, deaths: int, folder: Path, seed: int) -> None:
    """So many of the tiny tasks die, wherever they stand in their chunks."""
    path = folder / "ran"
    doomed = set(random.Random(seed).sample(range(number), deaths))

    @task(on="process")
    def maybe(n: int) -> int:
        if n in doomed:
            os._exit(1)
        note(path, n)
        return n

    with Session(workers=2):
        gather(*maybe.map([-1] * 200)).result(SOON_S)
        called = maybe.map(range(number))
        for n, each in enumerate(called):
            if n in doomed:
                assert isinstance(error_of(each), WorkerDied), f"{n}: {each!r}"
            else:
                assert each.result(6 * SOON_S) == n
    runs = Counter(int(line) for line in lines(path))
    runs.pop(-1)
    assert set(runs) == set(range(number)) - doomed


def test_random_deaths_among_a_thousand_tiny_tasks(tmp_path: Path) -> None:
    random_deaths(1000, 20, tmp_path, seed=1)


@pytest.mark.full
def test_three_hundred_random_deaths_among_twenty_thousand_tiny_tasks(tmp_path: Path) -> None:
    random_deaths(20_000, 300, tmp_path, seed=2)


# ---- chains ------------------------------------------------------------------------------------------------------------


def test_a_chain_gives_its_value() -> None:
    with Session(workers=2):
        last = plus_one(0)
        for _ in range(1999):
            last = plus_one(last)
        assert last.result(3 * SOON_S) == 2000


def test_each_step_of_a_chain_runs_once_and_keeps_its_value(tmp_path: Path) -> None:
    path = str(tmp_path / "ran")
    with Session(workers=2):
        learn(tmp_path / "warm")
        chain = [plus_one(0, path)]
        for _ in range(200):
            chain.append(plus_one(chain[-1], path))
        assert [each.result(SOON_S) for each in chain] == list(range(1, 202))
    assert lines(path) == [str(n) for n in range(201)]


def test_a_chain_that_branches_and_joins() -> None:
    with Session(workers=2):
        gather(*add.map(range(300), range(300))).result(SOON_S)
        top = plus_one(0)
        for _ in range(30):
            left, right = plus_one(top), plus_one(top)
            top = add(left, right)
        expected = 1
        for _ in range(30):
            expected = 2 * (expected + 1)
        assert top.result(SOON_S) == expected


def test_a_failure_in_a_chain_skips_what_follows(tmp_path: Path) -> None:
    @task(on="process")
    def step(n: int) -> int:
        note(tmp_path / "ran", n)
        if n == 20:
            raise ValueError("twenty")
        return n + 1

    with Session(workers=2):
        gather(*step.map([-1] * 300)).result(SOON_S)
        chain = [step(0)]
        for _ in range(40):
            chain.append(step(chain[-1]))
        with pytest.raises(PrerequisiteFailed) as caught:
            chain[-1].result(SOON_S)
        assert isinstance(caught.value.__cause__, ValueError)
        assert isinstance(error_of(chain[20]), ValueError)
        assert chain[19].result(SOON_S) == 20
    assert [n for n in map(int, lines(tmp_path / "ran")) if n >= 0] == list(range(21))


def test_a_death_in_a_chain_fails_one_and_skips_what_follows(tmp_path: Path) -> None:
    @task(on="process")
    def step(n: int) -> int:
        if n == 20:
            os._exit(1)
        return n + 1

    with Session(workers=2):
        gather(*step.map([-1] * 300)).result(SOON_S)
        chain = [step(0)]
        for _ in range(40):
            chain.append(step(chain[-1]))
        assert isinstance(error_of(chain[20]), WorkerDied)
        assert chain[19].result(SOON_S) == 20
        with pytest.raises(PrerequisiteFailed) as caught:
            chain[-1].result(SOON_S)
        assert isinstance(caught.value.__cause__, WorkerDied)


def test_a_slow_step_of_a_chain_holds_up_no_other_chain(tmp_path: Path) -> None:
    @task(on="process")
    def step(n: int, slow: bool = False) -> int:
        if slow:
            wait_for(tmp_path / "door")
        return n + 1

    with Session(workers=2):
        gather(*step.map([-1] * 300)).result(SOON_S)
        ends = []
        for number in range(6):
            last = step(0)
            for at in range(30):
                last = step(last, number == 2 and at == 10)
            ends.append(last)
        assert gather(*ends[:2], *ends[3:]).result(SOON_S) == (31,) * 5
        assert ends[2].outcome is None
        (tmp_path / "door").touch()
        assert ends[2].result(SOON_S) == 31


def test_a_cancelled_step_of_a_chain_cancels_what_follows(tmp_path: Path) -> None:
    @task(on="process")
    def step(n: int, door: bool = False) -> int:
        if door:
            note(tmp_path / "inside", n)
            wait_for(tmp_path / "door")
        return n + 1

    with Session(workers=2):
        gather(*step.map([-1] * 300)).result(SOON_S)
        first = step(0, True)
        second = step(first)
        last = step(step(second))
        until(lambda: lines(tmp_path / "inside"))
        assert second.cancel()
        (tmp_path / "door").touch()
        with pytest.raises(TaskCancelled):
            last.result(SOON_S)
        assert first.result(SOON_S) == 1


def test_a_chain_with_big_values_between_its_steps() -> None:
    """What passes from step to step in one worker is the very value."""

    @task(on="process")
    def longer(text: str) -> str:
        return text + "x" * 100_000

    with Session(workers=2):
        last = longer("")
        for _ in range(20):
            last = longer(last)
        assert len(last.result(SOON_S)) == 2_100_000


def test_a_step_that_changes_its_argument_does_not_change_the_value_of_the_step_before() -> None:
    """Across processes a value is a copy; in one chunk it is, too."""

    @task(on="process")
    def begin(n: int) -> list[int]:
        return [n]

    @task(on="process")
    def spoil(rows: list[int]) -> list[int]:
        rows.append(-1)
        return rows

    with Session(workers=2):
        gather(*[spoil(begin(n)) for n in range(200)]).result(SOON_S)
        first = begin(1)
        second = spoil(first)
        assert second.result(SOON_S) == [1, -1]
        assert first.result(SOON_S) == [1]


def test_a_slow_step_of_a_chain_runs_once(tmp_path: Path) -> None:
    """Its worker is asked for what it has; what goes with it is run where it is, and nowhere else."""

    @task(on="process")
    def step(n: int, door: str = "") -> int:
        note(tmp_path / "ran", n)
        if door:
            wait_for(door)
        return n + 1

    with Session(workers=2):
        gather(*step.map([1000] * 300)).result(SOON_S)
        busy = [step(n, str(tmp_path / "first door")) for n in (2000, 3000)]
        last = step(step(step(0)), str(tmp_path / "second door"))
        (tmp_path / "first door").touch()
        until(lambda: "2" in lines(tmp_path / "ran"))
        (tmp_path / "second door").touch()
        assert last.result(SOON_S) == 3
        gather(*busy).result(SOON_S)
    assert sorted(lines(tmp_path / "ran")[300:]) == ["0", "1", "2", "2000", "3000"]
