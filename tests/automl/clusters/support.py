"""Tables to look for clusters in."""

import numpy as np
import pandas as pd
from sklearn.datasets import make_blobs

from headway.automl.clusters.choosing import choose
from headway.automl.clusters.experiment import ClusterExperiment
from headway.automl.clusters.fitting import fit_k, fit_one
from headway.automl.clusters.options import Clustering
from headway.automl.clusters.problem import pose
from headway.automl.clusters.run import Found
from headway.automl.table import read


def blobs(k: int, rows: int = 200, columns: int = 4, seed: int = 7) -> pd.DataFrame:
    """So many lumps, well apart."""
    points, _ = make_blobs(rows, columns, centers=k, random_state=seed, cluster_std=0.8)
    return pd.DataFrame(points, columns=[f"x{at}" for at in range(columns)])


def noise(name: str, rows: int = 250, columns: int = 3) -> pd.DataFrame:
    """Rows without clusters."""
    random = np.random.default_rng(3)
    draw = {
        "normal": lambda: random.normal(size=(rows, columns)),
        "even": lambda: random.uniform(size=(rows, columns)),
        "skewed": lambda: random.lognormal(size=(rows, columns)),
        "heavy": lambda: random.standard_t(3, size=(rows, columns)),
        "dice": lambda: random.integers(1, 7, size=(rows, columns)).astype(float),
        "line": lambda: random.normal(size=(rows, 1)) @ np.ones((1, columns)) + random.normal(0, 0.1, (rows, columns)),
    }[name]
    return pd.DataFrame(draw(), columns=[f"x{at}" for at in range(columns)])


def people(rows: int = 160) -> pd.DataFrame:
    """Two kinds of people, in columns of every kind."""
    random = np.random.default_rng(5)
    is_old = np.arange(rows) % 4 == 0
    days = np.where(is_old, 0, 9000) + random.integers(0, 400, rows)
    frame = pd.DataFrame(
        {
            "age": np.where(is_old, 70, 25) + random.normal(0, 3, rows),
            "town": np.where(is_old, "Bath", "Leeds"),
            "since": pd.Timestamp("1990-01-01") + pd.to_timedelta(days, unit="D"),
            "says": [
                ("the garden needs rain " if old else "the lift is late ") + f"today {at}"
                for at, old in enumerate(is_old)
            ],
            "code": [f"c{at % 60}" for at in range(rows)],
        }
    )
    frame.loc[5, "age"], frame.loc[6, "age"] = np.nan, np.inf
    frame.loc[7, "town"] = None
    frame.loc[9, "since"] = pd.NaT
    frame.loc[10, "says"] = None
    return frame


def inline(frame: pd.DataFrame, most: int = 6, seed: int = 0, **options: object) -> ClusterExperiment:
    """What a clustering comes to, fitted here."""
    problem = pose(read(frame, name="rows"), Clustering(most=most, seed=seed, **options))
    tried = range(2, min(most, problem.different) + 1)
    fits = {k: fit_k(problem.matrix, problem.reference, k, seed) for k in tried}
    k, why = choose(list(fits.values()))
    return ClusterExperiment(problem, Found({1: fit_one(problem.matrix), **fits}, k, why, (why,), 0.0))
