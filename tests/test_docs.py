"""README and pages, run as they are printed: each ``pycon`` block is a doctest, each ``python`` block at least parses.

The blocks of a page share their names, as a reader who types them in would have it.
"""

import ast
import doctest
import re
import traceback
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>\w+)[^\n]*\n(?P<body>.*?)^(?P=indent)(?P=ticks) *$",
    re.DOTALL | re.MULTILINE,
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(text: str, language: str) -> list[tuple[int, str]]:
    """The fenced blocks of one language: the line where each body starts (from 0), and the body."""
    return [
        (text.count("\n", 0, found.start("body")), found["body"])
        for found in FENCE.finditer(text)
        if found["language"] == language
    ]


class WholeErrors:
    """``traceback`` for doctest: an error with its notes is one text. Python 3.11.2 and its like look at the last line only."""

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)

    @staticmethod
    def format_exception_only(*error: Any) -> list[str]:
        return ["".join(traceback.format_exception_only(*error))]


def failures(text: str, name: str) -> str:
    """Run the ``pycon`` blocks of a page in one namespace; say what differed, with the page's own line numbers."""
    parser, report = doctest.DocTestParser(), []
    examples = [
        example for start, body in blocks(text, "pycon") for example in _moved(parser.get_examples(body, name), start)
    ]
    test = doctest.DocTest(examples, {"__name__": "__main__"}, name, name, 0, text)
    with patch.object(doctest, "traceback", WholeErrors()):
        doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=report.append, clear_globs=False)
    return "".join(report)


def _moved(examples: list[doctest.Example], lines: int) -> list[doctest.Example]:
    for example in examples:
        example.lineno += lines
    return examples


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_shows_what_happens(page: Path) -> None:
    assert failures(page.read_text(encoding="utf-8"), page.name) == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_blocks_parse(page: Path) -> None:
    for start, body in blocks(page.read_text(encoding="utf-8"), "python"):
        ast.parse("\n" * start + body, filename=page.name)


def test_wrong_output_on_a_page_is_found() -> None:
    page = "text\n```pycon\n>>> a = 1\n```\nmore\n```pycon\n>>> a + 1\n3\n```\n"
    assert "line 7" in failures(page, "page.md")
    assert failures(page.replace("\n3\n", "\n2\n"), "page.md") == ""
