"""Where tables come from: paths, bytes, file objects, packed files."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from headway.automl.table import read
from headway.errors import BadOption, BadTable

CSV = b"city,n\nTaipei,1\nTainan,2\n"


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return target.getvalue()


@pytest.mark.parametrize(
    "source",
    [
        CSV,
        bytearray(CSV),
        memoryview(CSV),
        io.BytesIO(CSV),
        io.StringIO(CSV.decode()),
        gzip.compress(CSV),
        zipped(a__csv=CSV),
    ],
    ids=["bytes", "bytearray", "memoryview", "binary file", "text file", "gzip", "zip"],
)
def test_every_source_reads_the_same(source: object) -> None:
    table = read(source)
    assert table.frame["n"].tolist() == [1, 2]
    assert table.name == "table"


def test_frame_reads_as_its_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({"city": ["Taipei", "Tainan"], "n": [1, 2]})
    assert read(frame).schema == read(CSV).schema


@pytest.mark.parametrize("name", ["sales.csv", "sales.tsv", "sales.csv.gz", "sales.zip"])
def test_table_is_called_as_its_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(CSV)
    assert read(tmp_path / name).name == "sales"
    assert read(str(tmp_path / name), name="other").name == "other"
    with (tmp_path / name).open("rb") as stream:
        assert read(stream).name == "sales"


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "titanic.csv").write_bytes(CSV)
    with pytest.raises(BadTable, match=r"No such file.*Did you mean 'titanic\.csv'"):
        read(tmp_path / "titanik.csv")
    with pytest.raises(BadTable, match="There is no folder"):
        read(tmp_path / "nowhere" / "titanic.csv")


def test_path_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="is a folder"):
        read(tmp_path)
    with pytest.raises(BadTable, match=r"Pass text\.encode\(\)"):
        read("a,b\n1,2\n")
    with pytest.raises(BadTable, match="Download it"):
        read("https://example.org/a.csv")
    with pytest.raises(BadTable, match="can't be opened"):
        read("a\0b.csv")


@pytest.mark.parametrize("source", [None, 3, [1, 2], {"a": [1]}])
def test_what_is_no_source_is_refused(source: object) -> None:
    with pytest.raises(BadOption, match="expected the path of a file"):
        read(source)


def test_name_must_be_text() -> None:
    with pytest.raises(BadOption, match="name=3"):
        read(CSV, name=3)  # type: ignore[arg-type]


def test_file_object_of_neither_text_nor_bytes_is_refused() -> None:
    class Odd:
        def read(self) -> int:
            return 3

    with pytest.raises(BadOption):
        read(Odd())


def test_text_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("città,n\nà,1\n".encode("latin-1"))
    with (tmp_path / "a.csv").open(encoding="utf-8") as stream, pytest.raises(BadTable, match="mode 'rb'"):
        read(stream)
    with pytest.raises(BadTable, match="line 2 holds half a character"):
        read(io.StringIO("a\n\ud800\n"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped(a__csv=CSV, b__csv=CSV), "holds 2 files"),
        (zipped(), "holds 0 files"),
        (zipped(**{"[Content_Types]__xml": b"", "x": b""}), "Excel workbook"),
        (b"PK\x03\x04 and then nothing", "can't be unpacked"),
        (gzip.compress(CSV)[:-9], "broken"),
        (b"\x1f\x8b rubbish", "broken"),
        (b"PAR1 rubbish", "Parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_what_is_no_text_is_named(content: bytes, what: str) -> None:
    with pytest.raises(BadTable, match=what):
        read(content)


def test_parquet_is_read_or_its_need_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def absent(source: object) -> None:
        raise ImportError("no pyarrow")

    monkeypatch.setattr(pd, "read_parquet", absent)
    with pytest.raises(BadTable, match="pip install pyarrow"):
        read(b"PAR1 and so on")
    monkeypatch.setattr(pd, "read_parquet", lambda source: pd.DataFrame({"a": [1, 2]}))
    (tmp_path / "sales.parquet").write_bytes(b"PAR1 and so on")
    assert read(tmp_path / "sales.parquet").name == "sales"
