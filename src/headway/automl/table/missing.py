"""Words that stand for a missing value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

ANYWHERE = frozenset({
    "", " ", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NA", "NaN", "nan", "-nan", "-NaN", "NULL", "null", "Null", "None",
    "NaT", "?",
})  # fmt: skip
# Beside numbers these can mean nothing else; beside words they may be words.
BESIDE_NUMBERS = ANYWHERE | {
    "na", "N.A.", "n.a.", "none", "NONE", "-", "--", "–", "—", ".", "..", "...", "nil", "missing", "Missing", "MISSING",
    "unknown", "Unknown", "UNKNOWN", "#VALUE!", "#DIV/0!", "#REF!", "#NUM!", "#NULL!", "#NAME?", "\\N", "*",
}  # fmt: skip
LEAST_CODES = 3
_CODE = re.compile(r"[A-Z]{2}")


def missing_words(words: Collection[str]) -> tuple[frozenset[str], str]:
    """Those of a column's words that mean "missing", and a note where one may wonder.

    ``NA`` beside codes of two capital letters is one of them: Namibia, or North America.

    >>> missing_words(["DE", "FR", "NA", "ZA"])
    (frozenset(), "'NA' is kept as a value: all the others are codes of two letters as well")
    >>> missing_words(["yes", "NA"])
    (frozenset({'NA'}), "'NA' means missing")
    """
    found = ANYWHERE.intersection(words)
    if "NA" in found and _are_codes(set(words) - found):
        return found - {"NA"}, "'NA' is kept as a value: all the others are codes of two letters as well"
    return found, means_missing(found)


def _are_codes(others: set[str]) -> bool:
    return len(others) >= LEAST_CODES and all(map(_CODE.fullmatch, others))


def means_missing(found: Iterable[str]) -> str:
    """A note on the words that mean missing here; empty where only empty fields do."""
    named = sorted(word for word in found if word.strip())
    return f"{', '.join(map(repr, named))} mean{'' if len(named) > 1 else 's'} missing" if named else ""
