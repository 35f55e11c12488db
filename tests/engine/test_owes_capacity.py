"""What the engine owes: limits, capacity, memory, threads that grow."""

from __future__ import annotations

import threading

import pytest
from tests.engine.helpers import SOON_S, Door, run, until

from headway import Limit, OverCapacity, Session, gather, task
from headway.meters import machine


@pytest.fixture
def busy() -> list[int]:
    return [0, 0]


def counting(busy: list[int], **options: object):
    """A task that counts how many of it run at once: now, and at most."""
    lock = threading.Lock()

    @task(**options)  # type: ignore[call-overload]
    def count(number: int = 0) -> int:
        with lock:
            busy[0] += 1
            busy[1] = max(busy)
        threading.Event().wait(0.005)
        with lock:
            busy[0] -= 1
        return number

    return count


class TestLimits:
    def test_limit_bounds_what_runs_at_once(self, busy: list[int]) -> None:
        """ "Limits of one name are one limit in a session."""
        with Session(workers=8):
            gather(*counting(busy, limit=Limit("server", 2)).map(range(20))).result(SOON_S)
        assert busy[1] == 2

    def test_at_most_bounds_a_map(self, busy: list[int]) -> None:
        with Session(workers=8):
            assert [t.result(SOON_S) for t in counting(busy).map(range(20), at_most=3)] == list(range(20))
        assert busy[1] == 3

    def test_at_most_does_not_lift_the_limit(self, busy: list[int]) -> None:
        with Session(workers=8):
            gather(*counting(busy, limit=Limit("server", 1)).map(range(8), at_most=4)).result(SOON_S)
        assert busy[1] == 1

    def test_limit_bounds_coroutines(self) -> None:
        """ "Coroutines are bounded only by `limit`."""
        import asyncio

        inside, most = 0, 0

        @task(limit=Limit("server", 3))
        async def fetch() -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            inside -= 1

        with Session(workers=1):
            for _ in range(20):
                fetch()
        assert most == 3

    def test_cancelled_ones_do_not_block_a_limit(self, door: Door) -> None:
        @task(limit=Limit("one", 1))
        def pass_through(number: int) -> int:
            door.pass_through()
            return number

        with Session(workers=2):
            first, second, third = pass_through.map(range(3))
            until(lambda: door.inside)
            assert second.cancel()
            door.open()
            assert third.result(SOON_S) == 2
            assert first.result(SOON_S) == 0

    def test_cancelled_in_front_of_a_slot_does_not_block_a_limit(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        @task(limit=Limit("one", 1))
        def go(number: int) -> int:
            return number

        with Session(workers=1):
            hold()
            until(lambda: door.inside)
            assert go(1).cancel()
            second = go(2)
            door.open()
            assert second.result(SOON_S) == 2


class TestCapacity:
    def test_uses_bound_what_runs_at_once(self, busy: list[int]) -> None:
        with Session(workers=8, capacity={"gpu": 2}):
            gather(*counting(busy, uses={"gpu": 1}).map(range(10))).result(SOON_S)
        assert busy[1] == 2

    def test_need_above_the_capacity_fails_at_the_call(self) -> None:
        @task(uses={"gpu": 3})
        def train() -> None:
            raise AssertionError("never")

        with (
            Session(capacity={"gpu": 2}),
            pytest.raises(OverCapacity, match="`train` uses 3 gpu, and this session has 2"),
        ):
            train()

    def test_unknown_resource_fails_at_the_call(self) -> None:
        @task(uses={"licence": 1})
        def solve() -> None:
            raise AssertionError("never")

        with Session(), pytest.raises(OverCapacity, match="uses 1 licence, and this session has 0"):
            solve()

    def test_memory_of_the_machine_is_the_default(self) -> None:
        gigabytes = machine.memory_limit_bytes() / 1e9

        @task(uses={"memory_gb": gigabytes * 2})
        def load() -> None:
            raise AssertionError("never")

        with Session(), pytest.raises(OverCapacity, match="memory_gb"):
            load()

    def test_shares_never_wear_off(self) -> None:
        whole = task(uses={"gpu": 1.0})(lambda: 1)
        shares = [task(uses={"gpu": tenths / 10}, name=f"{tenths} tenths")(lambda: 1) for tenths in range(1, 10)]
        with Session(workers=4, capacity={"gpu": 1.0}):
            gather(*[share() for _ in range(40) for share in shares]).result(SOON_S)
            assert whole().result(SOON_S) == 1


class TestWorkers:
    """ "`workers=n`: at most n thread bodies of this session (lent slots excepted); unset: cores …, and threads that start at
    cores and grow, while measured calls wait, to at most 256."
    """

    @pytest.mark.parametrize("workers", [1, 2, 5])
    def test_workers_bound_thread_bodies(self, workers: int, busy: list[int]) -> None:
        with Session(workers=workers):
            gather(*counting(busy).map(range(20))).result(SOON_S)
        assert busy[1] == workers

    def test_sessions_have_their_own_workers(self, door: Door) -> None:
        @task
        def hold() -> None:
            door.pass_through()

        with Session(workers=1):
            hold()
            with Session(workers=1):
                hold()
                until(lambda: door.inside == 2)
                door.open()

    def test_threads_grow_while_calls_wait(self) -> None:
        door = Door()

        @task
        def wait_there() -> None:
            door.pass_through()

        with Session():
            for _ in range(40):
                wait_there()
            until(lambda: door.inside == 40, f"only {door.inside} of 40 waiting bodies run at once")
            door.open()

    def test_threads_grow_to_256_at_most(self) -> None:
        door = Door()

        @task
        def wait_there() -> None:
            door.pass_through()

        with Session():
            for _ in range(300):
                wait_there()
            until(lambda: door.inside == 256, f"only {door.inside} run at once")
            threading.Event().wait(0.2)
            assert door.most_inside == 256
            door.open()

    def test_given_workers_do_not_grow(self, door: Door) -> None:
        @task
        def wait_there() -> None:
            door.pass_through()

        with Session(workers=2):
            for _ in range(10):
                wait_there()
            until(lambda: door.inside == 2)
            threading.Event().wait(0.3)
            assert door.most_inside == 2
            door.open()

    def test_threads_do_not_grow_for_calls_that_compute(self) -> None:
        inside, most, lock = [0], [0], threading.Lock()

        @task
        def compute() -> None:
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            sum(range(400_000))
            with lock:
                inside[0] -= 1

        with Session():
            for _ in range(60):
                compute()
        assert most[0] <= 2 * machine.cores()


class TestMemory:
    """ "Ready tasks are held back below 15 % free memory (one task always runs), and the report says so."""

    PROGRAM = """
        import threading, time
        from headway import Limit, Session, task
        from headway.meters import machine

        free = [1.0]
        machine.free_memory_share = lambda: free[0]
        inside, most, lock = [0], [0], threading.Lock()

        @task{options}
        def load():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.05)
            with lock:
                inside[0] -= 1

        with Session(workers=4, progress=False) as session:
            free[0] = 0.1
            while not session.snapshot().held:
                load().result()
            most[0] = 0
            for t in [load() for _ in range(8)]: t.result()
            print("held", most[0])
            free[0] = 1.0
            while session.snapshot().held:
                load().result()
            for t in [load() for _ in range(8)]: t.result()
            print("not held", most[0])
            print(*session._run.notes)
        """

    @pytest.mark.parametrize("options", ["", "(uses={'memory_gb': 0.001})", "(limit=Limit('disk', 4))"])
    def test_ready_tasks_are_held_back(self, options: str) -> None:
        script = run(self.PROGRAM.replace("{options}", options))
        lines = script.out.splitlines()
        assert lines[:2] == ["held 1", "not held 4"], script.out + script.err
        assert "15 %" in lines[2]
