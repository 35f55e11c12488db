import os
import stat
from pathlib import Path

import pytest
from tests.faces.markup import Page

from headway.errors import BadOption
from headway.faces.picture import Picture
from headway.faces.saving import save

PICTURE = Picture("one <task>", '<svg xmlns="http://www.w3.org/2000/svg"/>', "flowchart LR")


def test_saved_svg_is_the_picture(tmp_path: Path) -> None:
    assert PICTURE.save(tmp_path / "run.svg") == tmp_path / "run.svg"
    assert (tmp_path / "run.svg").read_text() == PICTURE.svg


def test_saved_page_holds_the_picture(tmp_path: Path) -> None:
    PICTURE.save(tmp_path / "run.HTML")
    page = Page((tmp_path / "run.HTML").read_text())
    assert {"html", "body", "svg"} <= page.names()
    assert page.addresses() == []
    assert "one <task>" in page.text


@pytest.mark.parametrize("name", ["run.png", "run", ".svg", "svg"])
def test_unknown_suffix_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadOption, match=r"ends in \.svg or \.html"):
        PICTURE.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match=r"make .*/no/where first"):
        PICTURE.save(tmp_path / "no" / "where" / "run.svg")


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("before")
    with pytest.raises(UnicodeEncodeError):
        save(tmp_path / "run.txt", {".txt": lambda: "a" * 100_000 + "\ud800"})
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("run.txt", "before")]


def test_file_gets_the_usual_rights(tmp_path: Path) -> None:
    PICTURE.save(tmp_path / "run.svg")
    (tmp_path / "plain").write_text("")
    rights = [stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("run.svg", "plain")]
    assert rights[0] == rights[1]


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there.svg").write_text("old")
    (tmp_path / "here.svg").symlink_to(tmp_path / "there.svg")
    PICTURE.save(tmp_path / "here.svg")
    assert (tmp_path / "here.svg").is_symlink()
    assert (tmp_path / "there.svg").read_text() == PICTURE.svg


def test_picture_says_what_it_is() -> None:
    assert repr(PICTURE) == "<Picture: one <task>>"
    assert ".save('picture.svg')" in str(PICTURE)
    assert PICTURE.svg in PICTURE._repr_html_()
    assert PICTURE._repr_svg_() == PICTURE.svg
