"""Numbers in the texts of models: what Python takes for one is more than what the formats do."""

from __future__ import annotations

import re

from headway.errors import UnreadableModel

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)


def number(text: str, where: str, line: int) -> float:
    """The number that a text is.

    Raises:
        UnreadableModel: it is none.
    """
    if _NUMBER.fullmatch(text):
        return float(text.replace("d", "e").replace("D", "e"))
    if _INFINITE.fullmatch(text):
        return float(text)
    raise UnreadableModel(where, line, f"{text!r} is no number")
