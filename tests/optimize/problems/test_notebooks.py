"""The notebook of each ready problem runs from its first cell to its last, in a real kernel and in a few seconds."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from tests.notebooks.kernel import Kernel, start_kernel

from headway.optimize import problems

NOTEBOOKS = Path(__file__).resolve().parents[3] / "examples" / "optimize"

pytestmark = [pytest.mark.kernel, pytest.mark.slow]


@pytest.fixture(scope="module")
def one_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = start_kernel(tmp_path_factory.mktemp("kernel"))
    yield kernel
    kernel.shut_down()


def test_every_problem_has_its_notebook() -> None:
    assert {file.stem for file in NOTEBOOKS.glob("*.ipynb")} == set(problems.__all__)


@pytest.mark.parametrize("name", problems.__all__)
def test_notebook_runs(one_kernel: Kernel, name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert one_kernel.run("%reset -f").error is None
    pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []  # committed without, so that no output is older than the code
            done = one_kernel.run(cell.source, timeout_s=60)
            assert done.error is None, f"{name}: {cell.source}\n{done.traceback}"
            assert done.stderr == "", f"{name}: {cell.source}\n{done.stderr}"
            pictures += any("<svg" in str(shown["data"]) for shown in done.of("execute_result"))
    assert pictures >= 1
