"""A, B → C in a notebook: the same linear code in plain cells, in cells that await, and in both at once."""

import pytest
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.kernel

STEPS = """
@task
def prepare(path):
    time.sleep(0.05)
    return [path]

@task
async def aprepare(path):
    await asyncio.sleep(0.05)
    return [path]

@task
def fit(train, forecast):
    return train + forecast
"""


@pytest.mark.parametrize(
    "cell",
    [
        "train = prepare('a')\nforecast = prepare('b')\nmodel = fit(train, forecast)\nmodel.result()",
        "train = prepare('a')\nforecast = prepare('b')\nmodel = fit(train, forecast)\nawait model",
        "await fit(prepare('a'), prepare('b'))",
        "fit(aprepare('a'), aprepare('b')).result()",
        "await fit(aprepare('a'), aprepare('b'))",
        "await fit(prepare('a'), aprepare('b'))",
        "fit(prepare('a'), aprepare('b')).result()",
        "first = await prepare('a')\nfit(first, prepare('b')).result()",
        "(await prepare('a')) + prepare('b').result()",
        "def helper(): return fit(prepare('a'), prepare('b')).result()\nhelper()",
        "async def main(): return await fit(prepare('a'), aprepare('b'))\nawait main()",
        "with Session():\n    model = fit(prepare('a'), aprepare('b'))\nmodel.result()",
        "async with Session():\n    model = fit(prepare('a'), aprepare('b'))\nmodel.result()",
        "sum((t.result() for t in [prepare('a'), aprepare('b')]), [])",
        "sorted(sum([t.result() for t in as_completed([prepare('a'), aprepare('b')])], []))",
        "sum(gather(prepare('a'), aprepare('b')).result(), [])",
        "sum(await gather(prepare('a'), aprepare('b')), [])",
    ],
)
def test_cell_gives_the_result(kernel: Kernel, cell: str) -> None:
    kernel.run(STEPS)
    assert kernel.value(cell) == "['a', 'b']"


def test_tasks_of_one_cell_are_used_in_the_next(kernel: Kernel) -> None:
    kernel.run(STEPS)
    kernel.run("train = prepare('a')")
    kernel.run("forecast = aprepare('b')")
    kernel.run("model = fit(train, forecast)")
    assert kernel.value("await model") == "['a', 'b']"
    assert kernel.value("model.result()") == "['a', 'b']"


def test_tasks_of_one_cell_run_side_by_side(kernel: Kernel) -> None:
    cell = """
    both = threading.Barrier(2, timeout=20)
    @task
    def meet():
        return both.wait() in (0, 1)
    @task
    async def ameet():
        return await asyncio.to_thread(meet.plain)
    (gather(meet(), meet()).result(), await gather(meet(), ameet()))
    """
    assert kernel.value(cell) == "((True, True), (True, True))"


def test_task_that_waits_for_tasks_it_started(kernel: Kernel) -> None:
    cell = """
    @task
    def down(depth):
        return 0 if depth == 0 else 1 + down(depth - 1).result()
    with Session(workers=2):
        deep = down(10)
    deep.result()
    """
    assert kernel.value(cell) == "10"


def test_cell_magics_change_nothing(kernel: Kernel) -> None:
    kernel.run(STEPS)
    assert kernel.run("%%time\nmodel = fit(prepare('a'), aprepare('b')).result()").error is None
    assert kernel.value("model") == "['a', 'b']"
    assert kernel.run("%timeit -n 1 -r 2 fit(prepare('a'), aprepare('b')).result()").error is None


def test_event_loop_of_the_kernel_stays_as_it_was(kernel: Kernel) -> None:
    look = "[type(asyncio.get_running_loop()), asyncio.run, asyncio.get_running_loop().run_until_complete.__func__]"
    before = kernel.value(f"seen = {look}; 0")
    assert before == "0"
    assert kernel.value("await anap(0, 1)") == "1"
    assert kernel.value(f"seen == {look}") == "True"


def test_asyncio_run_in_a_cell_is_refused_by_asyncio(kernel: Kernel) -> None:
    cell = kernel.run("async def main(): return await nap(0)\nasyncio.run(main())")
    assert cell.error == "RuntimeError"
    assert "asyncio.run() cannot be called from a running event loop" in cell.message
