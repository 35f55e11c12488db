"""Categories as what the target is for them."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.model_selection import KFold
from sklearn.utils.validation import check_is_fitted

from headway.automl.features.parts import dealt, parted

Array = np.ndarray[Any, Any]
TargetType = Literal["binary", "multiclass", "continuous"]


class CategoryMeans(TransformerMixin, BaseEstimator):
    """For each code of a category the mean of the target, drawn towards that of all rows the more the fewer rows it has.

    Of classes it is the share of each; of two, that of the second. Training rows are told by rows of other parts, never
    by their own target. Codes that were not seen have the mean of all rows. It gives what scikit-learn's ``TargetEncoder``
    gives, and bears classes with fewer rows than parts. Source: Micci-Barreca 2001, "A Preprocessing Scheme for
    High-Cardinality Categorical Attributes", section 3.

    >>> codes, y = np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([1.0, 1.0, 5.0, 7.0])
    >>> CategoryMeans("continuous").fit(codes, y).transform([[0.0], [1.0], [2.0], [np.nan]]).ravel().round(2)
    array([1.  , 5.83, 3.5 , 3.5 ])
    """

    def __init__(self, target_type: TargetType = "continuous", seed: int = 0, parts: int = 5) -> None:
        self.target_type = target_type
        self.seed = seed
        self.parts = parts

    def fit(self, X: Any, y: Any) -> Self:  # noqa: N803
        """Learn the means of an array of codes of shape (rows, columns), NaN where they are missing."""
        codes, targets = np.asarray(X, dtype=np.float64), self._targets(y)
        self.n_features_in_ = codes.shape[1]
        self.means_ = [_means(column, targets) for column in codes.T]
        return self

    def transform(self, X: Any) -> Array:  # noqa: N803
        """Floats of shape (rows, columns × outputs); an output is a number, or the share of a class."""
        check_is_fitted(self, "means_")
        codes = np.asarray(X, dtype=np.float64)
        return np.column_stack([_told(column, means) for column, means in zip(codes.T, self.means_, strict=True)])

    def fit_transform(self, X: Any, y: Any) -> Array:  # noqa: N803
        """The same, of the training rows: each by the rows of the other parts."""
        self.fit(X, y)
        codes, targets = np.asarray(X, dtype=np.float64), self._targets(y)
        part_of = self._parts(np.asarray(y))
        out = np.empty((len(codes), len(self.means_) * targets.shape[1]))
        for part in np.unique(part_of):
            here = part_of == part
            rest = ~here if not here.all() else here  # a row that is alone
            told = [_told(column[here], _means(column[rest], targets[rest])) for column in codes.T]
            out[here] = np.column_stack(told)
        return out

    def _targets(self, y: Any) -> Array:
        """What means are taken of, of shape (rows, outputs)."""
        values = np.asarray(y)
        if self.target_type == "continuous":
            return np.asarray(values, dtype=np.float64)[:, None]
        classes = np.unique(values)
        told = classes if len(classes) > 2 else classes[-1:]
        return np.asarray(values[:, None] == told, dtype=np.float64)

    def _parts(self, y: Array) -> Array:
        parts = min(self.parts, len(y))
        if parts < 2:
            return np.zeros(len(y), dtype=np.int64)
        if self.target_type != "continuous":
            codes: Array = np.unique(y, return_inverse=True)[1]
            return dealt(codes, parts, self.seed)
        return parted(KFold(parts, shuffle=True, random_state=self.seed), y)


def _means(codes: Array, targets: Array) -> Array:
    """A row for each code, one for what is missing, and one for what was not seen: shape (codes + 2, outputs)."""
    there = codes[~np.isnan(codes)]
    size = int(there.max()) + 1 if len(there) else 0
    place = _places(codes, size)
    count = np.bincount(place, minlength=size + 2).astype(np.float64)[:, None]
    own, everywhere, spread = np.zeros((size + 2, targets.shape[1])), targets.mean(axis=0), targets.var(axis=0)
    within = np.zeros_like(own)
    for at, target in enumerate(targets.T):
        own[:, at] = np.bincount(place, target, size + 2)
        own[:, at] /= np.maximum(count[:, 0], 1)
        within[:, at] = np.bincount(place, (target - own[place, at]) ** 2, size + 2)
    # The share of its own mean: what the target varies between codes, to that and what it varies in one, by its rows.
    among = spread * count
    total = among + within / np.maximum(count, 1)
    trust = np.divide(among, total, out=np.zeros_like(own), where=total > 0)
    return np.asarray(trust * own + (1 - trust) * everywhere)


def _told(codes: Array, means: Array) -> Array:
    return np.asarray(means[_places(codes, len(means) - 2)])


def _places(codes: Array, size: int) -> Array:
    """Codes as places in a table of means: below ``size`` those that were seen, then missing, then all others."""
    places = np.where(codes < size, codes, size + 1)  # NaN is not below
    return np.where(np.isnan(codes), size, places).astype(np.int64)
