"""Cells run in processes of their own; what they found is kept."""

import sys
from pathlib import Path

import pytest
from benchmarks.cell import Cell

from benchmarks import plan

TINY = Cell("overhead", "plain loop", {"shape": "chain", "tasks": 10, "repeats": 2})


def test_rounds_go_both_ways() -> None:
    peers = [cell.peer for cell in plan.rounds("overhead", plan.each("ab", [{}]), count=2, limit_s=1)]
    assert peers == ["a", "b", "b", "a"]


def test_kept_cells_are_not_run_again(tmp_path: Path) -> None:
    kept = plan.Kept(tmp_path / "kept.json")
    kept.add(TINY.key, {"us": [1.0]})
    again = plan.Kept(tmp_path / "kept.json")
    assert plan.run([TINY], "no such interpreter", again, print) == {TINY.key: {"us": [1.0]}}


def test_cells_that_were_measured_are_told_from_others(tmp_path: Path) -> None:
    kept = plan.Kept(tmp_path / "kept.json")
    kept.add(TINY.key, {"us": [1.0]})
    assert kept.measured([Cell("overhead", "another"), TINY]) == [TINY]


@pytest.mark.slow
def test_cell_over_its_limit_fails_by_name() -> None:
    nap = Cell("makespan", "plain loop", {"shape": "layered", "workers": 1}, limit_s=0.05)
    assert plan.run_one(nap, sys.executable) == {"fails": "not done after 0 s"}


@pytest.mark.slow
def test_library_without_a_form_says_why() -> None:
    cell = Cell("makespan", "plain loop", {"shape": "layered", "workers": 1})
    assert plan.run_one(cell, sys.executable) == {"none": "no calls that need other calls"}


@pytest.mark.slow
def test_crash_of_a_cell_is_an_outcome() -> None:
    outcome = plan.run_one(Cell("no such measure", "plain loop"), sys.executable)
    assert outcome == {"missing": "benchmarks.measures.no such measure"}
