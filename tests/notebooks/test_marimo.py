"""Where a cell ends and the user's own coroutine begins, told from the module of the coroutine's frame.

marimo is not installed here: what is tried is a coroutine frame of a module of that name, as its runtime has.
"""

import asyncio
import threading
from typing import Any

import pytest

from headway import NeedsAwait, task


@task
def seven() -> int:
    return 7


@task
def wait_for(gate: Any) -> int:
    gate.wait(20)
    return 7


def run_cell(module: str, cell: Any) -> Any:
    """Call ``cell`` as a notebook does: from a coroutine of its own, inside its running loop."""
    namespace: dict[str, Any] = {"__name__": module}
    exec("async def execute_cell(cell):\n    return cell()", namespace)
    return asyncio.run(namespace["execute_cell"](cell))


@pytest.mark.parametrize(
    "module", ["marimo._runtime.executor", "marimo", "IPython.core.interactiveshell", "ipykernel.ipkernel"]
)
def test_cell_of_a_notebook_may_block(module: str) -> None:
    gate = threading.Event()
    slow = wait_for(gate)
    threading.Timer(0.05, gate.set).start()
    assert run_cell(module, slow.result) == 7
    assert run_cell(module, lambda: seven().result()) == 7


@pytest.mark.parametrize("module", ["__main__", "marimoto.cells", "my.marimo", "IPython_tools", "app"])
def test_coroutine_of_any_other_module_may_not(module: str) -> None:
    gate = threading.Event()
    slow = wait_for(gate)
    with pytest.raises(NeedsAwait):
        run_cell(module, slow.result)
    gate.set()
    assert slow.result() == 7
