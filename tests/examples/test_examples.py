"""Every file under examples/ runs as a reader would run it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RUN_BELOW = {"prepare_train_predict.py", "many_requests.py", "notebook.ipynb"}


def output_of(name: str) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HEADWAY_")}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_run_here() -> None:
    assert {file.name for file in EXAMPLES.iterdir() if file.is_file()} == RUN_BELOW


def test_small_example_prints_its_predictions() -> None:
    """The straight line through the table was by numpy.polyfit: 72.7, 112.5, 132.4, 152.3."""
    assert output_of("prepare_train_predict.py").startswith("litres to order: 73, 112, 132, 152\n")


@pytest.mark.server
def test_requests_overlap() -> None:
    output = output_of("many_requests.py")
    seconds = float(re.match(r"100 pages in ([\d.]+) s", output)[1])
    assert seconds < 5.0  # one after another can't be faster than this
    assert "the longest: page /10\n" in output
    assert "102 done" in output


@pytest.mark.kernel
def test_notebook_runs_in_a_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    monkeypatch.delenv("HEADWAY_ON", raising=False)
    notebook = nbformat.read(EXAMPLES / "notebook.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    shown = ["".join(output.get("text", "") + str(output.get("data", "")) for output in of_cell) for of_cell in outputs]
    card, values, awaited, picture, report = shown[1:]
    assert "fit" in card
    assert "(1.875, 4)\n" in values
    assert "(-18.0, 2)" in awaited
    assert "<svg" in picture
    assert "three tables" in report
