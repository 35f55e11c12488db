"""Numbers, sums and names as a picture shows them: everywhere in it alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from headway.optimize.graphical.plane import Limit

LONGEST = 28  # characters of a name
THIN = "\u202f"  # between thousands: a comma parts the coordinates of a point
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 6) -> str:
    r"""A number as people write it: six digits, whole numbers in full up to ten, a thin space between thousands.

    >>> number(2400.0), number(-0.125), number(1 / 3, 4), number(2.5e-7), number(4e12), number(-0.0)
    ('2\u202f400', '−0.125', '0.3333', '2.5×10⁻⁷', '4×10¹²', '0')
    """
    size = abs(value)
    if size == 0:
        return "0"
    minus = "−" if value < 0 else ""
    if size < 1e10 and abs(size - round(size)) <= 1e-9 * size:
        return f"{minus}{size:,.0f}".replace(",", THIN)
    if not 1e-4 <= size < 1e10:
        front, power = f"{size:.{digits - 1}e}".split("e")
        front = front.rstrip("0").rstrip(".") if "." in front else front
        return f"{minus}{'' if front == '1' else front + '×'}10{str(int(power)).translate(_RAISED)}"
    whole = f"{size:.{digits}g}" if size < 10.0**digits / 10 else f"{size:.1f}"
    before, _, after = whole.removesuffix(".0").partition(".")
    return f"{minus}{int(before):,}{'.' + after if after else ''}".replace(",", THIN)


def shown(name: str, longest: int = LONGEST) -> str:
    r"""A name on one line, its middle left out where it is too long.

    >>> shown("work\nshop"), shown("a" * 40, 9)
    ('work shop', 'aaaa…aaaa')
    """
    plain = "".join(" " if unicodedata.category(c)[0] in "ZC" else c for c in name).strip()
    if len(plain) <= longest:
        return plain
    half = (longest - 1) // 2
    return f"{plain[:half]}…{plain[-half:]}"


def called(limit: Limit) -> str:
    """What a limit is called: a row's name cut once, a bound as it is, for its variable's name is cut already."""
    return limit.name if limit.is_bound else shown(limit.name)


def combination(parts: Iterable[tuple[float, str]], constant: float = 0.0, digits: int = 6) -> str:
    """A sum of multiples.

    >>> combination([(3, "tables"), (-1, "chairs")], 7)
    '3 tables − chairs + 7'
    """
    text = ""
    for factor, name in (*parts, (constant, "")):
        if factor:
            size = "" if abs(factor) == 1 and name else number(abs(factor), digits) + (" " if name else "")
            sign = ("−" if factor < 0 else "") if not text else (" − " if factor < 0 else " + ")
            text += f"{sign}{size}{name}"
    return text or "0"


def statement(limit: Limit, axes: tuple[str, str]) -> str:
    """What a limit says.

    >>> statement(Limit("labour", 2, 1, float("-inf"), 100), ("tables", "chairs"))
    '2 tables + chairs ≤ 100'
    """
    if limit.is_bound:
        return limit.name
    x, y = map(shown, axes)
    left = combination([(limit.a, x), (limit.b, y)], digits=5)
    if limit.is_equation:
        return f"{left} = {number(limit.high)}"
    low = f"{number(limit.low)} ≤ " if limit.low > float("-inf") else ""
    high = f" ≤ {number(limit.high)}" if limit.high < float("inf") else ""
    if low and not high:
        return f"{left} ≥ {number(limit.low)}"
    return f"{low}{left}{high}" if low or high else f"{left} (no limit)"


def listed(names: Iterable[str]) -> str:
    """Names as a list in a sentence.

    >>> listed(["wood", "labour", "glue"])
    'wood, labour and glue'
    """
    every = list(names)
    return " and ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))
