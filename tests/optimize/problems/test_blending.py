"""Blending."""

import pandas as pd
import pytest

from headway.errors import BadModel, BadOption
from headway.optimize.problems import blending

MATERIALS, LIMITS = blending.data()


def test_blend_keeps_its_limits() -> None:
    plan = blending.solve(MATERIALS, LIMITS, amount=20).result().frame
    assert plan["use"].sum() == pytest.approx(20)
    assert plan["share"].sum() == pytest.approx(1)
    for quality, least, most in LIMITS.itertuples(index=False):
        held = float(MATERIALS[quality] @ plan["share"])
        assert not held < least - 1e-6
        assert not held > most + 1e-6


def test_two_materials_are_mixed_by_the_lever_rule() -> None:
    """10 % and 40 % make 20 % at two parts to one."""
    two = pd.DataFrame({"material": ["poor", "rich"], "cost": [1, 5], "iron": [10, 40]})
    answer = blending.solve(two, pd.DataFrame({"quality": ["iron"], "at_least": [20]}), amount=3).result()
    assert answer.frame["use"].tolist() == pytest.approx([2, 1])


def test_twice_the_amount_costs_twice_as_much() -> None:
    free = MATERIALS.drop(columns="available")
    one, two = (blending.solve(free, LIMITS, amount=amount).result().objective for amount in (10, 20))
    assert two == pytest.approx(2 * one)


def test_too_little_of_everything_is_told() -> None:
    with pytest.raises(BadModel, match=r"These contradict each other: .*amount"):
        blending.solve(MATERIALS.assign(available=1), LIMITS, amount=20).result()


@pytest.mark.parametrize("amount", [0, -1, float("nan"), "20"])
def test_bad_amount_is_told(amount: object) -> None:
    with pytest.raises(BadOption, match="expected a number above 0"):
        blending.model(MATERIALS, LIMITS, amount)  # type: ignore[arg-type]
