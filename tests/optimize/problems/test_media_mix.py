"""The media mix."""

import pytest

from headway.errors import BadModel, BadOption
from headway.optimize.problems import media_mix

MEDIA, GROUPS = media_mix.data()


def test_mix_keeps_to_budget_and_groups() -> None:
    plan = media_mix.solve(MEDIA, GROUPS, budget=60_000).result().frame
    assert plan["costs"].sum() <= 60_000 + 1e-6
    for group, least in GROUPS.itertuples(index=False):
        assert float(MEDIA[group] @ plan["ads"]) >= least - 1e-6
    assert (plan["ads"] <= plan["at_most"] + 1e-9).all()


def test_better_half_of_a_medium_is_filled_first() -> None:
    ads = media_mix.solve(MEDIA, GROUPS, budget=60_000).result().frame.set_index("medium")["ads"]
    assert ads["web, further"] == 0 or ads["web, first"] == pytest.approx(80)
    assert ads["radio, further"] == 0 or ads["radio"] == pytest.approx(30)


def test_more_budget_never_brings_less_and_each_euro_less_than_the_one_before() -> None:
    found = [media_mix.solve(MEDIA, GROUPS, budget=1000 * budget).result() for budget in (59, 60, 70, 90)]
    assert [answer.objective for answer in found] == sorted(answer.objective for answer in found)
    prices = [answer.rows.loc["budget", "shadow_price"] for answer in found]
    assert prices == sorted(prices, reverse=True)


def test_budget_that_does_not_reach_the_groups_is_told() -> None:
    with pytest.raises(BadModel, match="contradict each other: budget, reach_young, reach_south"):
        media_mix.solve(MEDIA, GROUPS, budget=50_000).result()


def test_budget_that_is_none_is_told() -> None:
    with pytest.raises(BadOption, match="budget=nan: expected a number from 0 on"):
        media_mix.model(MEDIA, GROUPS, float("nan"))
