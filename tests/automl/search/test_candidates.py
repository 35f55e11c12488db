"""The sequence of candidates: a function of size, seed and options."""

from __future__ import annotations

from itertools import islice

from sklearn.linear_model import LogisticRegression

from headway.automl.learners import Size, chosen
from headway.automl.search.candidates import candidates

SIZE = Size(100, 5, 2)


def sequence(algorithms: list[object], seed: int = 0, count: int = 30, size: Size = SIZE) -> list[tuple[int, str, str]]:
    learners, _ = chosen(algorithms)
    return [(each.number, each.name, str(each.settings)) for each in islice(candidates(learners, size, seed), count)]


def test_same_seed_gives_the_same_sequence() -> None:
    assert sequence(["LightGBM", "GLM", "DRF"]) == sequence(["LightGBM", "GLM", "DRF"])
    assert sequence(["LightGBM", "DRF"]) != sequence(["LightGBM", "DRF"], seed=1)


def test_longer_one_begins_with_the_shorter() -> None:
    assert sequence(["LightGBM", "GLM", "DRF"], count=40)[:12] == sequence(["LightGBM", "GLM", "DRF"], count=12)


def test_each_learner_has_its_best_bet_first() -> None:
    assert [name for _, name, _ in sequence(["DRF", "LightGBM", "GLM"], count=3)] == ["DRF", "LightGBM", "GLM"]


def test_names_and_numbers_are_told_apart() -> None:
    told = sequence(["LightGBM", "DRF"])
    assert len({name for _, name, _ in told}) == len(told)
    assert [number for number, _, _ in told] == list(range(1, 31))


def test_those_that_draw_nothing_come_to_an_end() -> None:
    assert [name for _, name, _ in sequence(["GLM", LogisticRegression()])] == ["GLM", "LogisticRegression"]
    assert list(candidates((), SIZE, 0)) == []
