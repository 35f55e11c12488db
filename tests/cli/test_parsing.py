"""Whose is a word: Headway's, or the script's?"""

import pytest

from headway.cli.parsing import Parser, split
from headway.errors import UsageError


@pytest.fixture
def parser() -> Parser:
    parser = Parser("headway run", "", "")
    parser.add_argument("--report")
    parser.add_argument("--quiet", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("line", "ours", "theirs"),
    [
        ("a.py", "", "a.py"),
        ("--report r.html a.py 1", "--report r.html", "a.py 1"),
        ("a.py 1 --report r.html 2", "--report r.html", "a.py 1 2"),
        ("a.py --report=r.html", "--report=r.html", "a.py"),
        ("a.py --fast --quiet -v", "--quiet", "a.py --fast -v"),
        ("a.py -- --quiet", "", "a.py --quiet"),
        ("--quiet -- a.py --quiet", "--quiet", "a.py --quiet"),
        ("a.py -- x -- y", "", "a.py x -- y"),
        ("a.py --help", "", "a.py --help"),
        ("--help a.py", "--help", "a.py"),
        ("a.py --report", "--report", "a.py"),
        ("", "", ""),
    ],
)
def test_words_are_split(parser: Parser, line: str, ours: str, theirs: str) -> None:
    assert split(line.split(), parser) == (ours.split(), theirs.split())


def test_unknown_option_before_the_script_is_refused(parser: Parser) -> None:
    with pytest.raises(UsageError, match="no option '--fast'"):
        split(["--fast", "a.py"], parser)


def test_empty_value_stays_a_value(parser: Parser) -> None:
    assert split(["--report=", "a.py"], parser) == (["--report="], ["a.py"])
