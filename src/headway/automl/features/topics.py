"""Many words brought down to a few directions."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.utils.validation import check_is_fitted


class Topics(TransformerMixin, BaseEstimator):
    """The strongest directions of a matrix of term weights (latent semantic analysis), as many as it has, at most ``most``.

    scikit-learn's own refuses to give as many as there are columns, which a short column of text would need.
    Source: Deerwester et al. 1990, "Indexing by latent semantic analysis".
    """

    def __init__(self, most: int = 24, random_state: int | None = None) -> None:
        self.most = most
        self.random_state = random_state

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803
        """Learn the directions of a sparse matrix of shape (rows, terms)."""
        self.n_features_in_ = X.shape[1]
        wanted = min(self.most, X.shape[1] - 1, X.shape[0] - 1)
        self.svd_ = TruncatedSVD(wanted, random_state=self.random_state).fit(X) if wanted > 0 else None
        return self

    def transform(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """Floats of shape (rows, directions)."""
        check_is_fitted(self, "n_features_in_")
        return np.asarray(self.svd_.transform(X) if self.svd_ is not None else X.toarray())
