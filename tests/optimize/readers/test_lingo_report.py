"""LINGO's report, in the layouts that its manual shows."""

from __future__ import annotations

import pytest

from headway.errors import UnreadableModel
from headway.optimize.readers.lingo_report import read_lingo_report

OLD = """: GO

Global optimal solution found at step:         0
Objective value:                       2692.308

                 Variable      Value  Reduced Cost
         SUPPLY( PEANUTS)   750.0000     0.0000000
           PRODUCE( PAWN)   769.2308     0.0000000
         produce( Knight)   0.000000     0.7692297E-01

                      Row  Slack or Surplus     Dual Price
                        1          2692.308       1.000000
                        2          0.000000       1.769231
"""
NEW = """
  Global optimal solution found.
  Objective value:                              42.00000
  Objective bound:                              42.00000
  Infeasibilities:                              0.000000
  Extended solver steps:                               0
  Total solver iterations:                             2
  Elapsed runtime seconds:                          0.04

  Model Class:                                      MILP

  Total variables:                      2
  Integer variables:                    1

                                Variable           Value        Reduced Cost
                                       X        12.00000           -3.000000
                                X_1( A, B)     -0.1000000E+08        0.000000

                                     Row    Slack or Surplus      Dual Price
                                    COST        42.00000            1.000000
                                CAP( LAB)       0.000000            1.500000
"""


def test_old_layout() -> None:
    report = read_lingo_report(OLD)
    assert (report.status, report.objective, report.bound) == ("Global optimal solution found", 2692.308, None)
    assert report.values == {"SUPPLY(PEANUTS)": 750, "PRODUCE(PAWN)": 769.2308, "PRODUCE(KNIGHT)": 0}
    assert report.reduced_costs["PRODUCE(KNIGHT)"] == 0.07692297
    assert (report.slacks, report.dual_prices) == ({"1": 2692.308, "2": 0}, {"1": 1, "2": 1.769231})


def test_new_layout() -> None:
    report = read_lingo_report(NEW)
    assert (report.status, report.objective, report.bound) == ("Global optimal solution found", 42, 42)
    assert report.values == {"X": 12, "X_1(A,B)": -1e7}
    assert report.dual_prices == {"COST": 1, "CAP(LAB)": 1.5}


@pytest.mark.parametrize(
    "status",
    ["No feasible solution found", "Unbounded solution", "Local optimal solution found", "Feasible solution found"],
)
def test_status_is_told_in_lingos_words(status: str) -> None:
    report = read_lingo_report(f"\n  {status}.\n")
    assert (report.status, report.objective, report.values, report.slacks) == (status, None, {}, {})


def test_only_values() -> None:
    report = read_lingo_report("Global optimal solution found.\n Variable  Value\n X  3.0\n Y  4.0\n")
    assert (report.values, report.reduced_costs) == ({"X": 3, "Y": 4}, {})


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("Global optimal solution found.", "", 21, "says nothing of a solution"),
        ("12.00000 ", "twelve ", 16, "no line of a table"),
        ("12.00000 ", "1.2.3 ", 16, "'1.2.3' is no number"),
        ("12.00000 ", "1E999 ", 16, "no number"),
        ("X_1( A, B)", "x", 17, "'X' is in the table twice"),
        ("value:                              42.00000", "value: 4..2", 3, "no number"),
    ],
)
def test_refused_with_the_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(UnreadableModel, match=words) as refused:
        read_lingo_report(NEW.replace(old, new, 1))
    assert refused.value.line == line
