"""Which number of clusters it is. Pure.

The silhouette says how well the clusters of one number are told apart, and it says so of any heap of points, clusters
or none. So a number is taken only where its clusters are found again on other parts of the rows, and explain more than
they would in a table without any; where none is, there is one cluster: all rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from headway.automl.clusters.fitting import Fit

STABLE = 0.6  # an adjusted Rand index: below, other rows would have given other clusters
ERRORS = 2.0  # standard errors that the gap must be above 0
WEAK = 0.25  # a silhouette up to which clusters are no strong ones (Kaufman and Rousseeuw 1990, page 88)
ABOUT_AS_GOOD = 0.1  # share of the best silhouette: within it, what explains more is taken
PER_CLUSTER = 0.1  # what each further cluster must add to the gap, for its rows to be worth a place of their own


def choose(fits: Sequence[Fit]) -> tuple[int, str]:
    """The number of clusters, and why, in words; ``fits`` are of 2 and more clusters."""
    real = [fit for fit in fits if is_real(fit)]
    if not real:
        return 1, _why_none(fits)
    best = max(fit.silhouette for fit in real)
    good = [fit for fit in real if fit.silhouette >= best * (1 - ABOUT_AS_GOOD)]
    chosen = max(good, key=lambda fit: (fit.gap - PER_CLUSTER * fit.k, -fit.k))
    words = (
        f"k = {chosen.k}: silhouette {chosen.silhouette:.2f}, of {fits[0].k} to {fits[-1].k} clusters "
        f"{'the best' if chosen.silhouette == best else 'about the best'} that are found again on parts of the rows "
        f"(agreement {chosen.stability:.2f})"
    )
    return chosen.k, words + ("; the clusters run into each other" if chosen.silhouette <= WEAK else "")


def is_real(fit: Fit) -> bool:
    """Whether these clusters are more than what k-means makes of any heap of points."""
    return fit.stability >= STABLE and fit.silhouette > 0 and fit.gap > ERRORS * fit.gap_se


def _why_none(fits: Sequence[Fit]) -> str:
    if not fits:
        return "no clusters to be seen: no number of them could be tried"
    told = [fit for fit in fits if fit.gap > ERRORS * fit.gap_se]
    because = (
        "those that k-means makes are other ones on other parts of the rows"
        if told
        else "k-means tells these rows apart no better than rows of the same spread that have none"
    )
    return f"no clusters to be seen, so all rows are one (k = 1): {because}"
