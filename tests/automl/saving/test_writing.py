"""A file is written as a whole, or what was there stays."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.automl.saving.models import fitted

from headway import BadOption, automl


def test_members_of_the_zip(tmp_path: Path) -> None:
    model, _ = fitted(["GLM", "XGBoost"], ensemble="blend")
    model.save(tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert archive.namelist() == [
            "README",
            "versions.json",
            "schema.json",
            "model.skops",
            "parts/1-0.json",
            "parts/1-1.json",
        ]
        schema = json.loads(archive.read("schema.json"))
        readme = archive.read("README").decode()
    assert schema["ensemble"] == {"blend": {"GLM": pytest.approx(1 / 3), "XGBoost": pytest.approx(2 / 3)}}
    assert "It predicts 'y' (binary)" in readme
    assert "automl.load(" in readme
    assert "log_loss 0.5" in readme or "logloss 0.5" in readme
    for name in model.features:
        assert f"    {name} " in readme


@pytest.mark.parametrize("path", [3, None, "", b""])
def test_path_must_be_a_path(path: Any) -> None:
    model, _ = fitted(["Baseline"])
    with pytest.raises(BadOption, match="path"):
        model.save(path)


def test_folder_is_refused(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    with pytest.raises(BadOption, match="this is a folder"):
        model.save(tmp_path)


def test_str_path_and_bytes_are_taken(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    for path in (tmp_path / "a.zip", str(tmp_path / "b.zip"), os.fsencode(tmp_path / "c.zip")):
        if not isinstance(path, bytes):
            model.save(path)
            assert automl.load(path).name == "Baseline"


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    with pytest.raises(BadOption, match="no folder"):
        model.save(tmp_path / "nowhere" / "model.zip")


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = fitted(["Baseline"])
    file = tmp_path / "model.zip"
    model.save(file)
    before = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace(model, name="other").save(file)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["model.zip"]


def test_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    model, _ = fitted(["Baseline"])
    file = tmp_path / "model.zip"
    model.save(file)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask
    file.chmod(0o600)
    replace(model, name="other").save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert automl.load(file).name == "other"


def test_nothing_of_the_training_rows_is_written(tmp_path: Path) -> None:
    """Neither the rows kept for checks nor the weights that a forest remembers."""
    model, _ = fitted(["DRF"], features=["age", "rooms"])
    model.save(tmp_path / "model.zip")
    loaded = automl.load(tmp_path / "model.zip")
    assert loaded.sample is None
    assert loaded.members["DRF"][0].pipeline.named_steps["model"]._sample_weight is None
