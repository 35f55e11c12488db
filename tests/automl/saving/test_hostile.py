"""Files that are no models, are broken, or are made to harm: each ends in an error of ours that names the file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.automl.saving.models import fitted

from headway import BadModelFile, BadOption, HeadwayError, automl
from headway.automl.saving.archive import packed

PLAIN = ["age", "rooms", "town"]
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def members() -> Members:
    """What a good file holds."""
    return written(fitted(["DRF", "GLM"], ensemble="stack", features=PLAIN)[0])


def written(model: Any) -> Members:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        model.save(Path(folder, "model.zip"), onnx=False)
        with zipfile.ZipFile(Path(folder, "model.zip")) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., str]:
    """Write these bytes, try to load them, and give what the error says."""

    def load(content: bytes) -> str:
        file = tmp_path / "bad.zip"
        file.write_bytes(content)
        with pytest.raises(BadModelFile) as caught:
            automl.load(file)
        assert "bad.zip" in str(caught.value)
        return str(caught.value)

    return load


def fold(present: Any = (0, 1), at: int = 0) -> dict[str, Any]:
    return {"transformer": at, "present": list(present)}


def with_schema(members: Members, change: Callable[[dict[str, Any]], object]) -> bytes:
    schema = json.loads(members["schema.json"])
    change(schema)
    return packed({**members, "schema.json": json.dumps(schema).encode()})


def test_good_members_are_good(members: Members, tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(packed(members))
    assert automl.load(tmp_path / "good.zip").type == "binary"


@pytest.mark.parametrize("content", [b"", b"age,y\n1,2\n", b"PK\x03\x04", b"\x80\x04\x95pickle", b"\0" * 1_000])
def test_no_zip(refused: Callable[..., str], content: bytes) -> None:
    assert "is no zip" in refused(content)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(BadModelFile, match="can't be opened: No such file"):
        automl.load(tmp_path / "nowhere.zip")
    with pytest.raises(BadModelFile, match="can't be opened: Is a directory"):
        automl.load(tmp_path)
    with pytest.raises(BadModelFile, match="can't be opened"):
        automl.load("a\0b")
    with pytest.raises(BadOption, match="path"):
        automl.load(3)


def test_truncated(refused: Callable[..., str], members: Members) -> None:
    content = packed(members)
    for share in (0.1, 0.5, 0.9, 0.999):
        refused(content[: int(len(content) * share)])


def test_every_flipped_byte_is_an_error_or_harmless(members: Members, tmp_path: Path) -> None:
    """A zip has a checksum for each member; what it does not cover can't change what is loaded."""
    content = packed(members)
    random = np.random.default_rng(0)
    file = tmp_path / "flipped.zip"
    for at in random.integers(0, len(content), 15):
        flipped = bytearray(content)
        flipped[at] ^= 0xFF
        file.write_bytes(bytes(flipped))
        with suppress(HeadwayError):  # and no other
            automl.load(file)


def test_zip_of_something_else(refused: Callable[..., str]) -> None:
    assert "a zip without versions.json" in refused(packed({"word/document.xml": b"<x/>"}))


@pytest.mark.parametrize("name", ["versions.json", "schema.json", "model.skops"])
def test_member_missing(refused: Callable[..., str], members: Members, name: str) -> None:
    assert f"without {name}" in refused(packed({key: value for key, value in members.items() if key != name}))


def test_part_missing(refused: Callable[..., str], members: Members) -> None:
    assert "no parts/0-0.npz" in refused(
        packed({key: value for key, value in members.items() if key != "parts/0-0.npz"})
    )


@pytest.mark.parametrize("name", ["../escaped", "/etc/passwd", "parts/../../x.txt", "parts/0-0.exe", "parts/", "C:\\x"])
def test_strange_names(refused: Callable[..., str], members: Members, name: str, tmp_path: Path) -> None:
    assert "is no part of a model" in refused(packed({**members, name: b"x"}))
    assert [file.name for file in tmp_path.iterdir()] == ["bad.zip"]


def test_double_member(refused: Callable[..., str], members: Members) -> None:
    buffer = io.BytesIO(packed(members))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("schema.json", "{}")
    assert "two members of one name" in refused(buffer.getvalue())


def test_bomb(refused: Callable[..., str], members: Members) -> None:
    assert "would grow" in refused(packed({**members, "README": b"\0" * 50_000_000}))


def test_bomb_within_the_inner_zip(refused: Callable[..., str], members: Members) -> None:
    inner = packed({"schema.json": b" " * 50_000_000})
    assert "would grow" in refused(packed({**members, "model.skops": inner}))


