"""The table of situations: where a blocking wait blocks, and where it says "use await" (rules 2 and 3 of the engine)."""

import pytest
from tests.cases import some_in_short
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.kernel

# How a blocking wait for an unfinished task `t` is written; each gives 7.
WAITS = {
    "result": "t.result()",
    "as_completed": "[done.result() for done in as_completed([t])][0]",
    "session": "in_a_session()",
    "gather": "gather(t, t).result()[0]",
}
WAITING = """
def in_a_session():
    with Session():
        inner = nap(0.05, 7)
    return inner.result()

def helper():
    return {wait}

def generator():
    yield {wait}

async def coroutine():
    return {wait}

async def calls_helper():
    return helper()

async def async_generator():
    yield {wait}

async def deep():
    return await coroutine()

class Model:
    def fit(self):
        return {wait}

    @property
    def score(self):
        return {wait}
"""

BLOCKS = {
    "a plain cell": "answer = {wait}",
    "the last expression": "answer = None\n({wait})",
    "a cell that awaits in another statement": "await asyncio.sleep(0)\nanswer = {wait}",
    "a statement that also awaits": "answer = [await asyncio.sleep(0), {wait}][1]",
    "a helper": "answer = helper()",
    "a helper in a statement that awaits": "answer = [await asyncio.sleep(0), helper()][1]",
    "a comprehension": "answer = [{wait} for _ in range(1)][0]",
    "a comprehension in a statement that awaits": "answer = [await asyncio.sleep(0), [{wait} for _ in range(1)][0]][1]",
    "a generator": "answer = next(generator())",
    "a lambda": "answer = (lambda: {wait})()",
    "a method": "answer = Model().fit()",
    "a property": "answer = Model().score",
    "a for loop of a cell that awaits": "for _ in range(1):\n    await asyncio.sleep(0)\n    answer = {wait}",
    "an async with of the cell": "async with asyncio.Lock():\n    answer = {wait}",
    "exec": "exec('answer = {wait}')",
    "a magic": "%time answer = {wait}",
    "another thread": "answer = await asyncio.to_thread(helper)",
    "a thread started by hand": "import queue\nq = queue.Queue()\n"
    "thread = threading.Thread(target=lambda: q.put(helper()))\nthread.start()\nanswer = q.get()",
}

NEEDS_AWAIT = {
    "a coroutine awaited in the cell": "answer = await coroutine()",
    "a coroutine of a coroutine": "answer = await deep()",
    "a helper called by a coroutine": "answer = await calls_helper()",
    "asyncio's create_task": "answer = await asyncio.create_task(coroutine())",
    "asyncio.gather": "answer = (await asyncio.gather(coroutine(), coroutine()))[0]",
    "an async generator": "answer = [v async for v in async_generator()][0]",
    "asyncio.timeout around it": "async with asyncio.timeout(20):\n    answer = await coroutine()",
    "asyncio.run in another thread": "answer = await asyncio.to_thread(asyncio.run, coroutine())",
}


def prepare(kernel: Kernel, wait: str, seconds: float) -> None:
    kernel.run(f"{WAITING.format(wait=wait)}\nt = nap({seconds}, 7)")


@pytest.mark.parametrize("wait", some_in_short(WAITS, *list(WAITS)[:2]))
@pytest.mark.parametrize("cell", BLOCKS.values(), ids=BLOCKS.keys())
def test_blocking_wait_blocks_in(kernel: Kernel, cell: str, wait: str) -> None:
    prepare(kernel, wait, 0.05)
    ran = kernel.run(cell.format(wait=wait))
    assert ran.error is None, ran.traceback
    assert "7" in (ran.result, kernel.value("answer"))


@pytest.mark.parametrize("wait", some_in_short(WAITS, *list(WAITS)[:2]))
@pytest.mark.parametrize("cell", NEEDS_AWAIT.values(), ids=NEEDS_AWAIT.keys())
def test_blocking_wait_asks_for_await_in(kernel: Kernel, cell: str, wait: str) -> None:
    prepare(kernel, wait, 20)
    ran = kernel.run(cell.format(wait=wait))
    assert ran.error == "NeedsAwait"
    assert "would block the event loop" in ran.message
    assert "use " in ran.message
    kernel.run("t.cancel()")


