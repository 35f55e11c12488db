"""Other versions of libraries are told, a newer format is refused, a missing library is named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.automl.saving.models import fitted

from headway import BadModelFile, HeadwayWarning, MissingExtra, automl
from headway.automl.saving import versions
from headway.automl.saving.archive import packed


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A file whose versions.json was changed."""

    def write(change: Callable[[dict[str, Any]], object], learner: str = "Baseline") -> Path:
        model, _ = fitted([learner], features=["age", "rooms"])
        file = tmp_path / "model.zip"
        model.save(file, onnx=False)
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        said = json.loads(members["versions.json"])
        change(said)
        file.write_bytes(packed({**members, "versions.json": json.dumps(said).encode()}))
        return file

    return write


def test_other_version_is_told(changed: Callable[..., Path]) -> None:
    file = changed(lambda said: said["libraries"].update({"scikit-learn": "0.1.2", "numpy": "9.9"}))
    with pytest.warns(HeadwayWarning, match=r"saved with numpy 9\.9 \(here .*scikit-learn 0\.1\.2 \(here") as caught:
        assert automl.load(file).name == "Baseline"
    assert caught[0].filename == __file__


def test_patches_are_not_told(changed: Callable[..., Path]) -> None:
    def patch(said: dict[str, Any]) -> None:
        libraries = said["libraries"]
        libraries["scikit-learn"] = ".".join(libraries["scikit-learn"].split(".")[:2]) + ".99"

    automl.load(changed(patch))


def test_library_that_is_not_known_is_left_aside(changed: Callable[..., Path]) -> None:
    automl.load(changed(lambda said: said["libraries"].update(left_pad="1.0")))


def test_newer_format_is_refused(changed: Callable[..., Path]) -> None:
    file = changed(lambda said: said.update(format=versions.FORMAT + 1, headway="7.0"))
    with pytest.raises(BadModelFile, match=r"saved by Headway 7\.0.*pip install -U headway"):
        automl.load(file)


@pytest.mark.parametrize("given", [0, -1, "1", 1.0, True, None])
def test_format_of_another_type_is_refused(changed: Callable[..., Path], given: Any) -> None:
    with pytest.raises(BadModelFile, match="format"):
        automl.load(changed(lambda said: said.update(format=given)))


@pytest.mark.parametrize("libraries", [None, [], {"numpy": 2}])
def test_libraries_of_another_type_are_refused(changed: Callable[..., Path], libraries: Any) -> None:
    with pytest.raises(BadModelFile, match="libraries"):
        automl.load(changed(lambda said: said.update(libraries=libraries)))


def test_missing_booster_is_named(changed: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    file = changed(lambda said: None, "XGBoost")
    assert set(json.loads(zipfile.ZipFile(file).read("versions.json"))["libraries"]) == {*versions.ALWAYS, "xgboost"}
    monkeypatch.setitem(versions.BOOSTERS, "xgboost", (("no-such-distribution",), "xgboost"))
    with pytest.raises(MissingExtra, match=r"headway\[xgboost\]"):
        automl.load(file)
