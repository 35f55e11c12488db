"""Clusters that are asked about other rows."""

import numpy as np
import pandas as pd
import pytest
from tests.automl.clusters.support import blobs, inline, people

from headway.automl.clusters import predict_clusters
from headway.automl.table import read
from headway.errors import BadOption, BadTable, UnknownColumn


@pytest.fixture(scope="module")
def experiment():
    """The two kinds of people."""
    return inline(people(), most=3)


def test_training_rows_are_put_where_they_were(experiment) -> None:
    labels = experiment.best_model.predict(people())
    assert (labels == experiment.found.fits[2].labels).all()
    assert (labels[~np.isin(np.arange(160), [5, 6, 7, 9, 10])] == 0).sum() == 115


def test_distance_is_that_of_own_centre(experiment) -> None:
    model = experiment.best_model
    distances = model.distances(people().head(9))
    assert distances.shape == (9, 2)
    prediction = predict_clusters(model, read(people().head(9)), keep=["town"])
    assert list(prediction.frame.columns) == ["prediction", "distance", "town"]
    np.testing.assert_allclose(prediction.frame["distance"], distances.min(axis=1))
    assert prediction.probabilities is None


def test_new_kinds_of_values_are_taken(experiment) -> None:
    rows = pd.DataFrame(
        {"age": [69.0, np.inf], "town": ["Ulm", None], "since": [None, None], "says": ["hm", None], "code": ["z", "c1"]}
    )
    assert experiment.best_model.predict(rows).tolist()[0] == 1


def test_missing_column_is_named(experiment) -> None:
    with pytest.raises(BadTable, match="lacks column 'town'"):
        experiment.best_model.predict(people().drop(columns="town"))


def test_no_rows_to_predict(experiment) -> None:
    with pytest.raises(BadTable, match="no rows"):
        experiment.best_model.predict(read(people()).conform(read(people()).schema).frame.iloc[:0])


def test_column_to_keep_is_missing(experiment) -> None:
    with pytest.raises(UnknownColumn, match="'city'"):
        predict_clusters(experiment.best_model, read(people()), keep=["city"])


def test_other_number_of_clusters_is_there(experiment) -> None:
    assert experiment.model(3).k == experiment.model("KMeans_3").k == 3
    with pytest.raises(BadOption, match="k=8: expected one of 1, 2, 3, which were tried"):
        experiment.model(8)


def test_rows_in_chunks_are_the_same(experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = experiment.best_model.distances(people())
    monkeypatch.setattr("headway.automl.clusters.model.CHUNK", 7)
    np.testing.assert_allclose(experiment.best_model.distances(people()), whole)


def test_one_cluster_takes_all_rows() -> None:
    experiment = inline(blobs(3), most=3)
    assert set(experiment.model(1).predict(blobs(3))) == {0}
