"""A failure in a notebook: the user's own error in the cell that asks, with the user's own frames; told once."""

import pytest
from tests.notebooks.kernel import Kernel

pytestmark = pytest.mark.kernel

STEPS = """
class ColumnMissing(Exception):
    pass

def look_up(table, column):
    raise ColumnMissing(f"no column {column!r}")

@task
def fit(table):
    return look_up(table, "price")

@task
async def afit(table):
    await asyncio.sleep(0)
    return look_up(table, "price")

@task
def predict(model):
    return model

def settled(*tasks):
    while not all(t.state.is_final for t in tasks):
        time.sleep(0.01)
"""

ASKING = {
    "result": "fit([]).result()",
    "await": "await fit([])",
    "result of a coroutine": "afit([]).result()",
    "await of a coroutine": "await afit([])",
    "gather": "gather(predict(1), fit([])).result()",
    "await gather": "await gather(predict(1), fit([]))",
    "session": "with Session():\n    fit([])",
    "async session": "async with Session():\n    fit([])",
    "as_completed": "for done in as_completed([fit([])]):\n    done.result()",
    "async for": "async for done in as_completed([fit([])]):\n    await done",
    "coroutine": "async def main(): return await fit([])\nawait main()",
    "debug mode": "with Session(on='inline'):\n    fit([]).result()",
}


@pytest.fixture
def failing(kernel: Kernel) -> Kernel:
    kernel.run(STEPS)
    return kernel


@pytest.mark.parametrize("cell", ASKING.values(), ids=ASKING.keys())
def test_cell_shows_the_users_own_error_and_frames(failing: Kernel, cell: str) -> None:
    ran = failing.run(cell)
    assert ran.error == "ColumnMissing"
    assert ran.message.startswith("no column 'price'")
    frames = ran.traceback
    assert "in look_up(" in frames
    assert 'raise ColumnMissing(f"no column {column!r}")' in frames
    assert frames.index("fit([])") < frames.index("in look_up(")
    assert frames.count("raise ColumnMissing") == 1
    assert ran.stderr == ""


@pytest.mark.parametrize("cell", ASKING.values(), ids=ASKING.keys())
def test_traceback_has_no_frame_of_headways(failing: Kernel, cell: str) -> None:
    assert "/headway/" not in failing.run(cell).traceback


@pytest.mark.parametrize("ask", ["predict(predict(fit([]))).result()", "await predict(predict(fit([])))"])
def test_skipped_task_names_the_root_cause(failing: Kernel, ask: str) -> None:
    ran = failing.run(ask)
    assert ran.error == "PrerequisiteFailed"
    assert "needs `fit`, which failed with ColumnMissing: no column 'price'" in ran.message
    assert "direct cause" in ran.traceback
    assert "in look_up(" in ran.traceback


def test_several_failures_of_a_session_come_together(failing: Kernel) -> None:
    ran = failing.run("with Session():\n    fit([])\n    afit([])")
    # IPython writes exception groups as Python does, on stderr.
    assert "ExceptionGroup: 2 tasks failed and nobody asked for their results" in ran.stderr
    assert ran.stderr.count("ColumnMissing: no column 'price'") == 2
    assert ran.stderr.count("in look_up") == 2


@pytest.mark.parametrize("call", ["fit([])", "afit([])", "predict(1)\nfit.plain; bad = fit([])\ndel bad"])
def test_failure_nobody_asked_for_is_reported_once(failing: Kernel, call: str) -> None:
    failing.run(f"def forget():\n    {call.replace(chr(10), chr(10) + '    ')}\nforget()")
    failing.until(lambda: "ColumnMissing" in failing.everything("stderr"), "the report")
    failing.run("import gc; gc.collect()")
    failing.watch(0.3)
    told = failing.everything("stderr")
    assert told.count("ColumnMissing: no column 'price'") == 1
    assert told.count("failed, and nobody asked for its result") == 1
    assert "in look_up" in told


@pytest.mark.parametrize(
    "ask",
    [
        "try: t.result()\nexcept ColumnMissing: pass",
        "try: await t\nexcept ColumnMissing: pass",
        "settled(t); str(t.error)",
        "settled(t); str(t.outcome)",
        "[done.state for done in as_completed([t])]",
        "gather(t, return_errors=True).result()",
        "try: predict(t).result()\nexcept PrerequisiteFailed: pass",
    ],
)
def test_failure_asked_for_is_not_reported(failing: Kernel, ask: str) -> None:
    failing.run("t = fit([])")
    assert failing.run(ask).error is None
    failing.run("import gc\nsettled(t)\n%reset_selective -f ^t$\ngc.collect()")
    failing.watch(0.3)
    assert failing.everything("stderr") == ""


def test_error_of_the_cell_cancels_its_session(failing: Kernel) -> None:
    ran = failing.run("with Session():\n    t = nap(60)\n    look_up([], 'size')")
    assert ran.error == "ColumnMissing"
    assert failing.value("settled(t); t.state.value") == "'cancelled'"


def test_error_of_the_cell_leaves_the_default_session_alone(failing: Kernel) -> None:
    assert failing.run("t = nap(0.2, 7)\nlook_up([], 'size')").error == "ColumnMissing"
    assert failing.value("t.result()") == "7"


def test_kernel_goes_on_after_a_body_that_ends_with_system_exit(failing: Kernel) -> None:
    ran = failing.run("@task\ndef leave(): raise SystemExit(3)\nleave().result()")
    assert ran.error == "TaskFailed"
    assert "SystemExit" in ran.message
    assert failing.value("nap(0, 7).result()") == "7"
