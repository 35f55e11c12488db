"""The types that a file of a model may hold: class by class, each for a reason.

What a file says of itself has no say here. Beside these, skops trusts scikit-learn's public estimators, NumPy's arrays
and plain Python values. Nothing here opens a file, starts a process or looks a function up by its name; what
``functools.partial`` may call must itself be trusted. Arrays that scikit-learn's compiled code follows without looking are
checked by ``sound.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headway.errors import BadOption

TRUSTED = (
    # Ours: what makes a matrix of a table's columns, and what gives CatBoost its categories.
    "headway.automl.features.codes.CategoryCodes",
    "headway.automl.features.dates.DateParts",
    "headway.automl.features.finite.Finite",
    "headway.automl.features.means.CategoryMeans",
    "headway.automl.features.topics.Topics",
    "headway.automl.features.words.FilledText",
    "headway.automl.features.words.Leading",
    "headway.automl.features.words.TextShape",
    "headway.automl.features.words.Vocabulary",
    "headway.automl.learners.catboost.CodedCatBoostClassifier",
    "headway.automl.learners.catboost.CodedCatBoostRegressor",
    # The estimators of boosters, without the booster, which stands beside them in its library's own format.
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
    # Parts of scikit-learn's estimators.
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
    # scikit-learn's histogram boosting checks its categories by functools.partial(check_array, ...).
    "functools.partial",
    "sklearn.utils.validation.check_array",
    # Plain values that skops does not count among them.
    "collections.OrderedDict",
    "collections.defaultdict",
    "numpy.dtype",
)


def with_own(trust: Any) -> tuple[str, ...]:
    """The types that are trusted, and those that a user names: types, functions, or dotted names.

    Raises:
        BadOption: something that is none of these.

    >>> with_own(["shop.Nearest"])[-1]
    'shop.Nearest'
    """
    given = (trust,) if isinstance(trust, str | type) or callable(trust) else trust
    if not isinstance(given, Iterable):
        raise BadOption("trust", trust, "a list of types or of their dotted names, such as ['shop.Nearest']")
    return (*TRUSTED, *(_dotted(each) for each in given))


def _dotted(given: Any) -> str:
    if isinstance(given, str):
        return given
    if not hasattr(given, "__name__") or not hasattr(given, "__module__"):
        raise BadOption("trust", given, f"a type or its dotted name, such as {_name_of(type(given))!r}")
    return _name_of(given)


def _name_of(given: Any) -> str:
    return f"{given.__module__}.{given.__name__}"
