"""Which characters bytes stand for: by the bytes alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from headway.automl.table import read
from headway.automl.table.encoding import decode
from headway.automl.table.sources import Source
from headway.errors import BadTable

CHINESE = "城市,氣溫\n" + "".join(
    f"{city},{n}\n" for n, city in enumerate(["北京", "上海", "广州", "深圳", "重庆"] * 4)
)
EUROPEAN = "città,année\n" + "".join(
    f"{word},{n}\n" for n, word in enumerate(["Malmö", "Zürich", "Orléans", "Cádiz"] * 4)
)


def first_column(text: str) -> list[str]:
    return [line.split(",")[0] for line in text.splitlines()[1:]]


@pytest.mark.parametrize("text", [CHINESE, EUROPEAN], ids=["Chinese", "European"])
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "gb18030",
        "latin-1",
        "cp1252",
    ],
)
def test_encoding_is_found(text: str, encoding: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        return  # Chinese has no place in Latin-1
    if text is EUROPEAN and encoding == "gb18030":
        return  # accents in GB18030 are rare, and Latin-1 is the better guess
    table = read(content)
    assert table.frame.iloc[:, 0].tolist() == first_column(text)
    assert table.schema.names[0] == text.split(",")[0]
    assert bool(table.notes) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize("word", ["é", "naïve café", "ÄÖÜ, ß", "“quoted”", "10 €", "São Paulo"])
def test_few_accents_are_european(word: str) -> None:
    table = read(f'a,b\n"{word}",1\nx,2\n'.encode("cp1252"))
    assert table.frame["a"].tolist() == [word, "x"]


def test_bytes_that_windows_has_no_letter_for_are_latin_1() -> None:
    assert read(b"a,b\n\x81 \xe9,1\n").notes == ("read as Latin-1",)


def test_broken_byte_in_utf8_leaves_the_rest() -> None:
    table = read(CHINESE.encode() + b"\xff,1\n")
    assert table.frame["城市"].tolist()[:2] == ["北京", "上海"]
    assert table.frame["城市"].tolist()[-1] == "\ufffd"
    assert "not UTF-8" in table.notes[0]
    assert "not UTF-8" in read(b"\xef\xbb\xbfa,b\n\xff,1\n").notes[0]


def test_mark_of_another_encoding_is_told() -> None:
    with pytest.raises(BadTable, match="has the mark of UTF-16, and is not in it"):
        read(b"\xff\xfea\0,\0b")


def test_character_cut_by_a_block_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.automl.table.encoding.BLOCK", 7)
    for encoding in ("utf-8", "utf-16", "gb18030"):
        source = Source("t", "t", CHINESE.encode(encoding))
        assert decode(source).open().read().decode() == CHINESE


def test_locale_changes_nothing() -> None:
    content = "城市;d;n\n北京;1 May 2024;2,5\n台北;31 Dec 2024;1.234,5\n".encode()
    code = f"from headway.automl.table import read; print(ascii(read({content!r}).frame.to_dict('list')))"
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ascii(read(content).frame.to_dict("list"))
