"""Clusters by the client: tasks in worker processes, budgets, failures, predictions, real tables."""

from pathlib import Path

import pandas as pd
import pytest
from tests.automl.clusters.support import blobs, inline, noise

from headway import automl
from headway.automl.clusters import ClusterExperiment
from headway.automl.clusters import run as room
from headway.errors import BadOption, BadTable


@pytest.fixture(scope="module")
def client() -> automl.Client:
    """The client in this process."""
    return automl.Client()


@pytest.fixture(scope="module")
def experiment(client) -> ClusterExperiment:
    """Three lumps, found by workers."""
    return client.train_clusters(client.upload(blobs(3), name="rows"), most=4).result()


@pytest.mark.full
def test_workers_find_what_is_found_here(experiment) -> None:
    here = inline(blobs(3), most=4)
    pd.testing.assert_frame_equal(experiment.leaderboard.drop(columns="fit_s"), here.leaderboard.drop(columns="fit_s"))
    pd.testing.assert_frame_equal(experiment.profile, here.profile)
    assert repr(experiment).startswith("<cluster experiment: rows, 3 clusters, in ")


def test_leaderboard_begins_with_what_was_chosen(experiment) -> None:
    board = experiment.leaderboard
    assert board["k"].tolist()[0] == 3
    assert sorted(board["k"]) == [1, 2, 3, 4]
    assert board["sizes"].iloc[0] == experiment.best_model.sizes


def test_experiment_and_model_predict(client, experiment) -> None:
    asked = experiment, experiment.best_model, client.train_clusters(blobs(3), k=3)
    told = [client.predict(blobs(3).tail(5), each, keep=["x0"]).result().frame for each in asked]
    assert list(told[0].columns) == ["prediction", "distance", "x0"]
    pd.testing.assert_frame_equal(told[0], told[1])
    assert told[2]["prediction"].nunique() == told[0]["prediction"].nunique()


def test_threshold_is_not_for_clusters(client, experiment) -> None:
    with pytest.raises(BadOption, match=r"threshold=0\.3: expected nothing: this model names clusters"):
        client.predict(blobs(3), experiment, threshold=0.3).result()


def test_number_asked_for_is_taken(client) -> None:
    experiment = client.train_clusters(noise("even"), k=4).result()
    assert experiment.k == experiment.best_model.k == 4
    assert experiment.notes[0] == "k = 4, as asked for"
    assert client.train_clusters(noise("even"), k=1).result().best_model.sizes == (250,)


def test_failed_fit_costs_itself_only(client, monkeypatch: pytest.MonkeyPatch) -> None:
    right = room._fit

    class Fails:
        def options(self, name: str) -> object:
            return lambda matrix, reference, k, seed: right(matrix[:1] if k == 4 else matrix, reference, k, seed)

    monkeypatch.setattr(room, "_fit", Fails())
    experiment = client.train_clusters(blobs(3), most=4).result()
    assert experiment.k == 3
    assert any(note.startswith("k = 4 failed: ValueError: ") for note in experiment.notes)


def test_bad_options_are_told_at_once(client) -> None:
    with pytest.raises(BadOption, match="k=-1"):
        client.train_clusters(blobs(2), k=-1)


def test_what_table_can_tell_fails_task(client) -> None:
    with pytest.raises(BadTable, match="has 1 row"):
        client.train_clusters(blobs(2).head(1)).result()


@pytest.mark.parametrize(("name", "most"), [("mpg", 4), ("titanic", 3)])
def test_real_table(client, shared_tables: Path, name: str, most: int) -> None:
    table = client.upload(shared_tables / "automl" / "tabular" / f"{name}.csv")
    experiment = client.train_clusters(table, most=most).result()
    assert experiment.k >= 2
    prediction = client.predict(table, experiment).result()
    assert prediction.frame["prediction"].value_counts().tolist() == list(experiment.best_model.sizes)
    assert experiment.profile["stands_out"].str.len().min() > 20


# Last: workers that are ended in the middle of a fit must be started anew.


def test_time_that_is_up_leaves_one_cluster(client) -> None:
    experiment = client.train_clusters(blobs(3), budget_s=1e-6).result()
    assert experiment.k == 1
    assert "time was up before any number of clusters was fitted" in experiment.notes[0]
    assert "k = 2, 3, 4, 5, 6, 7, 8, 9, 10 was fitted" in experiment.notes[1]


def test_time_that_is_up_for_number_asked_for(client) -> None:
    with pytest.raises(BadOption, match="budget_s=1e-06: expected more time: k = 3 was not fitted within it"):
        client.train_clusters(blobs(3), k=3, budget_s=1e-6).result()