def test_absurd_size(refused: Callable[..., str], members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.automl.saving.archive.MOST_BYTES", 1_000)
    assert "more than any model has" in refused(packed(members))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packing(refused: Callable[..., str], members: Members, method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert "packed in another way" in refused(buffer.getvalue())


@pytest.mark.parametrize("name", ["versions.json", "schema.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"{", b"\xff\xfe", b"[" * 100_000, b"{}"])
def test_broken_json(refused: Callable[..., str], members: Members, name: str, content: bytes) -> None:
    refused(packed({**members, name: content}))


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("name", 3),
        ("target", None),
        ("type", "clusters"),
        ("type", []),
        ("labels", "yes"),
        ("labels", [["yes"], ["no"]]),
        ("labels", ["one"]),
        ("columns", {}),
        ("columns", [{}]),
        ("columns", [{"name": "age", "kind": "colour", "rows": 1, "missing": 0, "distinct": 1, "note": ""}]),
        ("columns", [{"name": "age", "kind": "numerical", "rows": -1, "missing": 0, "distinct": 1, "note": ""}]),
        ("layout", []),
        ("layout", {"numbers": ["age"]}),
        ("members", {}),
        ("members", {"DRF": [fold()]}),
        ("members", {"DRF": [], "GLM": [fold()]}),
        ("members", {"DRF": [fold([0, 9]), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold([1, 0]), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold([]), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold([True]), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold(at=9), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold(at=-1), fold()], "GLM": [fold(), fold()]}),
        ("members", {"DRF": [fold()], "GLM": [fold()]}),
        ("members", {"DRF": [[0, 1], [0, 1]], "GLM": [[0, 1], [0, 1]]}),
        ("ensemble", {"vote": []}),
        ("ensemble", {"blend": {"DRF": "much"}}),
        ("ensemble", {"stack": ["DRF"]}),
        ("ensemble", None),
        ("thresholds", {"f1": True}),
        ("thresholds", {"f1": "0.5"}),
        ("typical", {"age": {"number": "many"}}),
        ("typical", {"age": {"date": "soon"}}),
        ("typical", {"age": []}),
        ("metric", 1),
        ("score", "high"),
    ],
)
def test_schema_of_wrong_types(refused: Callable[..., str], members: Members, entry: str, value: Any) -> None:
    refused(with_schema(members, lambda schema: schema.update({entry: value})))


def test_schema_says_where_it_is_wrong(refused: Callable[..., str], members: Members) -> None:
    told = refused(with_schema(members, lambda schema: schema["columns"][1].update(rows="many")))
    assert "columns[1].rows is 'many', and a whole number of 0 or more was expected" in told


@pytest.mark.parametrize("entry", ["name", "labels", "columns", "layout", "members", "ensemble", "score"])
def test_schema_without_an_entry(refused: Callable[..., str], members: Members, entry: str) -> None:
    assert f"an entry {entry!r} was expected" in refused(with_schema(members, lambda schema: schema.pop(entry)))


def test_column_of_the_layout_unknown(refused: Callable[..., str], members: Members) -> None:
    refused(with_schema(members, lambda schema: schema["layout"]["numbers"].append("height")))


def skops_with(members: Members, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with another description of its pipelines."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(members["model.skops"])) as good, zipfile.ZipFile(buffer, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name == "schema.json":
                state = json.loads(content)
                change(state)
                content = json.dumps(state).encode()
            bad.writestr(name, content)
    return packed({**members, "model.skops": buffer.getvalue()})


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.clear(),
        lambda state: state.update(protocol=99),
        lambda state: state.update(protocol="2"),
        lambda state: state.update(__loader__="NoNode"),
        lambda state: state["content"].pop("stack"),
        lambda state: state["content"]["models"].update(content={}),
        lambda state: state["content"].update(models=state["content"]["stack"]),
        lambda state: state["content"]["models"]["content"]["DRF"].update(__class__="set"),
        lambda state: state["content"]["models"]["content"]["DRF"]["content"].pop(),
    ],
)
def test_pipelines_of_another_shape(
    refused: Callable[..., str], members: Members, change: Callable[[dict[str, Any]], object]
) -> None:
    refused(skops_with(members, change))


def test_skops_is_no_zip(refused: Callable[..., str], members: Members) -> None:
    refused(packed({**members, "model.skops": b"no zip"}))


@pytest.mark.parametrize("field", ["left_child", "right_child", "feature"])
def test_tree_that_leads_astray(refused: Callable[..., str], members: Members, field: str) -> None:
    """Trusted types with numbers that scikit-learn would follow out of its arrays."""
    arrays = dict(np.load(io.BytesIO(members["parts/0-0.npz"])))
    arrays["nodes"][field][0] = 10**9
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    assert "a tree" in refused(packed({**members, "parts/0-0.npz": buffer.getvalue()}))


def test_tree_that_goes_in_circles(refused: Callable[..., str], members: Members) -> None:
    arrays = dict(np.load(io.BytesIO(members["parts/0-0.npz"])))
    arrays["nodes"]["left_child"][0] = 0
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    assert "leads outside itself" in refused(packed({**members, "parts/0-0.npz": buffer.getvalue()}))


def test_arrays_with_objects_in_them(refused: Callable[..., str], members: Members) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, nodes=np.array([{}], dtype=object), values=[1], counts=[1], depths=[1])
    assert "allow_pickle" in refused(packed({**members, "parts/0-0.npz": buffer.getvalue()}))


@pytest.mark.parametrize("learner", ["LightGBM", "XGBoost", "CatBoost", "DRF"])
@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_part_that_is_nonsense(refused: Callable[..., str], learner: str, content: bytes) -> None:
    good = written(fitted([learner], features=PLAIN)[0])
    part = next(name for name in good if name.startswith("parts/"))
    refused(packed({**good, part: content}))


def test_histogram_tree_that_leads_astray(tmp_path: Path) -> None:
    model, _ = fitted(["GBM"], features=PLAIN)
    model.members["GBM"][0].pipeline.named_steps["model"]._predictors[0][0].nodes["left"][0] = 10**6
    model.save(tmp_path / "bad.zip", onnx=False)
    with pytest.raises(BadModelFile, match="leads outside itself"):
        automl.load(tmp_path / "bad.zip")
