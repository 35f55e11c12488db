"""The client: four lines, each a task that waits for what it needs, in this process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from tests.automl.tables import people
from tests.engine.helpers import SOON_S

from headway import PrerequisiteFailed, Session, Task, task
from headway.automl import Client, Experiment
from headway.errors import BadOption, BadTable, UnknownColumn

OTHERS = ("abalone", "adult12k", "breast_cancer", "diamonds15k", "digits", "german", "mpg", "pima", "wine_white")
SMALL: Any = {"algorithms": ["GLM"], "max_models": 1, "folds": 1}
FRAME = people()


@pytest.fixture
def client() -> Client:
    return Client()


class TestSharedTables:
    """The ten real tables: trained on the rows marked so, asked about the others."""

    @pytest.fixture(scope="class")
    @staticmethod
    def folder(shared_tables: Path) -> Path:
        return shared_tables / "automl"

    @pytest.mark.full
    def test_four_lines_on_titanic(self, client: Client, folder: Path, tmp_path: Path) -> None:
        train, test, truth = parted(folder, "titanic", tmp_path)
        table = client.upload(train)
        new = client.upload(test)
        experiment = client.train(table, target="Survived", metric="auc", algorithms=["LightGBM", "GLM"], max_models=2)
        prediction = client.predict(new, experiment)
        told = prediction.result().frame
        assert sk.roc_auc_score(truth, told["1"]) > 0.8
        assert "'PassengerId' is not used: an identifier" in experiment.result().notes

    @pytest.mark.parametrize("name", OTHERS)
    def test_small_run_beats_knowing_nothing(self, client: Client, folder: Path, tmp_path: Path, name: str) -> None:
        about = json.loads((folder / "manifest.json").read_text())[name]
        train, test, truth = parted(folder, name, tmp_path)
        with Session(on="inline"):
            experiment = client.train(client.upload(train), target=about["target"], metric=about["metric"], **SMALL)
            told = client.predict(client.upload(test), experiment).result()
        assert experiment.result().type == about["task"]
        assert len(told) == len(truth)
        if about["task"] == "regression":
            assert sk.r2_score(truth, told.values.astype(float)) > 0.2
        else:
            most = truth.value_counts(normalize=True).iloc[0]
            assert np.mean(told.values == truth.to_numpy()) > most
            assert experiment.result().best_model.name == "GLM"


def parted(folder: Path, name: str, into: Path) -> tuple[Path, Path, pd.Series[Any]]:
    """Files of the rows to train on and of those to be asked about, and what is true of these."""
    frame = pd.read_csv(folder / "tabular" / f"{name}.csv")
    target = json.loads((folder / "manifest.json").read_text())[name]["target"]
    is_train = frame.pop("_split") == "train"
    frame[is_train].to_csv(into / "train.csv", index=False)
    frame[~is_train].drop(columns=target).to_csv(into / "test.csv", index=False)
    return into / "train.csv", into / "test.csv", frame.loc[~is_train, target]


@pytest.mark.slow
def test_four_lines_are_a_script(tmp_path: Path) -> None:
    """No guard against being run by workers, nothing to close."""
    FRAME.drop(columns="paid").to_csv(tmp_path / "train.csv", index=False)
    FRAME.drop(columns=["paid", "won"]).head(5).to_csv(tmp_path / "test.csv", index=False)
    (tmp_path / "flow.py").write_text(
        "from headway import automl\n"
        "client = automl.Client()\n"
        'train, test = client.upload("train.csv"), client.upload("test.csv")\n'
        'experiment = client.train(train, target="won", algorithms=["GLM"], max_models=1, folds=2)\n'
        "prediction = client.predict(test, experiment)\n"
        "print(len(prediction.result().frame), experiment.result().best_model.name)\n"
    )
    done = subprocess.run([sys.executable, "flow.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "5 GLM\n"), done.stderr


class TestTasks:
    @pytest.fixture(autouse=True)
    def _inline(self) -> Any:
        with Session(on="inline"):
            yield

    def test_each_verb_takes_the_task_before(self, client: Client, tmp_path: Path) -> None:
        FRAME.drop(columns="paid").to_csv(tmp_path / "people.csv", index=False)
        table = client.setup(client.upload(tmp_path / "people.csv"), {"c": "text"})
        experiment = client.train(table, target="won", **SMALL)
        prediction = client.predict(table, experiment, keep=["a"])
        assert all(isinstance(called, Task) for called in (table, experiment, prediction))
        assert prediction.result().frame["a"].tolist() == table.result().frame["a"].tolist()
        assert experiment.result().found.problem.layout.texts == ("c",)

    def test_what_comes_from_own_tasks_is_taken_too(self, client: Client) -> None:
        @task
        def rows(count: int) -> pd.DataFrame:
            return FRAME.drop(columns="won").head(count)

        @task
        def best(experiment: Experiment) -> Any:
            return experiment.best_model

        experiment = client.train(rows(40), target="paid", **SMALL)
        assert len(client.predict(client.upload(rows(7), name="new"), best(experiment)).result()) == 7

    def test_anything_that_can_be_read_is_a_table(self, client: Client, tmp_path: Path) -> None:
        frame = FRAME.drop(columns="won")
        frame.to_csv(tmp_path / "people.csv", index=False)
        text = frame.to_csv(index=False)
        given = [frame, tmp_path / "people.csv", str(tmp_path / "people.csv"), text.encode(), io.StringIO(text)]
        told = [client.train(each, target="paid", **SMALL).result().leaderboard["score"].tolist() for each in given]
        np.testing.assert_allclose(told, [told[0]] * len(given))

    def test_model_is_taken_for_an_experiment(self, client: Client) -> None:
        experiment = client.train(FRAME, target="won", features=["a", "b"], **SMALL).result()
        one, other = (client.predict(FRAME, each).result() for each in (experiment, experiment.best_model))
        pd.testing.assert_frame_equal(one.frame, other.frame)
        for wrong in ("GLM", FRAME, None):
            with pytest.raises(BadOption, match="a Model, an Experiment"):
                client.predict(FRAME, wrong).result()

    def test_listener_hears_each_model(self, client: Client) -> None:
        heard: list[tuple[str, float]] = []
        experiment = client.train(
            FRAME, target="won", on_model=lambda standing: heard.append((standing.name, standing.score)), **SMALL
        ).result()
        board = experiment.leaderboard.set_index("model")["score"]
        assert heard == [("Baseline", board["Baseline"]), ("GLM", board["GLM"])]


class Meets(io.BytesIO):
    """A file that is read only when another is read at the same time."""

    def __init__(self, content: bytes, barrier: Barrier) -> None:
        super().__init__(content)
        self._barrier = barrier

    def read(self, *size: Any) -> bytes:
        if not self.tell():
            self._barrier.wait(SOON_S)
        return super().read(*size)


def test_uploads_are_read_side_by_side(client: Client) -> None:
    barrier = Barrier(2)
    one, other = (client.upload(Meets(b"a,b\n1,2\n", barrier), name=name) for name in ("one", "other"))
    assert (one.result(SOON_S).name, other.result(SOON_S).name) == ("one", "other")


def test_failure_is_told_by_whatever_needs_it(client: Client, tmp_path: Path) -> None:
    table = client.upload(tmp_path / "nothing.csv")
    experiment = client.train(table, target="won", **SMALL)
    prediction = client.predict(FRAME, experiment)
    with pytest.raises(PrerequisiteFailed, match=r"nothing\.csv") as caught:
        prediction.result(SOON_S)
    with pytest.raises(BadTable, match=r"nothing\.csv"):
        table.result()
    assert isinstance(caught.value.__cause__, BadTable)
    with pytest.raises(PrerequisiteFailed):
        experiment.result()


class TestBadOptions:
    """What only the table can tell fails the task; all else is refused where it is written."""

    @pytest.mark.parametrize(
        ("option", "given", "says"),
        [
            ("target", None, "the name of a column"),
            ("target", 5, "the name of a column"),
            ("target", ["won"], "the name of a column"),
            ("features", "a", r"a list of names of columns, such as \["),
            ("features", 5, "a list of names"),
            ("features", [], "a list of names"),
            ("features", [5], "a list of names"),
            ("features", ["a", "a"], "each column once"),
            ("groups", 5, "the name of a column"),
            ("groups", "won", "other than the target"),
            ("weights", "won", "other than the target"),
            ("algorithms", ["LightGBMM"], "did you mean 'LightGBM'"),
            ("algorithms", "Guess", "one of LightGBM"),
            ("algorithms", 5, "names of algorithms, or estimators"),
            ("metric", "acuracy", "did you mean 'accuracy'"),
            ("metric", sk.accuracy_score, "a scorer"),
            ("problem_type", "binary", '"classification", "regression" or None'),
            ("folds", 0, "a whole number from 1 to 50"),
            ("folds", 2.0, "a whole number from 1 to 50"),
            ("folds", True, "a whole number from 1 to 50"),
            ("folds", 51, "a whole number from 1 to 50"),
            ("max_models", 0, "a whole number from 1 to 100,000"),
            ("budget_s", 0, "above 0"),
            ("budget_s", float("nan"), "above 0"),
            ("budget_s", float("inf"), "above 0"),
            ("budget_s", "60", "above 0"),
            ("holdout", 1, "from 0 to below 1"),
            ("holdout", -0.1, "from 0 to below 1"),
            ("holdout", float("nan"), "from 0 to below 1"),
            ("seed", -1, "a whole number from 0"),
            ("seed", None, "a whole number from 0"),
        ],
    )
    def test_option_of_train_is_named(self, client: Client, option: str, given: Any, says: str) -> None:
        with pytest.raises(BadOption, match=says) as caught:
            client.train("no such file", **{"target": "won", option: given})
        assert caught.value.option == option
        assert str(caught.value).startswith(f"{option}=")

    @pytest.mark.parametrize(
        ("options", "error", "says"),
        [
            ({"target": "Won"}, UnknownColumn, "did you mean 'won'"),
            ({"features": ["a", "bb"]}, UnknownColumn, "did you mean 'b'"),
            ({"groups": "shop"}, UnknownColumn, "no column 'shop'"),
            ({"weights": "c"}, BadOption, "a column of numbers"),
            ({"metric": "rmse"}, BadOption, "measures binary predictions"),
            ({"folds": 50, "groups": "c"}, BadOption, "at most 3"),
            ({"holdout": 0.01, "groups": "c"}, BadOption, "3 different rows or groups"),
            ({"holdout": 0.99}, BadOption, "a smaller share"),
        ],
    )
    def test_what_the_table_lacks_is_named(
        self, client: Client, options: Any, error: type[Exception], says: str
    ) -> None:
        with Session(on="inline"), pytest.raises(error, match=says):
            client.train(FRAME.drop(columns="paid"), **{"target": "won", **SMALL, **options}).result()

    @pytest.mark.parametrize("given", ["a", 5])
    def test_keep_is_a_list(self, client: Client, given: Any) -> None:
        with pytest.raises(BadOption, match="a list of names"):
            client.predict(FRAME, "no model", keep=given)

    def test_kind_of_a_column_is_one_of_five(self, client: Client) -> None:
        with Session(on="inline"):
            with pytest.raises(BadOption, match="categorical"):
                client.setup(FRAME, {"c": "categorial"}).result()  # type: ignore[dict-item]
            with pytest.raises(UnknownColumn, match="did you mean 'c'"):
                client.setup(FRAME, {"C": "text"}).result()


class TestImport:
    @pytest.mark.parametrize(
        ("statement", "unwanted"),
        [
            ("import headway.automl", "pandas sklearn numpy lightgbm scipy xgboost catboost rich"),
            ("from headway import automl; dir(automl)", "pandas sklearn numpy lightgbm scipy xgboost catboost"),
            pytest.param(
                "from headway import automl; automl.Client()",
                "lightgbm xgboost catboost statsforecast mlforecast onnx",
                marks=pytest.mark.slow,
            ),
        ],
    )
    def test_nothing_is_loaded_before_it_is_used(self, statement: str, unwanted: str) -> None:
        code = f"{statement}\nimport sys; print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert set(done.stdout.split()) & set(unwanted.split()) == set()

    @pytest.mark.parametrize(
        ("module", "distribution"), [("sklearn", "scikit-learn"), ("pandas", "pandas"), ("lightgbm", "lightgbm")]
    )
    def test_bare_install_names_the_extra(self, module: str, distribution: str) -> None:
        """A finder that knows nothing of a package stands for a machine that lacks it."""
        code = (
            "import sys\n"
            "from importlib.machinery import PathFinder\n"
            "class Lacking(PathFinder):\n"
            "    @classmethod\n"
            "    def find_spec(cls, name, path=None, target=None):\n"
            f"        return None if name.partition('.')[0] == '{module}' else PathFinder.find_spec(name, path, target)\n"
            "sys.meta_path[:] = [f for f in sys.meta_path if f is not PathFinder] + [Lacking]\n"
            "from headway import automl\n"
            "try:\n"
            "    automl.Client()\n"
            "except ImportError as error:\n"
            "    print(error)\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert 'pip install "headway[automl]"' in done.stdout
        assert distribution in done.stdout

    def test_every_public_name_is_there(self) -> None:
        from headway import automl

        assert all(getattr(automl, name) is not None for name in automl.__all__)
        assert set(automl.__all__) <= set(dir(automl))
        with pytest.raises(AttributeError, match="has no attribute 'Cleint'"):
            _ = automl.Cleint
