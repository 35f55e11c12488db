"""What is given to be read: paths that are none, files that never end, encodings, things that are no text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headway.errors import BadModel, UnreadableModel
from headway.optimize import read, read_ampl_data, read_ampl_data_text, read_text

TEXTS = {
    "ampl": "var é >= 0; maximize o: é; r: é <= 4;",
    "lingo": "! é;\nMAX = X; X <= 4;",
    "lp": "Maximize é Subject To r: é <= 4 End",
    "mps": "OBJSENSE MAX\nROWS\n N c\n L r\nCOLUMNS\n é c 1 r 1\nRHS\n R r 4\nENDATA\n",
}
ENDINGS = {"ampl": ".mod", "lingo": ".lng", "lp": ".lp", "mps": ".mps"}
PLAIN = {kind: text.replace("é", "x") for kind, text in TEXTS.items()}


class TestFiles:
    @pytest.mark.parametrize("reads", [read, read_ampl_data])
    def test_path_with_a_null_character_is_refused(self, reads: Callable[[str], Any]) -> None:
        with pytest.raises(BadModel, match="can't be a path"):
            reads("a\0.mod")

    @pytest.mark.parametrize("reads", [read, read_ampl_data])
    @pytest.mark.parametrize("given", [None, 3, b"a.mod"])
    def test_what_is_no_path_is_refused(self, reads: Callable[[Any], Any], given: Any) -> None:
        with pytest.raises(BadModel, match=f"{type(given).__name__} is no path"):
            reads(given)

    @pytest.mark.parametrize("reads", [read, read_ampl_data])
    def test_folder_is_refused(self, reads: Callable[[Path], Any], tmp_path: Path) -> None:
        (tmp_path / "a.mod").mkdir()
        with pytest.raises(BadModel, match="is no file"):
            reads(tmp_path / "a.mod")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    @pytest.mark.parametrize("reads", [read, read_ampl_data])
    def test_pipe_is_not_waited_for(self, reads: Callable[[Path], Any], tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.mod")
        with pytest.raises(BadModel, match="is no file"):
            reads(tmp_path / "a.mod")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("kind", PLAIN)
    def test_encoding_is_found(self, kind: str, encoding: str, tmp_path: Path) -> None:
        file = (tmp_path / "a").with_suffix(ENDINGS[kind])
        file.write_text(PLAIN[kind], encoding=encoding)
        assert read(file).row_upper.tolist() == [4]

    def test_latin_1_is_what_is_left(self, tmp_path: Path) -> None:
        (tmp_path / "a.mps").write_bytes(TEXTS["mps"].encode("latin-1"))
        assert read(tmp_path / "a.mps").variables == ("é",)

    def test_data_with_a_mark_of_their_encoding(self, tmp_path: Path) -> None:
        (tmp_path / "a.dat").write_text("param p := 3;", encoding="utf-16")
        assert read_ampl_data(tmp_path / "a.dat")["p"] == 3


class TestTexts:
    @pytest.mark.parametrize("kind", PLAIN)
    def test_mark_of_the_encoding_is_no_part_of_it(self, kind: str) -> None:
        assert read_text("\ufeff" + PLAIN[kind], kind).row_upper.tolist() == [4]

    @pytest.mark.parametrize("kind", PLAIN)
    @pytest.mark.parametrize("given", [None, b"text", Path("a.mod")])
    def test_what_is_no_text_is_refused(self, kind: str, given: Any) -> None:
        with pytest.raises(BadModel, match=f"{type(given).__name__} is no text"):
            read_text(given, kind)

    def test_what_is_no_text_of_data_is_refused(self) -> None:
        with pytest.raises(BadModel, match="NoneType is no text"):
            read_ampl_data_text(None)  # type: ignore[arg-type]

    @pytest.mark.parametrize("kind", PLAIN)
    def test_error_is_short_where_the_word_is_long(self, kind: str) -> None:
        with pytest.raises(UnreadableModel) as caught:
            read_text("é" * 1_000_000, kind)
        assert len(str(caught.value)) < 1_000
