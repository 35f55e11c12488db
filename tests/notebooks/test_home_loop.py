"""On which loop a coroutine's body runs: the user's own connections and locks work, and the cell never blocks itself."""

from collections.abc import Iterator

import pytest
from tests.notebooks.kernel import Kernel
from tests.notebooks.web import hello_server

pytestmark = [pytest.mark.kernel, pytest.mark.server]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with hello_server() as address:
        yield address


@pytest.fixture
def fetching(kernel: Kernel, url: str) -> Kernel:
    kernel.run(f"""
    import aiohttp
    url = {url!r}

    @task
    async def fetch(session, name):
        async with session.get(url, params={{"name": name, "after_s": "0.05"}}) as response:
            return await response.text()

    @task
    async def fetch_alone(name):
        async with aiohttp.ClientSession() as session, session.get(url, params={{"name": name}}) as response:
            return await response.text()

    @task
    async def where():
        return asyncio.get_running_loop()

    @task
    def shout(text):
        return text.upper()

    kernels_loop = asyncio.get_running_loop()
    """)
    return kernel


@pytest.mark.parametrize(
    "cell",
    [
        "async with aiohttp.ClientSession() as s:\n    answer = await fetch(s, 'you')",
        "async with aiohttp.ClientSession() as s:\n    answer = await fetch(s, await asyncio.sleep(0, 'you'))",
        "async def main():\n    async with aiohttp.ClientSession() as s:\n        return await fetch(s, 'you')\n"
        "answer = await main()",
        "async def main():\n    async with aiohttp.ClientSession() as s:\n        return await fetch(s, 'you')\n"
        "answer = await asyncio.create_task(main())",
        "async def main():\n    async with aiohttp.ClientSession() as s:\n        return await fetch(s, 'you')\n"
        "answer = await asyncio.to_thread(asyncio.run, main())",
        "async def call(s): return fetch(s, 'you')\n"
        "async with aiohttp.ClientSession() as s:\n    answer = await (await call(s))",
        "s = aiohttp.ClientSession()\nanswer = await fetch(s, 'you')\nawait s.close()",
        "async with aiohttp.ClientSession() as s, Session():\n    t = fetch(s, 'you')\nanswer = await t",
        "async with aiohttp.ClientSession() as s:\n    async for t in as_completed([fetch(s, 'you')]):\n"
        "        answer = await t",
        "answer = fetch_alone('you').result()",
        "answer = await fetch_alone('you')",
    ],
)
def test_users_own_http_session_works(fetching: Kernel, cell: str) -> None:
    assert fetching.value(f"{cell}\nanswer") == "'hello you'"


def test_many_requests_share_one_http_session(fetching: Kernel) -> None:
    cell = """
    async with aiohttp.ClientSession() as s:
        answers = await gather(*[shout(fetch(s, str(n))) for n in range(20)])
    answers == tuple(f"HELLO {n}" for n in range(20))
    """
    assert fetching.value(cell) == "True"


@pytest.mark.parametrize(
    ("cell", "home"),
    [
        ("loop = where().result()", "the engine's"),
        ("t = where()\nloop = await t", "the engine's"),  # the call's own statement awaits nothing
        ("def helper(): return where().result()\nloop = helper()", "the engine's"),
        ("loop = [where() for _ in range(1)][0].result()", "the engine's"),
        ("loop = await where()", "the kernel's"),
        ("async with asyncio.Lock():\n    t = where()\nloop = await t", "the kernel's"),
        ("async def main(): return await where()\nloop = await main()", "the kernel's"),
        ("async def main(): return where()\nt = await main()\nloop = await t", "the kernel's"),
        ("def helper(): return where()\nasync def main(): return await helper()\nloop = await main()", "the kernel's"),
        ("loop = (await asyncio.to_thread(where)).result()", "the engine's"),
        ("@task\ndef body(): return where().result()\nloop = await body()", "the engine's"),
    ],
)
def test_home_of_a_coroutine_called_in_a_cell(fetching: Kernel, cell: str, home: str) -> None:
    fetching.run(cell)
    expected = {"the kernel's": "True", "the engine's": "False"}[home]
    assert fetching.value("loop is kernels_loop") == expected
    assert fetching.value("where().result() is loop") == str(home == "the engine's")


