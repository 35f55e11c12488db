"""Coroutines: cancelled at every moment, and never lost."""

from __future__ import annotations

from tests.engine.helpers import run


def test_cancel_at_once_ends_a_coroutine() -> None:
    """ "Cancel, from any thread: a coroutine by cancellation": also one whose first step was still to come."""
    script = run("""
        import asyncio, os
        from headway import task, TaskCancelled

        @task
        async def fetch():
            await asyncio.sleep(0)
            return 1

        ended = 0
        for _ in range(300):
            called = fetch()
            called.cancel()
            try:
                called.result(5)
                ended += 1
            except TaskCancelled:
                ended += 1
            except TimeoutError:
                break
        print(ended, flush=True)
        os._exit(0)
        """)
    assert script.out == "300\n"


def test_session_end_ends_coroutines_that_had_not_begun() -> None:
    script = run("""
        import asyncio, os
        from headway import Session, task

        @task
        async def fetch():
            await asyncio.sleep(60)

        for _ in range(50):
            try:
                with Session():
                    called = [fetch() for _ in range(20)]
                    raise KeyError
            except KeyError:
                pass
            assert {str(t.state) for t in called} == {"cancelled"}
        print("over", flush=True)
        os._exit(0)
        """)
    assert script.out == "over\n", script.err
