"""Whether words are sentences, names and the like, rather than categories."""

from __future__ import annotations

import re
from collections.abc import Sequence

LOOKED_AT = 2000
# Chinese and Japanese are written without blanks: two characters count as a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def count_words(text: str) -> float:
    """The words of a text, roughly.

    >>> count_words("a kind of blue"), count_words("王小明住在台北")
    (4, 3.5)
    """
    return len(text.split()) if text.isascii() else max(len(text.split()), len(_UNSPACED.findall(text)) / 2)


def looks_like_text(uniques: Sequence[str], share: float, there: int) -> bool:
    """Whether a column is text: many words, and mostly different ones.

    ``share``: different values by all of them; ``there``: how many are not missing.
    """
    looked = uniques[:: max(len(uniques) // LOOKED_AT, 1)]
    words = sum(map(count_words, looked)) / len(looked)
    if there < 20:
        return words >= 4 and share > 0.5
    return (words >= 2 and share > 0.5) or (words >= 5 and share > 0.05 and len(uniques) > 50)
