"""How good predictions are, and who is first: plain functions, the same for every library."""

import math
from collections.abc import Mapping, Sequence
from statistics import mean

HIGHER_IS_BETTER = {"auc": True, "logloss": False, "rmse": False}
LEAST_PROBABILITY = 1e-15  # a certain and wrong answer costs this much, not everything

Columns = Mapping[str, Sequence[float]]  # a class and its probabilities, or "prediction" and the numbers


def score(metric: str, answers: Sequence[str], predicted: Columns) -> float:
    """The metric's value.

    Args:
        metric: "auc", "logloss" or "rmse".
        answers: as written in the table.
        predicted: for classes a column each, named as written in the table; else one column, "prediction".

    Raises:
        ValueError: columns or rows are not those that were asked for, or hold what is no number.
    """
    asked = {"prediction"} if metric == "rmse" else set(answers)
    if not asked <= set(predicted):
        raise ValueError(f"predictions lack {', '.join(sorted(asked - set(predicted)))}: found {', '.join(predicted)}")
    for name, column in predicted.items():
        if len(column) != len(answers):
            raise ValueError(f"{len(column)} predictions of {name} for {len(answers)} rows")
        if not all(math.isfinite(value) for value in column):
            raise ValueError(f"predictions of {name} hold what is no number")
    if metric == "auc":
        positive = max(asked)  # of "0" and "1" the latter; which of the two makes no difference to the area
        return auc([answer == positive for answer in answers], predicted[positive])
    return logloss(answers, predicted) if metric == "logloss" else rmse(answers, predicted["prediction"])


def auc(is_positive: Sequence[bool], values: Sequence[float]) -> float:
    """The share of pairs, one positive and one not, that are in the right order; ties count half.

    >>> auc([False, True, True, False], [0.1, 0.9, 0.4, 0.4])
    0.875
    """
    ranks = ranked(values)
    positives = sum(is_positive)
    above = sum(rank for rank, positive in zip(ranks, is_positive, strict=True) if positive)
    return (above - positives * (positives + 1) / 2) / (positives * (len(values) - positives))


def logloss(answers: Sequence[str], predicted: Columns) -> float:
    """The mean of -log of the right class's probability; a row's probabilities are made to add up to 1.

    >>> round(logloss(["a", "b"], {"a": [0.5, 0.0], "b": [0.5, 2.0]}), 4)
    0.3466
    """
    return mean(
        -math.log(max(predicted[answer][row] / sum(column[row] for column in predicted.values()), LEAST_PROBABILITY))
        for row, answer in enumerate(answers)
    )


def rmse(answers: Sequence[str], values: Sequence[float]) -> float:
    """The root of the mean squared difference.

    >>> rmse(["1", "2.0"], [1.0, 4.0]) == 2 ** 0.5
    True
    """
    return math.sqrt(mean((float(answer) - value) ** 2 for answer, value in zip(answers, values, strict=True)))


def ranked(values: Sequence[float]) -> list[float]:
    """The rank of each value, the least first; equal ones share the mean of their ranks.

    >>> ranked([10.0, 30.0, 20.0, 30.0])
    [1.0, 3.5, 2.0, 3.5]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for index in order[start:end]:
            ranks[index] = (start + 1 + end) / 2
        start = end
    return ranks


def places(metric: str, found: Mapping[str, float | None]) -> dict[str, float]:
    """The place of each library on a table, 1 the best; those without a score share the last places.

    >>> places("auc", {"a": 0.8, "b": 0.9, "c": None})
    {'a': 2.0, 'b': 1.0, 'c': 3.0}
    """
    sign = -1 if HIGHER_IS_BETTER[metric] else 1
    costs = [math.inf if value is None else sign * value for value in found.values()]
    return dict(zip(found, ranked(costs), strict=True))
