"""The diet."""

import pandas as pd
import pytest

from headway.errors import BadModel, BadTable
from headway.optimize.problems import diet

FOODS, NEEDS = diet.data()


def test_every_need_is_met() -> None:
    eaten = diet.solve(FOODS, NEEDS).result().frame.set_index("food")["eat"]
    for nutrient, least, most in NEEDS.itertuples(index=False):
        held = float(FOODS.set_index("food")[nutrient] @ eaten)
        assert held >= least - 1e-6
        assert not held > most + 1e-6


def test_single_food_is_eaten_as_much_as_needed() -> None:
    foods = pd.DataFrame({"food": ["rice"], "price": [0.5], "energy": [200]})
    answer = diet.solve(foods, pd.DataFrame({"nutrient": ["energy"], "at_least": [1000]})).result()
    assert answer.frame.loc[0, "eat"] == pytest.approx(5)
    assert answer.rows.loc["least_energy", "shadow_price"] == pytest.approx(0.5 / 200)


def test_need_that_nothing_meets_is_told_by_its_conflict() -> None:
    hungry = NEEDS.assign(at_least=NEEDS["at_least"].where(NEEDS["nutrient"] != "vitamin_c_mg", 1e6))
    with pytest.raises(BadModel, match=r"no plan of `diet` meets every rule\. These .*least_vitamin_c_mg"):
        diet.solve(FOODS, hungry).result()


def test_limits_that_cross_are_told() -> None:
    with pytest.raises(BadTable, match=r"needs, row 1 \(protein_g\): `at_least` is 70 and `at_most` only 50"):
        diet.model(FOODS, NEEDS.assign(at_most=[2600, 50, 90, 2500, None]))