def test_coroutine_called_by_a_coroutine_task_stays_on_its_loop(fetching: Kernel) -> None:
    cell = """
    @task
    async def outer():
        return asyncio.get_running_loop() is await where()
    blocked = outer().result()
    (blocked, await outer())
    """
    assert fetching.value(cell) == "(True, True)"


@pytest.mark.parametrize(
    "wait",
    [
        "t.result()",
        "shout(t).result()",
        "gather(nap(0), t).result()",
        "[done for done in as_completed([t])]",
        "shout(shout(t)).result(timeout_s=20)",
        "[shout(x) for x in [t]][0].result()",
        "helper(t)",
    ],
)
def test_wait_for_a_body_on_the_kernels_loop_is_refused(fetching: Kernel, wait: str) -> None:
    """The cell would block the loop that the body needs: refused, with the cure, and the cure works."""
    fetching.run("def helper(t): return shout(t).result()\nasync def main(): return anap(0.2, 'x')\nt = await main()")
    cell = fetching.run(wait)
    assert cell.error == "NeedsAwait"
    assert "would block the event loop" in cell.message
    assert "await" in cell.message or "async for" in cell.message
    assert fetching.value("await t") == "'x'"
    assert fetching.value("t.result()") == "'x'"


def test_wait_in_the_statement_that_awaits_is_refused(fetching: Kernel) -> None:
    cell = fetching.run("answer = [await asyncio.sleep(0), anap(0.2, 1).result()]")
    assert cell.error == "NeedsAwait"
    assert "await" in cell.message


def test_leaving_a_session_with_a_body_on_the_kernels_loop_is_refused(fetching: Kernel) -> None:
    cell = fetching.run("async def main(): return anap(0.2, 'x')\nwith Session():\n    t = await main()")
    assert cell.error == "NeedsAwait"
    assert "`async with Session()`" in cell.message
    assert fetching.run("await t").error in (None, "TaskCancelled")


def test_locks_and_events_of_the_user_work(fetching: Kernel) -> None:
    cell = """
    lock, event, order = asyncio.Lock(), asyncio.Event(), []

    @task
    async def first():
        async with lock:
            order.append("first holds the lock")
            await event.wait()
        return "first"

    @task
    async def second():
        async with lock:
            order.append("second holds the lock")
        return "second"

    async def main():
        a = first()
        while not lock.locked():
            await asyncio.sleep(0.01)
        b = second()
        await asyncio.sleep(0.05)
        order.append("event set")
        event.set()
        return await gather(a, b)

    str((await main(), order))
    """
    shown = str(fetching.value(cell))
    assert shown == repr(str((("first", "second"), ["first holds the lock", "event set", "second holds the lock"])))


def test_queue_between_a_cell_and_a_coroutine_task(fetching: Kernel) -> None:
    cell = """
    async def main():
        queue = asyncio.Queue()
        @task
        async def take(n):
            return [await queue.get() for _ in range(n)]
        taken = take(3)
        for n in range(3):
            await queue.put(n)
        return await taken
    await main()
    """
    assert fetching.value(cell) == "[0, 1, 2]"


def test_asyncio_timeout_and_current_task_inside_a_body(fetching: Kernel) -> None:
    cell = """
    @task
    async def patient():
        assert asyncio.current_task() is not None
        try:
            async with asyncio.timeout(0.02):
                await asyncio.sleep(20)
        except TimeoutError:
            return "timed out"
    blocked = patient().result()
    (blocked, await patient())
    """
    assert fetching.value(cell) == "('timed out', 'timed out')"


def test_bodies_end_as_cancelled_when_their_loop_closes(fetching: Kernel) -> None:
    cell = """
    async def main():
        return anap(20)
    t = await asyncio.to_thread(asyncio.run, main())
    try:
        await asyncio.wait_for(t, 20)
    except TaskCancelled as error:
        answer = str(error)
    answer
    """
    assert "anap" in str(fetching.value(cell))


def test_cancelled_awaiter_leaves_a_shared_task_running(fetching: Kernel) -> None:
    cell = """
    t = nap(0.3, 7)
    async def main(): return await t
    one, other = asyncio.create_task(main()), asyncio.create_task(main())
    await asyncio.sleep(0.05)
    one.cancel()
    (await other, one.cancelled())
    """
    assert fetching.value(cell) == "(7, True)"


def test_coroutine_started_in_one_cell_runs_on_in_the_next(fetching: Kernel) -> None:
    fetching.run("async def main(): return anap(0.1, 7)\nt = await main()")
    assert fetching.value("await t") == "7"
