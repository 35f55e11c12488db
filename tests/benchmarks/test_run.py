"""A short run of the benchmarks: every figure of overhead is there, whatever it is (no time is asserted)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import measures, run, shapes

ROOT = Path(__file__).resolve().parents[2]
HERE = ("plain loop", "asyncio", "graphlib + threads by hand", "concurrent.futures", "concurrent.futures, callbacks")


def bench(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "benchmarks/run.py", "--here", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.mark.full
def test_quick_overhead_is_complete(tmp_path: Path) -> None:
    libraries = [f"--only={name}" for name in ("plain", "asyncio", "graphlib", "concurrent", "headway")]
    ran = bench("--quick", "--json", "--only=overhead", *libraries, "--out", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    measured = {(cell["peer"], cell["options"]["shape"]): cell.get("us", []) for cell in found["cells"]}
    ours = [name for name, _ in measured if name.startswith("headway")]
    for peer in {*HERE, *ours}:
        for shape in shapes.NAMES:
            assert len(measured[peer, shape]) == 2
            assert min(measured[peer, shape]) > 0
    assert {cell["peer"] for cell in found["cells"] if "fails" in cell} == set()
    assert (
        len([claim for claim in found["claims"] if claim["kind"] == "bar" and claim["verdict"] != "not measured"]) == 3
    )


@pytest.mark.full
@pytest.mark.timeout(330)  # some twenty interpreters, one after another: on a busy machine they take minutes
def test_quick_processes_are_complete(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    libraries = [f"--only={name}" for name in ("hand-written", "concurrent.futures processes", "headway process")]
    ran = bench("processes", "--quick", "--json", *libraries, "--out", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    assert {name for cell in found["cells"] for name in ("fails", "missing", "none") if name in cell} == set()
    bars = [claim for claim in found["claims"] if claim["kind"] == "bar" and claim["verdict"] != "not measured"]
    assert len(bars) == 2 + 3 + 2 + 2  # overhead, fan-out, frame, arrays


@pytest.mark.slow
def test_table_and_raw_figures_are_written(tmp_path: Path) -> None:
    ran = bench("--quick", "--only=overhead", "--only=plain loop", "--out", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    table, raw = sorted(tmp_path.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert table.read_text(encoding="utf-8") == ran.stdout
    assert str(ROOT) not in table.read_text(encoding="utf-8") + raw.read_text(encoding="utf-8")
    assert all(cell["us"] for cell in json.loads(raw.read_text(encoding="utf-8"))["cells"])


@pytest.mark.parametrize("quick", [True, False])
def test_every_cell_has_its_own_key(quick: bool) -> None:
    keys = [cell.key for name in measures.NAMES for cell in measures.load(name).cells(quick)]
    assert len(set(keys)) == len(keys)


def test_unknown_name_lists_the_known() -> None:
    with pytest.raises(SystemExit, match="leaves nothing to measure") as refused:
        run.chosen(["daks"], quick=True)
    assert "dask threaded" in str(refused.value)
