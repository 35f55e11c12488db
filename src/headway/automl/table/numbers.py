"""Numbers as people write them, read; and numbers written as they were.

A column of text is one of numbers if all its values are, in one way of writing: plain (``1.5``, ``2e3``), with a decimal
comma (``1,5``), with thousands (``1,234.5``, ``1.234,5``, ``1 234,5``, ``1'234.5``), with a per cent sign, with one
currency. Zeros before a number (``007``) and whole numbers of more digits than a float holds make it a code, not a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
LOOKED_AT = 100  # texts that are seen not to be numbers before all others are tried
MOST_DIGITS = 15  # a float64 holds every whole number of 15 digits
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_CODE = re.compile(rf"[+-]?(0[0-9]+|[0-9]{{{MOST_DIGITS + 1},}})")
_CURRENCY = r"(?:[$€£¥₩₹₽₺₫฿]|(?:USD|EUR|GBP|JPY|CNY|CHF|TWD|HKD|AUD|CAD|INR|KRW|SEK|NOK|DKK|PLN|CZK|BRL)\b|NT\$|HK\$|US\$|Rs\.?|kr\b)"
_MONEY = re.compile(rf"([+-]?)\s*({_CURRENCY})?\s*([+-]?[0-9][^A-Za-z]*?)\s*({_CURRENCY})?")
_SPACES = " \u00a0\u202f\u2009'’"


@dataclass(frozen=True)
class Numbers:
    """A column read as numbers, and what had to be read past."""

    values: Floats
    note: str = ""


def read_numbers(texts: Sequence[str], decimal: str = ".", *, allow_codes: bool = False) -> Numbers | None:
    """The texts as floats; None where not all are numbers in one way of writing.

    ``decimal`` decides where ``1,234`` could be either. ``allow_codes``: 007 is 7.

    >>> read_numbers(["1,234.5", "12"]).values
    array([1234.5,   12. ])
    >>> read_numbers(["12 %", "7.5%"])
    Numbers(values=array([12. ,  7.5]), note='per cent signs were left out: 12 % is 12')
    >>> read_numbers(["007", "12"]) is None
    True
    """
    first = _trimmed(texts[:LOOKED_AT])
    ways = [way for way in (_plain, _percent, _money) if way(first, decimal)]
    if not ways:
        return None
    trimmed = _trimmed(texts)
    if not allow_codes and any(map(_CODE.fullmatch, trimmed)):
        return None
    return next((found for way in ways if (found := way(trimmed, decimal)) is not None), None)


def _trimmed(texts: Sequence[str]) -> list[str]:
    return [text.strip().replace("\u2212", "-") for text in texts]


def has_codes(texts: Iterable[str]) -> str:
    """The first text that is digits only and yet no number: zeros before it, or more digits than a float holds."""
    return next((text for text in texts if _CODE.fullmatch(text.strip())), "")


def is_number(text: str) -> bool:
    """Whether a text is a number in the plain way of writing.

    >>> is_number("-1.5e3"), is_number("1,5"), is_number("٣")
    (True, False, False)
    """
    return bool(_PLAIN.fullmatch(text.strip()) or _INFINITE.fullmatch(text.strip()))


def _plain(texts: Sequence[str], decimal: str) -> Numbers | None:
    if all(map(is_number, texts)):
        return Numbers(np.array([float(text) for text in texts], dtype=float))
    return _grouped(texts, decimal)


def _grouped(texts: Sequence[str], decimal: str) -> Numbers | None:
    """Numbers with thousands set apart, or a decimal comma: the one reading that suits all, the file's own first."""
    point, comma = (_grouping(","), "", "."), (_grouping("."), ",", ",")
    readings = (comma, point) if decimal == "," else (point, comma)
    for fits, sign, name in readings:
        if all(map(fits, texts)):
            values = [_number(text, sign or ".") for text in texts]
            note = "the decimal sign is a comma" if name == "," else "thousands are set apart"
            return Numbers(np.array(values, dtype=float), note)
    return None


def _grouping(thousands: str) -> Callable[[str], re.Match[str] | None]:
    decimal = "." if thousands == "," else ","
    marks = re.escape(thousands + _SPACES)
    whole = rf"([0-9]+|[0-9]{{1,3}}([{marks}])[0-9]{{3}}(\2[0-9]{{3}})*)"
    return re.compile(rf"[+-]?({whole[1:-1]})({re.escape(decimal)}[0-9]+)?([eE][+-]?[0-9]+)?").fullmatch


def _number(text: str, decimal: str) -> float:
    digits = re.sub(rf"[^0-9eE+\-{re.escape(decimal)}]", "", text)
    return float(digits.replace(decimal, "."))


def _percent(texts: Sequence[str], decimal: str) -> Numbers | None:
    if not texts or not all(text.endswith("%") for text in texts):
        return None
    inner = _plain([text[:-1].rstrip(_SPACES) for text in texts], decimal)
    if inner is None:
        return None
    return Numbers(inner.values, "; ".join(filter(None, ("per cent signs were left out: 12 % is 12", inner.note))))


def _money(texts: Sequence[str], decimal: str) -> Numbers | None:
    """Amounts in one currency, at most: in two they can't be compared."""
    parts = [_MONEY.fullmatch(text) for text in texts]
    symbols = {part[2] or part[4] for part in parts if part} - {None}
    if len(symbols) != 1 or not all(parts):
        return None
    inner = _plain([part[1] + part[3] for part in parts if part], decimal)
    if inner is None:
        return None
    return Numbers(inner.values, "; ".join(filter(None, (f"amounts in {symbols.pop()}", inner.note))))


def decimals_written(texts: Iterable[str]) -> int:
    """The least count of decimals that the texts are written with: 0 for ``1``, 1 for ``1.0``, 2 for ``9.90``.

    >>> decimals_written(["9.90", "12.25"]), decimals_written(["1.0", "3"])
    (2, 0)
    """
    return min(
        (len(re.split("[.,]", text.strip(), maxsplit=1)[-1]) if re.search("[.,]", text) else 0 for text in texts),
        default=0,
    )


def write_number(value: float, decimals: int) -> str:
    """A number with at least so many decimals, as :func:`decimals_written` found them.

    >>> write_number(3.0, 0), write_number(3.0, 1), write_number(9.9, 2), write_number(1e30, 0)
    ('3', '3.0', '9.90', '1e+30')
    """
    text = repr(value.item() if isinstance(value, np.generic) else value)
    if "e" in text or "n" in text:  # an exponent, inf, nan
        return text
    whole, _, rest = text.partition(".")
    rest = (rest if rest != "0" else "").ljust(decimals, "0")
    return f"{whole}.{rest}" if rest else whole
