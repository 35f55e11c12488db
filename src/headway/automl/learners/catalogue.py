"""The algorithms by name: ours, and the names under which other products know them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from headway.automl.learners.base import Learner, ProblemType, Size
from headway.automl.learners.catboost import CATBOOST
from headway.automl.learners.forests import DRF, EXTRA_TREES
from headway.automl.learners.histogram import GBM
from headway.automl.learners.lightgbm import LIGHTGBM
from headway.automl.learners.linear import GLM
from headway.automl.learners.neighbours import KNN
from headway.automl.learners.network import DEEP_LEARNING
from headway.automl.learners.own import learner_of
from headway.automl.learners.xgboost import XGBOOST
from headway.errors import BadOption

# In the order in which they are tried.
LEARNERS = (LIGHTGBM, GLM, CATBOOST, EXTRA_TREES, XGBOOST, DEEP_LEARNING, DRF, KNN, GBM)
ENSEMBLE = "StackedEnsemble"
EVERYTHING = ("all", "tpot", "autotpot")  # names of searches over all algorithms
_BY_NAME = {name.lower(): learner for learner in LEARNERS for name in (learner.name, *learner.aliases)}


def chosen(algorithms: Sequence[Any] | str | None) -> tuple[tuple[Learner, ...], bool]:
    """The learners of these names and estimators, in the order given, and whether ensembles of them are wanted.

    None, and nothing, mean all that are installed. A name stands for one algorithm in any spelling.

    Raises:
        BadOption: there is no such algorithm; the nearest is named.
        MissingExtra: one that is named is not installed.

    >>> learners, ensembles = chosen(["lgbm_accuracy", "GLM", "lgbm"])
    >>> [learner.name for learner in learners], ensembles
    (['LightGBM', 'GLM'], False)
    """
    wanted = several(algorithms) or ()
    names = [word.lower() for word in wanted if isinstance(word, str)]
    ensembles = not wanted or ENSEMBLE.lower() in names or any(name in EVERYTHING for name in names)
    others = [
        word for word in wanted if not (isinstance(word, str) and word.lower() in (ENSEMBLE.lower(), *EVERYTHING))
    ]
    if not others or any(name in EVERYTHING for name in names):
        others = [*(learner.name for learner in LEARNERS if learner.is_installed), *others]
    return tuple(_unique(_learner(word, at) for at, word in enumerate(others))), ensembles


def several(algorithms: Sequence[Any] | str | None) -> tuple[Any, ...] | None:
    """What was named as a tuple: one name, or one estimator, may stand by itself.

    >>> several("GLM")
    ('GLM',)
    """
    if algorithms is None:
        return None
    is_one = isinstance(algorithms, str) or hasattr(algorithms, "fit") or not isinstance(algorithms, Iterable)
    return (algorithms,) if is_one else tuple(algorithms)


def fitting(learners: Iterable[Learner], problem_type: ProblemType, size: Size) -> tuple[Learner, ...]:
    """Those of them that can do this, and whose time it is worth; where none is, those that can."""
    able = [learner for learner in learners if problem_type in learner.types]
    worth = [learner for learner in able if size.cells * max(1, size.classes) <= learner.most_cells]
    return tuple(worth or able)


def _learner(word: Any, at: int) -> Learner:
    if not isinstance(word, str):
        return learner_of(f"{type(word).__name__}", word)
    learner = _BY_NAME.get(word.lower())
    if learner is None:
        known = [each.name for each in LEARNERS] + [ENSEMBLE]
        near = get_close_matches(word.lower(), _BY_NAME, 1, 0.5)
        hint = f"; did you mean {_BY_NAME[near[0]].name!r}?" if near else ""
        raise BadOption("algorithms", word, f"one of {', '.join(known)}, or an estimator{hint}")
    learner.check_installed()
    return learner


def _unique(learners: Iterable[Learner]) -> Iterable[Learner]:
    """Each algorithm once; own estimators of one class are told apart by a number."""
    seen: dict[str, Learner] = {}
    for learner in learners:
        if seen.get(learner.name) is learner:
            continue
        seen[_free(learner.name, seen)] = learner
    for name, learner in seen.items():
        yield learner if learner.name == name else _renamed(learner, name)


def _free(name: str, taken: dict[str, Learner]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def _renamed(learner: Learner, name: str) -> Learner:
    return replace(learner, name=name)
