"""What may be in a file is decided by us and by the user, never by the file."""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import pickle
import pkgutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.preprocessing import FunctionTransformer
from tests.automl.saving.models import fitted
from tests.automl.saving.own import Nearest

import headway.automl.features
from headway import BadModelFile, BadOption, UntrustedType, automl
from headway.automl.saving.trusted import TRUSTED

PLAIN = ["age", "rooms"]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file with an estimator of one's own in it."""
    model, _ = fitted([Nearest(0.1)], features=PLAIN)
    model.save(tmp_path / "own.zip", onnx=False)
    return tmp_path / "own.zip"


@pytest.mark.parametrize(
    "trust", [[Nearest], Nearest, ("tests.automl.saving.own.Nearest",), "tests.automl.saving.own.Nearest"]
)
def test_own_estimator_is_loaded_where_it_is_trusted(own: Path, trust: Any) -> None:
    model, frame = fitted([Nearest(0.1)], features=PLAIN)
    assert np.array_equal(automl.load(own, trust=trust).outputs(frame), model.outputs(frame))


def test_own_estimator_is_refused_by_name(own: Path) -> None:
    with pytest.raises(UntrustedType, match=r"tests\.automl\.saving\.own\.Nearest.*trust=\['tests") as caught:
        automl.load(own)
    assert caught.value.types == ("tests.automl.saving.own.Nearest",)


def test_readme_says_what_to_trust(own: Path) -> None:
    import zipfile

    with zipfile.ZipFile(own) as archive:
        assert b"trust=['tests.automl.saving.own.Nearest']" in archive.read("README")


def test_error_survives_pickling() -> None:
    error = UntrustedType("m.zip", ("shop.Nearest",))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.types) == (UntrustedType, str(error), error.types)
    plain = pickle.loads(pickle.dumps(BadModelFile("it is no zip", "Give one")))
    assert str(plain) == "it is no zip. Give one"


@pytest.mark.parametrize("trust", [3, [3], None, [None]])
def test_trust_takes_types_and_names_only(own: Path, trust: Any) -> None:
    with pytest.raises(BadOption, match="trust"):
        automl.load(own, trust=trust)


def evil(path: str) -> str:
    Path(path).write_text("it ran")
    return path


class Evil(BaseEstimator):
    def __setstate__(self, state: Any) -> None:
        Path(state["path"]).write_text("it ran")

    def predict(self, X: Any) -> Any:
        return X


@pytest.mark.parametrize("hidden", ["estimator", "function", "partial", "builtin", "method"])
def test_nothing_untrusted_runs(hidden: str, tmp_path: Path) -> None:
    """Files made to do something when they are read: each is refused before that."""
    model, _ = fitted(["Baseline"])
    trap = str(tmp_path / "trap")
    made = Evil()
    made.path = trap
    bad = {
        "estimator": made,
        "function": FunctionTransformer(evil),
        "partial": FunctionTransformer(partial(evil, trap)),
        "builtin": FunctionTransformer(eval),
        "method": FunctionTransformer(made.predict),
    }[hidden]
    model.members["Baseline"][0].pipeline.steps[1] = ("model", bad)
    model.save(tmp_path / "bad.zip", onnx=False)
    with pytest.raises(UntrustedType):
        automl.load(tmp_path / "bad.zip")
    assert not Path(trap).exists()


def test_estimator_from_inside_a_function_is_refused_when_saving(tmp_path: Path) -> None:
    class Hidden(Nearest):
        pass

    model, _ = fitted([Hidden()], features=PLAIN)
    with pytest.raises(BadModelFile, match="could not be found again"):
        model.save(tmp_path / "model.zip", onnx=False)
    assert list(tmp_path.iterdir()) == []


def test_estimator_that_holds_what_cannot_be_written_is_refused_when_saving(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    model.members["Baseline"][0].pipeline.named_steps["model"].stream = io.StringIO()
    with pytest.raises(BadModelFile, match="can't be written"):
        model.save(tmp_path / "model.zip", onnx=False)
    assert list(tmp_path.iterdir()) == []


def test_label_of_another_type_is_refused_when_saving(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    with pytest.raises(BadModelFile, match="complex"):
        replace(model, labels=(1j, 2j)).save(tmp_path / "model.zip", onnx=False)


def test_list_is_written_out() -> None:
    """Each type by itself, as text: no pattern, and nothing that is worked out."""
    from headway.automl.saving import trusted

    tree = ast.parse(inspect.getsource(trusted))
    (listed,) = [
        each.value for each in tree.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "TRUSTED"
    ]
    assert isinstance(listed, ast.Tuple)
    assert all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in listed.elts)
    assert len(set(TRUSTED)) == len(TRUSTED)


def test_listed_types_exist() -> None:
    for name in TRUSTED:
        module, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(module), last), name


def test_dangerous_types_are_not_listed() -> None:
    assert not [
        name for name in TRUSTED if name.startswith(("builtins.", "operator.", "os.", "subprocess.", "joblib."))
    ]


def test_our_transformers_are_listed() -> None:
    """A transformer that joins the features room, and stands in the views of a table, joins the list."""
    from headway.automl.features import views

    ours = {
        f"{found.__module__}.{found.__name__}"
        for each in pkgutil.iter_modules(headway.automl.features.__path__, "headway.automl.features.")
        for found in vars(importlib.import_module(each.name)).values()
        if isinstance(found, type) and issubclass(found, BaseEstimator) and found.__module__ == each.name
    }
    used = {name for name in ours if name.rpartition(".")[2] in vars(views)}
    used -= {"headway.automl.features.even.EvenScale"}  # of clusters, which are not saved
    assert used
    assert used <= set(TRUSTED)