@pytest.mark.parametrize(
    ("wait", "cure"),
    [
        ("t.result()", "`nap`.result() would block the event loop that runs this code: use `await nap` there"),
        ("list(as_completed([t]))", "use `async for`"),
        ("Session().__enter__()", "use `async with Session()`"),
    ],
)
def test_refusal_says_what_to_write_instead(kernel: Kernel, wait: str, cure: str) -> None:
    kernel.run(f"t = nap(20)\nasync def main(): {wait}")
    assert cure in kernel.run("await main()").message
    kernel.run("t.cancel()")


def test_finished_task_never_needs_await(kernel: Kernel) -> None:
    kernel.run(WAITING.format(wait="t.result()"))
    kernel.run("t = nap(0, 7)\nt.result()")
    assert kernel.value("await coroutine()") == "7"
    assert kernel.value("await deep()") == "7"


def test_nothing_but_waiting_needs_await(kernel: Kernel) -> None:
    cell = """
    async def main():
        t = nap(20)
        seen = [t.state.value in ("ready", "running", "waiting"), t.outcome, t.error, t.seconds, t.name, t.prerequisites]
        return seen, t.cancel(), repr(gather(t).name)
    await main()
    """
    assert kernel.value(cell) == "([True, None, None, None, 'nap', ()], True, \"'gather'\")"


def test_timeout_of_a_wait_in_a_cell(kernel: Kernel) -> None:
    cell = kernel.run("t = nap(20)\nt.result(timeout_s=0.1)")
    assert cell.error == "TimeoutError"
    assert kernel.value("t.state.value") == "'running'"
    kernel.run("t.cancel()")


def test_async_forms_work_in_cells_and_coroutines(kernel: Kernel) -> None:
    body = """
    async with Session():
        tasks = nap.map([0.02, 0.01], [1, 2])
    seen = []
    async for done in as_completed([*tasks, nap(0.05, 3)]):
        seen.append(await done)
    """
    lines = [line[4:] for line in body.strip("\n").splitlines()]
    kernel.run("\n".join(lines))
    assert kernel.value("sorted(seen)") == "[1, 2, 3]"
    kernel.run("async def main():\n" + "\n".join(f"    {line}" for line in lines) + "\n    return sorted(seen)")
    assert kernel.value("await main()") == "[1, 2, 3]"


def test_result_inside_an_async_comprehension(kernel: Kernel) -> None:
    """What `async for` has yielded is over, so that `.result()` waits for nothing there."""
    cell = "sorted([t.result() async for t in as_completed(nap.map([0.05, 0.01], [1, 2]))])"
    assert kernel.value(cell) == "[1, 2]"


def test_awaiting_with_asyncio_helpers(kernel: Kernel) -> None:
    assert kernel.value("await asyncio.gather(nap(0.05, 1), anap(0.05, 2))") == "[1, 2]"
    assert kernel.value("await asyncio.wait_for(nap(0.05, 1), 20)") == "1"
    cell = "t = nap(20)\nawait asyncio.wait_for(t, 0.05)"
    assert kernel.run(cell).error == "TimeoutError"
    assert kernel.value("t.state.value") == "'running'"
    kernel.run("t.cancel()")


def test_task_made_in_one_loop_is_awaited_in_another(kernel: Kernel) -> None:
    cell = """
    t = nap(0.1, 7)
    async def other():
        return await t
    (await asyncio.to_thread(asyncio.run, other()), await t, t.result())
    """
    assert kernel.value(cell) == "(7, 7, 7)"


def test_callback_on_the_kernels_loop_may_block(kernel: Kernel) -> None:
    """A callback is no coroutine: it blocks, as any blocking call in a callback does."""
    cell = """
    t = nap(0.1, 7)
    answer = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(lambda: answer.set_result(t.result()))
    await answer
    """
    assert kernel.value(cell) == "7"
