"""The furniture shop, whose best plan was worked out by hand: prices of 11 an hour and 5 a square metre."""

import re
from pathlib import Path

import pandas as pd
import pytest

from headway.errors import BadTable, UnknownColumn, UnknownName
from headway.optimize.problems import furniture_shop

PRODUCTS, RESOURCES = furniture_shop.data()


def test_best_plan_is_the_one_by_hand() -> None:
    answer = furniture_shop.solve(PRODUCTS, RESOURCES).result()
    assert answer.frame.set_index("product")["make"].to_dict() == pytest.approx(
        {"chair": 40, "table": 20, "shelf": 0, "desk": 20}
    )
    assert answer.objective == pytest.approx(4020)
    assert answer.rows["shadow_price"].to_dict() == pytest.approx({"labour": 11, "space": 5})


def test_reduced_costs_say_what_does_not_pay() -> None:
    """A shelf takes 2 h and 2.4 m², worth 34, and brings 30; one more table would bring 66 - 62."""
    answer = furniture_shop.solve(PRODUCTS, RESOURCES).result()
    reduced = answer.frame.set_index("product")["reduced_cost"]
    assert reduced.to_dict() == pytest.approx({"chair": 0, "table": 4, "shelf": -4, "desk": 0})


def test_resource_more_needs_only_a_row_and_a_column() -> None:
    wood = pd.concat([RESOURCES, pd.DataFrame({"resource": ["wood (m³)"], "available": [0.0]})])
    answer = furniture_shop.solve(PRODUCTS.assign(**{"wood (m³)": 0.1}), wood).result()
    assert answer.objective == pytest.approx(0)
    assert "wood_(m³)" in answer.rows.index


def test_resource_without_a_column_is_told() -> None:
    with pytest.raises(UnknownColumn, match="no column 'space' in products"):
        furniture_shop.model(PRODUCTS.drop(columns="space"), RESOURCES)


def test_negative_use_is_told_with_its_row() -> None:
    with pytest.raises(BadTable, match=r"products, row 2 \(shelf\): `labour` is -2"):
        furniture_shop.model(PRODUCTS.assign(labour=[2, 5, -2, 7]), RESOURCES)


def test_solver_can_be_chosen() -> None:
    assert furniture_shop.solve(
        PRODUCTS, RESOURCES, solver="highs", time_limit_s=10
    ).result().objective == pytest.approx(4020)


def test_ampl_file_says_the_same_as_the_frames() -> None:
    products, resources = furniture_shop.read_dat()
    pd.testing.assert_frame_equal(products, PRODUCTS, check_dtype=False)
    pd.testing.assert_frame_equal(resources, RESOURCES, check_dtype=False)


def test_ampl_file_without_a_limit_of_sales_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.dat"
    text = furniture_shop.DAT.read_text(encoding="utf-8")
    file.write_text(re.sub("param at_most.*", "", text), encoding="utf-8")
    products, resources = furniture_shop.read_dat(file)
    assert furniture_shop.solve(products, resources).result().objective > 4020


def test_ampl_file_that_lacks_a_parameter_is_told(tmp_path: Path) -> None:
    file = tmp_path / "shop.dat"
    text = furniture_shop.DAT.read_text(encoding="utf-8")
    file.write_text(re.sub("param available.*", "", text), encoding="utf-8")
    with pytest.raises(UnknownName, match="no parameter 'available'"):
        furniture_shop.read_dat(file)
