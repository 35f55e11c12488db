"""The public boundary: what `headway.__all__` says is what there is, and each name is documented."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import headway

PUBLIC = sorted(getattr(headway, "__all__", []))
REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"


def reference_text() -> str:
    pages = [REFERENCE.with_suffix(".md"), *sorted(REFERENCE.rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.is_file())


def test_all_equals_what_is_imported() -> None:
    """A public name of the top file is in `__all__`; rooms that importing has put there as attributes are not meant."""
    there = {
        name for name, value in vars(headway).items() if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert there == {name for name in headway.__all__ if not name.startswith("_")}


def test_all_is_sorted_and_has_no_double() -> None:
    assert list(headway.__all__) == sorted(set(headway.__all__))


def test_top_file_only_reexports() -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    body = ast.parse(Path(headway.__file__).read_text(encoding="utf-8")).body
    assert [ast.unparse(node) for node in body if not isinstance(node, allowed)] == []


@pytest.mark.parametrize("name", [name for name in PUBLIC if not name.startswith("_")])
def test_public_name_has_its_own_docstring(name: str) -> None:
    value = getattr(headway, name)
    text = value.__dict__.get("__doc__") if inspect.isclass(value) else inspect.getdoc(value)
    assert text, f"headway.{name} has no docstring of its own"
    assert not text.startswith(f"{name}("), f"headway.{name}: a dataclass's generated docstring says nothing"


@pytest.mark.parametrize("name", [name for name in PUBLIC if not name.startswith("_")])
def test_public_methods_have_docstrings(name: str) -> None:
    value = getattr(headway, name)
    members = vars(value).items() if inspect.isclass(value) else ()
    bare = [
        member
        for member, found in members
        if not member.startswith("_")
        and (inspect.isroutine(found) or isinstance(found, property))
        and not inspect.getdoc(getattr(value, member))
    ]
    assert bare == []


@pytest.mark.parametrize("name", [name for name in PUBLIC if not name.startswith("_")])
def test_public_name_stands_in_reference(name: str) -> None:
    assert re.search(rf"(?<![\w.])(?:headway\.)?{name}\b", reference_text()), f"docs/reference says nothing of {name}"


def test_names_of_later_steps_are_absent() -> None:
    """No stub: what a later step brings is not there to be found."""
    assert not {"flow", "Journal", "cache"} & set(dir(headway))
    assert not {"reads", "cache"} & set(inspect.signature(headway.task).parameters)
    assert not {"journal", "remember"} & set(inspect.signature(headway.Session).parameters)


def test_types_travel_with_the_package() -> None:
    """Without the marker file the type checkers of a user ignore every annotation of ours."""
    assert (Path(headway.__file__).parent / "py.typed").is_file()
